"""The trained variants of a folder, and the files they lie in."""

from aedemo.library.library import Library

__all__ = ["Library"]
