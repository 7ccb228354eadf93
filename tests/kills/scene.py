"""What the clients that are killed work on, and what must hold when they are gone."""

from __future__ import annotations

from random import Random

from attrs import define, field, frozen

from bookingcore import AlreadyCancelled, BookingStatus, Desk, Refused, open_desk

CUSTOMERS, SESSIONS = 5, 8


@frozen
class Scene:
    """A small studio in a database.

    Attributes:
        url: the database.
    """

    url: str
    customers: tuple[str, ...]
    sessions: tuple[str, ...]
    plan: str

    @classmethod
    def furnished(cls, url: str) -> Scene:
        """A new studio in the empty database at *url*."""
        desk = open_desk(url, center="roma")
        physio = desk.catalog.add_service("Fisioterapia", duration=50)
        plan = desk.catalog.add_plan("Quota", price=40, units=2, services=(physio,), valid_for=None)
        starts = [f"2036-07-{day + 1:02}T10:00Z" for day in range(SESSIONS)]
        scene = cls(
            url,
            tuple(desk.customers.register(name=f"C{n}").id for n in range(CUSTOMERS)),
            tuple(desk.schedule.add_session(physio, starts_at=at, capacity=4).id for at in starts),
            plan.id,
        )
        close(desk)
        return scene

    def opened(self) -> Desk:
        """A client's own desk."""
        return open_desk(self.url, center="roma")


@frozen
class Wish:
    """One command of a client.

    Attributes:
        key: its idempotency key.
        kind: `book`, `sell` or `cancel`.
        who: the customer.
        what: the session, the plan or the booking.
    """

    key: str
    kind: str
    who: str
    what: str

    def given_to(self, desk: Desk) -> str:
        """Give the command; what it made or ended, or the code of its refusal."""
        try:
            if self.kind == "book":
                return desk.bookings.book(self.who, self.what, key=self.key).id
            if self.kind == "sell":
                return desk.sales.sell(self.who, self.what, key=self.key).id
            desk.bookings.cancel(self.what)
        except AlreadyCancelled:
            return self.what
        except Refused as refused:
            return refused.code
        return self.what


@define
class Wishes:
    """The commands of one client, the same for the same *name* and the same answers."""

    scene: Scene
    name: str
    _chance: Random = field(init=False)
    _booked: list[str] = field(factory=list, init=False)
    _count: int = 0

    @_chance.default
    def _seeded(self) -> Random:
        return Random(self.name)

    def next(self) -> Wish:
        """The next command."""
        self._count += 1
        key, who = f"{self.name}-{self._count}", self._chance.choice(self.scene.customers)
        kind = self._chance.choice(["book", "book", "book", "sell", "cancel", "cancel"])
        if kind == "cancel" and self._booked:
            return Wish(key, kind, who, self._booked.pop(0))
        if kind == "sell":
            return Wish(key, kind, who, self.scene.plan)
        return Wish(key, "book", who, self._chance.choice(self.scene.sessions))

    def learn(self, wish: Wish, answer: str) -> None:
        """Take note of a booking, to be cancelled later."""
        if wish.kind == "book" and "-" in answer:
            self._booked.append(answer)


@define
class Acknowledged:
    """What clients were told is done."""

    scene: Scene
    booked: set[str] = field(factory=set)
    cancelled: set[str] = field(factory=set)
    sold: set[str] = field(factory=set)

    def note(self, wish: Wish, answer: str) -> None:
        """*wish* was answered; a refusal changes nothing."""
        if "-" in answer:
            {"book": self.booked, "sell": self.sold, "cancel": self.cancelled}[wish.kind].add(
                answer
            )

    def check(self) -> None:
        """With a new client: all of it is there, nothing else is, and every promise holds."""
        desk = self.scene.opened()
        mine = self.scene.customers
        bookings = {b.id: b.status for who in mine for b in desk.bookings.of(who)}
        ended = {id for id, status in bookings.items() if status is BookingStatus.CANCELLED}
        assert set(bookings) == self.booked
        assert ended == self.cancelled
        assert {sale.id for who in mine for sale in desk.sales.of(who)} == self.sold
        assert desk.verify() == ()
        close(desk)


def close(desk: Desk) -> None:
    """Close the connections of the desk's store."""
    desk.store.close()  # type: ignore[attr-defined]
