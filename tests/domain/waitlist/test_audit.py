"""What was tampered with in a waiting list is found; in one that is right nothing is (P6)."""

from __future__ import annotations

from typing import Any

import pytest
from attrs import evolve
from pendulum import DateTime

from bookingcore.domain.bookings.audit import Fault
from bookingcore.domain.catalog.policies import BookingWindow, ServicePolicy
from bookingcore.domain.catalog.waiting import Offers, Parties, WaitlistPolicy
from bookingcore.domain.schedule.session import CalledOff, Cause
from bookingcore.domain.values.ids import CustomerId, EntryId
from bookingcore.domain.waitlist.audit import QueueKept
from bookingcore.domain.waitlist.entry import EntryStatus, Offer, WaitlistEntry
from tests.domain.build import at, session

NOON = at(1, 12)
LAPSE = at(1, 12, 10)
START = at(2)
OFFER = Offer(made_at=NOON, expires_at=LAPSE)

S1 = session(capacity=2, taken=2)


def waits(id: str, position: int = 1, **fields: Any) -> WaitlistEntry:
    """An entry of a customer of its own."""
    entry = WaitlistEntry(
        id=EntryId(id),
        customer_id=CustomerId(f"customer {id}"),
        session_id=S1.id,
        places=1,
        position=position,
        joined_at=NOON,
    )
    return evolve(entry, **fields)


def has_offer(id: str, position: int = 1, **fields: Any) -> WaitlistEntry:
    return waits(id, position).offered(evolve(OFFER, **fields))


def queue(
    *entries: WaitlistEntry,
    policy: WaitlistPolicy | None = None,
    closes: int = 0,
    due_at: DateTime | None = START,
    **fields: Any,
) -> QueueKept:
    """A list of *entries* for a full session of two places, whose counters are right."""
    offers = [entry.offer.expires_at for entry in entries if entry.held and entry.offer]
    counted = evolve(
        S1,
        waiting=sum(entry.waits for entry in entries),
        next_lapse=min(offers, default=None),
    )
    return QueueKept(
        session=evolve(counted, **fields),
        policy=ServicePolicy(
            waitlist=policy or WaitlistPolicy(), window=BookingWindow(closes=closes)
        ),
        entries=entries,
        due_at=due_at,
    )


def found(kept: QueueKept, now: DateTime = NOON) -> list[tuple[str, str]]:
    faults = list(kept.faults(now))
    assert {fault.promise for fault in faults} <= {"P6"}
    return [(fault.subject, fault.sentence) for fault in faults]


@pytest.mark.parametrize(
    "kept",
    [
        queue(),
        queue(due_at=None),
        queue(waits("e1"), waits("e2", 2)),
        queue(has_offer("e1"), waits("e2", 2), due_at=LAPSE),
        queue(has_offer("e1", expires_at=at(3)), due_at=START),
        queue(has_offer("e1"), has_offer("e2", expires_at=at(1, 13)), due_at=LAPSE),
    ],
)
def test_a_queue_that_is_right_has_no_fault(kept: QueueKept) -> None:
    assert found(kept) == []


def test_a_fault_of_a_queue_breaks_its_promise() -> None:
    faults = list(queue(waits("e1"), taken=1).faults(NOON))

    assert faults == [Fault("P6", "e1", "waits though 1 places are free for it")]


@pytest.mark.parametrize(
    ("kept", "subject", "sentence"),
    [
        (queue(waits("e1"), waiting=2), "s1", "counts 2 who wait, 1 do"),
        (queue(waiting=1), "s1", "counts 1 who wait, 0 do"),
        (
            queue(next_lapse=LAPSE),
            "s1",
            f"says an offer runs out at {LAPSE.isoformat()}, the first does never",
        ),
        (
            queue(has_offer("e1"), next_lapse=None, due_at=LAPSE),
            "s1",
            f"says an offer runs out never, the first does at {LAPSE.isoformat()}",
        ),
        (
            queue(waits("e1", status=EntryStatus.OFFERED)),
            "e1",
            "is OFFERED and has no offer",
        ),
        (queue(waits("e1", offer=OFFER)), "e1", "is WAITING and has an offer"),
        (
            queue(waits("e1"), waits("e2", 2, customer_id=CustomerId("customer e1"))),
            "s1",
            "has customer customer e1 wait 2 times",
        ),
        (
            queue(waits("e1"), due_at=None),
            "s1",
            f"has its work due never, not at {START.isoformat()}",
        ),
        (
            queue(has_offer("e1"), due_at=START),
            "s1",
            f"has its work due at {START.isoformat()}, not at {LAPSE.isoformat()}",
        ),
    ],
)
def test_what_does_not_agree_is_found(kept: QueueKept, subject: str, sentence: str) -> None:
    assert found(kept) == [(subject, sentence)]


def test_nobody_waits_for_what_is_cancelled() -> None:
    end = CalledOff(at=NOON, by="staff:maria", cause=Cause.CENTER)

    kept = queue(waits("e1"), cancellation=end, taken=0, admitted=0)
    assert found(kept) == [("e1", "is open though its session was cancelled")]


@pytest.mark.rule("A20")
def test_a_place_that_lies_idle_while_somebody_waits_is_found() -> None:
    large, small = waits("e1", places=2), waits("e2", 2)

    assert found(queue(large, small)) == []
    assert found(queue(large, small, taken=1)) == [("e2", "waits though 1 places are free for it")]
    assert found(queue(large, small, taken=0)) == [
        ("e1", "waits though 2 places are free for it"),
        ("e2", "waits though 1 places are free for it"),
    ]
    assert found(queue(large, capacity=None, admitted=None)) == [
        ("e1", "waits though 2 places are free for it")
    ]


@pytest.mark.rule("A18")
def test_in_strict_order_only_the_first_in_line_is_due_a_place() -> None:
    strict = WaitlistPolicy(parties=Parties.STRICT)
    large, small = waits("e1", places=2), waits("e2", 2)

    assert found(queue(large, small, policy=strict, taken=1)) == []
    assert found(queue(large, small, policy=strict, taken=0)) == [
        ("e1", "waits though 2 places are free for it")
    ]
    assert found(queue(waits("e0", 0, staff_only=True), small, policy=strict, taken=1)) == [
        ("e2", "waits though 1 places are free for it")
    ]


@pytest.mark.parametrize(
    "kept",
    [
        queue(waits("e1"), policy=WaitlistPolicy(offers=Offers.MANUAL), taken=1),
        queue(waits("e1", staff_only=True), taken=1),
        queue(waits("e1", unreachable=True), taken=1),
        queue(has_offer("e1"), taken=1, due_at=LAPSE),
    ],
    ids=["staff offer", "staff offer to them", "nobody can tell them", "they have an offer"],
)
def test_a_place_is_not_idle_where_nobody_is_to_be_offered_it(kept: QueueKept) -> None:
    assert found(kept) == []


@pytest.mark.rule("A19")
def test_a_place_is_not_idle_once_it_is_too_late_to_offer_it() -> None:
    late = queue(waits("e1"), closes=60, taken=1)

    assert found(late, at(2, 17)) == []
    assert len(found(late, at(2, 16, 59))) == 1
    assert found(queue(waits("e1"), taken=1), at(2, 19)) == []


def test_a_place_is_not_idle_before_what_is_due_was_done() -> None:
    """An offer has run out, and nobody has looked yet."""
    kept = queue(has_offer("e1"), waits("e2", 2), taken=1, due_at=LAPSE)

    assert len(found(kept, at(1, 12, 9))) == 1
    assert found(kept, LAPSE) == []
