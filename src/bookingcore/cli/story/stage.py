"""The stage of the story: a desk, a clock moved by hand, and a page to print on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from enum import Enum
from typing import Any, TypeVar, cast

from attrs import field, frozen

from bookingcore.cli.failing import StoryBroken
from bookingcore.cli.story.overhearing import Overheard, call_lines
from bookingcore.cli.story.page import Page
from bookingcore.desk.desk import Desk
from bookingcore.domain.bookings.explaining import said as said_day
from bookingcore.domain.customers.customer import Customer
from bookingcore.domain.values.moments import in_zone, resolve
from bookingcore.errors import Refused
from bookingcore.testing import FrozenClock

ZONE = "Europe/Rome"

T = TypeVar("T")
R = TypeVar("R", bound=Refused)

STYLES: Mapping[str, str] = {
    **dict.fromkeys(("BOOKED", "PAID", "PRESENT", "CAPTURED", "prenotato"), "bold green"),
    **dict.fromkeys(("AWAITING_REDEMPTION", "AWAITING_PAYMENT"), "bold yellow"),
    **dict.fromkeys(("PARTIALLY_PAID", "in attesa di pagamento"), "bold yellow"),
    "nothing": "dim",
}
"""How answers are coloured; whatever is not named here is bold."""


@frozen
class Stage:
    """Where the story plays.

    Attributes:
        desk: the desk of the studio, with Chiara as the actor.
        words: what the story calls its rows, by id.
    """

    desk: Desk
    clock: FrozenClock
    page: Page
    words: dict[str, str] = field(factory=dict)

    def close(self) -> None:
        """Close the files that the desk's store holds open."""
        close = getattr(self.desk.store, "close", None)
        if close:
            close()

    def chapter(self, title: str, wall_time: str) -> None:
        """Begin a chapter at that time of Rome."""
        self.clock.move_to(resolve(wall_time, ZONE, field="wall_time"))
        self.page.heading(title, self.when)

    def later(self, wall_time: str) -> None:
        """Move the clock on within a chapter."""
        self.clock.move_to(resolve(wall_time, ZONE, field="wall_time"))
        self.page.moment(self.when)

    @property
    def when(self) -> str:
        """What calendar and clock of the studio show."""
        now = in_zone(self.clock.now(), ZONE)
        return f"{now:%a} {now.day} {now:%B %Y, %H:%M}"

    def named(self, word: str, row: T) -> T:
        """Call *row* that from now on."""
        self.words[getattr(row, "id")] = word  # noqa: B009 - any row has one
        return row

    def aloud(self, word: str = "", *, by: Customer | None = None) -> Desk:
        """The desk, its calls shown as they are made.

        Args:
            word: what the story calls the row that comes back.
            by: the customer who calls; None for Chiara.
        """

        def told(
            path: str, args: tuple[Any, ...], kwargs: dict[str, Any], call: Callable[..., Any]
        ) -> Any:
            result = f"{word} = " if word else ""
            self.page.call(call_lines(f"{result}{path}", args, kwargs, self.words))
            answer = call(*args, **kwargs)
            return self.named(word, answer) if word else answer

        desk = self.desk if by is None else self.desk.by(by)
        path = "desk" if by is None else f"desk.by({self.words[by.id]})"
        # It answers to every call that a desk answers to, and with the same values.
        return cast("Desk", Overheard(desk, path, told))

    def reads(self, label: str, value: object, expected: object) -> None:
        """Print a fact that the desk answered.

        Raises:
            StoryBroken: the story tells another one.
        """
        self.holds(label, value, expected)
        text = said(value)
        self.page.answer(label, text, STYLES.get(text, "bold"))

    def holds(self, label: str, value: object, expected: object) -> None:
        """Check a fact that the story tells in its own words.

        Raises:
            StoryBroken: the desk answers otherwise.
        """
        if value != expected:
            raise StoryBroken(f"{label}: the story tells {expected!r}, the desk answers {value!r}")

    def refused(self, call: Callable[[], object], expected: type[R]) -> R:
        """The refusal with which *call* ends.

        Raises:
            StoryBroken: it was not refused, or for another reason.
        """
        try:
            call()
        except expected as refusal:
            return refusal
        except Refused as other:
            raise StoryBroken(f"refused with {other.code} instead of {expected.code}") from other
        raise StoryBroken(f"allowed what the story tells is refused with {expected.code}")


def said(value: object) -> str:
    """*value* as the page shows it."""
    match value:
        case None | ():
            return "nothing"
        case bool():
            return "yes" if value else "no"
        case Enum():
            return value.name
        case date():
            return said_day(value)
        case tuple():
            return "\n".join(map(said, value))
        case _:
            return str(value)
