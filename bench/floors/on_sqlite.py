"""`book`, `sell`, `cancel` and `reschedule` by hand on the `sqlite3` of the standard library."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bench.floors import noticing
from bench.floors import statements as sql
from bench.floors.ids import NotPlain, World

ACTOR = "staff:desk"
VERSIONS = {"BOOKING_CANCELLED": 2}
"""Of the facts of an event; those that are not named have their first one."""

_text = json.JSONEncoder(sort_keys=True, separators=(",", ":")).encode
_parsed = cache(json.loads)


class SqliteFloor:
    """The four commands on one connection to a file that a desk has migrated and furnished."""

    def __init__(
        self, path: Path, center: str, *, synchronous: str = "FULL", world: World | None = None
    ) -> None:
        self._center = center
        self.world = world or World()
        self._sqlite = sqlite3.connect(path, isolation_level=None, timeout=10)
        self._sqlite.execute("PRAGMA foreign_keys = ON")
        self._sqlite.execute(f"PRAGMA synchronous = {synchronous}")

    def close(self) -> None:
        """Close the connection."""
        self._sqlite.close()

    def listen(self, to: Callable[[str], object]) -> None:
        """Tell every statement from now on."""
        self._sqlite.set_trace_callback(to)

    def book(self, customer: str, session: str) -> str:
        """Book one place, paid by the customer's unit that expires first; the booking's id."""
        center, id = self._center, self.world.new_id()
        with self._unit() as run:
            now = self.world.now()
            at = _instant(now)
            [(no, status, _)] = run(sql.LOCK, (center, customer)).fetchall()
            self._standing()
            [row] = run(sql.SESSION, (center, session)).fetchall()
            service, starts_at, ends_at, day, taken, admitted, edition, terms, policy, linked = row
            clashes = run(sql.CLASHES, (customer, center, session)).fetchall()
            balances = run(sql.BALANCES, (center, customer)).fetchall()
            room = admitted is None or taken < admitted
            needy = linked and _parsed(policy)["balance_policy"] != "NOT_REQUIRED"
            if status != "ACTIVE" or clashes or not room or not needy:
                raise NotPlain
            balance, moves, version = _first_paying(balances, service, day)
            times = starts_at, ends_at, day
            booking = center, id, customer, session, service, *times, 1, 1, terms, at, ACTOR
            run(sql.NEW_BOOKING, booking)
            _one(run(sql.MOVE_UNITS, (-1, center, balance, version)))
            move = center, balance, moves + 1, "REDEEMED", -1, id, customer, at, ACTOR
            run(sql.NEW_MOVEMENT, move)
            made = {"session": session, "places": 1, "status": "BOOKED", "overridden": ""}
            about = id, customer, session
            self._tell(
                *(no, at, ("BOOKING_MADE", *about, made)),
                ("BOOKING_REDEEMED", *about, {"units": 1}),
            )
            limit = _parsed(policy)["cancellation"]["limit"]
            if notice := noticing.of_booking(_aware(starts_at), limit, now):
                self._expect("BOOKING_NOTICE", id, notice)
            _one(run(sql.TAKE_PLACES, (1, center, session, edition)))
        return id

    def sell(self, customer: str, plan: str) -> str:
        """Sell one of a plan, valid from today, and grant its balance; the sale's id."""
        center, id, balance = self._center, self.world.new_id(), self.world.new_id()
        with self._unit() as run:
            now = self.world.now()
            at = _instant(now)
            [(no, status, address)] = run(sql.LOCK, (center, customer)).fetchall()
            zone, _ = self._standing()
            [row] = run(sql.PLAN, (center, plan)).fetchall()
            name, price, currency, units, services, valid_for, grace = row
            if status != "ACTIVE" or address is not None:
                raise NotPlain
            if run(sql.AWAITING, (center, customer)).fetchall():
                raise NotPlain
            first, last = _validity(now, zone, valid_for)
            sale = center, id, customer, price, currency, first, at, ACTOR
            run(sql.NEW_SALE, sale)
            line = center, id, plan, name, price, currency, units, services, valid_for, grace
            run(sql.NEW_LINE, (*line, balance))
            granted = center, balance, customer, id, plan, services, units, units, first, last
            run(sql.NEW_BALANCE, (*granted, grace))
            run(
                sql.NEW_MOVEMENT,
                (center, balance, 1, "GRANTED", units, None, customer, at, ACTOR),
            )
            sold = {"total": price, "currency": currency, "application_date": first}
            grant = {"sale": id, "units": units, "valid_from": first, "valid_until": last}
            self._tell(
                *(no, at, ("SALE_MADE", id, customer, None, {**sold, "grant_on": "SALE"})),
                ("BALANCE_GRANTED", balance, customer, None, grant),
            )
            self._withhold(no, at, ("SALE", id, customer, None, None), channels=("PUSH",))
            notice = last and noticing.of_units(date.fromisoformat(last), zone, now)
            if notice:
                self._expect("BALANCE_NOTICE", balance, notice)
        return id

    def cancel(self, booking: str) -> None:
        """Cancel on the customer's request; the units come back when it is not late.

        The place is offered to the first who waits for it.
        """
        center = self._center
        with self._unit() as run:
            now = self.world.now()
            at = _instant(now)
            [(customer, no, _, address)] = run(sql.LOCK_OWNER, (center, center, booking)).fetchall()
            _, quiet = self._standing()
            [row] = run(sql.BOOKING, (center, booking)).fetchall()
            _, session, starts_at, places, status, version = row
            [(policy,)] = run(sql.TERMS, (center, booking)).fetchall()
            ties = run(sql.TIES, (center, booking)).fetchall()
            paying = run(sql.PAYING, (center, center, booking)).fetchall()
            [left] = run(sql.SESSION_LEFT, (center, booking)).fetchall()
            *_, edition, waiting, lapse, branch, service, resources = left
            if status != "BOOKED" or address is not None or resources != "[]":
                raise NotPlain
            if run(sql.AWAITING, (center, customer)).fetchall():
                raise NotPlain
            late = at >= _earlier(starts_at, _parsed(policy)["cancellation"]["limit"])
            returned = 0 if late else sum(units for _, units in ties)
            end = at, ACTOR, late, returned, center, booking, version
            _one(run(sql.END_BOOKING, end))
            if returned:
                self._give_back(dict(ties), paying, booking, customer, at)
            about = booking, customer, session
            self._tell(no, at, ("BOOKING_CANCELLED", *about, _cancelled(late, returned)))
            run(sql.NO_DUE, (center, f"BOOKING_NOTICE:{booking}"))
            self._withhold(no, at, ("BOOKING_CANCELLED", booking, customer, branch, service))
            if waiting or lapse is not None:
                self._offer(left, places, policy, now, quiet)
            else:
                _one(run(sql.GIVE_PLACES, (places, places, center, session, edition)))

    def reschedule(self, booking: str, session: str) -> None:
        """Move the booking into another session of its service; its units follow."""
        center = self._center
        with self._unit() as run:
            now = self.world.now()
            at = _instant(now)
            [(customer, no, active, _)] = run(sql.LOCK_OWNER, (center, center, booking)).fetchall()
            self._standing()
            [row] = run(sql.BOOKING, (center, booking)).fetchall()
            _, before, started_at, places, status, version = row
            [left] = run(sql.SESSION_LEFT, (center, booking)).fetchall()
            [row] = run(sql.TARGET, (center, session)).fetchall()
            service, starts_at, ends_at, day, taken, admitted, edition, *queued, ended = row[:10]
            branch, resources = row[10:]
            [(policy,)] = run(sql.TERMS, (center, booking)).fetchall()
            clashes = run(sql.CLASHES, (customer, center, session)).fetchall()
            paying = run(sql.PAYING_UNTIL, (center, center, booking)).fetchall()
            room = admitted is None or taken + places <= admitted
            plain = active == "ACTIVE" and status == "BOOKED" and ended is None and room
            plain = plain and starts_at > at and set(clashes) <= {(booking,)} and resources == "[]"
            if not plain or any(queued) or any(left[5:7]) or not _all_pay(paying, service, day):
                raise NotPlain
            if run(sql.AWAITING, (center, customer)).fetchall():
                raise NotPlain
            there = session, service, starts_at, ends_at, day
            _one(run(sql.MOVE_BOOKING, (*there, center, booking, version)))
            times = {"starts_before": _told(started_at), "starts_at": _told(starts_at)}
            facts = {"session_before": before, "session": session, **times}
            facts |= {"overridden": "", "notify": "resources"}
            self._tell(no, at, ("BOOKING_MOVED", booking, customer, session, facts))
            limit = _parsed(policy)["cancellation"]["limit"]
            notice = noticing.of_booking(_aware(starts_at), limit, now)
            self._expect("BOOKING_NOTICE", booking, notice)
            moved = "BOOKING_MOVED", booking, customer, branch, service
            self._withhold(no, at, moved, "NOT_ASKED_FOR", channels=(None,), facts=times)
            take = sql.TAKE_PLACES, (places, center, session, edition)
            give = sql.GIVE_PLACES, (places, places, center, before, left[4])
            for statement, values in (take, give) if session < before else (give, take):
                _one(run(statement, values))

    @contextmanager
    def _unit(self) -> Iterator[Any]:
        cursor = self._sqlite.cursor()
        cursor.execute("BEGIN IMMEDIATE")
        try:
            yield cursor.execute
        except BaseException:
            cursor.execute("ROLLBACK")
            raise
        cursor.execute("COMMIT")

    def _give_back(
        self, ties: dict[str, int], paying: list[Any], booking: str, customer: str, at: str
    ) -> None:
        center, run = self._center, self._sqlite.execute
        for balance, moves, version in paying:
            units = ties[balance]
            _one(run(sql.MOVE_UNITS, (units, center, balance, version)))
            move = center, balance, moves + 1, "RETURNED", units, booking, customer, at, ACTOR
            run(sql.NEW_MOVEMENT, move)

    def _offer(
        self, left: Sequence[Any], places: int, policy: str, now: datetime, quiet: str | None
    ) -> None:
        """The place goes to the first who waits; the plain case has no offer open."""
        center, run, session = self._center, self._sqlite.execute, left[0]
        [(no, _, lapse, version)] = run(sql.LOCK_SESSION, (center, session)).fetchall()
        queue = run(sql.QUEUE, (center, session)).fetchall()
        entry, customer, wanted, staff_only, seen, address = queue[0]
        waitlist, free = _parsed(policy)["waitlist"], left[2] - left[3] + places
        plain = waitlist["offers"] == "AUTOMATIC" and not waitlist["only_reachable"]
        plain = plain and not waitlist["auto_book"] and wanted == free == places
        closes = _earlier(left[1], _parsed(policy)["window"]["closes"])
        until = min(_instant(now + timedelta(minutes=waitlist["window"])), closes)
        if lapse is not None or quiet is not None or staff_only or address is not None or not plain:
            raise NotPlain
        at = _instant(now)
        _one(run(sql.OFFER, (at, until, False, center, entry, seen)))
        _one(run(sql.HOLD_PLACES, (until, center, session, version)))
        facts = {"places": wanted, "expires_at": _told(until), "promoted": False}
        told = "OFFER_MADE", entry, customer, session, facts
        self._tell(no, at, told, stream=session, first=1)
        self._expect("QUEUE", session, _aware(until))
        offered = "QUEUE_OFFER", entry, customer, *left[7:9]
        self._withhold(0, at, offered, until=until)

    def _standing(self) -> tuple[ZoneInfo, str | None]:
        """The center's zone, and from when it is quiet; the plain one has set no policy."""
        [row] = self._sqlite.execute(sql.CENTER, (self._center,)).fetchall()
        zone, quiet, policy = row
        if policy is not None:
            raise NotPlain
        return ZoneInfo(zone), quiet

    def _expect(self, kind: str, subject: str, at: datetime | None) -> None:
        """Something falls due for *subject*, or does not any more."""
        id, run = f"{kind}:{subject}", self._sqlite.execute
        if at is None:
            run(sql.NO_DUE, (self._center, id))
        else:
            run(sql.NEW_DUE, (self._center, id, kind, subject, _instant(at)))

    def _withhold(
        self,
        no: int,
        at: str,
        told: tuple[str, str, str, str | None, str | None],
        why: str = "NO_ADDRESS",
        *,
        channels: Sequence[str | None] = ("EMAIL", "PUSH"),
        until: str | None = None,
        facts: Mapping[str, str] | None = None,
    ) -> None:
        """Write what cannot be *told*: its kind, what it is about, to whom, where, for what."""
        kind, about, customer, *place = told
        what = customer, kind, about, *place
        when = at, at, at, until
        rows = [
            (self._center, self.world.new_id(), *what, channel, _text(facts or {}), why, *when, seq)
            for seq, channel in enumerate(channels, no * noticing.SEQ)
        ]
        self._sqlite.executemany(sql.NEW_DELIVERY, rows)

    def _tell(
        self,
        no: int,
        at: str,
        *events: tuple[str, str, str, str | None, Any],
        stream: str | None = None,
        first: int = 0,
    ) -> None:
        """In the customer's stream, or in another; *first* is what the first is counted as."""
        rows = [
            (
                self._center,
                stream or customer,
                no,
                seq,
                kind,
                subject,
                customer,
                session,
                ACTOR,
                at,
                _text(facts),
                VERSIONS.get(kind, 1),
            )
            for seq, (kind, subject, customer, session, facts) in enumerate(events, first)
        ]
        self._sqlite.executemany(sql.NEW_EVENT, rows)


