"""Playing the passes: a desk is opened, every step is given to it, its records are read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Protocol, TypeVar

from attrs import frozen

from bookingcore import (
    CenterSettings,
    Desk,
    NotificationPolicy,
    Timing,
    WaitlistPolicy,
    open_desk,
)
from bookingcore.testing import FrozenClock, SeededChance
from examples.replay import club, courses, enrolling, hotel, offering
from examples.replay.agencies import AgencyReplay
from examples.replay.checking import Checks
from examples.replay.club import Club
from examples.replay.courses import College
from examples.replay.enrolling import AsItHappened
from examples.replay.figures import Count, Where
from examples.replay.guests import GuestReplay
from examples.replay.hotel import Hotel
from examples.replay.lives import FILE, Life, Slot, first_lives
from examples.replay.offering import WithOffers
from examples.replay.purchases import by_the_guest, offers, purchases
from examples.replay.report import Outcome, compared, redeemed
from examples.replay.timeline import Step, capacities, stops, timeline

T = TypeVar("T")

CHECKPOINTS = 12
"""How often the oracle is asked in the second pass."""


class Watch(Protocol):
    """What sees the steps go by: a progress bar, or nobody."""

    def __call__(self, steps: Sequence[T], /) -> Iterable[T]:
        """The same *steps*, in the same order."""


def unwatched(steps: Sequence[T], /) -> Iterable[T]:
    """Nobody sees them."""
    return steps


@frozen
class Stay:
    """The part of a file that is played.

    Attributes:
        folder: where the file is.
        rows: of the hotels, only so many of the earliest arrivals; of the other files, only so
            many rows from the first on; None for all.
        since: of the hotels, only arrivals from that day on; None for all.
        one_in: of the courses, only one section in so many.
    """

    folder: Path
    rows: int | None = None
    since: date | None = None
    one_in: int = 1

    @cached_property
    def lives(self) -> list[Life]:
        """The reservations of the hotels."""
        return first_lives(self.folder, self.rows, self.since)

    @cached_property
    def count(self) -> Count:
        """The plain count of the hotels' file."""
        return Count(self.folder / FILE, self.rows, self.since)


def play_guests(stay: Stay, url: str, watch: Watch = unwatched) -> Outcome:
    """The first pass, on the store at *url*, in the center `guests`."""
    steps = timeline(stay.lives)
    places, routes = capacities(steps), stops(stay.lives)

    def route(number: int) -> list[tuple[date, Where]]:
        return [(stop.on, (*stop.slot,)) for stop in routes[number]]

    with _hotel(url, "guests", steps) as opened:
        replay = GuestReplay(opened, places)
        for step in watch(steps):
            replay.take(step)
        file = stay.count.guests(lambda where: places[Slot(*where)], route)
        return Outcome(
            title="First pass: every row is a customer",
            lines=compared(file, replay.found()),
            faults=opened.desk.verify(),
            pace=opened.pace,
        )


def play_agencies(stay: Stay, url: str, watch: Watch = unwatched) -> Outcome:
    """The second pass, on the store at *url*, in the center `agencies`; nobody waits or moves."""
    steps = timeline(life.plain for life in stay.lives)
    slots = {step.life.slot for step in steps}
    on_sale = offers(slots)
    bought = purchases(steps, on_sale)
    with _hotel(url, "agencies", steps) as opened:
        replay = AgencyReplay(opened, slots, on_sale, bought)
        checks = Checks(replay)
        every = -(-len(steps) // CHECKPOINTS)
        for number, step in enumerate(watch(steps), start=1):
            replay.take(step)
            checks.note(step)
            if number % every == 0 or number == len(steps):
                checks.check(step)
        sold = sum(purchase.units for purchase in bought.values())
        return Outcome(
            title="Second pass: every agency is a customer",
            lines=[
                *compared(stay.count.agencies(by_the_guest), replay.found()),
                *redeemed(sold, replay.redemptions(), checks),
            ],
            faults=opened.desk.verify(),
            pace=opened.pace,
        )


def play_courses(stay: Stay, url: str, watch: Watch = unwatched) -> Outcome:
    """The sections of the courses as it happened, in the center `courses`."""
    steps = courses.steps(stay.folder, stay.rows, stay.one_in)
    with _college(url, "courses", steps, enrolling.POLICY) as college:
        replay = AsItHappened(college)
        for step in watch(steps):
            replay.take(step)
        return Outcome(
            title="Sections of courses as it happened",
            lines=compared(enrolling.expected(steps), replay.found()),
            faults=college.desk.verify(),
            pace=college.pace,
        )


def play_offers(stay: Stay, url: str, watch: Watch = unwatched) -> Outcome:
    """The sections of the courses with automatic offers, in the center `offers`."""
    steps = courses.steps(stay.folder, stay.rows, stay.one_in)
    with _college(url, "offers", steps, offering.POLICY) as college:
        replay = WithOffers(college)
        for step in watch(steps):
            replay.take(step)
        return Outcome(
            title="Sections of courses with automatic offers",
            lines=replay.lines(steps, enrolling.expected(steps)),
            faults=college.desk.verify(),
            pace=college.pace,
        )


def play_club(stay: Stay, url: str, watch: Watch = unwatched) -> Outcome:
    """The appointments of the sports club, in the center `club`."""
    rows, names = club.wanted(stay.folder, stay.rows), club.facilities(stay.folder)
    clock = FrozenClock(club.OPENED)
    with _desk(url, "club", club.SETTINGS, clock) as desk:
        opened = Club.opened(desk, names)
        return Outcome(
            title="Appointments of a sports club",
            lines=club.play(opened, rows, watch(rows)),
            faults=desk.verify(),
            pace=opened.pace,
        )


@contextmanager
def _hotel(url: str, center: str, steps: list[Step]) -> Iterator[Hotel]:
    """The desk of *center*, its clock at the first step."""
    clock = FrozenClock(steps[0].at)
    with _desk(url, center, hotel.SETTINGS, clock) as desk:
        yield Hotel(desk, clock)


@contextmanager
def _college(
    url: str, center: str, steps: list[courses.Step], policy: WaitlistPolicy
) -> Iterator[College]:
    """The desk of *center*, its clock at the first step."""
    clock = FrozenClock(steps[0].seen.at)
    with _desk(url, center, courses.SETTINGS, clock) as desk:
        yield College(desk, clock, policy)


@contextmanager
def _desk(url: str, center: str, settings: CenterSettings, clock: FrozenClock) -> Iterator[Desk]:
    """The desk of *center*; what it holds open is closed after."""
    # Ids break ties, so they are drawn alike in every replay.
    chance = SeededChance(center)
    desk = open_desk(url, center=center, settings=settings, clock=clock, chance=chance)
    # Nobody is reminded of what happened years ago.
    silent = Timing(attendance=None, reminder=None, review_days=None)
    desk.notifications.set_policy(NotificationPolicy(timing=silent, expiry=None))
    try:
        yield desk
    finally:
        close = getattr(desk.store, "close", None)
        if close:
            close()
