"""The text of a rule, what it means, and that looking for its days always comes to an end."""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from datetime import MAXYEAR, date, datetime
from itertools import islice
from typing import Any

import pytest
from dateutil import rrule
from hypothesis import example, given
from hypothesis import strategies as st

from bookingcore.domain.schedule.recurrence import YEARS_MAX, recurring
from bookingcore.domain.schedule.rule import INTERVAL_MAX, OCCURRENCES_MAX
from bookingcore.domain.schedule.rule_text import RULE_LENGTH_MAX, read_rule
from bookingcore.errors import InvalidInput, InvalidRule

START = datetime(2026, 3, 2, 10)  # noqa: DTZ001 - a wall time


def walls(rule: str, starts: datetime = START, zone: str = "Europe/Rome") -> list[str]:
    """The wall times of *rule*, without their seconds."""
    return [wall.isoformat(" ", "minutes") for wall in recurring(read_rule(rule), starts, zone)]


@pytest.mark.parametrize(
    ("rule", "canonical"),
    [
        ("FREQ=WEEKLY;BYDAY=MO,WE;COUNT=20", "FREQ=WEEKLY;COUNT=20;BYDAY=MO,WE"),
        ("RRULE:freq=daily;interval=1;count=007", "FREQ=DAILY;COUNT=7"),
        ("  COUNT=2;WKST=MO;FREQ=WEEKLY;INTERVAL=2 \n", "FREQ=WEEKLY;INTERVAL=2;COUNT=2"),
        ("FREQ=WEEKLY;BYDAY=WE,MO,MO;COUNT=2;WKST=SU", "FREQ=WEEKLY;COUNT=2;BYDAY=MO,WE;WKST=SU"),
        ("FREQ=MONTHLY;BYDAY=-1FR,+2TU;COUNT=2", "FREQ=MONTHLY;COUNT=2;BYDAY=2TU,-1FR"),
        (
            "FREQ=DAILY;BYHOUR=18,9;BYMINUTE=30;COUNT=2",
            "FREQ=DAILY;COUNT=2;BYHOUR=9,18;BYMINUTE=30",
        ),
        ("FREQ=MONTHLY;BYMONTHDAY=1,-1;COUNT=2", "FREQ=MONTHLY;COUNT=2;BYMONTHDAY=-1,1"),
        ("FREQ=DAILY;UNTIL=20261231", "FREQ=DAILY;UNTIL=20261231"),
        ("FREQ=DAILY;UNTIL=20261231t235959z", "FREQ=DAILY;UNTIL=20261231T235959Z"),
    ],
)
def test_a_rule_has_one_spelling(rule: str, canonical: str) -> None:
    assert read_rule(rule).text == canonical
    assert read_rule(canonical).text == canonical


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("FREQ=WEEKLY;BYDAY=MO,WE;COUNT=3", "03-02 03-04 03-09"),
        ("FREQ=WEEKLY;BYDAY=TU;COUNT=2", "03-03 03-10"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,SU;COUNT=3", "03-02 03-08 03-16"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,SU;COUNT=3;WKST=SU", "03-02 03-15 03-16"),
        ("FREQ=MONTHLY;BYMONTHDAY=31;COUNT=3", "03-31 05-31 07-31"),
        ("FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=3", "03-31 04-30 05-31"),
        ("FREQ=MONTHLY;BYDAY=1MO,-1FR;COUNT=3", "03-02 03-27 04-06"),
        ("FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13;COUNT=2", "03-13 11-13"),
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;COUNT=2", "03-31 04-30"),
        ("FREQ=DAILY;BYMONTH=12;BYMONTHDAY=24,25;COUNT=2", "12-24 12-25"),
        ("FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO;COUNT=1", "05-11"),
        ("FREQ=YEARLY;BYYEARDAY=100,-1;COUNT=2", "04-10 12-31"),
    ],
)
def test_a_rule_means_what_the_rfc_says(rule: str, expected: str) -> None:
    assert walls(rule) == [f"2026-{day} 10:00" for day in expected.split()]


def test_a_rule_may_come_round_several_times_a_day() -> None:
    assert walls("FREQ=DAILY;BYHOUR=9,18;BYMINUTE=0,30;COUNT=4") == [
        "2026-03-02 18:00",
        "2026-03-02 18:30",
        "2026-03-03 09:00",
        "2026-03-03 09:30",
    ]