def _cancelled(late: bool, returned: int) -> dict[str, Any]:
    return {
        "cause": "CUSTOMER_REQUEST",
        "late": late,
        "units_returned": returned,
        "decided_by_staff": False,
        "notify": "customer resources",
        "fee": None,
        "currency": None,
    }


def _all_pay(balances: list[Any], service: str, day: str) -> bool:
    """Whether each of the balances that pay may pay for *service* on *day* too."""
    return all(
        service in _parsed(services)
        and first <= day
        and (last is None or day <= _until(last, grace))
        for _, services, first, last, grace in balances
    )


def _one(cursor: sqlite3.Cursor) -> None:
    if cursor.rowcount != 1:
        raise NotPlain


def _first_paying(balances: list[Any], service: str, day: str) -> tuple[str, int, int]:
    """The balance whose unit pays for *service* on *day* and expires first: id, moves, version."""
    paying = [
        (last or "9999", first, id, moves, version)
        for id, services, _, moves, first, last, grace, version in balances
        if service in _parsed(services)
        and first <= day
        and (last is None or day <= _until(last, grace))
    ]
    if not paying:
        raise NotPlain
    _, _, id, moves, version = min(paying)
    return id, moves, version


def _until(last: str, grace: int) -> str:
    return (date.fromisoformat(last) + timedelta(days=grace)).isoformat() if grace else last


def _validity(now: datetime, zone: ZoneInfo, days: int | None) -> tuple[str, str | None]:
    first = now.astimezone(zone).date()
    last = None if days is None else (first + timedelta(days=days - 1)).isoformat()
    return first.isoformat(), last


def _instant(at: datetime) -> str:
    return at.replace(tzinfo=None).isoformat(" ", "microseconds")


def _aware(instant: str) -> datetime:
    return datetime.fromisoformat(instant).replace(tzinfo=UTC)


def _told(instant: str) -> str:
    return _aware(instant).isoformat()


def _earlier(instant: str, minutes: int) -> str:
    return _instant(datetime.fromisoformat(instant) - timedelta(minutes=minutes))
