"""Questions that come at the same time are answered together, each with its own answer."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from aedemo.experiments.together import Together


class Slow:
    """Answers with the squares, the first batch only when it is let go."""

    def __init__(self):
        self.batches, self.begun, self.go = [], Event(), Event()

    def __call__(self, numbers):
        self.batches.append(list(numbers))
        self.begun.set()
        assert self.go.wait(10)
        if 13 in numbers:
            raise ValueError("unlucky")
        return [number**2 for number in numbers]


def asked(numbers, most=8):
    """What is asked while a first question, 0, is being answered: the futures, and all batches."""
    slow, threads = Slow(), ThreadPoolExecutor(20)
    together = Together(slow, most)
    first = threads.submit(together.ask, 0)
    assert slow.begun.wait(10)
    waiting = {number: threads.submit(together.ask, number) for number in numbers}
    while together._waiting.qsize() < len(numbers):
        pass
    slow.go.set()
    assert first.result(10) == 0
    return waiting, slow.batches


def test_what_waits_goes_together_and_each_gets_its_own():
    waiting, batches = asked(range(1, 6))
    assert {number: each.result(10) for number, each in waiting.items()} == {
        number: number**2 for number in range(1, 6)
    }
    assert [sorted(batch) for batch in batches] == [[0], [1, 2, 3, 4, 5]]


def test_no_batch_is_larger_than_the_most():
    waiting, batches = asked(range(1, 12), most=4)
    assert [each.result(10) for each in waiting.values()] == [n**2 for n in range(1, 12)]
    assert [len(batch) for batch in batches] == [1, 4, 4, 3]


def test_an_error_is_its_batchs_and_the_next_is_answered():
    waiting, _ = asked([12, 13, 14], most=2)
    for number in (12, 13):
        with pytest.raises(ValueError, match="unlucky"):
            waiting[number].result(10)
    assert waiting[14].result(10) == 196
