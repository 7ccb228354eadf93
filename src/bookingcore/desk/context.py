"""What every command of a desk knows: the store, the center, the actor, and the ports."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress

from attrs import evolve, field, frozen
from pendulum import DateTime

from bookingcore.domain.bookings.eligibility import RULES, Rule
from bookingcore.domain.catalog.center import Center
from bookingcore.domain.values.actors import Actor
from bookingcore.domain.values.checks import shown
from bookingcore.domain.values.events import Event
from bookingcore.domain.values.ids import RANDOM_BITS, CenterId, uuid7
from bookingcore.domain.waitlist.joining import JOIN_RULES, JoinRule, as_join_rule
from bookingcore.errors import CenterNotConfigured, InvalidInput
from bookingcore.ports.chance import Chance
from bookingcore.ports.clock import Clock
from bookingcore.ports.files import Files
from bookingcore.ports.messages import Mailer, Push, Sms
from bookingcore.ports.payments import Payments
from bookingcore.ports.questions import ById
from bookingcore.ports.renderer import Renderer
from bookingcore.ports.signer import Signer
from bookingcore.ports.store import Store

Handler = Callable[[Event], object]
"""What a host does about an event."""


@frozen(kw_only=True)
class Context:
    """What every command knows.

    Attributes:
        mailer: None where the host sends no mail; likewise `push`, `sms`, `payments`, `files`.
        renderer: puts messages into words; None where none are sent.
        signer: signs links; None for a key of the center's own, kept in the store.
        rules: the host's own rules of booking, asked after the library's.
        handlers: who hears of events in this process, by center and name of the subscription.
    """

    store: Store
    center: CenterId
    actor: Actor
    clock: Clock
    chance: Chance
    mailer: Mailer | None = None
    push: Push | None = None
    sms: Sms | None = None
    renderer: Renderer | None = None
    payments: Payments | None = None
    files: Files | None = None
    signer: Signer | None = None
    rules: tuple[Rule, ...] = ()
    handlers: dict[tuple[CenterId, str], Handler] = field(factory=dict)

    @property
    def chain(self) -> tuple[Rule, ...]:
        """Every rule that a booking has to pass, in order."""
        return (*RULES, *self.rules)

    @property
    def join_chain(self) -> tuple[JoinRule, ...]:
        """Every rule that joining a waiting list has to pass, in order."""
        return (*JOIN_RULES, *map(as_join_rule, self.rules))

    def acting(self, actor: Actor) -> Context:
        """The same context with another actor."""
        return evolve(self, actor=actor)

    def new_id(self) -> str:
        """A new id, made from the clock and the random port."""
        return uuid7(_unix_ms(self.clock.now()), self.chance.bits(RANDOM_BITS))

    @property
    def own_center(self) -> ById[Center]:
        """The question for the center's own row."""
        return ById(Center, self.center)

    def configured(self, rows: tuple[Center, ...]) -> Center:
        """The center that a store answered with.

        Raises:
            CenterNotConfigured: it has none.
        """
        if not rows:
            raise CenterNotConfigured(self.center)
        return rows[0]


_ROLES: Mapping[str, type[object]] = {
    "store": Store,
    "clock": Clock,
    "chance": Chance,
    "mailer": Mailer,
    "push": Push,
    "sms": Sms,
    "renderer": Renderer,
    "payments": Payments,
    "files": Files,
    "signer": Signer,
}
_INDISPENSABLE = frozenset({"store", "clock", "chance"})


def fitted(context: Context) -> Context:
    """*context*, once each of its ports is seen to have what its role asks for.

    Raises:
        InvalidInput: one has not, `field` being the port's name; or a rule cannot be asked.
    """
    for name, role in _ROLES.items():
        port = getattr(context, name)
        if port is None and name not in _INDISPENSABLE:
            continue
        missing = [n for n in vars(role) if not n.startswith("_") and not hasattr(port, n)]
        if missing:
            raise InvalidInput(name, shown(port), f"give an object with {', '.join(missing)}")
    if not all(map(callable, context.rules)):
        raise InvalidInput("rules", shown(context.rules), "give a tuple of functions")
    return context


def joined(context: Context, handle: object) -> Context:
    """*context* inside a transaction that is open already, with the files as far as they can be."""
    store, files = context.store.joined(handle), context.files
    if files is not None:
        # Files on another database cannot join; then they go their own way.
        with suppress(InvalidInput):
            files = files.joined(handle)
    return evolve(context, store=store, files=files)


def _unix_ms(now: DateTime) -> int:
    return int(now.timestamp() * 1000)
