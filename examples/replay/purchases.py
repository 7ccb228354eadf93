"""What the agencies buy and when: drawn from their names, and the same in every replay.

The plans overlap on purpose. A booking may be paid by the plan of its hotel, by the plan of its
type of room in both hotels, or by that of two neighbouring types; so the unit that it takes may be
the only one that could have paid for the next, and has to be given up for another.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import TypeAlias

from attrs import frozen

from examples.replay.lives import Life, Slot
from examples.replay.timeline import Act, Step, drawn

Room: TypeAlias = tuple[str, str]
"""A hotel and a type of room: what one service stands for."""

UNITS = 4
"""Units of every plan."""

SELDOM, OFTEN = 10, 5
"""An agency buys at one in so many of its bookings: seldom, so that its units hardly ever last;
or, where it has more than `MANY`, often. For whoever is short of units and holds thousands of
bookings ahead makes the desk go through all of them again and again."""

MANY = 1_000


@frozen(kw_only=True)
class Offer:
    """A plan: the rooms that it pays for, and for how many days; None for ever."""

    name: str
    rooms: tuple[Room, ...]
    valid_for: int | None


@frozen(kw_only=True)
class Purchase:
    """What an agency buys along with a booking.

    Attributes:
        first: the application date, often past or future.
        before: whether it is bought just before the booking, not just after.
    """

    offer: Offer
    quantity: int
    first: date
    before: bool

    @property
    def units(self) -> int:
        """Units that it grants."""
        return UNITS * self.quantity


def offers(slots: Iterable[Slot]) -> list[Offer]:
    """The plans on sale: for each hotel, each type of room, each two neighbouring types."""
    rooms = sorted({(slot.hotel, slot.room_type) for slot in slots})
    hotels = sorted({hotel for hotel, _ in rooms})
    types = sorted({room_type for _, room_type in rooms})
    return [
        *(_offer(f"all of {hotel}", [r for r in rooms if r[0] == hotel], 45) for hotel in hotels),
        *(_offer(f"rooms {kind}", [r for r in rooms if r[1] == kind], 30) for kind in types),
        *(
            _offer(f"{one[0]}, {one[1]} or {other[1]}", [one, other], 90)
            for one, other in pairwise(rooms)
            if one[0] == other[0]
        ),
        _offer("anything, at any time", rooms, None),
    ]


def _offer(name: str, rooms: Sequence[Room], valid_for: int | None) -> Offer:
    return Offer(name=name, rooms=tuple(rooms), valid_for=valid_for)


def by_the_guest(agency: str) -> bool:
    """Whether the agency books a place for each guest; else one for each room."""
    return drawn("by the guest", agency) % 2 == 0


def places(life: Life) -> int:
    """How many places the agency books for this reservation."""
    return life.guests if by_the_guest(life.agency) else 1


def purchases(steps: Iterable[Step], on_sale: Sequence[Offer]) -> dict[int, Purchase]:
    """What is bought along with which reservation, by the number of its row."""
    bookings = [step for step in steps if step.act is Act.BOOK]
    total = Counter(step.life.agency for step in bookings)
    bought: dict[int, Purchase] = {}
    booked: defaultdict[str, list[Life]] = defaultdict(list)
    for step in bookings:
        mine = booked[step.life.agency]
        mine.append(step.life)
        if _draw(mine, "buys") % (OFTEN if total[step.life.agency] > MANY else SELDOM) == 0:
            bought[step.number] = _purchase(mine, on_sale)
    return bought


def _purchase(booked: Sequence[Life], on_sale: Sequence[Offer]) -> Purchase:
    """Something that suits one of the last bookings, from a day shortly before its arrival."""
    suited = booked[-1 - _draw(booked, "suited") % min(8, len(booked))]
    room = suited.slot.hotel, suited.slot.room_type
    fitting = [offer for offer in on_sale if room in offer.rooms]
    return Purchase(
        offer=fitting[_draw(booked, "offer") % len(fitting)],
        quantity=(1 + _draw(booked, "quantity") % 3) * (2 if by_the_guest(suited.agency) else 1),
        first=suited.arrival - timedelta(days=_draw(booked, "first") % 20),
        before=_draw(booked, "before") % 2 == 0,
    )


def _draw(booked: Sequence[Life], what: str) -> int:
    return drawn(what, booked[-1].agency, str(len(booked)))
