"""`desk.balances`: the customer's units, their ledgers, and correcting them."""

from __future__ import annotations

from collections.abc import Callable

from attrs import frozen
from pendulum import DateTime

from bookingcore.desk.arguments import Day, balance_id, found, service_id
from bookingcore.desk.context import Context
from bookingcore.desk.loading import settling_holdings, with_balances
from bookingcore.desk.permissions import refuse_foreign
from bookingcore.desk.redirecting import found_card, read_of
from bookingcore.desk.running import Command, carry_out, read
from bookingcore.domain.bookings.adjusting import (
    Correction,
    decide_adjustment,
    decide_expiry,
    decide_reinstatement,
    decide_split,
    decide_voiding,
    voided_by_hand,
)
from bookingcore.domain.bookings.settling import Holdings, supply_of
from bookingcore.domain.catalog.service import Service
from bookingcore.domain.customers.customer import Customer
from bookingcore.domain.sales.balance import Balance, Movement
from bookingcore.domain.values.changes import Decision
from bookingcore.domain.values.checks import UNITS_MAX, text, whole
from bookingcore.domain.values.ids import BalanceId, CustomerId
from bookingcore.domain.values.moments import as_date
from bookingcore.ports.questions import BalancesOf, ById, MovementsOf, OwnerOf, RefundsOf
from bookingcore.ports.store import Reader, Ref, Unit


@frozen
class Balances:
    """The customers' units."""

    _context: Context

    def of(
        self,
        customer: Customer | str,
        *,
        on: Day | None = None,
        service: Service | str | None = None,
    ) -> tuple[Balance, ...]:
        """The customer's balances, in the order in which redemption uses them (A8).

        Args:
            customer: whose.
            on: only balances valid on this day; None for all, expired and future ones too.
            service: only balances that pay for this service.

        Raises:
            Unknown: no such customer here, or not the one who asks; no such service here.
        """
        day = None if on is None else as_date(on, "on")
        pays_for = None if service is None else service_id(service)

        def ask(who: CustomerId, reader: Reader) -> tuple[Balance, ...]:
            card, question = ById(Customer, who), BalancesOf(who)
            asked = [] if pays_for is None else [ById(Service, pays_for)]
            answers = reader.load(card, question, *asked)
            found_card(answers[card], who)
            for offered in asked:
                found(answers[offered], "service", offered.id)
            return answers[question]

        wanted = (
            balance
            for balance in read_of(self._context, "balances.of", customer, ask)
            if (day is None or supply_of(balance).valid_on(day))
            and (pays_for is None or pays_for in balance.services)
        )
        return tuple(sorted(wanted, key=lambda balance: supply_of(balance).order))

    def movements(self, balance: Balance | str) -> tuple[Movement, ...]:
        """The ledger of a balance, from its first movement.

        Raises:
            Unknown: no such balance here, or not one of the customer who asks.
        """
        id = balance_id(balance)

        def ask(reader: Reader) -> tuple[Movement, ...]:
            itself, question = ById(Balance, id), MovementsOf(id)
            answers = reader.load(itself, question)
            owner = found(answers[itself], "balance", id).customer_id
            refuse_foreign(self._context.actor, owner, "balance", id)
            return answers[question]

        return read(self._context, "balances.movements", ask)

    def adjust(self, balance: Balance | str, *, units: int, comment: str = "") -> Balance:
        """Add units, or take away some that are not redeemed; new ones redeem what awaits.

        Args:
            balance: which one.
            units: positive to add, negative to take away; not 0, at most 1,000,000.
            comment: why, kept beside the event.

        Raises:
            NotEnoughUnits: more would be taken than remain.
            Unknown: no such balance here.
        """
        id, by = balance_id(balance), whole(units, "units", -UNITS_MAX, UNITS_MAX)
        return self._correct(
            "balances.adjust",
            id,
            comment,
            lambda correction, holdings: decide_adjustment(correction, id, by, holdings),
        )

    def set_expiry(
        self,
        balance: Balance | str,
        day: Day | None,
        *,
        units: int | None = None,
        comment: str = "",
    ) -> Balance:
        """Make *day* the balance's last one, inclusive; None for no expiry (004-17).

        What is redeemed stays redeemed (A10); a longer validity redeems what awaits.

        Args:
            balance: which one.
            day: its last day.
            units: how many units that are not redeemed the day is for: they get a lot of their own;
                None for all of the balance.
            comment: why, kept beside the event.

        Returns:
            The balance, or the lot of its own.

        Raises:
            InvalidInput: a day before the first one.
            NotEnoughUnits: fewer units remain.
            Unknown: no such balance here.
        """
        id, last = balance_id(balance), None if day is None else as_date(day, "day")
        some = None if units is None else whole(units, "units", 1, UNITS_MAX)
        part = BalanceId(self._context.new_id())

        def decide(correction: Correction, holdings: Holdings) -> Decision[Balance]:
            if some is None:
                return decide_expiry(correction, id, last, holdings)
            return decide_split(correction, id, part, some, last, holdings)

        return self._correct("balances.set_expiry", id, comment, decide)

    def void(
        self, balance: Balance | str, *, units: int | None = None, comment: str = ""
    ) -> Balance:
        """Take units that are not redeemed out for good; None for all that remain.

        Raises:
            NotEnoughUnits: fewer remain, or none at all.
            Unknown: no such balance here.
        """
        id = balance_id(balance)
        taken = None if units is None else whole(units, "units", 1, UNITS_MAX)
        return self._correct(
            "balances.void",
            id,
            comment,
            lambda correction, holdings: decide_voiding(correction, id, taken, holdings),
        )

    def reinstate(
        self, balance: Balance | str, *, units: int | None = None, comment: str = ""
    ) -> Balance:
        """Let units count again that were made void; None for all of them (004-17).

        Units that went with a refund stay void (A38).

        Raises:
            MoreThanVoided: fewer were made void, or none at all.
            Unknown: no such balance here.
        """
        id, words = balance_id(balance), text(comment, "comment")
        back = None if units is None else whole(units, "units", 1, UNITS_MAX)
        owner = OwnerOf(Balance, id)

        def decide(unit: Unit, now: DateTime) -> Decision[Balance]:
            question, ledger = ById(Balance, id), MovementsOf(id)
            answers = unit.load(question, ledger)
            itself = found(answers[question], "balance", id)
            refunds = RefundsOf(itself.sale_id)
            voided = voided_by_hand(itself, answers[ledger], unit.load(refunds)[refunds])
            holdings = with_balances(settling_holdings(unit, owner, now), (itself,))
            correction = Correction(now=now, actor=self._context.actor, comment=words)
            return decide_reinstatement(correction, id, back, voided, holdings)

        command = Command(name="balances.reinstate", stream=Ref(Customer, owner), decide=decide)
        return carry_out(self._context, command)

    def _correct(
        self,
        name: str,
        id: BalanceId,
        comment: str,
        decide: Callable[[Correction, Holdings], Decision[Balance]],
    ) -> Balance:
        owner, words = OwnerOf(Balance, id), text(comment, "comment")

        def decided(unit: Unit, now: DateTime) -> Decision[Balance]:
            question = ById(Balance, id)
            itself = found(unit.load(question)[question], "balance", id)
            holdings = with_balances(settling_holdings(unit, owner, now), (itself,))
            correction = Correction(now=now, actor=self._context.actor, comment=words)
            return decide(correction, holdings)

        return carry_out(
            self._context, Command(name=name, stream=Ref(Customer, owner), decide=decided)
        )
