"""Real processes that guess the address of one link at the same time."""

from __future__ import annotations

from collections import Counter

import pytest

from bookingcore import Desk, EventKind
from tests.races.contest import raced

PROCESSES, ROUNDS, GUESSES = 8, 5, 2


def guess(desk: Desk, given: str) -> str:
    """Type the address for the link, both given."""
    token, typed = given.split()
    return desk.bookings.manage(token).cancel(email=typed).booking.status.name


@pytest.mark.rule("A46")
@pytest.mark.parametrize("url", ["sqlite", "postgres", "serializable"], indirect=True)
def test_guesses_of_eight_processes_are_counted_one_by_one(desk: Desk, url: str) -> None:
    """Five of sixteen are counted, in every round; the right address is accepted no more."""
    yoga = desk.catalog.add_service("Yoga", duration=60)
    anna = desk.customers.register(name="Anna", email="anna@example.org")
    bookings = [
        desk.bookings.book(
            anna, desk.schedule.add_session(yoga, starts_at=f"2036-07-{day + 1:02}T18:00Z")
        )
        for day in range(ROUNDS)
    ]
    tokens = [desk.bookings.manage_link(booking) for booking in bookings]
    acts = [
        (guess, [[f"{token} {who}-{n}@example.org" for n in range(GUESSES)] for token in tokens])
        for who in range(PROCESSES)
    ]
    told = raced(url, acts)

    for number, booking in enumerate(bookings):
        outcomes = Counter(outcome for process in told for outcome in process[number])
        assert outcomes == {"link_answer_not_accepted": PROCESSES * GUESSES}
        history = sorted(desk.history(booking), key=lambda event: event.no)
        refused = [event for event in history if event.kind is EventKind.LINK_ANSWER_REFUSED]
        assert [event.facts["failed"] for event in refused] == [1, 2, 3, 4, 5]
        assert desk.bookings.get(booking) == booking
    assert desk.verify() == ()