@pytest.mark.parametrize(
    ("until", "last"),
    [
        ("20260329", "2026-03-29 10:00"),
        ("20260329T100000", "2026-03-29 10:00"),
        ("20260329T095959", "2026-03-28 10:00"),
        ("20260329T080000Z", "2026-03-29 10:00"),
        ("20260329T075959Z", "2026-03-28 10:00"),
        ("20260328T090000Z", "2026-03-28 10:00"),
        ("20260328T085959Z", "2026-03-27 10:00"),
    ],
)
def test_an_end_is_a_day_or_a_wall_time_or_utc_and_included(until: str, last: str) -> None:
    """In UTC it is read on the clocks of the zone: Rome is an hour later on from 29 March on."""
    assert walls(f"FREQ=DAILY;UNTIL={until}")[-1] == last


def test_an_end_in_the_hour_that_clocks_repeat_counts_that_hour_whole() -> None:
    starts = datetime(2026, 10, 24, 2, 30)  # noqa: DTZ001

    for until in ("20261025T003000Z", "20261025T013000Z"):
        assert len(walls(f"FREQ=DAILY;UNTIL={until}", starts)) == 2


@pytest.mark.parametrize(
    ("until", "text"),
    [
        (date(2026, 3, 9), "FREQ=WEEKLY;UNTIL=20260309T235959"),
        ("2026-03-09", "FREQ=WEEKLY;UNTIL=20260309T235959"),
        ("2026-03-09T10:00", "FREQ=WEEKLY;UNTIL=20260309T100000"),
        (datetime(2026, 3, 9, 9, 59, 59), "FREQ=WEEKLY;UNTIL=20260309T095959"),  # noqa: DTZ001
    ],
)
def test_a_rule_without_end_may_be_given_one(until: Any, text: str) -> None:
    assert read_rule("FREQ=WEEKLY", until=until).text == text


@pytest.mark.parametrize(
    "until",
    ["", "2026-02-30", "2026-03-09T10:00Z", 5, datetime(2026, 3, 9, 9, 0, 0, 1), "1 March"],  # noqa: DTZ001
)
def test_an_end_that_cannot_be_meant_is_refused(until: Any) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_rule("FREQ=WEEKLY", until=until)

    assert refused.value.field == "until"


@pytest.mark.parametrize("end", ["COUNT=3", "UNTIL=20261231"])
def test_a_rule_with_an_end_takes_no_other(end: str) -> None:
    with pytest.raises(InvalidRule, match="leave it out") as refused:
        read_rule(f"FREQ=WEEKLY;{end}", until="2026-12-31")

    assert refused.value.field == "until"


