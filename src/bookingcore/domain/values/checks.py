"""Bounds on what a caller may hand in: text and whole numbers.

Every limit of the library stands here or beside the field that it limits; what is out of bounds
is `InvalidInput` with the field's name, before anything is read or written.
"""

from __future__ import annotations

from enum import Enum
from typing import TypeVar
from unicodedata import category

from bookingcore.errors import InvalidInput

NAME_LENGTH_MAX = 200
NOTE_LENGTH_MAX = 10_000
PLACES_MAX = 10_000
CAPACITY_MAX = 1_000_000
UNITS_MAX = 1_000_000
DAYS_MAX = 36_500
MINUTES_MAX = 60 * 24 * 366

E = TypeVar("E", bound=Enum)


def whole(value: object, field: str, low: int, high: int) -> int:
    """*value* as a whole number from *low* to *high*, both included.

    Raises:
        InvalidInput: not an int (a bool or a float is none), or out of bounds.
    """
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise InvalidInput(field, shown(value), f"give a whole number from {low} to {high}")
    return value


def truth(value: object, field: str) -> bool:
    """*value* as True or False; nothing else counts as either."""
    if isinstance(value, bool):
        return value
    raise InvalidInput(field, shown(value), "give True or False")


def text(
    value: object, field: str, *, required: bool = False, longest: int = NOTE_LENGTH_MAX
) -> str:
    """*value* as text without surrounding space.

    Raises:
        InvalidInput: not a string, empty though *required*, longer than *longest* characters, or
            with characters that no database column holds (NUL, lone surrogates).
    """
    if not isinstance(value, str):
        raise InvalidInput(field, shown(value), "give text")
    cleaned = value.strip()
    if required and not cleaned:
        raise InvalidInput(field, shown(value), "give at least one character")
    if len(cleaned) > longest:
        raise InvalidInput(field, shown(value), f"give at most {longest} characters")
    if any(category(char) == "Cs" or char == "\x00" for char in cleaned):
        raise InvalidInput(field, shown(value), "leave out NUL characters and lone surrogates")
    return cleaned


def name(value: object, field: str) -> str:
    """A name: one line of text, 1 to 200 characters."""
    cleaned = text(value, field, required=True, longest=NAME_LENGTH_MAX)
    if any(category(char) == "Cc" for char in cleaned):
        raise InvalidInput(field, shown(value), "leave out line breaks and control characters")
    return cleaned


def member(value: object, field: str, choices: type[E]) -> E:
    """*value* as a member of the enum *choices*, given as the member or by its name."""
    if isinstance(value, choices):
        return value
    if isinstance(value, str) and value in choices.__members__:
        return choices[value]
    raise InvalidInput(field, shown(value), f"give one of {', '.join(choices.__members__)}")


def shown(value: object) -> str:
    """A short form of *value* for an error message, whatever it is."""
    try:
        form = ascii(value)
    except Exception:  # noqa: BLE001 - a value may refuse to show itself, or be too long a number
        form = f"<{type(value).__name__}>"
    return form if len(form) <= 80 else f"{form[:77]}..."
