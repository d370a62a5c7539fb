"""Questions of several visitors that come at the same time are answered together."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import Generic, TypeVar

Question = TypeVar("Question")
Answer = TypeVar("Answer")


class Together(Generic[Question, Answer]):
    """What comes while a batch is being answered waits, and goes together in the next.

    Nobody waits for company: a question that comes alone is answered at once.
    """

    def __init__(self, answer: Callable[[list[Question]], Sequence[Answer]], most: int) -> None:
        """`answer` takes questions to as many answers; `most` at a time, always in one thread."""
        self._answer = answer
        self._most = most
        self._waiting: SimpleQueue[tuple[Question, Future[Answer]]] = SimpleQueue()
        self._hand = ThreadPoolExecutor(1)

    def ask(self, question: Question) -> Answer:
        """Its answer, from any thread. Raises what `answer` raises for the batch it was in."""
        future: Future[Answer] = Future()
        self._waiting.put((question, future))
        self._hand.submit(self._answer_waiting)
        return future.result()

    def _answer_waiting(self) -> None:
        """Answer the longest waiting; nobody, if all went with those before."""
        batch: list[tuple[Question, Future[Answer]]] = []
        with suppress(Empty):
            while len(batch) < self._most:
                batch.append(self._waiting.get_nowait())
        if not batch:
            return
        try:
            answers = self._answer([question for question, _ in batch])
        except Exception as error:
            for _, future in batch:
                future.set_exception(error)
        else:
            for (_, future), answer in zip(batch, answers, strict=True):
                future.set_result(answer)
