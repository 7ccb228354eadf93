"""Instants and wall times: what each may be given as, and what it then is."""

from __future__ import annotations

import copy
import pickle
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

import pendulum
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bookingcore.domain.values.checks import MINUTES_MAX, shown
from bookingcore.domain.values.moments import (
    Instant,
    add_minutes,
    elapsed,
    in_zone,
    local_date,
    resolve,
    start_of_day,
    utc,
    wall_time,
    zone,
)
from bookingcore.errors import AmbiguousTime, InvalidInput, NonexistentTime

MINUTE = timedelta(minutes=1)

ROME = "Europe/Rome"

ZONES = st.sampled_from(
    [ROME, "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Apia", "UTC"]
)


def naive(text: str) -> datetime:
    return datetime.fromisoformat(text)


INSTANTS = st.datetimes(naive("1975-01-01"), naive("2060-01-01"), timezones=st.just(UTC))


def test_a_wall_time_that_does_not_exist_is_refused_with_both_readings() -> None:
    with pytest.raises(NonexistentTime) as refused:
        resolve("2026-03-29T02:30", ROME, field="starts_at")

    assert str(refused.value) == (
        "starts_at=2026-03-29T02:30:00 cannot be used; the clocks of Europe/Rome skip it: "
        "give 2026-03-29T03:30:00+02:00 (or fold=0) or 2026-03-29T01:30:00+01:00 (or fold=1)"
    )
    assert refused.value.before == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    assert refused.value.after == datetime(2026, 3, 29, 0, 30, tzinfo=UTC)


def test_a_wall_time_that_exists_twice_is_refused_with_both_readings() -> None:
    with pytest.raises(AmbiguousTime) as refused:
        resolve("2026-10-25T02:30", ROME, field="starts_at")

    assert str(refused.value) == (
        "starts_at=2026-10-25T02:30:00 cannot be used; the clocks of Europe/Rome show it twice: "
        "give 2026-10-25T02:30:00+02:00 (or fold=0) or 2026-10-25T02:30:00+01:00 (or fold=1)"
    )
    assert refused.value.first == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert refused.value.second == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2026-07-02T18:30Z", "2026-07-02T18:30:00+00:00"),
        ("2026-07-02T18:30:15.25+02:00", "2026-07-02T16:30:15.250000+00:00"),
        ("2026-10-25 02:30+02:00", "2026-10-25T00:30:00+00:00"),
        ("2026-10-25T02:30+0100", "2026-10-25T01:30:00+00:00"),
        ("2026-03-29T02:30+01", "2026-03-29T01:30:00+00:00"),
        ("2026-07-02T18:30", "2026-07-02T16:30:00+00:00"),
        ("2026-07-02T18:30:15.123456", "2026-07-02T16:30:15.123456+00:00"),
        ("1866-12-01T12:00", "1866-12-01T11:10:04+00:00"),
        ("1866-12-01T12:00+00:49:56", "1866-12-01T11:10:04+00:00"),
    ],
)
def test_text_is_read_with_its_offset_or_else_in_the_zone(text: str, instant: str) -> None:
    at = resolve(text, ROME, field="starts_at")

    assert at.isoformat() == instant
    assert at.tzinfo is pendulum.UTC


@pytest.mark.parametrize(
    "value",
    [
        "",
        "18:30",
        "tomorrow",
        "2026-07-02",
        "20260702T1830",
        "2026-W27-4T18:30",
        "2026-7-2T18:30",
        "2026-07-02T24:00",
        "2026-07-02T18:60",
        "2026-07-02T18:30:60",
        "2026-02-29T18:30",
        "2026-13-01T18:30",
        "2026-07-02T18:30:00.1234567",
        "2026-07-02T18:30+25:00",
        "2026-07-02T18:30 ",
        "2026-07-02T18:30\n",
        "2026-07-02X18:30",
        "٢٠٢٦-07-02T18:30",
        date(2026, 7, 2),
        1_782_923_400,
        1.5,
        True,
        None,
        b"2026-07-02T18:30",
    ],
)
def test_what_is_no_time_is_refused_by_field_and_value(value: Any) -> None:
    with pytest.raises(InvalidInput) as refused:
        resolve(value, ROME, field="starts_at")

    assert (refused.value.field, refused.value.value) == ("starts_at", shown(value))
    assert "2026-07-02T18:30" in refused.value.remedy