@pytest.mark.parametrize(
    ("rule", "remedy"),
    [
        (None, "give a rule such as"),
        (5, "give a rule such as"),
        (b"FREQ=DAILY;COUNT=2", "give a rule such as"),
        (" \n", "give a rule such as"),
        ("every Monday", "give NAME=VALUE"),
        ("FREQ", "give NAME=VALUE"),
        ("FREQ=", "give NAME=VALUE"),
        ("FREQ=DAILY;;COUNT=2", "give NAME=VALUE"),
        ("FREQ=DAILY;COUNT=2;", "give NAME=VALUE"),
        ("FREQ=DAILY;COUNT=2;BYEASTER=1", "give NAME=VALUE"),
        ("FREQ=DAILY;COUNT=2;__CLASS__=1", "give NAME=VALUE"),
        ("COUNT=2", "say how often"),
        ("FREQ=DAILY;COUNT=2;FREQ=WEEKLY", "give FREQ once"),
        ("FREQ=HOURLY;COUNT=2", "FREQ=DAILY, WEEKLY, MONTHLY or YEARLY"),
        ("FREQ=MINUTELY;COUNT=2", "FREQ=DAILY, WEEKLY, MONTHLY or YEARLY"),
        ("FREQ=SECONDLY;COUNT=2", "FREQ=DAILY, WEEKLY, MONTHLY or YEARLY"),
        ("FREQ=DAILY;BYSECOND=0,1,2;COUNT=2", "whole minute"),
        ("FREQ=DAILY", "it never ends"),
        ("FREQ=WEEKLY;BYDAY=MO", "it never ends"),
        ("FREQ=DAILY;COUNT=2;UNTIL=20261231", "COUNT or UNTIL, not both"),
        ("FREQ=DAILY;COUNT=0", "1 to 1000"),
        ("FREQ=DAILY;COUNT=-1", "1 to 1000"),
        ("FREQ=DAILY;COUNT=1001", "1 to 1000"),
        ("FREQ=DAILY;COUNT=" + "9" * 1000, "1 to 1000"),
        ("FREQ=DAILY;COUNT=1_0", "1 to 1000"),
        ("FREQ=DAILY;COUNT=1.0", "1 to 1000"),
        ("FREQ=DAILY;INTERVAL=0;COUNT=2", "1 to 1000"),
        ("FREQ=DAILY;INTERVAL=1001;COUNT=2", "1 to 1000"),
        ("FREQ=DAILY;INTERVAL=1000000000000;COUNT=2", "1 to 1000"),
        ("FREQ=DAILY;BYHOUR=24;COUNT=2", "0 to 23"),
        ("FREQ=DAILY;BYHOUR=-1;COUNT=2", "0 to 23"),
        ("FREQ=DAILY;BYMINUTE=60;COUNT=2", "0 to 59"),
        ("FREQ=DAILY;BYMONTH=0;COUNT=2", "1 to 12"),
        ("FREQ=DAILY;BYMONTH=1,,2;COUNT=2", "1 to 12"),
        ("FREQ=MONTHLY;BYMONTHDAY=0;COUNT=2", "1 to 31, or -31 to -1"),
        ("FREQ=MONTHLY;BYMONTHDAY=32;COUNT=2", "1 to 31, or -31 to -1"),
        ("FREQ=WEEKLY;BYMONTHDAY=1;COUNT=2", "FREQ=DAILY, MONTHLY, YEARLY"),
        ("FREQ=MONTHLY;BYYEARDAY=1;COUNT=2", "FREQ=YEARLY"),
        ("FREQ=MONTHLY;BYWEEKNO=1;COUNT=2", "FREQ=YEARLY"),
        ("FREQ=DAILY;BYHOUR=1,2;BYSETPOS=1;COUNT=2", "FREQ=MONTHLY, YEARLY"),
        ("FREQ=MONTHLY;BYSETPOS=1;COUNT=2", "another list"),
        ("FREQ=MONTHLY;BYDAY=MO;BYSETPOS=1,2,3,4,5,6,7,8,9,10,11,12,13;COUNT=2", "at most 12"),
        ("FREQ=YEARLY;BYWEEKNO=20;COUNT=2", "give BYDAY=MO"),
        ("FREQ=YEARLY;BYWEEKNO=20;BYDAY=1MO;COUNT=2", "give BYDAY=MO"),
        ("FREQ=WEEKLY;BYDAY=MONDAY;COUNT=2", "give some of MO, TU"),
        ("FREQ=WEEKLY;BYDAY=MO,;COUNT=2", "give some of MO, TU"),
        ("FREQ=WEEKLY;BYDAY=1MO;COUNT=2", "MONTHLY or YEARLY only"),
        ("FREQ=MONTHLY;BYDAY=0MO;COUNT=2", "1 to 5, or -5 to -1"),
        ("FREQ=MONTHLY;BYDAY=6MO;COUNT=2", "1 to 5, or -5 to -1"),
        ("FREQ=YEARLY;BYMONTH=3;BYDAY=-6MO;COUNT=2", "1 to 5, or -5 to -1"),
        ("FREQ=YEARLY;BYDAY=54MO;COUNT=2", "1 to 53, or -53 to -1"),
        ("FREQ=MONTHLY;BYDAY=MO,1TU;COUNT=2", "or with none"),
        ("FREQ=WEEKLY;WKST=1;COUNT=2", "give one of MO, TU"),
        ("FREQ=DAILY;UNTIL=20260230", "give a day (20261231)"),
        ("FREQ=DAILY;UNTIL=20261231T240000", "give a day (20261231)"),
        ("FREQ=DAILY;UNTIL=20261231T100060", "give a day (20261231)"),
        ("FREQ=DAILY;UNTIL=2026-12-31", "give a day (20261231)"),
        ("FREQ=DAILY;UNTIL=20261231T100000+01", "give a day (20261231)"),
        ("FREQ=DAILY;UNTIL=00010101T000000Z", "years 1000 to 9998"),
        ("FREQ=DAILY;UNTIL=99991231", "years 1000 to 9998"),
        ("DTSTART:20260302T100000\nRRULE:FREQ=DAILY;COUNT=2", "leave out DTSTART"),
        ("RRULE:FREQ=DAILY;COUNT=2\nEXDATE:20260303T100000", "leave out EXDATE"),
        ("FREQ=DAILY;COUNT=2;DTSTART=20260302", "leave out DTSTART"),
        ("RDATE:20260303", "leave out RDATE"),
        ("EXRULE:FREQ=DAILY;COUNT=2", "leave out EXRULE"),
        ("FREQ=DAILY;\n COUNT=2", "one rule in one line"),
        ("FREQ=DAILY;COUNT=2\nFREQ=WEEKLY;COUNT=2", "one rule in one line"),
        ("FREQ=DAILY;COUNT=2\x0bX", "one rule in one line"),
        ("FREQ=DAILY;COUNT=\u0662", "give ASCII"),
        ("FREQ=DA\u0131LY;COUNT=2", "give ASCII"),
        ("FREQ=DAILY;COUNT=2;" + "X" * RULE_LENGTH_MAX, f"at most {RULE_LENGTH_MAX}"),
    ],
)
def test_what_is_no_rule_is_refused_with_the_way_out(rule: Any, remedy: str) -> None:
    with pytest.raises(InvalidRule) as refused:
        read_rule(rule)

    assert remedy in refused.value.remedy
    assert refused.value.field == "rule"
    assert len(str(refused.value)) < 400


