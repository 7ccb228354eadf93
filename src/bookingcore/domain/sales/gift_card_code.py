"""The codes of gift cards: hard to guess, easy to read out, read back whatever their spelling."""

from __future__ import annotations

import re

from attrs import frozen

from bookingcore.domain.values.checks import shown
from bookingcore.domain.values.ids import GiftCardId
from bookingcore.errors import InvalidInput

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O or U, which are misread or make words."""

CODE_BITS = 80
"""How many random bits the code of a gift card takes: 16 characters of five bits each."""

CODE_LENGTH_MIN, CODE_LENGTH_MAX = 6, 64

_OWN = re.compile(r"[A-Za-z0-9-]+")
_AN_ID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")

# Crockford: an O is meant for a zero, and I and L for a one; a code is none of anybody's words.
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None})


@frozen(kw_only=True)
class GiftCardCode:
    """Which gift card has a code: one, in a center.

    Attributes:
        id: the code in the one form in which codes are compared.
    """

    id: str
    gift_card_id: GiftCardId


def code_of(random_bits: int) -> str:
    """The code made of 80 random bits, as it is shown: "ABCD-EFGH-JKMN-PQRS".

    Raises:
        InvalidInput: a number with a sign, or with more bits than that.

    Source: Crockford, Base 32.
    """
    if random_bits >> CODE_BITS:
        raise InvalidInput("random_bits", hex(random_bits), f"give {CODE_BITS} random bits")
    letters = "".join(ALPHABET[random_bits >> shift & 31] for shift in range(75, -1, -5))
    return "-".join(letters[first : first + 4] for first in range(0, 16, 4))


def compared(code: str) -> str:
    """*code* in the one form in which codes are compared, however it was typed.

    Case, blanks and dashes make no difference, nor do O and 0, or I, L and 1.
    """
    return "".join(code.split()).upper().translate(_READ_AS)


def own_code(value: object, field: str) -> str:
    """A code of the host's own, as it is shown.

    Raises:
        InvalidInput: not 6 to 64 ASCII letters, digits and dashes, or fewer than 6 without the
            dashes; or what has the form of an id.
    """
    code = value.strip() if isinstance(value, str) else ""
    if not _OWN.fullmatch(code) or len(code) > CODE_LENGTH_MAX:
        remedy = f"give {CODE_LENGTH_MIN} to {CODE_LENGTH_MAX} letters, digits and dashes"
        raise InvalidInput(field, shown(value), remedy)
    if len(compared(code)) < CODE_LENGTH_MIN:
        remedy = f"give {CODE_LENGTH_MIN} letters and digits or more, beside the dashes"
        raise InvalidInput(field, shown(value), remedy)
    if is_id(code):
        raise InvalidInput(field, shown(value), "give a code that has not the form of an id")
    return code


def is_id(given: str) -> bool:
    """Whether *given* has the form of an id, which no code has."""
    return _AN_ID.fullmatch(given) is not None
