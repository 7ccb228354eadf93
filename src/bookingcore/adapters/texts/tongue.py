"""How a language writes days, times, spans, numbers and money; it loads Babel."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from gettext import NullTranslations

from babel import Locale
from babel.dates import format_date, format_skeleton, format_time
from babel.lists import format_list
from babel.numbers import format_decimal, parse_pattern
from babel.units import format_unit
from pendulum import DateTime

from bookingcore.domain.values.currencies import minor_digits
from bookingcore.domain.values.moments import elapsed, in_zone
from bookingcore.domain.values.money import Money
from bookingcore.errors import Language

LOCALES: Mapping[Language, str] = {"en": "en_GB", "it": "it", "es": "es"}
"""English as it is read all over Europe: the day before the month, and 24 hours."""

DAYS_FROM = timedelta(hours=48)
"""From here on a span is told in days and hours; before, in hours and minutes."""


class Tongue:
    """One language, with its *catalogue* of sentences."""

    def __init__(self, language: Language, catalogue: NullTranslations) -> None:
        self.language = language
        self.catalogue = catalogue
        self._locale = Locale.parse(LOCALES[language])

    def day(self, day: date) -> str:
        """Thursday, 2 July 2026."""
        return format_date(day, "full", locale=self._locale)

    def moment(self, at: DateTime, zone: str) -> str:
        """Thursday, 2 July 2026 at 18:00."""
        local = in_zone(at, zone)
        said = self.catalogue.ngettext("%(day)s at %(time)s", "%(day)s at %(time)s", local.hour)
        return said % {"day": self.day(local), "time": self.time(local)}

    def brief(self, at: DateTime, zone: str) -> str:
        """Thu 2 Jul, 18:00."""
        local = in_zone(at, zone)
        return f"{format_skeleton('MMMEd', local, locale=self._locale)}, {self.time(local)}"

    def period(self, start: DateTime, end: DateTime | None, zone: str) -> str:
        """Thursday, 2 July 2026, 18:00–19:00; with both days where there are two."""
        first = in_zone(start, zone)
        begins = f"{self.day(first)}, {self.time(first)}"
        if end is None:
            return begins
        last = in_zone(end, zone)
        if last.date() == first.date():
            return f"{begins}–{self.time(last)}"
        return f"{begins} – {self.day(last)}, {self.time(last)}"

    def time(self, local: DateTime) -> str:
        """18:00."""
        return format_time(local.time(), "short", locale=self._locale)

    def left(self, now: DateTime, until: DateTime) -> str:
        """1 hour and 30 minutes: what is left, in whole minutes that really are left.

        Empty when less than a minute is.
        """
        span = elapsed(now, until)
        if span < DAYS_FROM:
            hours, minutes = divmod(span // timedelta(minutes=1), 60)
            counted = {"duration-hour": hours, "duration-minute": minutes}
        else:
            days, hours = divmod(span // timedelta(hours=1), 24)
            counted = {"duration-day": days, "duration-hour": hours}
        if span < timedelta(minutes=1):
            return ""
        parts = [format_unit(n, unit, locale=self._locale) for unit, n in counted.items() if n]
        return format_list(parts, locale=self._locale)

    def number(self, number: int) -> str:
        """1,234."""
        return format_decimal(number, locale=self._locale)

    def money(self, amount: Money) -> str:
        """€1,234.50: with the decimals that our table of currencies has, never rounded."""
        digits = minor_digits(amount.currency)
        # A pattern of our own: the one that Babel has is shared by all.
        pattern = parse_pattern(self._locale.currency_formats["standard"].pattern)
        pattern.frac_prec = (digits, digits)
        said: str = pattern.apply(
            amount.amount, self._locale, currency=amount.currency, currency_digits=False
        )
        # Babel leaves out the space that CLDR puts between a code and the figures: CHF 10.00.
        return re.sub(r"(?<=[^\W\d_])(?=\d)", "\xa0", said)
