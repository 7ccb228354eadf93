"""Answers about the schedule."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, select

from bookingcore.adapters.sql import tables
from bookingcore.adapters.sql.answers.answer import Answer, answers, asked, in_center
from bookingcore.adapters.sql.codec import Codec
from bookingcore.adapters.sql.phrases import Phrase, Row, Values, given
from bookingcore.adapters.sql.rows.catalog import SERVICES, policy_of
from bookingcore.adapters.sql.rows.schedule import SESSIONS
from bookingcore.ports.questions import (
    BookableService,
    BookableSession,
    ServiceToBook,
    SessionOf,
    SessionsBetween,
    SessionsOfSeries,
    SessionsUsing,
    SessionToBook,
)

_SESSION = tables.session.c
_OLDEST_FIRST = (_SESSION.starts_at, _SESSION.id)


def _sessions(*conditions: ColumnElement[bool]) -> Select[Any]:
    statement = select(*SESSIONS.selected).where(in_center(tables.session), *conditions)
    return statement.order_by(*_OLDEST_FIRST)


def _links(
    center: ColumnElement[str], service: ColumnElement[str]
) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Whether any plan pays for the service, and whether any form is for it."""
    plan, form = tables.plan_service.c, tables.form_service.c
    return (
        exists().where(plan.center == center, plan.service_id == service),
        exists().where(form.center == center, form.service_id == service),
    )


@cache
def _session_to_book() -> Phrase:
    terms = tables.terms.c
    linked = _links(_SESSION.center, _SESSION.service_id)
    statement = (
        select(*SESSIONS.selected, terms.policy, *linked)
        .select_from(
            tables.session.join(
                tables.terms, (terms.center == _SESSION.center) & (terms.id == _SESSION.terms)
            )
        )
        .where(in_center(tables.session), _SESSION.id == given("session_id"))
    )
    return asked(statement, "session_id")


@answers(SessionToBook)
def session_to_book(codec: Codec, question: SessionToBook) -> Answer:
    """A session with its policy, and what is linked to its service."""
    return Answer(_session_to_book(), (question.session_id,), _bookable)


def _bookable(codec: Codec, rows: Sequence[Row]) -> tuple[BookableSession, ...]:
    return tuple(
        BookableSession(SESSIONS.get(codec, row), policy_of(row[-3]), bool(row[-2]), bool(row[-1]))
        for row in rows
    )


@cache
def _service_to_book() -> Phrase:
    service, terms = tables.service.c, tables.terms.c
    statement = (
        select(*SERVICES.selected, terms.policy, *_links(service.center, service.id))
        .select_from(
            tables.service.join(
                tables.terms, (terms.center == service.center) & (terms.id == service.terms)
            )
        )
        .where(in_center(tables.service), service.id == given("service_id"))
    )
    return asked(statement, "service_id")


@answers(ServiceToBook)
def service_to_book(codec: Codec, question: ServiceToBook) -> Answer:
    """A service with its policy, and what is linked to it."""
    return Answer(_service_to_book(), (question.service_id,), _bookable_service)


def _bookable_service(codec: Codec, rows: Sequence[Row]) -> tuple[BookableService, ...]:
    return tuple(
        BookableService(
            SERVICES.get(codec, row[:-3]), policy_of(row[-3]), bool(row[-2]), bool(row[-1])
        )
        for row in rows
    )


@cache
def _session_of() -> Phrase:
    booking = tables.booking.c
    its = (
        select(booking.session_id)
        .where(booking.center == given("center"), booking.id == given("booking_id"))
        .scalar_subquery()
    )
    return asked(_sessions(_SESSION.id == its), "booking_id")


@answers(SessionOf)
def session_of(codec: Codec, question: SessionOf) -> Answer:
    """Where a booking is."""
    return Answer(_session_of(), (question.booking_id,), SESSIONS.read)


@cache
def _sessions_between(service: bool, branch: bool) -> Phrase:
    conditions = [_SESSION.starts_at >= given("start"), _SESSION.starts_at < given("end")]
    names = ["start", "end"]
    if service:
        conditions.append(_SESSION.service_id == given("service_id"))
        names.append("service_id")
    if branch:
        conditions.append(_SESSION.branch_id == given("branch_id"))
        names.append("branch_id")
    return asked(_sessions(*conditions), *names)


@answers(SessionsBetween)
def sessions_between(codec: Codec, question: SessionsBetween) -> Answer:
    """The sessions of some time, narrowed as far as the question says."""
    narrower = question.service_id, question.branch_id
    phrase = _sessions_between(narrower[0] is not None, narrower[1] is not None)
    values: Values = (codec.put_instant(question.start), codec.put_instant(question.end))
    return Answer(phrase, values + tuple(id for id in narrower if id is not None), SESSIONS.read)


@cache
def _sessions_of() -> Phrase:
    return asked(_sessions(_SESSION.series_id == given("series_id")), "series_id")


@answers(SessionsOfSeries)
def sessions_of(codec: Codec, question: SessionsOfSeries) -> Answer:
    """The sessions of a series."""
    return Answer(_sessions_of(), (question.series_id,), SESSIONS.read)


@cache
def _sessions_using(resources: int) -> Phrase:
    link = tables.session_resource.c
    names = tuple(f"resource_{place}" for place in range(resources))
    held = select(link.session_id).where(
        in_center(tables.session_resource),
        link.resource_id.in_([given(name) for name in names]),
        link.ends_at > given("start"),
        link.starts_at < given("end"),
    )
    return asked(_sessions(_SESSION.id.in_(held)), "start", "end", *names)


@answers(SessionsUsing)
def sessions_using(codec: Codec, question: SessionsUsing) -> Answer:
    """The sessions that hold one of the resources in some time."""
    # An empty list has no form that every database takes; NULL is no session's resource.
    resources = question.resources or (None,)
    values = codec.put_instant(question.start), codec.put_instant(question.end), *resources
    return Answer(_sessions_using(len(resources)), values, SESSIONS.read)
