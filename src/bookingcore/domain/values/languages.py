"""The languages that the library speaks by itself."""

from __future__ import annotations

from bookingcore.domain.values.checks import shown
from bookingcore.errors import InvalidInput, Language

LANGUAGES: tuple[Language, ...] = ("en", "it", "es")


def language(value: object, field: str) -> Language:
    """*value* as one of the languages.

    Raises:
        InvalidInput: another language, or no text at all.
    """
    for known in LANGUAGES:
        if isinstance(value, str) and value == known:
            return known
    raise InvalidInput(field, shown(value), f"give one of {', '.join(LANGUAGES)}")
