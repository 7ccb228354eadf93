"""What `verify()` says of numbers and uses."""

from __future__ import annotations

from typing import Any

import pytest
from attrs import evolve

from bookingcore.domain.bookings.paper_audit import CouponUses, NumbersIssued
from bookingcore.domain.values.ids import CouponId

ISSUED = NumbersIssued(kind="INVOICE", counted=3, papers=3, numbers=3, lowest=1, highest=3)
USED = CouponUses(coupon_id=CouponId("c1"), used=2, uses_max=2, sales=2)


@pytest.mark.rule("002-28")
@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"papers": 4}, ["4 papers share 3 numbers"]),
        ({"numbers": 2, "papers": 2}, ["2 numbers run from 1 to 3, with a gap"]),
        ({"lowest": 2, "numbers": 2, "papers": 2}, ["2 numbers run from 2 to 3, with a gap"]),
        ({"counted": 4}, ["the series counted 4, the last is 3"]),
        ({"counted": 0}, ["the series counted 0, the last is 3"]),
    ],
)
def test_gaps_and_doubles_are_faults(fields: dict[str, Any], said: list[str]) -> None:
    faults = list(evolve(ISSUED, **fields).faults())

    assert [(fault.promise, fault.subject) for fault in faults] == [("P4", "INVOICE")]
    assert [fault.sentence for fault in faults] == said


def test_a_series_of_which_the_papers_are_gone_is_a_fault() -> None:
    empty = NumbersIssued(kind="RECEIPT", counted=1, papers=0, numbers=0, lowest=0, highest=0)

    assert len(list(empty.faults())) == 1


@pytest.mark.rule("002-27")
@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"used": 1}, ["counts 1 uses, 2 sales use it"]),
        ({"uses_max": 1}, ["may be used 1 times, 2 sales use it"]),
        ({"uses_max": 1, "used": 1}, ["counts 1 uses", "may be used 1 times"]),
    ],
)
def test_uses_that_no_sale_stands_for_are_faults(fields: dict[str, Any], said: list[str]) -> None:
    faults = list(evolve(USED, **fields).faults())

    assert len(faults) == len(said)
    for fault, words in zip(faults, said, strict=True):
        assert words in fault.sentence


def test_what_adds_up_is_no_fault() -> None:
    assert [*ISSUED.faults(), *USED.faults()] == []
    assert list(evolve(USED, uses_max=None).faults()) == []