@pytest.mark.parametrize(
    "value",
    [
        "0999-12-31T12:00",
        "9999-01-01T12:00",
        "9998-12-31T23:00-02:00",
        "0001-01-01T00:00+14:00",
        datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=14))),
        datetime.max.replace(tzinfo=UTC),
        naive("9999-12-31T12:00"),
        pendulum.datetime(9999, 1, 1),
    ],
)
def test_instants_lie_in_the_years_that_every_store_and_zone_can_hold(value: Any) -> None:
    with pytest.raises(InvalidInput, match="years 1000 to 9998") as refused:
        resolve(value, ROME, field="starts_at")

    assert refused.value.field == "starts_at"
    assert refused.value.value[:4] == str(value)[:4].zfill(4)


@pytest.mark.parametrize("fold", [2, -1, "0"])
def test_fold_is_0_or_1(fold: Any) -> None:
    with pytest.raises(InvalidInput) as refused:
        resolve("2026-07-02T18:30", ROME, fold=fold, field="starts_at")

    assert (refused.value.field, refused.value.value) == ("fold", shown(fold))


class Unhelpful(tzinfo):
    """A zone that does not know its offset, which makes a datetime naive by another way."""

    def utcoffset(self, _: datetime | None) -> None:
        return None

    dst = utcoffset

    def tzname(self, _: datetime | None) -> None:
        return None


@pytest.mark.parametrize(
    "moment",
    [
        naive("2026-07-02"),
        pendulum.naive(2026, 7, 2),
        datetime(2026, 7, 2, tzinfo=Unhelpful()),
        date(2026, 7, 2),
        "2026-07-02T18:30Z",
        None,
    ],
)
def test_only_an_aware_datetime_is_an_instant(moment: Any) -> None:
    with pytest.raises(InvalidInput) as refused:
        utc(moment, field="at")

    given = moment.isoformat() if isinstance(moment, datetime) else shown(moment)
    assert (refused.value.field, refused.value.value) == ("at", given)


def test_a_zone_that_knows_no_offset_makes_no_wall_time_either() -> None:
    with pytest.raises(InvalidInput):
        resolve(datetime(2026, 7, 2, tzinfo=Unhelpful()), ROME, field="starts_at")


@given(
    st.datetimes(
        naive("1000-01-03"), naive("9998-12-29"), timezones=st.timezones(), allow_imaginary=True
    )
)
def test_an_aware_datetime_is_the_instant_of_its_own_offset(moment: datetime) -> None:
    """Also where it does not exist: pendulum's own conversion moves it by an hour."""
    at = utc(moment)

    assert at == moment.astimezone(UTC)
    assert resolve(moment, "Asia/Tokyo", field="at") == at
    assert (type(at), at.tzinfo) == (pendulum.DateTime, pendulum.UTC)


@pytest.mark.parametrize("fold", [0, 1])
def test_a_local_time_of_pendulum_keeps_the_hour_that_its_fold_means(fold: int) -> None:
    """The two compare as equal; their instants are an hour apart."""
    local = pendulum.datetime(2026, 10, 25, 2, 30, tz=ROME, fold=fold)

    assert utc(local).isoformat() == f"2026-10-25T0{fold}:30:00+00:00"


def test_an_instant_is_taken_as_it_is() -> None:
    at = pendulum.datetime(2026, 7, 2, 18, 30)

    assert utc(at) is at
    assert resolve(at, ROME, field="at") is at


@given(INSTANTS)
def test_an_instant_travels_unchanged(moment: datetime) -> None:
    at = utc(moment)
    copies = [copy.copy(at), copy.deepcopy(at)]
    copies += [pickle.loads(pickle.dumps(at, protocol)) for protocol in range(2, 6)]

    assert set(copies) == {at}
    assert all(utc(twin) is twin for twin in copies)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "Rome",
        "Europe",
        "Europe/",
        "europe/rome",
        "Europe/Rome ",
        "Europe/Rome\0",
        "../../etc/passwd",
        "/etc/localtime",
        "localtime",
        "Factory",
        "posix/Europe/Rome",
        "right/Europe/Rome",
        "CEST",
        "+02:00",
        "é",
        "a" * 5000,
        None,
        42,
        ["Europe/Rome"],
        ZoneInfo(ROME),
    ],
)
def test_a_zone_is_known_by_its_exact_name(name: Any) -> None:
    with pytest.raises(InvalidInput) as refused:
        zone(name, "time_zone")
    with pytest.raises(InvalidInput):
        resolve("2026-07-02T18:30Z", name, field="starts_at")

    assert (refused.value.field, refused.value.value) == ("time_zone", shown(name))


