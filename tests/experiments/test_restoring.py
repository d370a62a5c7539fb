"""What several digits are answered together is what each is answered alone."""

import numpy as np

from aedemo.experiments.restoring import Question, answer, spoil

# A kind whose missing pixels are known and one whose are not; no pass, one and three.
ASKED = [("dropped", 0.5, 1), ("gaussian", 0.3, 3), ("blur", 0.2, 0), ("scratches", 0.4, 1)]


def test_each_gets_its_own_answers(app):
    digits = app.library.gallery.images[::1250, 0].numpy().astype(np.float32) / 255
    questions = [
        Question(digit, spoil(digit, kind, level, 7), passes)
        for digit, (kind, level, passes) in zip(digits, ASKED, strict=True)
    ]
    for question, together in zip(questions, answer(app.library, questions), strict=True):
        (alone,) = answer(app.library, [question])
        assert together.names == alone.names
        assert ("telea" in together.names) == (question.spoiled.missing is not None)
        assert together.clean is question.clean
        for figure in ("images", "psnr", "ssim", "mse"):
            np.testing.assert_allclose(
                getattr(together, figure), getattr(alone, figure), atol=1e-3, err_msg=figure
            )
        if not question.passes:
            assert (together.images == question.spoiled.image).all()
