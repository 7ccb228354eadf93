"""Playing the passes: a desk is opened, every step is given to it, its records are read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from attrs import field, frozen

from bookingcore import open_desk
from bookingcore.testing import FrozenClock, SeededChance
from examples.replay.agencies import AgencyReplay
from examples.replay.checking import Checks
from examples.replay.figures import Count
from examples.replay.guests import GuestReplay
from examples.replay.hotel import SETTINGS, Hotel
from examples.replay.lives import FILE, Slot, first_lives
from examples.replay.purchases import by_the_guest, offers, purchases
from examples.replay.report import Outcome, compared, redeemed
from examples.replay.timeline import Step, capacities, timeline

CHECKPOINTS = 12
"""How often the oracle is asked in the second pass."""

Watch = Callable[[Sequence[Step]], Iterable[Step]]
"""What sees the steps go by: a progress bar, or nobody."""


@frozen
class Stay:
    """The part of the file that is played.

    Attributes:
        folder: where the file is.
        rows: only so many of the earliest arrivals; None for all.
    """

    folder: Path
    rows: int | None = None
    steps: list[Step] = field(init=False)
    count: Count = field(init=False)

    @steps.default
    def _steps(self) -> list[Step]:
        return timeline(first_lives(self.folder, self.rows))

    @count.default
    def _count(self) -> Count:
        return Count(self.folder / FILE, self.rows)


def play_guests(stay: Stay, url: str, watch: Watch = iter) -> Outcome:
    """The first pass, on the store at *url*, in the center `guests`."""
    places = capacities(stay.steps)
    with _hotel(url, "guests", stay.steps) as hotel:
        replay = GuestReplay(hotel, places)
        for step in watch(stay.steps):
            replay.take(step)
        return Outcome(
            title="First pass: every row is a customer",
            lines=compared(stay.count.guests(lambda where: places[Slot(*where)]), replay.found()),
            faults=hotel.desk.verify(),
            pace=hotel.pace,
        )


def play_agencies(stay: Stay, url: str, watch: Watch = iter) -> Outcome:
    """The second pass, on the store at *url*, in the center `agencies`."""
    slots = {step.life.slot for step in stay.steps}
    on_sale = offers(slots)
    bought = purchases(stay.steps, on_sale)
    with _hotel(url, "agencies", stay.steps) as hotel:
        replay = AgencyReplay(hotel, slots, on_sale, bought)
        checks = Checks(replay)
        every = -(-len(stay.steps) // CHECKPOINTS)
        for number, step in enumerate(watch(stay.steps), start=1):
            replay.take(step)
            checks.note(step)
            if number % every == 0 or number == len(stay.steps):
                checks.check(step)
        sold = sum(purchase.units for purchase in bought.values())
        return Outcome(
            title="Second pass: every agency is a customer",
            lines=[
                *compared(stay.count.agencies(by_the_guest), replay.found()),
                *redeemed(sold, replay.redemptions(), checks),
            ],
            faults=hotel.desk.verify(),
            pace=hotel.pace,
        )


@contextmanager
def _hotel(url: str, center: str, steps: list[Step]) -> Iterator[Hotel]:
    """The desk of *center*, its clock at the first step; what it holds open is closed after."""
    clock = FrozenClock(steps[0].at)
    # Ids break ties, so they are drawn alike in every replay.
    chance = SeededChance(center)
    desk = open_desk(url, center=center, settings=SETTINGS, clock=clock, chance=chance)
    try:
        yield Hotel(desk, clock)
    finally:
        close = getattr(desk.store, "close", None)
        if close:
            close()
