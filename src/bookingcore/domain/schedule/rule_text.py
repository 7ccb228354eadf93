"""The text of a rule: one line of RFC 5545, section 3.3.10, read strictly.

What the RFC allows and no booking business means is refused with a remedy: rules that run each
hour, minute or second, rules without end, and lists that mix "each Monday" with "the first Monday".
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import date, datetime
from typing import NamedTuple

from bookingcore.domain.schedule.rule import (
    INTERVAL_MAX,
    OCCURRENCES_MAX,
    WEEKDAYS,
    Day,
    Frequency,
    Rule,
)
from bookingcore.domain.schedule.walls import read_wall
from bookingcore.domain.values.checks import shown
from bookingcore.domain.values.moments import YEAR_MAX, YEAR_MIN
from bookingcore.errors import InvalidRule

RULE_LENGTH_MAX = 2_000
POSITIONS_MAX = 12
"""How many numbers BYSETPOS may list."""

EXAMPLE = "FREQ=WEEKLY;BYDAY=MO,WE;COUNT=20"

_ALL = frozenset(Frequency)
_LONG = frozenset({Frequency.MONTHLY, Frequency.YEARLY})


class _Numbers(NamedTuple):
    """What a list of numbers may hold: *low* to *high*; with a sign, counted from the end too."""

    low: int
    high: int
    signed: bool = False
    of: frozenset[Frequency] = _ALL
    most: int = OCCURRENCES_MAX


_LISTS: Mapping[str, _Numbers] = {
    "BYMONTH": _Numbers(1, 12),
    "BYWEEKNO": _Numbers(1, 53, of=frozenset({Frequency.YEARLY})),
    "BYYEARDAY": _Numbers(1, 366, signed=True, of=frozenset({Frequency.YEARLY})),
    "BYMONTHDAY": _Numbers(1, 31, signed=True, of=_ALL - {Frequency.WEEKLY}),
    "BYHOUR": _Numbers(0, 23),
    "BYMINUTE": _Numbers(0, 59),
    "BYSETPOS": _Numbers(1, 366, signed=True, of=_LONG, most=POSITIONS_MAX),
}
_NAMES = {"FREQ", "INTERVAL", "COUNT", "UNTIL", *_LISTS, "BYDAY", "WKST"}

_DAY = re.compile(rf"([+-]?[0-9]{{1,2}})?({'|'.join(WEEKDAYS)})")
_NUMBER = re.compile(r"[+-]?[0-9]{1,4}")
_UNTIL = re.compile(r"[0-9]{8}(T([01][0-9]|2[0-3])[0-9]{4}Z?)?")
_ELSEWHERE = re.compile(r"DTSTART|EXDATE|EXRULE|RDATE")


def read_rule(text: object, *, until: date | str | None = None) -> Rule:
    """The rule that *text* writes down, `RRULE:` before it or not, in upper or lower case.

    Args:
        text: a FREQ of DAILY to YEARLY, with INTERVAL, COUNT or UNTIL, WKST and BYMONTH to
            BYSETPOS as far as the RFC allows them beside that FREQ.
        until: the last day, or the last wall time, of a rule that has no end of its own.

    Raises:
        InvalidRule: no such rule, or one without end; more than `OCCURRENCES_MAX` occurrences by
            its COUNT.
        InvalidInput: an *until* that is neither a day nor a wall time.
    """
    parts = _parts(text)
    frequency = _frequency(parts["FREQ"])
    rule = Rule(
        frequency=frequency,
        interval=_one("INTERVAL", parts.get("INTERVAL", "1"), INTERVAL_MAX),
        count=None if "COUNT" not in parts else _one("COUNT", parts["COUNT"], OCCURRENCES_MAX),
        until=None if "UNTIL" not in parts else _read_until(parts["UNTIL"]),
        lists=tuple(
            (name, _several(name, parts[name], frequency)) for name in _LISTS if name in parts
        ),
        days=_days(parts, frequency),
        week_start=_weekday(parts.get("WKST", "MO")),
    )
    _refuse_lonely(parts, rule)
    return _ended(rule, until)


def _parts(text: object) -> dict[str, str]:
    """The parts of *text* by their names, FREQ among them."""
    parts: dict[str, str] = {}
    for part in _line(text).removeprefix("RRULE:").split(";"):
        name, _, value = part.partition("=")
        if name == "BYSECOND":
            raise _refused(part, "leave it out: sessions start on a whole minute")
        if name not in _NAMES or not value:
            raise _refused(part, f"give NAME=VALUE with a name of {', '.join(sorted(_NAMES))}")
        if name in parts:
            raise _refused(part, f"give {name} once")
        parts[name] = value
    if "FREQ" not in parts:
        raise _refused(text, "say how often: FREQ=DAILY, WEEKLY, MONTHLY or YEARLY")
    return parts


def _line(text: object) -> str:
    """*text* as one line in upper case."""
    if not isinstance(text, str) or not text.strip():
        raise _refused(text, f"give a rule such as {EXAMPLE!r}")
    if len(text) > RULE_LENGTH_MAX:
        raise _refused(text, f"give at most {RULE_LENGTH_MAX} characters")
    if not text.isascii():
        raise _refused(text, f"give ASCII letters and digits, such as {EXAMPLE!r}")
    line = text.strip().upper()
    if found := _ELSEWHERE.search(line):
        remedy = "the first start and the exceptions of a series stand beside its rule"
        raise _refused(text, f"leave out {found[0]}: {remedy}")
    if len(line.splitlines()) > 1:
        raise _refused(text, "give one rule in one line")
    return line


def _frequency(name: str) -> Frequency:
    if name in Frequency.__members__:
        return Frequency[name]
    remedy = "give FREQ=DAILY, WEEKLY, MONTHLY or YEARLY; BYHOUR and BYMINUTE say when in a day"
    raise _refused(f"FREQ={name}", remedy)


def _one(name: str, value: str, high: int) -> int:
    return _number(name, value, _Numbers(1, high))


def _several(name: str, value: str, frequency: Frequency) -> tuple[int, ...]:
    """The list of a part, in its order and without doubles."""
    allowed = _LISTS[name]
    if frequency not in allowed.of:
        which = ", ".join(each.name for each in Frequency if each in allowed.of)
        raise _refused(f"{name}={value}", f"{name} goes with FREQ={which}; leave it out")
    numbers = {_number(name, each, allowed) for each in value.split(",")}
    if len(numbers) > allowed.most:
        raise _refused(f"{name}={value}", f"give at most {allowed.most} numbers")
    return tuple(sorted(numbers))


def _number(name: str, value: str, allowed: _Numbers) -> int:
    if _NUMBER.fullmatch(value):
        number = int(value)
        size = abs(number) if allowed.signed else number
        if allowed.low <= size <= allowed.high:
            return number
    signs = f", or -{allowed.high} to -1 counted from the end" if allowed.signed else ""
    remedy = f"give whole numbers from {allowed.low} to {allowed.high}{signs}"
    raise _refused(f"{name}={value}", remedy)


def _days(parts: Mapping[str, str], frequency: Frequency) -> tuple[Day, ...]:
    if "BYDAY" not in parts:
        return ()
    value = parts["BYDAY"]
    # Among those of a month, where dateutil would fall over the sixth, or of a whole year.
    yearly = frequency is Frequency.YEARLY and "BYMONTH" not in parts
    most = 0 if frequency not in _LONG else 53 if yearly else 5
    days = tuple(sorted({_day(each, most) for each in value.split(",")}))
    # dateutil would take the days that are both, the RFC those that are either.
    if len({day.nth == 0 for day in days}) > 1:
        raise _refused(f"BYDAY={value}", "give a number with each weekday, or with none")
    return days


def _day(value: str, most: int) -> Day:
    match = _DAY.fullmatch(value)
    if match is None:
        raise _refused(f"BYDAY={value}", f"give some of {', '.join(WEEKDAYS)}, such as MO or -1FR")
    if match[1] is None:
        return Day(_weekday(match[2]), 0)
    if not most:
        raise _refused(f"BYDAY={value}", "give a number with FREQ=MONTHLY or YEARLY only")
    nth = _number("BYDAY", match[1], _Numbers(1, most, signed=True))
    return Day(_weekday(match[2]), nth)


def _weekday(name: str) -> int:
    if name in WEEKDAYS:
        return WEEKDAYS.index(name)
    raise _refused(f"WKST={name}", f"give one of {', '.join(WEEKDAYS)}")


def _refuse_lonely(parts: Mapping[str, str], rule: Rule) -> None:
    """Parts that need another one beside them, or cannot stand it."""
    if "BYSETPOS" in parts and len([name for name in parts if name.startswith("BY")]) == 1:
        raise _refused(rule.text, "BYSETPOS chooses among the days of another list; give BYDAY too")
    if "BYWEEKNO" in parts and (not rule.days or rule.days[0].nth):
        raise _refused(rule.text, "BYWEEKNO needs weekdays without a number; give BYDAY=MO")
    if "COUNT" in parts and "UNTIL" in parts:
        raise _refused(rule.text, "give COUNT or UNTIL, not both")


def _read_until(value: str) -> str:
    with suppress(ValueError):  # the 30th of February, or a second 60
        if _UNTIL.fullmatch(value) and YEAR_MIN <= datetime.fromisoformat(value).year <= YEAR_MAX:
            return value
    remedy = "give a day (20261231), a wall time (20261231T180000) or UTC (20261231T170000Z)"
    raise _refused(f"UNTIL={value}", f"{remedy}, of the years {YEAR_MIN} to {YEAR_MAX}")


def _ended(rule: Rule, until: date | str | None) -> Rule:
    """*rule* with its end, its own or *until*."""
    ends = rule.count is not None or rule.until is not None
    if until is None:
        if ends:
            return rule
        raise _refused(rule.text, "it never ends: give COUNT=20, UNTIL=20261231, or until=")
    if ends:
        raise InvalidRule("until", shown(until), f"leave it out: {rule.text} has an end")
    return rule.ending(read_wall(until, "until", day_ends=True))


def _refused(value: object, remedy: str) -> InvalidRule:
    return InvalidRule("rule", shown(value), remedy)
