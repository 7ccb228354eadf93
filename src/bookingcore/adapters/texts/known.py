"""What a template knows of a message: its content, as the language writes it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING
from unicodedata import category

from pendulum import DateTime

from bookingcore.domain.customers.preferences import Channel
from bookingcore.domain.notifications.content import Content

if TYPE_CHECKING:
    from bookingcore.adapters.texts.tongue import Tongue

NAME_LENGTH_MAX = 60
"""The most characters of a name where there is little room: on a phone."""

NAMES = ("center", "name", "service", "branch", "customer", "item")

_URL = re.compile(r"(?!javascript:|data:|vbscript:)[a-z][a-z0-9+.-]*://\S+", re.IGNORECASE)
_LINE_BREAK = re.compile(r"\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")


def known(content: Content, tongue: Tongue) -> Mapping[str, object]:
    """Every name that a template may use; what *content* leaves empty is empty text.

    What was written by hand comes in one line, but for `text`, whose lines stay. Places, units
    and what is true or false come as they are.
    """
    longest = None if content.channel is Channel.EMAIL else NAME_LENGTH_MAX
    lines = {name: _line(getattr(content, name), longest) for name in NAMES}
    link = _line(content.link)
    return {
        **lines,
        "kind": content.kind.value,
        "channel": content.channel.value,
        "language": content.language,
        "link": link,
        "subject": _line(content.subject),
        "text": _lines(content.text),
        "url": link if _URL.fullmatch(link) else "",
        "token": "" if _URL.fullmatch(link) else link,
        "code": _line(content.code),
        "forms": tuple(form for each in content.forms if (form := _line(each, longest))),
        "places": content.places,
        "units": content.units,
        "awaits": content.awaits,
        "full": content.full,
        "direct": content.direct,
        "amount": "" if content.amount is None else tongue.money(content.amount),
        "last_day": "" if content.last_day is None else tongue.day(content.last_day),
        **_times(content, tongue),
    }


def _times(content: Content, tongue: Tongue) -> Mapping[str, str]:
    """When it takes place, when it would have, and until when it is to be answered."""
    start, end, zone = content.starts_at, content.ends_at, content.zone
    moments = {"before": content.starts_before, "until": content.deadline}
    briefly = {"starts": start, **moments}
    return {
        "when": "" if start is None else tongue.period(start, end, zone),
        **{name: _of(at, zone, tongue.moment) for name, at in moments.items()},
        **{f"{name}_briefly": _of(at, zone, tongue.brief) for name, at in briefly.items()},
        "left": "" if content.deadline is None else tongue.left(content.now, content.deadline),
    }


def _of(at: DateTime | None, zone: str, written: Callable[[DateTime, str], str]) -> str:
    return "" if at is None else written(at, zone)


def _lines(text: str) -> str:
    """*text* with its line breaks alike, and without characters that are none."""
    alike = _LINE_BREAK.sub("\n", text).expandtabs(4)
    return "".join(char for char in alike if char == "\n" or _is_written(char)).strip("\n ")


def _line(text: str, longest: int | None = None) -> str:
    """*text* in one line, and cut where it is longer than *longest*."""
    line = re.sub("[ \n]+", " ", _lines(text)).strip()
    return line if longest is None or len(line) <= longest else f"{line[: longest - 1].rstrip()}…"


def _is_written(char: str) -> bool:
    """Neither a control character nor half of a pair of surrogates."""
    return category(char) not in {"Cc", "Cs"}
