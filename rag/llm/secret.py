"""A key: taken from the environment, shown to nobody."""

from __future__ import annotations

from collections.abc import Mapping

from rag.errors import InputError


class Secret:
    """Holds a key so that neither ``repr``, ``str``, formatting, pickling nor a dump of local variables shows it."""

    __slots__ = ("_reveal", "variable")

    def __init__(self, variable: str, value: str) -> None:
        self.variable = variable
        self._reveal = lambda: value  # a closure: no attribute holds the text itself

    def value(self) -> str:
        """The key itself, for the header of a request."""
        return self._reveal()

    def __repr__(self) -> str:
        return f"Secret({self.variable})"

    def __reduce__(self) -> str | tuple[object, ...]:
        raise TypeError("a key is not stored")


def secret_of(environ: Mapping[str, str], variable: str) -> Secret | None:
    """The key in a variable, None where it is unset. Raises InputError (without the value) for what cannot be a key."""
    value = environ.get(variable, "").strip()
    if not value:
        return None
    if not value.isascii() or not value.isprintable() or " " in value:
        raise InputError(f"{variable} holds characters that a key cannot have. Set it again.")
    return Secret(variable, value)
