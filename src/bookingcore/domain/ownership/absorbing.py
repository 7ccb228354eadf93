"""Merging an old card into the one that stays, without losing a thing (000-41 to 000-50, A40)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import Enum

from attrs import evolve, field, frozen
from pendulum import DateTime

from bookingcore.domain.bookings.booking import Booking
from bookingcore.domain.bookings.eligibility import stands_aside
from bookingcore.domain.bookings.settling import Holdings, settled
from bookingcore.domain.customers.account import card_event
from bookingcore.domain.customers.addresses import Addresses
from bookingcore.domain.customers.customer import LIVE, Customer, CustomerStatus
from bookingcore.domain.ownership.merging import differing, handed_over, merged, tombstone
from bookingcore.domain.sales.ledger import BalanceLedger
from bookingcore.domain.values.actors import Actor
from bookingcore.domain.values.changes import Change, Decision, Put, Reassign
from bookingcore.domain.values.events import Event, EventKind, Happened
from bookingcore.domain.values.ids import CustomerId, SessionId
from bookingcore.domain.waitlist.entry import WaitlistEntry
from bookingcore.domain.waitlist.line import Line
from bookingcore.domain.waitlist.standing import closed_in, written
from bookingcore.errors import CannotAbsorb, CustomerNotActive


class ReviewKind(Enum):
    """What a person should look at once two cards are one."""

    # Both cards have a booking in one session; both were kept (A41).
    SAME_SESSION = "same_session"
    # The one card has a booking in a session for which the other waits.
    BOOKED_AND_WAITING = "booked_and_waiting"
    # Both cards waited for one session; the entry that was closed (A41).
    WAITED_TWICE = "waited_twice"
    # Both cards had something in a field, and not the same: the old card still shows its own.
    FIELD_DIFFERS = "field_differs"


@frozen
class Review:
    """Something to look at: the ids of the rows, or the name of the field, that it is about."""

    kind: ReviewKind
    about: tuple[str, ...]


@frozen(kw_only=True)
class Absorption:
    """What became of two cards.

    Attributes:
        customer: the card that stays, as it is now.
        absorbed: the id of the old one, which leads to it for ever.
        moved: how many rows of each type belonged to the old card, and belong to the one that stays
            now, by the type's name: `{"Booking": 3, ...}`.
        to_review: what needs a human eye.
    """

    customer: Customer
    absorbed: CustomerId
    moved: Mapping[str, int]
    to_review: tuple[Review, ...] = ()


@frozen(kw_only=True)
class AbsorptionFacts:
    """What merging two cards looks at, everything of it locked.

    Attributes:
        tombstones: the cards that lead to the old one.
        addresses: those of both cards, as they are on record.
        bookings: the live bookings of both.
        lines: of the sessions for which either card waits.
        holdings: what redemption needs of each card: of the one that stays, then of the old one.
        moved: how many rows of each type belong to the old one.
    """

    into: Customer
    old: Customer
    tombstones: Sequence[Customer] = ()
    addresses: Addresses = field(factory=dict)
    bookings: Sequence[Booking] = ()
    lines: Sequence[Line] = ()
    holdings: tuple[Holdings, Holdings] = field(factory=lambda: (Holdings(), Holdings()))
    moved: Mapping[str, int] = field(factory=dict)


def refuse_merging(into: Customer, old: Customer) -> None:
    """Refuse two cards that cannot become one.

    Raises:
        CannotAbsorb: the old one leads to a third already.
        CustomerNotActive: one of them was erased.
    """
    for card in (into, old):
        if card.status is CustomerStatus.ERASED:
            raise CustomerNotActive(card.id, card.status.name)
    if old.status not in LIVE:
        raise CannotAbsorb(into.id, old.id, "ALREADY_ABSORBED")


def decide_absorption(facts: AbsorptionFacts, now: DateTime, actor: Actor) -> Decision[Absorption]:
    """Let everything of the old card belong to the one that stays.

    Units of the one may redeem bookings of the other from now on (P3).

    Raises:
        CannotAbsorb, CustomerNotActive: see `refuse_merging`.
    """
    into, old = facts.into, facts.old
    refuse_merging(into, old)
    card = merged(into, old)
    ledger, holdings = _united(facts, now, actor)
    outcome = settled(holdings, ledger)
    queues, waited = _queued(facts, card, now)
    reviews = (*_same_sessions(facts), *waited, *_fields(facts))
    absorption = Absorption(customer=card, absorbed=old.id, moved=facts.moved, to_review=reviews)
    changes: list[Change] = [
        Reassign(old=old.id, new=into.id),
        Put(card),
        Put(tombstone(old, into.id)),
        *(Put(evolve(each, absorbed_into=into.id)) for each in facts.tombstones),
        *handed_over(card, old, facts.addresses),
        *ledger.changes(),
        *outcome.changes(),
        *queues.changes,
    ]
    happened = [
        card_event(EventKind.CUSTOMER_ABSORBED, card, _told(absorption)),
        Happened(
            kind=EventKind.CARD_REDIRECTED,
            subject=old.id,
            customer_id=card.id,
            facts={"into": card.id},
            by_card=old.id,
        ),
    ]
    return Decision(
        result=absorption,
        changes=changes,
        happened=[*happened, *outcome.happened, *queues.happened],
    )


def _united(facts: AbsorptionFacts, now: DateTime, actor: Actor) -> tuple[BalanceLedger, Holdings]:
    """What both cards hold, as that of the one that stays."""
    own, theirs = facts.holdings
    id = facts.into.id
    balances = [*own.balances, *(evolve(each, customer_id=id) for each in theirs.balances)]
    holdings = Holdings(
        balances=balances,
        awaiting=_by_start([*own.awaiting, *_owned_by(id, theirs.awaiting)]),
        movable=_by_start([*own.movable, *_owned_by(id, theirs.movable)]),
        redemptions=[*own.redemptions, *theirs.redemptions],
    )
    return BalanceLedger(balances, at=now, by=actor), holdings


def _owned_by(id: CustomerId, bookings: Iterable[Booking]) -> Iterator[Booking]:
    return (evolve(each, customer_id=id) for each in bookings)


def _by_start(bookings: Iterable[Booking]) -> list[Booking]:
    return sorted(bookings, key=lambda each: (each.starts_at, each.id))


def _queued(
    facts: AbsorptionFacts, card: Customer, now: DateTime
) -> tuple[Decision[list[Line]], list[Review]]:
    """What becomes of the queues in which the cards wait, and what to look at there."""
    pairs: list[tuple[Line, Line]] = []
    reviews: list[Review] = []
    for before in facts.lines:
        line, closed = _as_one(before, facts, card, now)
        pairs.append((before, line))
        reviews += [Review(ReviewKind.WAITED_TWICE, (each.id,)) for each in closed]
    sessions = {line.session.id for line in facts.lines}
    reviews += [
        Review(ReviewKind.BOOKED_AND_WAITING, (each.id, each.session_id))
        for each in facts.bookings
        if each.session_id in sessions
    ]
    return written(pairs, now), reviews


def _as_one(
    line: Line, facts: AbsorptionFacts, card: Customer, now: DateTime
) -> tuple[Line, list[WaitlistEntry]]:
    """*line* where both cards wait as one, once; and what was closed for that.

    The earlier entry stays (A41), but for one whose offer is still open: a place that is held is
    not given up.
    """
    both = [each for each in line.entries if each.open and each.customer_id in _ids(facts)]
    both.sort(key=lambda each: (not each.answerable(now), each.position))
    stays = both[:1] if card.status is CustomerStatus.ACTIVE else []
    aside = stands_aside(card, line.session)
    closed: list[WaitlistEntry] = []
    for each in both:
        own = evolve(each, customer_id=card.id, staff_only=aside)
        line = line.with_entry(own)
        if each not in stays:
            line, ended = closed_in(line, own, now)
            closed.append(ended)
    return line, closed


def _ids(facts: AbsorptionFacts) -> tuple[CustomerId, CustomerId]:
    return facts.into.id, facts.old.id


def _same_sessions(facts: AbsorptionFacts) -> Iterator[Review]:
    """The sessions in which each of the cards has a booking: both are kept (A41)."""
    own: dict[SessionId, list[Booking]] = {}
    for booking in facts.bookings:
        own.setdefault(booking.session_id, []).append(booking)
    for _, there in sorted(own.items()):
        if len({booking.customer_id for booking in there}) > 1:
            yield Review(ReviewKind.SAME_SESSION, tuple(sorted(each.id for each in there)))


def _fields(facts: AbsorptionFacts) -> Iterator[Review]:
    for name in differing(facts.into, facts.old):
        yield Review(ReviewKind.FIELD_DIFFERS, (name,))


def _told(absorption: Absorption) -> dict[str, str]:
    """The facts of the event: all that `as_told` needs to say the same again."""
    reviews = (f"{each.kind.name}:{','.join(each.about)}" for each in absorption.to_review)
    return {
        "absorbed": absorption.absorbed,
        "moved": " ".join(f"{name}:{count}" for name, count in sorted(absorption.moved.items())),
        "review": " ".join(reviews),
    }


def as_told(event: Event, card: Customer) -> Absorption:
    """What merging into *card* said when it happened, by its *event*."""
    moved = [each.partition(":") for each in str(event.facts["moved"]).split()]
    reviews = [each.partition(":") for each in str(event.facts["review"]).split()]
    return Absorption(
        customer=card,
        absorbed=CustomerId(str(event.facts["absorbed"])),
        moved={name: int(count) for name, _, count in moved},
        to_review=tuple(
            Review(ReviewKind[kind], tuple(about.split(","))) for kind, _, about in reviews
        ),
    )
