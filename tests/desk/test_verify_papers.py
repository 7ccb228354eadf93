"""What was changed behind the library's back about papers and coupons, `verify()` tells."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bookingcore import Coupon, Desk, Invoice, Sale
from tests.desk.studio import Studio
from tests.desk.tampering import taken_away, written_over

Papers = tuple[Coupon, Sale, Invoice, Invoice]

TAMPERED: dict[str, Callable[[Desk, Papers], object]] = {
    "a use that nobody made": lambda desk, papers: written_over(desk, papers[0], used=2),
    "a use that was lost": lambda desk, papers: written_over(desk, papers[0], used=0),
    "a sale that uses nothing": lambda desk, papers: written_over(desk, papers[1], coupon_id=None),
    "a sale that is voided": lambda desk, papers: written_over(desk, papers[1], voided=True),
    "a double": lambda desk, papers: written_over(desk, papers[2], number=2),
    "a gap": lambda desk, papers: written_over(desk, papers[3], number=3),
    "a paper that is gone": lambda desk, papers: taken_away(desk, papers[2]),
    "the last paper that is gone": lambda desk, papers: taken_away(desk, papers[3]),
}


@pytest.fixture
def papers(desk: Desk) -> Papers:
    studio = Studio(desk)
    coupon = desk.catalog.add_coupon("ESTATE", name="Estate", percent=10, uses_max=5)
    sale = desk.sales.sell(studio.anna, studio.pass_physio, coupon=coupon)
    first, second = desk.sales.invoice(sale), desk.sales.invoice(studio.sold())
    return desk.catalog.coupons()[0], sale, first, second


@pytest.mark.rule("002-27", "002-28")
@pytest.mark.parametrize("how", TAMPERED)
def test_what_does_not_add_up_is_told(desk: Desk, papers: Papers, how: str) -> None:
    assert desk.verify() == ()
    TAMPERED[how](desk, papers)

    faults = desk.verify()
    assert "P4" in {fault.promise for fault in faults}
    subjects = {fault.subject for fault in faults}
    assert subjects & {papers[0].id, "INVOICE"}
