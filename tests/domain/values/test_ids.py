"""Ids are UUIDs of version 7, made from nothing but the numbers that are handed in."""

from __future__ import annotations

from uuid import RFC_4122, UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookingcore.domain.values.ids import RANDOM_BITS, uuid7
from bookingcore.errors import InvalidInput

MILLISECONDS = st.integers(0, 2**48 - 1)
RANDOM = st.integers(0, 2**RANDOM_BITS - 1)


def test_the_example_of_the_standard_is_reproduced() -> None:
    """RFC 9562, appendix A.6: Tuesday, 22 February 2022, 14:22:22 GMT-05:00."""
    random_bits = 0xCC3 << 62 | 0x18C4DC0C0C07398F

    assert uuid7(0x017F22E279B0, random_bits) == "017f22e2-79b0-7cc3-98c4-dc0c0c07398f"


@given(MILLISECONDS, RANDOM)
def test_an_id_is_canonical_text_of_version_7(unix_ms: int, random_bits: int) -> None:
    uuid = UUID(uuid7(unix_ms, random_bits))

    assert str(uuid) == uuid7(unix_ms, random_bits)
    assert (uuid.version, uuid.variant) == (7, RFC_4122)


@given(MILLISECONDS, RANDOM)
def test_no_bit_is_lost(unix_ms: int, random_bits: int) -> None:
    number = UUID(uuid7(unix_ms, random_bits)).int
    high, low = number >> 64 & 0xFFF, number & 2**62 - 1

    assert number >> 80 == unix_ms
    assert high << 62 | low == random_bits


@given(st.sets(MILLISECONDS, min_size=2, max_size=2), RANDOM, RANDOM)
def test_ids_sort_by_time(times: set[int], chance: int, other_chance: int) -> None:
    earlier, later = sorted(times)

    assert uuid7(earlier, chance) < uuid7(later, other_chance)


@pytest.mark.parametrize("unix_ms", [-1, 2**48, 2**100])
def test_a_time_out_of_bounds_is_refused(unix_ms: int) -> None:
    with pytest.raises(InvalidInput) as refused:
        uuid7(unix_ms, 0)

    assert refused.value.field == "unix_ms"


@pytest.mark.parametrize("random_bits", [-1, 2**RANDOM_BITS, 2**100])
def test_too_many_random_bits_are_refused(random_bits: int) -> None:
    with pytest.raises(InvalidInput) as refused:
        uuid7(0, random_bits)

    assert refused.value.field == "random_bits"
