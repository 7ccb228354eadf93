"""The codes of gift cards: hard to guess, read back whatever their spelling."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookingcore.domain.sales.gift_card_code import (
    ALPHABET,
    CODE_BITS,
    code_of,
    compared,
    is_id,
    own_code,
)
from bookingcore.errors import InvalidInput

BITS = st.integers(0, 2**CODE_BITS - 1)
ID = "019f1c43-4b00-7951-9d9d-c9f81818e811"


def decoded(code: str) -> int:
    """The number that a code stands for, read letter by letter."""
    number = 0
    for letter in code:
        if letter not in " -":
            number = number * 32 + ALPHABET.index(letter)
    return number


@given(BITS)
def test_every_bit_of_chance_is_in_the_code(bits: int) -> None:
    code = code_of(bits)

    assert re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){3}", code)
    assert decoded(code) == bits


@pytest.mark.parametrize("bits", [-1, 2**CODE_BITS])
def test_a_number_of_another_size_makes_no_code(bits: int) -> None:
    with pytest.raises(InvalidInput):
        code_of(bits)


@given(st.data(), BITS)
def test_a_code_is_read_back_however_it_is_typed(data: st.DataObject, bits: int) -> None:
    code = code_of(bits)
    typed = ""
    for letter in code.replace("-", ""):
        alike = {"0": "0Oo", "1": "1IiLl"}.get(letter, letter + letter.lower())
        typed += data.draw(st.sampled_from(("", " ", "-", "\t", "\u00a0", "- ")))
        typed += data.draw(st.sampled_from(alike))

    assert compared(typed) == compared(code) == code.replace("-", "")


@given(BITS, BITS)
def test_two_codes_are_compared_as_one_only_if_they_are(one: int, other: int) -> None:
    assert (compared(code_of(one)) == compared(code_of(other))) is (one == other)


@pytest.mark.parametrize("code", ["ABC123", "a-b-c-1-2-3", "A" * 64, "NATALE-2026", "------aaaaaa"])
def test_a_code_of_the_hosts_own_is_kept_as_it_was_given(code: str) -> None:
    assert own_code(f" {code} ", "code") == code


@pytest.mark.parametrize(
    "code",
    ["", "ABC12", "A" * 65, "------", "A----B", "A B C D", "È-NATALE", "A_B_C_D", None, 7, ID],
)
def test_what_is_no_code_is_refused(code: object) -> None:
    with pytest.raises(InvalidInput) as refused:
        own_code(code, "code")
    assert refused.value.field == "code"


def test_an_id_is_told_from_a_code() -> None:
    assert is_id(ID)
    assert is_id(ID.upper())
    for code in ("ABCD-EFGH-JKMN-PQRS", ID[:-1], f"{ID}0", ID.replace("-", "")):
        assert not is_id(code)