def test_zones_have_names() -> None:
    assert zone("Europe/Rome").name == "Europe/Rome"
    assert zone("UTC") is pendulum.UTC


@given(INSTANTS, ZONES)
@example(datetime(2026, 10, 25, 1, 30, tzinfo=UTC), ROME)
def test_the_clocks_of_a_zone_show_what_zoneinfo_says(moment: datetime, name: str) -> None:
    local = moment.astimezone(ZoneInfo(name))
    at = utc(moment)

    assert in_zone(at, name).isoformat() == local.isoformat()
    assert in_zone(at, name).timezone_name == name
    assert local_date(at, name) == local.date()
    assert wall_time(at, name) == local.replace(tzinfo=None).isoformat()


def test_a_local_date_is_a_plain_date() -> None:
    """pendulum's own dates subtract to something that is equal to no other."""
    assert type(local_date(pendulum.datetime(2026, 7, 2), ROME)) is date


def test_local_time_is_read_from_the_instant_even_when_handed_a_local_time() -> None:
    midnight_in_rome = pendulum.datetime(2026, 7, 3, tz=ROME)

    assert local_date(midnight_in_rome, "UTC") == date(2026, 7, 2)


@pytest.mark.parametrize("year", ["1000", "9998"])
@pytest.mark.parametrize("name", ["Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_every_instant_has_a_local_date_in_every_zone(year: str, name: str) -> None:
    for edge in ("-01-01T00:00Z", "-12-31T23:59:59.999999Z"):
        at = resolve(year + edge, name, field="at")

        assert abs(local_date(at, name) - at.date()) <= timedelta(days=1)


@given(ZONES, INSTANTS)
def test_a_wall_time_leads_back_to_its_instant_unless_it_is_not_the_only_one(
    name: str, moment: datetime
) -> None:
    at = utc(moment)
    readings = {resolve(wall_time(at, name), name, fold=fold, field="at") for fold in (0, 1)}

    assert at in readings


@pytest.mark.parametrize(
    ("name", "day", "start"),
    [
        (ROME, date(2026, 7, 2), "2026-07-02T00:00:00"),
        ("America/Sao_Paulo", date(2016, 10, 16), "2016-10-16T01:00:00"),
        ("America/Toronto", date(1919, 3, 31), "1919-03-31T00:30:00"),
        ("Pacific/Apia", date(2011, 12, 30), "2011-12-31T00:00:00"),
    ],
)
def test_some_days_do_not_start_at_midnight(name: str, day: date, start: str) -> None:
    assert wall_time(start_of_day(day, name), name) == start


@pytest.mark.parametrize("day", [naive("2026-07-02"), None, date.min, date.max])
def test_a_day_that_no_instant_lies_in_has_no_start(day: Any) -> None:
    with pytest.raises(InvalidInput) as refused:
        start_of_day(day, ROME)

    assert refused.value.field == "day"


@pytest.mark.rule("A15")
def test_minutes_elapse_whatever_the_clocks_show() -> None:
    """Ten o'clock on the day of the change is 25 hours after ten o'clock on the day before."""
    saturday = resolve("2026-10-24T10:00", ROME, field="starts_at")
    sunday = resolve("2026-10-25T10:00", ROME, field="starts_at")

    assert add_minutes(sunday, -24 * 60) == resolve("2026-10-24T11:00", ROME, field="at")
    assert elapsed(saturday, sunday) == timedelta(hours=25)
    assert elapsed(sunday, saturday) == timedelta(hours=-25)


@given(INSTANTS, st.integers(-MINUTES_MAX, MINUTES_MAX))
def test_minutes_are_added_as_elapsed_time(moment: datetime, minutes: int) -> None:
    later = add_minutes(utc(moment), minutes)

    assert later == moment + minutes * MINUTE
    assert elapsed(utc(moment), later) == minutes * MINUTE
    assert (type(later), later.tzinfo) == (Instant, pendulum.UTC)
    assert type(elapsed(later, later)) is timedelta


@pytest.mark.parametrize("minutes", [10**7 * 1440, -(10**7) * 1440, 7973 * 525_960, 10**30])
def test_no_minutes_lead_out_of_the_calendar(minutes: int) -> None:
    with pytest.raises(InvalidInput) as refused:
        add_minutes(pendulum.datetime(2026, 7, 2), minutes)

    assert refused.value.field == "minutes"
