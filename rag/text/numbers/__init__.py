"""Numbers: how they are written, how sure the writer is of them, what they count and of which event."""

from rag.text.numbers.number import Number, find_numbers

__all__ = ["Number", "find_numbers"]
