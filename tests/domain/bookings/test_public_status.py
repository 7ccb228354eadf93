"""What customers read where staff read something else (A32)."""

from __future__ import annotations

import pytest

from bookingcore.domain.bookings.booking import Booking
from bookingcore.domain.bookings.public_status import (
    PublicCode,
    public_status,
    public_status_of_wait,
)
from bookingcore.domain.values.languages import LANGUAGES
from bookingcore.errors import Language
from tests.domain.build import booked, booking, cancelled
from tests.domain.card import Card


@pytest.mark.rule("000-27", "A32")
@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "awaiting payment"),
        ("it", "in attesa di pagamento"),
        ("es", "pendiente de pago"),
    ],
)
def test_customers_read_awaiting_payment(language: Language, text: str) -> None:
    shown = public_status(booking(), language)

    assert (shown.code, shown.text) == (PublicCode.AWAITING_PAYMENT, text)


@pytest.mark.rule("000-27", "000-28")
def test_of_one_and_the_same_booking_staff_read_awaiting_redemption() -> None:
    card = Card()
    made = card.book("yoga", 2)

    assert made.status.name == "AWAITING_REDEMPTION"
    assert card.explain(made.id).sentences[0].startswith("awaiting redemption")
    assert public_status(made, "en").text == "awaiting payment"


@pytest.mark.rule("A32")
@pytest.mark.parametrize(
    ("of", "code", "texts"),
    [
        (booked(), "booked", ["booked", "prenotato", "reservado"]),
        (cancelled(), "cancelled", ["cancelled", "annullato", "anulado"]),
    ],
)
def test_each_status_has_a_code_and_a_text_in_each_language(
    of: Booking, code: str, texts: list[str]
) -> None:
    assert [public_status(of, language).text for language in LANGUAGES] == texts
    assert {public_status(of, language).code.value for language in LANGUAGES} == {code}


@pytest.mark.rule("001-11", "A32")
@pytest.mark.parametrize(
    ("over", "code", "texts"),
    [
        (False, "in_queue", ["in queue", "in coda", "en cola"]),
        (True, "out_of_queue", ["no longer in queue", "non più in coda", "ya no en cola"]),
    ],
)
def test_who_waits_reads_in_queue(over: bool, code: str, texts: list[str]) -> None:
    shown = [public_status_of_wait(over=over, language=language) for language in LANGUAGES]

    assert [each.text for each in shown] == texts
    assert {each.code.value for each in shown} == {code}
