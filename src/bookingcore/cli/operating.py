"""What operators do with a database: bring it up to date, verify it, explain a booking."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import closing
from typing import Any, Protocol

from attrs import frozen
from rich import box
from rich.console import Console
from rich.table import Table

from bookingcore.adapters.sql import SqlStore, open_store
from bookingcore.adapters.sql import migrate as migrated
from bookingcore.adapters.system import SystemChance, SystemClock
from bookingcore.cli.failing import EXIT_REFUSED
from bookingcore.desk.desk import Desk
from bookingcore.domain.bookings.audit import Fault
from bookingcore.domain.bookings.explaining import said
from bookingcore.domain.values.actors import SYSTEM
from bookingcore.domain.values.checks import shown
from bookingcore.domain.values.ids import CenterId
from bookingcore.errors import InvalidInput, Unknown
from bookingcore.ports.files import Files
from bookingcore.ports.store import Store

PROMISES = {
    "P1": "seats",
    "P2": "units",
    "P3": "redemption",
    "P4": "money",
    "P5": "time",
    "P6": "queue",
    "P7": "notices",
    "P8": "nothing lost",
    "P9": "tenants",
    "P10": "history",
}


def migrate(url: str) -> int:
    """Bring the database to the schema of this version, and say from where to where."""
    kept(url)
    found, needed = migrated(url)
    if found == needed:
        console().print(f"nothing to do: the schema is at {needed} already")
    else:
        console().print(f"migrated from {found or 'an empty database'} to {needed}")
    return 0


def verify(url: str, center: str | None) -> int:
    """Print what the records of the centers do not keep of the promises; 1 if there is any."""
    with closing(opened(url)) as store:
        audits = [_Audit(desk.center, desk.verify()) for desk in desks(store, center)]
    faults = sum(len(audit.faults) for audit in audits)
    if faults:
        console().print(_faults(audits))
        console().print()
    for audit in audits:
        console().print(f"{audit.center}: {_counted(len(audit.faults))}")
    if not audits:
        console().print("no center is configured in this database, so there is nothing to verify")
    return EXIT_REFUSED if faults else 0


def explain(url: str, booking: str, center: str | None) -> int:
    """Print why the booking is as it is, and what would change it.

    Raises:
        Unknown: no center in question has such a booking.
    """
    with closing(opened(url)) as store:
        for desk in desks(store, center):
            try:
                explanation = desk.bookings.explain(booking)
            except Unknown:
                continue
            found = explanation.booking
            console().print(f"{found.status.name}, {said(found.on)}, center {desk.center}")
            for sentence in explanation.sentences:
                console().print(f"- {sentence}", markup=False)
            return 0
    raise Unknown("booking", booking)


@frozen
class _Audit:
    """What `verify()` found in a center."""

    center: str
    faults: tuple[Fault, ...]


def opened(url: str) -> SqlStore:
    """The store at *url*; nothing is created or migrated by the way."""
    kept(url)
    return open_store(url, migrate=False)


def kept(url: str) -> None:
    """Refuse a *url* whose rows end with the command.

    Raises:
        InvalidInput: it is `memory:`.
    """
    if url == "memory:":
        remedy = "give a database that is kept, such as sqlite:///studio.db"
        raise InvalidInput("url", shown(url), remedy)


class Centers(Store, Protocol):
    """A store that knows whom it serves."""

    def centers(self) -> tuple[CenterId, ...]:
        """The centers that were configured, in order of id."""


def desks(
    store: Centers, center: str | None, files: Files | None = None, **ports: Any
) -> Iterator[Desk]:
    """The desk of *center*, or of every center there is; *files* keep the content of documents.

    *ports* are what else it is opened with.

    Raises:
        InvalidInput: there is no such center.
    """
    known = store.centers()
    if center is not None and center not in known:
        there = ", ".join(known) or "none: no center is configured in this database"
        raise InvalidInput("center", shown(center), f"give one of these: {there}")
    for each in known if center is None else (center,):
        yield Desk(
            store,
            center=each,
            clock=SystemClock(),
            chance=SystemChance(),
            actor=SYSTEM,
            files=files,
            **ports,
        )


def _faults(audits: list[_Audit]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, padding=(0, 1, 0, 0))
    for column in ("center", "promise", "row, and what is wrong with it"):
        table.add_column(column, overflow="fold")
    for audit in audits:
        for fault in audit.faults:
            promise = f"{fault.promise} {PROMISES[fault.promise]}"
            table.add_row(audit.center, promise, f"{fault.subject}\n{fault.sentence}")
    return table


def _counted(faults: int) -> str:
    if not faults:
        return "every promise holds"
    return "1 fault" if faults == 1 else f"{faults} faults"


def console() -> Console:
    """Where answers are printed."""
    return Console(file=sys.stdout, highlight=False)
