"""A waiting list as it should be: a list of people, and a clock that is looked at.

It knows nothing of how the library works: places are counted anew each time, and who comes next is
looked for from the front each time.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from attrs import define, field

OPEN = ("WAITING", "OFFERED")


@define
class Waiting:
    """Somebody in the list.

    Attributes:
        since, until: when their offer was made, and runs out; None while they have none.
        skipped: whether nothing is offered to them automatically.
    """

    id: str
    who: str
    places: int = 1
    status: str = "WAITING"
    since: datetime | None = None
    until: datetime | None = None
    skipped: bool = False


@define
class Queue:
    """The waiting list of one session.

    Attributes:
        capacity: None for unlimited.
        booked: places of bookings.
        closes: from when on nothing can be offered.
        people: in order, those whose wait is over too.
    """

    capacity: int | None
    starts: datetime
    closes: datetime
    window: timedelta = timedelta(minutes=10)
    booked: int = 0
    manual: bool = False
    strict: bool = False
    live: bool = True
    people: list[Waiting] = field(factory=list)

    @property
    def held(self) -> int:
        """Places on offer."""
        return sum(each.places for each in self.people if each.status == "OFFERED")

    @property
    def next_lapse(self) -> datetime | None:
        """When the first open offer runs out."""
        ends = [each.until for each in self.people if each.status == "OFFERED" and each.until]
        return min(ends, default=None)

    def fits(self, places: int) -> bool:
        """Whether so many more could be taken."""
        return self.capacity is None or self.booked + self.held + places <= self.capacity

    def open(self) -> list[Waiting]:
        """Those whose wait is not over."""
        return [each for each in self.people if each.status in OPEN]

    def waiting(self) -> list[Waiting]:
        """Those who wait for an offer."""
        return [each for each in self.people if each.status == "WAITING"]

    def settle(self, now: datetime) -> None:
        """All that is due by *now*, in the order in which a studio would do it."""
        for each in self.open():
            if each.until is not None and now >= each.until:
                each.status = "EXPIRED"
        if now >= self.starts or not self.live:
            for each in self.open():
                each.status = "CLOSED"
        while (following := self.following(now)) is not None:
            self.offer(following, now)

    def offer(self, to: Waiting, now: datetime) -> None:
        """Hold the places of *to* until the window is over, or booking."""
        to.status, to.since, to.until = "OFFERED", now, min(now + self.window, self.closes)

    def following(self, now: datetime) -> Waiting | None:
        """Whom to offer places to now."""
        if self.manual or not self.live or now >= self.closes:
            return None
        hopeful = [
            each
            for each in self.waiting()
            if not each.skipped and (self.capacity is None or each.places <= self.capacity)
        ]
        if self.strict:
            hopeful = hopeful[:1]
        return next((each for each in hopeful if self.fits(each.places)), None)

    def ahead_of(self, who: str) -> int:
        """How many *who* may not pass by, once all is settled."""
        if not self.manual and not self.strict:
            return 0
        own = next((each for each in self.open() if each.who == who), None)
        if own is not None and own.status == "OFFERED":
            return 0
        before = self.people if own is None else self.people[: self.people.index(own)]
        return sum(
            each.status == "WAITING" and (self.manual or not self.hopeless(each)) for each in before
        )

    def hopeless(self, each: Waiting) -> bool:
        """Whether nothing will be offered to them automatically."""
        return each.skipped or (self.capacity is not None and each.places > self.capacity)
