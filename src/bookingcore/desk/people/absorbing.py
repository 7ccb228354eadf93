"""Merging two cards of one person (000-41 to 000-50, A40 to A42)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from attrs import frozen
from pendulum import DateTime

from bookingcore.desk.arguments import customer_id, found
from bookingcore.desk.loading import InPlay
from bookingcore.desk.people.part import Holders, Part
from bookingcore.desk.permissions import refuse_strangers
from bookingcore.desk.queues import locked_lines
from bookingcore.desk.redirecting import card_of, following
from bookingcore.desk.running import Command, carry_out
from bookingcore.domain.bookings.booking import Booking
from bookingcore.domain.bookings.settling import Holdings
from bookingcore.domain.customers.customer import Customer
from bookingcore.domain.ownership.absorbing import (
    Absorption,
    AbsorptionFacts,
    as_told,
    decide_absorption,
    refuse_merging,
)
from bookingcore.domain.ownership.registry import MOVING
from bookingcore.domain.values.changes import Decision
from bookingcore.domain.values.events import EventKind
from bookingcore.domain.values.ids import CustomerId, SessionId
from bookingcore.errors import CannotAbsorb
from bookingcore.ports.people import AbsorbedInto, HistoryPage, OwnedCounts
from bookingcore.ports.questions import (
    AwaitingOf,
    BookingsOf,
    ById,
    EntriesOf,
    Question,
)
from bookingcore.ports.store import Answers, Reader, Ref, Unit

_ABSORB = "customers.absorb"


@frozen
class Absorbing(Part):
    """Making one card of two."""

    def absorb(self, *, into: Customer | str, old: Customer | str) -> Absorption:
        """Let the card *into* absorb the card *old*, for good (000-41, 000-44).

        Everything of the old card belongs to the one that stays: bookings, sales, payments,
        balances, queue entries, documents, forms, notes, tasks, history. Of its fields the one
        that stays keeps its own and takes what it lacks; the stricter restrictions stand. The old
        id leads to it for ever. Addresses come over unverified, and the account is to be activated
        anew (A42). Doing it again says the same, and changes nothing.

        Args:
            into: the card that stays.
            old: the card that goes.

        Raises:
            CannotAbsorb: one card twice, a card that leads to *into* or that *into* led to, or one
                that leads to a third already.
            CustomerNotActive: one of them was erased.
            Unknown: no such customers in this center.
        """
        refuse_strangers(_ABSORB, self._context.actor)
        given, gone = customer_id(into), customer_id(old)
        if given == gone:
            raise CannotAbsorb(given, gone, "ITSELF")

        def absorb(id: CustomerId) -> Absorption:
            if id == gone:
                raise CannotAbsorb(given, gone, "RING")
            command = Command(
                name=_ABSORB,
                stream=Ref(Customer, id),
                decide=partial(self._absorbed, id, gone),
            )
            return carry_out(self._context, command)

        return following(self._context, _ABSORB, into, absorb)

    def _absorbed(
        self, into: CustomerId, gone: CustomerId, unit: Unit, now: DateTime
    ) -> Decision[Absorption]:
        # Together with the lock of the other one, in the one order that all keep.
        unit.lock(Ref(Customer, gone))
        card, asked = card_of(into, unit), ById(Customer, gone)
        old = found(unit.load(asked)[asked], "customer", gone)
        if old.absorbed_into == into:
            return Decision(result=_told_before(unit, card, gone), changes=(), happened=())
        refuse_merging(card, old)
        facts = self._facts(unit, card, old, now)
        return decide_absorption(facts, now, self._context.actor)

    def _facts(self, unit: Unit, into: Customer, old: Customer, now: DateTime) -> AbsorptionFacts:
        dead, counts = AbsorbedInto(old.id), OwnedCounts(old.id)
        holders = Holders(self._context, into.addresses | old.addresses)
        own, theirs = _Asked(into.id, now), _Asked(old.id, now)
        answers = unit.load(dead, counts, *holders.questions, *own.questions, *theirs.questions)
        waited_for = {*own.waited_for(answers), *theirs.waited_for(answers)}
        return AbsorptionFacts(
            into=into,
            old=old,
            tombstones=answers[dead],
            addresses=holders.facts(answers).known,
            bookings=[*own.live(answers), *theirs.live(answers)],
            lines=locked_lines(self._context, unit, waited_for),
            holdings=(own.holdings(answers), theirs.holdings(answers)),
            moved={each.row: each.count for each in answers[counts] if each.row in MOVING},
        )


@frozen
class _Asked:
    """What merging asks about one of the two cards, all in one trip."""

    id: CustomerId
    now: DateTime

    @property
    def questions(self) -> tuple[Question[Any], ...]:
        """Bookings, queue entries, and what redemption needs."""
        in_play = InPlay(self.id, self.now)
        return (BookingsOf(self.id), EntriesOf(self.id), AwaitingOf(self.id), *in_play.questions)

    def live(self, answers: Answers) -> Iterator[Booking]:
        """The bookings that hold a place."""
        return (each for each in answers[BookingsOf(self.id)] if each.live)

    def waited_for(self, answers: Answers) -> Iterator[SessionId]:
        """The sessions for which the card waits."""
        return (each.session_id for each in answers[EntriesOf(self.id)] if each.open)

    def holdings(self, answers: Answers) -> Holdings:
        """What redemption needs."""
        return InPlay(self.id, self.now).holdings(answers, answers[AwaitingOf(self.id)])


def _told_before(reader: Reader, card: Customer, gone: CustomerId) -> Absorption:
    """What merging them said the first time."""
    merges = AbsorbedInto(card.id)
    most = len(reader.load(merges)[merges])
    question = HistoryPage(card.id, (EventKind.CUSTOMER_ABSORBED,), None, None, None, most)
    [event] = [each for each in reader.load(question)[question] if each.facts["absorbed"] == gone]
    return as_told(event, card)
