"""What the tests of links share: trying one, and all that is told to who tries."""

from __future__ import annotations

import pytest
from attrs import asdict

from bookingcore import Booking, Desk, EventKind, Language, Refused
from bookingcore.errors import LinkAnswerNotAccepted, LinkNotUsable

STARTS = "2026-07-02T18:00"
START = "2026-07-02T18:00:00+02:00"
ADDRESS, WRONG = "anna@example.org", "ugo@example.org"
LANGUAGES: tuple[Language, ...] = ("en", "it", "es")


def refused_by(desk: Desk, token: str) -> None:
    """*token* opens nothing, and nothing tells why."""
    with pytest.raises(LinkNotUsable) as refused:
        desk.bookings.manage(token)
    assert told(refused.value) == told(LinkNotUsable())


def told(refused: Refused) -> tuple[object, ...]:
    """All that a refusal says."""
    sentences = [refused.told(language) for language in LANGUAGES]
    return type(refused), asdict(refused), refused.__cause__, sentences


def guess(desk: Desk, token: str, typed: str = WRONG) -> tuple[object, ...]:
    """All that is told to who types a wrong address."""
    with pytest.raises(LinkAnswerNotAccepted) as refused:
        desk.bookings.manage(token).cancel(email=typed)
    return told(refused.value)


def attempts(desk: Desk, booking: Booking) -> list[object]:
    """The wrong answers that the history tells of, as they were counted."""
    return [
        event.facts["failed"]
        for event in desk.history(booking)
        if event.kind is EventKind.LINK_ANSWER_REFUSED
    ]
