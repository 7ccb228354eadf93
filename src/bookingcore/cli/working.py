"""Due work, done on a schedule until somebody says stop."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing, suppress

from attrs import define, frozen
from pendulum import DateTime
from rich.console import Console

from bookingcore.adapters.folder import FolderFiles
from bookingcore.adapters.system import SystemClock
from bookingcore.cli.failing import exit_code
from bookingcore.cli.operating import console, desks, kept, opened
from bookingcore.cli.stopping import Stop, StoppableStore, Stopped, stopping
from bookingcore.desk.desk import Desk
from bookingcore.desk.due import DueFailure, DueReport
from bookingcore.domain.values.checks import shown
from bookingcore.domain.values.due import DueKind
from bookingcore.domain.values.moments import elapsed
from bookingcore.errors import (
    BookingCoreError,
    Conflict,
    InvalidInput,
    StoreUnavailable,
    Unavailable,
)
from bookingcore.ports.files import Files

EVERY_MIN, EVERY_MAX = 0.1, 86_400.0
"""Between two rounds there are at least so many seconds, and at most."""

AGAIN = 5.0
"""Seconds after which a database that was away is tried again."""

WORDS: Mapping[DueKind, tuple[str, str]] = {
    DueKind.QUEUE: ("waiting list", "waiting lists"),
    DueKind.AUTO_BOOKING: ("automatic booking", "automatic bookings"),
    DueKind.WELCOME: ("welcome", "welcomes"),
    DueKind.STRAY_FILE: ("document looked for", "documents looked for"),
    DueKind.CHARGE: ("charge asked for", "charges asked for"),
    DueKind.REFUND: ("refund asked for", "refunds asked for"),
    DueKind.RENEWAL: ("membership", "memberships"),
    DueKind.BOOKING_NOTICE: ("booking to be told of", "bookings to be told of"),
    DueKind.BALANCE_NOTICE: ("balance to be told of", "balances to be told of"),
    DueKind.ANNOUNCEMENT: ("page of an announcement", "pages of announcements"),
}
"""What the work is called when there is one, and when there are more."""


def work(
    url: str, center: str | None, *, every: float, once: bool, documents: str | None = None
) -> int:
    """Do what is due in one center or in all: once, or again and again until a signal comes.

    *documents* is the folder with the content of documents; None where the database has it.

    Returns:
        0 when it was stopped; with *once*, the exit code of the worst that failed, or 0.

    Raises:
        InvalidInput: *every* is out of bounds, there is no such center, the database is not kept.
        Unavailable: the database is not ready, or with *once* it is away; there is no such folder.
    """
    kept(url)
    folder = None if documents is None else FolderFiles(documents)
    if not EVERY_MIN <= every <= EVERY_MAX:
        remedy = f"give seconds from {EVERY_MIN:g} to {EVERY_MAX:,.0f}"
        raise InvalidInput("every", shown(every), remedy)
    with stopping() as stop, suppress(Stopped):
        if once:
            return _once(url, center, stop, folder)
        _Shift(url, center, every, stop, folder).work()
    return 0


def _once(url: str, center: str | None, stop: Stop, folder: Files | None) -> int:
    with closing(StoppableStore(opened(url), stop)) as store:
        rounds = [_round(desk) for desk in desks(store, center, folder or store.files())]
    _tell(rounds)
    if not any(each.report.done or each.errors for each in rounds):
        console().print("nothing was due")
    return max((exit_code(error) for each in rounds for error in each.errors), default=0)


@frozen
class _Round:
    """What was done in one center."""

    center: str
    report: DueReport
    raced: Conflict | None = None

    @property
    def errors(self) -> Sequence[BookingCoreError]:
        """Whatever went wrong."""
        raced = () if self.raced is None else (self.raced,)
        return (*raced, *(failure.error for failure in self.report.failed))


def _round(desk: Desk) -> _Round:
    try:
        return _Round(desk.center, desk.run_due())
    except Conflict as conflict:
        # The next round will do it; the other centers need not wait for that.
        return _Round(desk.center, DueReport(), conflict)


@define
class _Shift:
    """One worker, from the first round to the last."""

    url: str
    center: str | None
    every: float
    stop: Stop
    folder: Files | None
    _store: StoppableStore | None = None
    _away: str = ""
    _has_worked: bool = False

    def work(self) -> None:
        """Round after round, until it is stopped."""
        try:
            while not self.stop.wait(self._next_in()):
                pass
        finally:
            self._close()

    def _next_in(self) -> float:
        """Seconds to wait after a round, which is made here."""
        try:
            seconds = self._made()
        except Unavailable as away:
            if not (self._has_worked or isinstance(away, StoreUnavailable)):
                raise
            # Whatever is there when it comes back may be another file or server.
            self._close()
            self._say(str(away))
            return min(self.every, AGAIN)
        self._say("")
        self._has_worked = True
        return seconds

    def _made(self) -> float:
        if self._store is None:
            self._store = StoppableStore(opened(self.url), self.stop)
        rounds, moments = [], []
        for desk in desks(self._store, self.center, self.folder or self._store.files()):
            rounds.append(_round(desk))
            moments.append(desk.next_due())
        _tell(rounds)
        now = SystemClock().now()
        waits = [elapsed(now, moment).total_seconds() for moment in moments if moment is not None]
        return max(EVERY_MIN, min([self.every, *waits]))

    def _say(self, away: str) -> None:
        """Say that the database is away, or is back: once each time."""
        if away and away != self._away:
            complain(f"{away}; it is tried again")
        elif self._away and not away:
            console().print(f"{stamp()} the database is back")
        self._away = away

    def _close(self) -> None:
        if self._store is not None:
            self._store.close()
        self._store = None


def _tell(rounds: Sequence[_Round]) -> None:
    """One line for what was done, and one for whatever went wrong."""
    told = [f"{each.center}: {_done(each.report)}" for each in rounds if each.report.done]
    if told:
        console().print(f"{stamp()} {'; '.join(told)}", markup=False, soft_wrap=True)
    for each in rounds:
        if each.raced is not None:
            complain(f"{each.center}: {each.raced}")
        for failure in each.report.failed:
            complain(f"{each.center}: {_failed(failure)}")


def _done(report: DueReport) -> str:
    return ", ".join(f"{n} {WORDS[kind][n > 1]}" for kind, n in report.done.items())


def _failed(failure: DueFailure) -> str:
    return f"{WORDS[failure.kind][0]} {failure.subject}: {failure.error}; it is tried again"


def stamp() -> str:
    """The present instant, for the beginning of a line."""
    now: DateTime = SystemClock().now()
    return now.strftime("%Y-%m-%d %H:%M:%SZ")


def complain(sentence: str) -> None:
    """Say on stderr, in one line, what went wrong."""
    errors = Console(stderr=True, highlight=False)
    line = " ".join(f"{stamp()} {sentence}".split())
    errors.print(line, style="red", markup=False, soft_wrap=True)
