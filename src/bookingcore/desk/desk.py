"""The desk: one front desk of one center, with its commands by noun."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from functools import partial
from typing import TypeVar

from attrs import evolve
from pendulum import DateTime

from bookingcore.desk import delivering, due, subscribing, verifying
from bookingcore.desk.arguments import ID_LENGTH_MAX
from bookingcore.desk.balances import Balances
from bookingcore.desk.bookings import Bookings
from bookingcore.desk.catalog import Catalog
from bookingcore.desk.context import Context, Handler, fitted, joined
from bookingcore.desk.customers import Customers
from bookingcore.desk.delivering import DeliveryReport
from bookingcore.desk.due import DueReport
from bookingcore.desk.gift_cards import GiftCards
from bookingcore.desk.memberships import Memberships
from bookingcore.desk.notifications import Notifications
from bookingcore.desk.running import Command, carry_out, read
from bookingcore.desk.sales import Sales
from bookingcore.desk.schedule import Schedule
from bookingcore.desk.together import together
from bookingcore.desk.waitlist import Waitlist
from bookingcore.domain.bookings.audit import Fault
from bookingcore.domain.bookings.eligibility import Rule
from bookingcore.domain.catalog.center import Center, CenterSettings
from bookingcore.domain.catalog.fees import refuse_foreign_fees
from bookingcore.domain.catalog.terms import Terms
from bookingcore.domain.customers.customer import Customer
from bookingcore.domain.notifications.subscription import Subscription
from bookingcore.domain.values.actors import Actor, Oneself, Staff, System
from bookingcore.domain.values.changes import Add, Change, Decision, Put
from bookingcore.domain.values.checks import shown, text, whole
from bookingcore.domain.values.events import Event, EventKind, Happened
from bookingcore.domain.values.ids import CenterId
from bookingcore.domain.values.moments import resolve
from bookingcore.errors import InvalidInput, Unknown
from bookingcore.ports.chance import Chance
from bookingcore.ports.clock import Clock
from bookingcore.ports.files import Files
from bookingcore.ports.messages import Mailer, Push, Sms
from bookingcore.ports.payments import Payments
from bookingcore.ports.questions import ById, History
from bookingcore.ports.renderer import Renderer
from bookingcore.ports.signer import Signer
from bookingcore.ports.store import Reader, Ref, Store, Unit

T = TypeVar("T")


class Desk:
    """The front desk of a center.

    It holds no state of its own but who hears of events in this process: two desks on one store
    see the same rows, in one process or in many. Commands are methods of its nouns.

    Attributes:
        customers: the cards.
        catalog: what is offered.
        schedule: when it takes place.
        bookings: places in sessions.
        sales: what was sold and paid.
        balances: the customers' units.
        gift_cards: money under codes.
        memberships: plans that renew.
        notifications: what customers are told.
    """

    def __init__(
        self,
        store: Store,
        *,
        center: str,
        clock: Clock,
        chance: Chance,
        actor: Actor | Customer | None = None,
        mailer: Mailer | None = None,
        push: Push | None = None,
        sms: Sms | None = None,
        renderer: Renderer | None = None,
        payments: Payments | None = None,
        files: Files | None = None,
        signer: Signer | None = None,
        rules: Sequence[Rule] = (),
    ) -> None:
        """A desk by hand; `open_desk` puts the usual parts together.

        Args:
            store: where the rows are kept.
            center: the center's id, 1 to 64 ASCII characters that the host chooses.
            clock: tells the time; `SystemClock()` in production.
            chance: draws random bits; `SystemChance()` in production.
            actor: who gives the commands; None for `Staff("desk")`.
            mailer: sends e-mail; like the ports after it, None where there is none.
            push: sends push notifications.
            sms: sends text messages.
            renderer: puts messages into words, such as `JinjaRenderer()`.
            payments: the payment provider.
            files: keeps the content of documents.
            signer: signs the links in messages, such as `HmacSigner(secret)`; None for a key of
                the center's own, made when it is first needed. What another one signed is no link.
            rules: the host's own rules of booking: functions of a `BookingRequest` and
                `BookingFacts` that answer with a `Refused` or None, asked after the library's, in
                order, wherever those are: check, book, move, join, accept. Joining, they see no
                balances.

        Raises:
            InvalidInput: a center or an actor that cannot be meant, a port that is none.
        """
        context = Context(
            store=store,
            center=_center_id(center),
            actor=Staff("desk") if actor is None else _actor(actor),
            clock=clock,
            chance=chance,
            mailer=mailer,
            push=push,
            sms=sms,
            renderer=renderer,
            payments=payments,
            files=files,
            signer=signer,
            rules=_rules(rules),
        )
        self._serve(fitted(context))

    def _serve(self, context: Context) -> None:
        self._context = context
        self.customers = Customers(context)
        self.catalog = Catalog(context)
        self.schedule = Schedule(context)
        self.bookings = Bookings(context)
        self.waitlist = Waitlist(context)
        self.sales = Sales(context)
        self.notifications = Notifications(context)
        self.balances = Balances(context)
        self.gift_cards = GiftCards(context)
        self.memberships = Memberships(context)

    def _with(self, context: Context) -> Desk:
        desk = object.__new__(type(self))
        desk._serve(context)
        return desk

    @property
    def center(self) -> CenterId:
        """The id of the center whose desk this is."""
        return self._context.center

    @property
    def store(self) -> Store:
        """Where this desk keeps its rows."""
        return self._context.store

    @property
    def actor(self) -> Actor:
        """Who gives the commands."""
        return self._context.actor

    def by(self, actor: Actor | Customer) -> Desk:
        """The same desk with another actor: `Staff("maria")`, `SYSTEM`, or a customer.

        A customer sees and does only what is their own (P9).
        """
        return self._with(self._context.acting(_actor(actor)))

    def at(self, center: str) -> Desk:
        """The desk of another center on the same store."""
        return self._with(evolve(self._context, center=_center_id(center)))

    def using(self, handle: object) -> Desk:
        """The same desk inside a transaction of the host's own.

        Each command is a savepoint in it: a refusal leaves the host's rows alone, and what was
        done is kept or lost with the host's own commit or rollback. A command that was raced
        raises `Conflict` with `rerun="transaction"`; nothing is run again by itself.

        Args:
            handle: SQLAlchemy's `Connection` or `Session` on a database with our tables, in a
                transaction; or a unit of the memory store.

        Raises:
            InvalidInput: *handle* is none of these.
        """
        return self._with(joined(self._context, handle))

    def configure(self, settings: CenterSettings) -> Center:
        """Set the center's zone, currency, languages and default policy; opens a new center.

        The policy is the default of services added from now on; what was promised stays.

        Raises:
            InvalidInput: no settings.
            CurrencyMismatch: a fee of the policy in another currency than the center's.
        """
        if not isinstance(settings, CenterSettings):
            raise InvalidInput("settings", shown(settings), "give CenterSettings(...)")
        refuse_foreign_fees(settings.policy, settings.currency)
        command = Command(
            name="configure",
            stream=Ref(Center, self.center),
            decide=partial(self._configure, settings),
        )
        return carry_out(self._context, command)

    def atomically(self, work: Callable[[Desk], T]) -> T:
        """Several commands in one transaction of ours: all of them, or none.

        *work* is called with a desk; it is called again when somebody was faster, so it should do
        nothing else. What it raises undoes everything and is raised here.

        Raises:
            Conflict: others were faster again and again.
        """
        return together(self._context, lambda context: work(self._with(context)))

    def history(self, entity: object) -> tuple[Event, ...]:
        """Who did what, when: the events about a customer, a booking, a session, a sale... (P10).

        Args:
            entity: any entity of this center, or its id; oldest event first.

        Raises:
            Unknown: nothing ever happened here to a thing with that id.
        """
        given = getattr(entity, "id", entity)
        id = text(given, "entity", required=True)
        if len(id) > ID_LENGTH_MAX:
            raise Unknown("entity", shown(id))
        question = History(id)

        def ask(reader: Reader) -> tuple[Event, ...]:
            events = reader.load(question)[question]
            if not events:
                raise Unknown("entity", id)
            return events

        return read(self._context, "history", ask)

    def run_due(self, until: datetime | str | None = None) -> DueReport:
        """Do the work that is due: offers that ran out, waiting lists that close, reminders.

        Memberships renew, what failed is charged again, and what a payment provider left open is
        asked for. Content that belongs to no document is removed, too. What a desk lacks the port
        for, such as a mailer, it leaves to another one.

        Any number of workers may run it at once: no work is done twice, and what a worker that
        died had begun is done by the next, a minute later.

        Args:
            until: only what was due by then; None for all that is due now. Aware, or a wall time
                of the center.

        Raises:
            InvalidInput: no time.
        """
        return due.run_due(self._context, self._until(until))

    def deliver(self, limit: int | None = None) -> DeliveryReport:
        """Hand waiting messages to the mailer, the push service and the SMS gateway.

        And what happened to the handlers that wait for it; see `subscribe`.

        Each is looked at again before it is sent: what has become obsolete, or is not wanted any
        more, is withheld, with the reason. Messages to one recipient go in the order of their
        causes. What is not accepted is tried again later, and given up after some hours.

        Any number of workers may deliver at once. Should one die between the other side's yes and
        the mark, the same message is sent again under the same id.

        Args:
            limit: how many messages and events at most, 1 to 1,000,000; None for all that wait.

        Raises:
            PortMissing: the desk has no renderer, or nothing to send through, and no handlers.
            HostTransactionUnusable: in a transaction that may be undone.
        """
        most = None if limit is None else whole(limit, "limit", 1, 1_000_000)
        return delivering.deliver(self._context, most)

    def next_delivery(self) -> DateTime | None:
        """When `deliver()` should be called again; None where nothing waits."""
        return delivering.next_delivery(self._context)

    def subscribe(
        self,
        handler: Handler,
        *,
        kinds: Collection[EventKind | str] | None = None,
        customer: Customer | str | None = None,
        label: str | None = None,
        name: str | None = None,
    ) -> Subscription:
        """Have *handler* called with each event that happens from now on (002-26).

        What happens is kept for the subscription in the command's own transaction, whichever
        process gives the command. `deliver()` in a process that has subscribed tells it: after the
        commit, at least once, the events of one customer one by one and in the order of their
        history. An event that the handler does not take, because it raises, is told again later,
        and those behind it wait. Subscribe whenever your program starts: under the same name
        nothing begins anew, and what happened meanwhile is told.

        Args:
            handler: a function of one `Event`, called outside of any transaction. The same event
                may come twice: it is known by its stream, number and sequence.
            kinds: only of one of these kinds, such as `EventKind.BOOKING_MADE`; None for any.
            customer: only this customer's events; None for any.
            label: only events of customers whose card carries it as it happens; None for any. Not
                together with a customer.
            name: what the subscription is known by, 1 to 64 ASCII characters, from one start of
                your program to the next; None for the module and name of *handler*.

        Raises:
            InvalidInput: no function, no kind, no label, or no name that stays the same.
            Unknown: no such customer here.
            CustomerNotActive: the card was erased.
            CenterNotConfigured: the center has no settings yet.
        """
        return subscribing.subscribe(self._context, handler, kinds, customer, label, name)

    def unsubscribe(self, subscription: Subscription | str) -> None:
        """Hear of it no more; what was yet to be told is dropped by the next `deliver()`.

        Args:
            subscription: what `subscribe` gave, or its name.

        Raises:
            Unknown: there is no subscription of that name here.
        """
        subscribing.unsubscribe(self._context, subscription)

    def next_due(self) -> DateTime | None:
        """When `run_due()` should be called again; None where nothing is expected."""
        return due.next_due(self._context)

    def _until(self, until: datetime | str | None) -> DateTime | None:
        if until is None:
            return None

        def zone(reader: Reader) -> str:
            own = self._context.own_center
            return self._context.configured(reader.load(own)[own]).settings.time_zone

        return resolve(until, read(self._context, "run_due", zone), field="until")

    def verify(self) -> tuple[Fault, ...]:
        """Recompute every promise from the records; empty when all is well."""
        return verifying.verify(self._context)

    def _configure(self, settings: CenterSettings, unit: Unit, now: DateTime) -> Decision[Center]:
        itself, terms = ById(Center, self.center), Terms.of(settings.policy)
        promised = ById(Terms, terms.id)
        answers = unit.load(itself, promised)
        center = Center(id=self.center, settings=settings)
        changes: list[Change] = [
            *(Put(evolve(before, settings=settings)) for before in answers[itself]),
            *([] if answers[itself] else [Add(center)]),
            *([] if answers[promised] else [Add(terms)]),
        ]
        happened = Happened(
            kind=EventKind.CENTER_CONFIGURED,
            subject=self.center,
            facts={
                "time_zone": settings.time_zone,
                "currency": settings.currency,
                "terms": terms.id,
            },
        )
        return Decision(result=center, changes=changes, happened=[happened])


def _center_id(center: object) -> CenterId:
    given = text(center, "center", required=True, longest=ID_LENGTH_MAX)
    if not given.isascii() or not given.isprintable():
        raise InvalidInput("center", shown(center), "give printable ASCII such as 'roma'")
    return CenterId(given)


def _rules(rules: object) -> tuple[Rule, ...]:
    if not isinstance(rules, tuple | list):
        raise InvalidInput("rules", shown(rules), "give a tuple of functions")
    return tuple(rules)


def _actor(actor: object) -> Actor:
    if isinstance(actor, Customer):
        return Oneself(actor.id)
    if isinstance(actor, Staff | Oneself | System):
        return actor
    raise InvalidInput("actor", shown(actor), "give Staff(name), a customer, or SYSTEM")
