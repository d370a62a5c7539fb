"""aedemo: an interactive laboratory for autoencoders.

>>> from aedemo.library import Library
>>> library = Library.open("checkpoints")
>>> model = library["vae"]
>>> codes = model.encode(images)      # (B, 1, 28, 28) in [0, 1] -> (B, 20)
"""
