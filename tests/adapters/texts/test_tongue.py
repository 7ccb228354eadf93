"""Days, times, spans and money as Italian, Spanish and English write them."""

from __future__ import annotations

from datetime import date
from gettext import NullTranslations
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookingcore.adapters.texts.catalogues import catalogue
from bookingcore.adapters.texts.tongue import LOCALES, Tongue
from bookingcore.adapters.texts.typesetting import OURS
from bookingcore.domain.values.currencies import minor_digits
from bookingcore.domain.values.money import MINOR_MAX, Money
from bookingcore.errors import Language
from tests.adapters.texts.rendering import LANGUAGES, instant

TONGUES = {each: Tongue(each, catalogue(each, [OURS])) for each in LANGUAGES}

ROME = "Europe/Rome"


@pytest.mark.parametrize(
    ("language", "zone", "written"),
    [
        ("en", ROME, "Thursday, 2 July 2026 at 18:30"),
        ("it", ROME, "giovedì 2 luglio 2026 alle 18:30"),
        ("es", ROME, "jueves, 2 de julio de 2026 a las 18:30"),
        ("es", "Atlantic/Canary", "jueves, 2 de julio de 2026 a las 17:30"),
        ("en", "Pacific/Auckland", "Friday, 3 July 2026 at 04:30"),
        ("es", "Asia/Pyongyang", "viernes, 3 de julio de 2026 a la 1:30"),
    ],
)
def test_a_moment_is_written_as_it_is_where_it_takes_place(
    language: Language, zone: str, written: str
) -> None:
    assert TONGUES[language].moment(instant(2026, 7, 2, 16, 30), zone) == written


def test_a_moment_in_winter_has_the_hour_of_winter() -> None:
    assert TONGUES["it"].moment(instant(2026, 12, 2, 16, 30), ROME) == (
        "mercoledì 2 dicembre 2026 alle 17:30"
    )


@pytest.mark.parametrize(
    ("language", "written"),
    [("en", "Thu 2 Jul, 18:30"), ("it", "gio 2 lug, 18:30"), ("es", "jue, 2 jul, 18:30")],
)
def test_on_a_phone_a_moment_is_brief(language: Language, written: str) -> None:
    assert TONGUES[language].brief(instant(2026, 7, 2, 16, 30), ROME) == written


def test_a_period_names_its_second_day_only_when_there_is_one() -> None:
    start = instant(2026, 7, 2, 20, 30)
    period = TONGUES["it"].period

    assert period(start, None, ROME) == "giovedì 2 luglio 2026, 22:30"
    assert period(start, instant(2026, 7, 2, 21), ROME) == "giovedì 2 luglio 2026, 22:30–23:00"
    assert period(start, instant(2026, 7, 2, 22), ROME) == (
        "giovedì 2 luglio 2026, 22:30 – venerdì 3 luglio 2026, 00:00"
    )


@pytest.mark.parametrize(
    ("language", "written"),
    [("en", "Friday, 31 July 2026"), ("it", "venerdì 31 luglio 2026")],
)
def test_a_day_is_a_day_in_every_zone(language: Language, written: str) -> None:
    assert TONGUES[language].day(date(2026, 7, 31)) == written


@pytest.mark.parametrize(
    ("seconds", "english", "spanish"),
    [
        (-60, "", ""),
        (0, "", ""),
        (59, "", ""),
        (60, "1 minute", "1 minuto"),
        (119, "1 minute", "1 minuto"),
        (120, "2 minutes", "2 minutos"),
        (3_600, "1 hour", "1 hora"),
        (3_660, "1 hour and 1 minute", "1 hora y 1 minuto"),
        (5_400, "1 hour and 30 minutes", "1 hora y 30 minutos"),
        (47 * 3_600, "47 hours", "47 horas"),
        (48 * 3_600, "2 days", "2 días"),
        (49 * 3_600 + 1_800, "2 days and 1 hour", "2 días y 1 hora"),
    ],
)
def test_what_is_left_is_told_in_whole_units_and_never_too_long(
    seconds: int, english: str, spanish: str
) -> None:
    now = instant(2026, 7, 2, 13)
    until = now.add(seconds=seconds)

    assert TONGUES["en"].left(now, until) == english
    assert TONGUES["es"].left(now, until) == spanish


def test_what_is_left_does_not_shrink_with_the_clocks_of_spring() -> None:
    before = instant(2026, 3, 29, 0, 30)

    assert TONGUES["it"].left(before, instant(2026, 3, 29, 1, 30)) == "1 ora"


@pytest.mark.parametrize(
    ("language", "amount", "written"),
    [
        ("en", "1234.50 EUR", "€1,234.50"),
        ("it", "1234.50 EUR", "1.234,50\xa0€"),
        ("es", "1234.50 EUR", "1.234,50\xa0€"),
        ("it", "-0.05 EUR", "-0,05\xa0€"),
        ("it", "120 JPY", "120\xa0JPY"),
        ("en", "10.00 CHF", "CHF\xa010.00"),
        ("en", "1.250 KWD", "KWD\xa01.250"),
        ("en", "1.50 HUF", "HUF\xa01.50"),
    ],
)
def test_money_is_written_with_all_its_decimals(
    language: Language, amount: str, written: str
) -> None:
    assert TONGUES[language].money(Money.parse(amount)) == written


@given(
    minor=st.integers(-MINOR_MAX, MINOR_MAX),
    currency=st.sampled_from(["EUR", "JPY", "KWD", "CHF", "HUF", "IQD", "CLP"]),
    language=st.sampled_from(LANGUAGES),
)
def test_no_amount_is_rounded(minor: int, currency: str, language: Language) -> None:
    written = TONGUES[language].money(Money(minor=minor, currency=currency))
    figures = "".join(char for char in written if char.isdigit())

    assert figures == f"{abs(minor):0{minor_digits(currency) + 1}d}"
    assert ("-" in written) == (minor < 0)


def test_numbers_have_the_separators_of_the_language() -> None:
    assert Tongue("en", NullTranslations()).number(12_345) == "12,345"
    assert TONGUES["it"].number(12_345) == "12.345"


def test_every_language_of_the_library_has_a_locale() -> None:
    assert set(LOCALES) == set(get_args(Language)) == set(LANGUAGES)