IMPOSSIBLE = [
    "FREQ=MONTHLY;BYMONTHDAY=31;BYMONTH=2;COUNT=1",
    "FREQ=DAILY;BYMONTHDAY=30;BYMONTH=2;UNTIL=20301231",
    "FREQ=DAILY;INTERVAL=7;BYDAY=TU;COUNT=1",
    "FREQ=YEARLY;BYMONTH=4;BYMONTHDAY=31;COUNT=1",
    "FREQ=YEARLY;INTERVAL=4;BYMONTH=2;BYMONTHDAY=29;COUNT=1",
    "FREQ=MONTHLY;BYDAY=5MO;BYMONTHDAY=28;COUNT=1",
    "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=6;COUNT=1",
    "FREQ=WEEKLY;INTERVAL=1000;BYMONTH=2;BYDAY=MO;UNTIL=20301231",
    "FREQ=DAILY;UNTIL=20260301",
    "FREQ=DAILY;UNTIL=10000101",
]


@pytest.mark.parametrize("rule", IMPOSSIBLE)
def test_a_rule_that_gives_nothing_is_refused(rule: str) -> None:
    with pytest.raises(InvalidRule, match="gives no time from 2026-03-02 10:00:00"):
        walls(rule)


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=31",
        "FREQ=MONTHLY;BYDAY=5MO;BYMONTHDAY=28",
        "FREQ=MONTHLY;INTERVAL=7;BYDAY=MO;BYSETPOS=6",
        "FREQ=YEARLY;BYMONTH=4;BYMONTHDAY=31",
    ],
)
@pytest.mark.parametrize("year", [1000, 2026, 2399, 9899, 9998])
def test_at_most_five_hundred_years_are_looked_through(
    rule: str, year: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Counted where dateutil turns its pages, so that nothing here depends on a clock."""
    seen: set[int] = set()
    turn = rrule._iterinfo.rebuild

    def turned(page: Any, year: int, month: int) -> None:
        seen.add(year)
        turn(page, year, month)

    monkeypatch.setattr(rrule._iterinfo, "rebuild", turned)
    for end in ("COUNT=1", f"UNTIL={min(year + 4, 9998)}1231"):
        with pytest.raises(InvalidRule, match="gives no time"):
            walls(f"{rule};{end}", START.replace(year=year))

    assert MAXYEAR - 500 < min(seen) <= max(seen) == MAXYEAR


def test_the_last_week_of_the_calendar_is_the_end() -> None:
    """This one has no Saturday in January before the first day of the year 10000."""
    starts = datetime.fromordinal(date(9999, 12, 27).toordinal() - 7 * 923 * 8)
    rule = read_rule("FREQ=WEEKLY;INTERVAL=923;BYMONTH=1;BYDAY=SA;COUNT=1")

    with pytest.raises(ValueError, match="10000"):
        list(rrule.rrulestr(rule.text, dtstart=starts))
    with pytest.raises(InvalidRule, match="gives no time"):
        recurring(rule, starts.replace(year=starts.year - 7600), "Europe/Rome")


def test_a_rule_gives_a_thousand_occurrences_and_no_more() -> None:
    end = datetime.fromordinal(START.toordinal() + OCCURRENCES_MAX - 1).strftime("%Y%m%d")

    assert len(walls(f"FREQ=DAILY;UNTIL={end}")) == OCCURRENCES_MAX == 1_000
    with pytest.raises(InvalidRule, match="after the 1000th, 2028-11-26 10:00:00"):
        walls("FREQ=DAILY;UNTIL=20281126")
    with pytest.raises(InvalidRule, match="after the 1000th"):
        walls("FREQ=DAILY;BYHOUR=0,6,12,18;BYMINUTE=0,15,30,45;UNTIL=21261231")


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=YEARLY;COUNT=102",
        "FREQ=YEARLY;INTERVAL=1000;COUNT=2",
        "FREQ=YEARLY;UNTIL=21270101",
        "FREQ=YEARLY;UNTIL=99980101",
    ],
)
def test_a_series_ends_within_a_hundred_years(rule: str) -> None:
    with pytest.raises(InvalidRule, match=f"within {YEARS_MAX} years"):
        walls(rule)


def test_an_end_a_hundred_years_on_is_just_near_enough() -> None:
    assert walls("FREQ=YEARLY;COUNT=101") == walls("FREQ=YEARLY;UNTIL=21261231")


def test_weeks_begin_on_monday_whatever_the_program_has_set() -> None:
    """dateutil would ask the calendar module, which any part of a program may set."""
    calendar.setfirstweekday(calendar.SUNDAY)
    try:
        found = walls("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,SU;COUNT=2")
    finally:
        calendar.setfirstweekday(calendar.MONDAY)

    assert found == ["2026-03-02 10:00", "2026-03-08 10:00"]


def numbers(low: int, high: int, *, signed: bool = False) -> st.SearchStrategy[str]:
    each = st.integers(low, high)
    if signed:
        each |= st.integers(-high, -low)
    return st.lists(each, min_size=1, max_size=5).map(lambda found: ",".join(map(str, found)))


weekdays = st.lists(
    st.sampled_from(
        ["MO", "TU", "WE", "TH", "FR", "SA", "SU", "1MO", "-1FR", "5SA", "-5TH", "53SU", "-53WE"]
    ),
    min_size=1,
    max_size=3,
).map(",".join)
parts = st.fixed_dictionaries(
    {"FREQ": st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"])},
    optional={
        "INTERVAL": st.integers(1, 12).map(str) | st.integers(1, INTERVAL_MAX).map(str),
        "BYMONTH": numbers(1, 12),
        "BYWEEKNO": numbers(1, 53),
        "BYYEARDAY": numbers(1, 366, signed=True),
        "BYMONTHDAY": numbers(1, 31, signed=True),
        "BYHOUR": numbers(0, 23),
        "BYMINUTE": numbers(0, 59),
        "BYDAY": weekdays,
        "BYSETPOS": numbers(1, 12, signed=True),
        "WKST": st.sampled_from(["MO", "SU", "TH"]),
    },
)
starts = st.datetimes(datetime(1990, 1, 1), datetime(2060, 1, 1)).map(  # noqa: DTZ001
    lambda wall: wall.replace(second=0, microsecond=0)
)


@given(parts, starts, st.integers(1, 40))
@example({"FREQ": "WEEKLY", "INTERVAL": "3", "WKST": "SU", "BYDAY": "SU,MO"}, START, 9)
@example({"FREQ": "YEARLY", "BYWEEKNO": "1,53", "BYDAY": "MO,SU"}, START, 9)
def test_the_end_of_the_calendar_gives_the_same_days_as_its_middle(
    given_parts: dict[str, str], first: datetime, count: int
) -> None:
    """Every rule is read and expanded, or refused; never anything else, and never for long."""
    text = ";".join(f"{name}={value}" for name, value in given_parts.items())
    try:
        found = recurring(read_rule(f"{text};COUNT={count}"), first, "Europe/Rome")
    except InvalidRule:
        return

    plainly: Iterator[datetime] = iter(
        rrule.rrulestr(text + ("" if "WKST" in given_parts else ";WKST=MO"), dtstart=first)
    )
    assert list(found) == list(islice(plainly, count))
    assert MAXYEAR >= found[-1].year


@given(
    st.text(st.sampled_from("FREQ=DAILYCOUNTBYMO;,:0123456789-+ \n\tZ"), max_size=60) | st.text()
)
def test_any_text_is_a_rule_or_refused(text: str) -> None:
    try:
        rule = read_rule(text)
    except InvalidRule:
        return

    assert read_rule(rule.text) == rule
