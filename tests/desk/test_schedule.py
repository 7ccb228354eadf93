"""Sessions: wall times and clock changes, places, resources, periods, on every store."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest

from bookingcore import (
    AmbiguousTime,
    BookingStatus,
    Desk,
    InvalidInput,
    NonexistentTime,
    Resource,
    ResourceBusy,
    ResourceKind,
    Service,
    Session,
    SessionFull,
    Unknown,
)
from tests.desk.records import everything


@pytest.fixture
def yoga(desk: Desk) -> Service:
    return desk.catalog.add_service("Yoga", duration=60)


@pytest.fixture
def maria(desk: Desk) -> Resource:
    return desk.catalog.add_resource("Maria", kind=ResourceKind.PROFESSIONAL)


def added(desk: Desk, starts_at: Any, **given: Any) -> Session:
    """A session of the only service."""
    [service] = desk.catalog.services()
    return desk.schedule.add_session(service, starts_at=starts_at, **given)


@pytest.mark.usefixtures("yoga")
@pytest.mark.parametrize(
    "starts_at",
    [
        "2026-07-02T18:30",
        "2026-07-02 18:30:00",
        "2026-07-02T18:30:00+02:00",
        "2026-07-02T16:30Z",
        datetime(2026, 7, 2, 18, 30),  # noqa: DTZ001
        datetime(2026, 7, 2, 16, 30, tzinfo=UTC),
        datetime(2026, 7, 2, 12, 30, tzinfo=timezone(timedelta(hours=-4))),
    ],
)
def test_a_wall_time_of_the_branch_and_an_aware_time_are_one_instant(
    desk: Desk, starts_at: Any
) -> None:
    session = added(desk, starts_at)

    assert session.starts_at.isoformat() == "2026-07-02T16:30:00+00:00"
    assert session.ends_at - session.starts_at == timedelta(minutes=60)
    assert (session.zone, session.on) == ("Europe/Rome", date(2026, 7, 2))
    assert desk.schedule.get(session) == session


@pytest.mark.usefixtures("yoga")
def test_wall_times_are_read_in_the_zone_of_the_branch(desk: Desk) -> None:
    harlem = desk.catalog.add_branch("Harlem", time_zone="America/New_York")
    late = added(desk, "2026-07-02T22:30", ends_at="2026-07-03T00:30", branch=harlem)

    assert late.starts_at.isoformat() == "2026-07-03T02:30:00+00:00"
    assert late.ends_at - late.starts_at == timedelta(hours=2)
    assert (late.on, late.zone, late.branch_id) == (
        date(2026, 7, 2),
        "America/New_York",
        harlem.id,
    )


@pytest.mark.usefixtures("yoga")
@pytest.mark.parametrize(
    ("wall", "error", "readings"),
    [
        (
            "2026-03-29T02:30",
            NonexistentTime,
            ("2026-03-29T03:30:00+02:00", "2026-03-29T01:30:00+01:00"),
        ),
        (
            "2026-10-25T02:30",
            AmbiguousTime,
            ("2026-10-25T02:30:00+02:00", "2026-10-25T02:30:00+01:00"),
        ),
    ],
)
def test_a_time_that_the_clocks_skip_or_repeat_is_refused_with_both_readings(
    desk: Desk, wall: str, error: type[InvalidInput], readings: tuple[str, str]
) -> None:
    before = everything(desk)
    with pytest.raises(error) as refused:
        added(desk, wall)
    assert (refused.value.field, refused.value.value) == ("starts_at", f"{wall}:00")
    assert all(reading in refused.value.remedy for reading in readings)
    assert everything(desk) == before

    for fold, reading in enumerate(readings):
        session = added(desk, wall, fold=fold)
        assert session.starts_at == datetime.fromisoformat(reading)
        assert added(desk, reading).starts_at == session.starts_at


@pytest.mark.usefixtures("yoga")
def test_an_end_in_the_repeated_hour_is_refused_too(desk: Desk) -> None:
    with pytest.raises(AmbiguousTime) as refused:
        added(desk, "2026-10-25T01:30", ends_at="2026-10-25T02:30")
    assert refused.value.field == "ends_at"

    short = added(desk, "2026-10-25T01:30", ends_at="2026-10-25T02:30", fold=0)
    long = added(desk, "2026-10-25T01:30", ends_at="2026-10-25T02:30", fold=1)
    assert short.ends_at - short.starts_at == timedelta(hours=1)
    assert long.ends_at - long.starts_at == timedelta(hours=2)


@pytest.mark.usefixtures("yoga")
@pytest.mark.parametrize(
    ("night", "ends"), [("2026-03-28", "2026-03-29T03:30"), ("2026-10-24", "2026-10-25T02:30")]
)
def test_a_duration_is_elapsed_time_across_a_clock_change(
    desk: Desk, night: str, ends: str
) -> None:
    """Three hours from 23:30: the clocks show 3:30 in spring, and 2:30 for the first time or
    the second in autumn."""
    vigil = desk.catalog.add_service("Veglia", duration=180)
    session = desk.schedule.add_session(vigil, starts_at=f"{night}T23:30")

    assert session.ends_at - session.starts_at == timedelta(hours=3)
    assert session.ends_at.in_timezone("Europe/Rome").strftime("%Y-%m-%dT%H:%M") == ends


@pytest.mark.usefixtures("yoga")
@pytest.mark.parametrize("ends_at", ["2026-07-02T18:30", "2026-07-02T18:29", "2026-07-02T16:30Z"])
def test_an_end_that_is_not_after_the_start_is_refused(desk: Desk, ends_at: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        added(desk, "2026-07-02T18:30", ends_at=ends_at)

    assert refused.value.field == "ends_at"
    assert "after the start" in refused.value.remedy
    assert desk.schedule.sessions(between=("2026-07-01", "2026-07-31")) == ()


@pytest.mark.usefixtures("yoga")
@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"starts_at": "2026-07-02"}, "starts_at"),
        ({"starts_at": "domani"}, "starts_at"),
        ({"starts_at": "2026-02-30T18:00"}, "starts_at"),
        ({"starts_at": "0900-07-02T18:00"}, "starts_at"),
        ({"starts_at": date(2026, 7, 2)}, "starts_at"),
        ({"starts_at": 1_782_000_000}, "starts_at"),
        ({"starts_at": None}, "starts_at"),
        ({"ends_at": "9999-12-31T23:59"}, "ends_at"),
        ({"ends_at": 60}, "ends_at"),
        ({"capacity": -1}, "capacity"),
        ({"capacity": 1_000_001}, "capacity"),
        ({"capacity": 2.0}, "capacity"),
        ({"capacity": "10"}, "capacity"),
        ({"fold": 2}, "fold"),
        ({"fold": True}, "fold"),
        ({"resources": "maria"}, "resources"),
        ({"resources": (None,)}, "resources"),
        ({"service": None}, "service"),
        ({"branch": 7}, "branch"),
    ],
)
def test_a_session_that_cannot_be_meant_is_refused(
    desk: Desk, yoga: Service, given: dict[str, Any], field: str
) -> None:
    session: dict[str, Any] = {"service": yoga, "starts_at": "2026-07-02T18:30"}
    with pytest.raises(InvalidInput) as refused:
        desk.schedule.add_session(**{**session, **given})

    assert refused.value.field == field
    assert desk.schedule.sessions(between=("1000-01-02", "9998-12-30")) == ()


@pytest.mark.usefixtures("yoga")
def test_a_session_needs_a_service_a_branch_and_resources_that_are_here(desk: Desk) -> None:
    for given, kind in (
        ({"branch": "nowhere"}, "branch"),
        ({"resources": ("nobody",)}, "resource"),
    ):
        with pytest.raises(Unknown) as refused:
            added(desk, "2026-07-02T18:30", **given)
        assert refused.value.kind == kind
    with pytest.raises(Unknown):
        desk.schedule.add_session("tango", starts_at="2026-07-02T18:30")

    assert desk.schedule.sessions(between=("2026-07-01", "2026-07-31")) == ()


@pytest.mark.usefixtures("yoga")
def test_capacity_none_is_unlimited_and_zero_is_closed(desk: Desk) -> None:
    park = added(desk, "2026-07-02T10:00", capacity=None)
    shut = added(desk, "2026-07-03T10:00", capacity=0)
    anna = desk.customers.register(name="Anna")

    assert desk.bookings.book(anna, park, places=10_000).status is BookingStatus.BOOKED
    assert desk.schedule.get(park).taken == 10_000
    assert desk.schedule.get(park).places_left is None
    with pytest.raises(SessionFull):
        desk.bookings.book(anna, shut)
    assert desk.verify() == ()


@pytest.mark.usefixtures("yoga")
def test_a_resource_is_never_in_two_places_at_once(desk: Desk, maria: Resource) -> None:
    """Half-open: what ends at six and what starts at six do not meet."""
    at_six = added(desk, "2026-07-02T18:00", resources=(maria,))
    for starts_at, ends_at in (
        ("2026-07-02T18:00", "2026-07-02T19:00"),
        ("2026-07-02T18:30", "2026-07-02T18:31"),
        ("2026-07-02T17:00", "2026-07-02T18:00:00.000001"),
        ("2026-07-02T18:59:59.999999", "2026-07-02T20:00"),
        ("2026-07-01T00:00", "2026-07-05T00:00"),
    ):
        with pytest.raises(ResourceBusy) as refused:
            added(desk, starts_at, ends_at=ends_at, resources=(maria,))
        assert (refused.value.resource_id, refused.value.session_id) == (maria.id, at_six.id)

    before = added(desk, "2026-07-02T17:00", resources=[maria.id])
    after = added(desk, "2026-07-02T19:00", resources=(maria, maria))
    assert (before.ends_at, after.starts_at) == (at_six.starts_at, at_six.ends_at)
    assert after.resources == (maria.id,)
    assert desk.verify() == ()


@pytest.mark.usefixtures("yoga")
def test_a_session_that_started_long_ago_still_holds_its_resource(
    desk: Desk, maria: Resource
) -> None:
    """A long one, then many short ones: the search does not stop at the nearest start."""
    retreat = added(desk, "2026-07-01T00:00", ends_at="2026-07-10T00:00", resources=(maria,))
    other = desk.catalog.add_resource("Sala", kind=ResourceKind.ROOM)
    for day in range(2, 9):
        added(desk, f"2026-07-0{day}T10:00", resources=(other,))

    with pytest.raises(ResourceBusy) as refused:
        added(desk, "2026-07-09T12:00", resources=(other, maria))
    assert refused.value.session_id == retreat.id
    assert added(desk, "2026-07-10T00:00", resources=(maria,)).resources == (maria.id,)


@pytest.mark.usefixtures("yoga")
def test_a_resource_is_busy_by_the_instant_not_by_the_wall_time(
    desk: Desk, maria: Resource
) -> None:
    """18:00 in Rome is noon in New York; and 2:30 comes twice on 25 October."""
    harlem = desk.catalog.add_branch("Harlem", time_zone="America/New_York")
    added(desk, "2026-07-02T18:00", resources=(maria,))
    added(desk, "2026-07-02T18:00", resources=(maria,), branch=harlem)
    with pytest.raises(ResourceBusy):
        added(desk, "2026-07-02T12:00", resources=(maria,), branch=harlem)

    added(desk, "2026-10-25T02:30", fold=0, resources=(maria,))
    added(desk, "2026-10-25T02:30", fold=1, resources=(maria,))
    with pytest.raises(ResourceBusy):
        added(desk, "2026-10-25T02:30", fold=1, resources=(maria,))


@pytest.fixture
def week(desk: Desk, yoga: Service) -> dict[str, Session]:
    """Four sessions around one day in Rome, one of them in New York, one of another service."""
    harlem = desk.catalog.add_branch("Harlem", time_zone="America/New_York")
    tango = desk.catalog.add_service("Tango", duration=60)
    add = desk.schedule.add_session
    return {
        "late": add(yoga, starts_at="2026-07-02T23:59"),
        "midnight": add(yoga, starts_at="2026-07-02T00:00"),
        "tango": add(tango, starts_at="2026-07-02T12:00"),
        "harlem": add(yoga, starts_at="2026-07-02T12:00", branch=harlem),
        "next": add(yoga, starts_at="2026-07-03T00:00"),
    }


@pytest.mark.parametrize(
    ("between", "found"),
    [
        (("2026-07-02", "2026-07-02"), ["midnight", "tango", "harlem", "late"]),
        (("2026-07-02", "2026-07-03"), ["midnight", "tango", "harlem", "late", "next"]),
        ((date(2026, 7, 3), date(2026, 7, 3)), ["next"]),
        (("2026-07-02T00:00", "2026-07-03T00:00"), ["midnight", "tango", "harlem", "late"]),
        (("2026-07-02T00:00:01", "2026-07-02T23:59"), ["tango", "harlem"]),
        (["2026-07-02T10:00Z", "2026-07-02T16:00Z"], ["tango"]),
        (["2026-07-02T10:00Z", "2026-07-02T10:00Z"], []),
        ((date(2026, 7, 2), "2026-07-02T12:00+02:00"), ["midnight"]),
    ],
)
def test_sessions_that_start_in_a_period_are_listed_oldest_first(
    desk: Desk, week: dict[str, Session], between: Any, found: list[str]
) -> None:
    listed = desk.schedule.sessions(between=between)

    assert listed == tuple(week[name] for name in found)


def test_sessions_are_listed_by_service_and_by_branch(desk: Desk, week: dict[str, Session]) -> None:
    sessions, days = desk.schedule.sessions, ("2026-07-01", "2026-07-31")
    harlem = week["harlem"]

    assert sessions(between=days, service=week["tango"].service_id) == (week["tango"],)
    assert sessions(between=days, branch=harlem.branch_id) == (harlem,)
    assert sessions(between=days, branch=harlem.branch_id, service=week["tango"].service_id) == ()
    # Wall times are those of the branch: noon there is six in the evening in Rome.
    noon = ("2026-07-02T12:00", "2026-07-02T12:01")
    assert sessions(between=noon, branch=harlem.branch_id) == (harlem,)
    assert sessions(between=noon) == (week["tango"],)


@pytest.mark.parametrize(
    "between",
    [
        "2026-07-02",
        ("2026-07-02",),
        ("2026-07-02", "2026-07-03", "2026-07-04"),
        ("2026-07-03", "2026-07-01"),
        ("2026-07-02T12:00", "2026-07-02T11:59"),
        ("2026-02-30", "2026-03-01"),
        ("2026-W27-4", "2026-07-03"),
        ("0001-01-01", "2026-07-03"),
        ("2026-07-02", date.max),
        (1, 2),
        (None, None),
        None,
    ],
)
def test_a_period_that_cannot_be_meant_is_refused(desk: Desk, between: Any) -> None:
    anna = desk.customers.register(name="Anna")
    # To `of`, None means at any time.
    period: Any = () if between is None else between
    for ask in (
        lambda: desk.schedule.sessions(between=between),
        lambda: desk.bookings.of(anna, between=period),
    ):
        with pytest.raises(InvalidInput) as refused:
            ask()
        assert refused.value.field == "between"
