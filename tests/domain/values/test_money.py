"""Money: nothing is lost, nothing is rounded unasked, no two currencies mix."""

from __future__ import annotations

import copy
import operator
import pickle
from collections.abc import Callable
from decimal import ROUND_CEILING, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from typing import Any

import pytest
from attrs.exceptions import FrozenInstanceError
from hypothesis import given
from hypothesis import strategies as st

from bookingcore.domain.values.checks import shown
from bookingcore.domain.values.currencies import MINOR_DIGITS, minor_digits
from bookingcore.domain.values.money import MINOR_MAX, PARTS_MAX, Money
from bookingcore.errors import CurrencyMismatch, InvalidInput

CURRENCIES = st.sampled_from(["EUR", "JPY", "KWD", "CLF", "HRK"])
AMOUNTS = st.builds(Money, minor=st.integers(-MINOR_MAX, MINOR_MAX), currency=CURRENCIES)
SMALL_AMOUNTS = st.builds(Money, minor=st.integers(-1_000, 1_000), currency=CURRENCIES)
WEIGHTS = st.lists(st.integers(0, 50), min_size=1, max_size=12).filter(any)


def euros(text: str) -> Money:
    return Money.of(text, "EUR")


def size(money: Money) -> int:
    return abs(money.minor)


@pytest.mark.parametrize(
    ("amount", "currency", "minor"),
    [
        ("10.50", "EUR", 1050),
        ("10.5", "EUR", 1050),
        ("-0.01", "EUR", -1),
        ("10.500", "EUR", 1050),
        (10, "EUR", 1000),
        (0, "EUR", 0),
        (Decimal("10.50"), "EUR", 1050),
        (Decimal("1E+3"), "EUR", 100_000),
        ("1500", "JPY", 1500),
        ("1500.00", "JPY", 1500),
        ("1.234", "KWD", 1234),
        ("1.2345", "CLF", 12345),
        (Decimal("1.5000000000000000000"), "EUR", 150),
        ("92233720368547758.07", "EUR", MINOR_MAX),
    ],
)
def test_an_amount_in_major_units_becomes_minor_units(
    amount: str | int | Decimal, currency: str, minor: int
) -> None:
    assert Money.of(amount, currency) == Money(minor=minor, currency=currency)


@pytest.mark.parametrize(
    "amount",
    [
        10.5,
        10.0,
        True,
        None,
        b"10.50",
        Decimal("NaN"),
        Decimal("sNaN"),
        Decimal("Infinity"),
        "NaN",
        "",
        " 10.50",
        "10,50",
        "1_000",
        "1.000.00",
        "+10",
        "10.",
        ".50",
        "1e3",
        "--1",
        "\u0661\u0660",
        "10.50\n",
        "10.505",
        Decimal("0.001"),
        "92233720368547758.08",
        "-92233720368547758.08",
        "9" * 200,
        Decimal("1E+400000000"),
        Decimal("1E-400000000"),
        10**30,
        Decimal("1.50000000000000000000"),
    ],
)
def test_what_is_no_exact_amount_is_refused_by_field_and_value(amount: Any) -> None:
    with pytest.raises(InvalidInput) as refused:
        Money.of(amount, "EUR", field="price")

    assert (refused.value.field, refused.value.value) == ("price", shown(amount))


def test_the_refusal_of_too_many_decimals_says_how_many_there_may_be() -> None:
    with pytest.raises(InvalidInput, match=r"amount='1\.5' .* JPY has 0 decimals at most"):
        Money.of("1.5", "JPY")


@pytest.mark.parametrize("currency", ["eur", "EURO", "ZZZ", "XAU", "XXX", "", None, 978, ["EUR"]])
def test_only_codes_of_the_list_are_currencies(currency: Any) -> None:
    attempts: list[Callable[[Any], object]] = [
        Money.zero,
        minor_digits,
        lambda code: Money.of("1", code),
    ]
    for attempt in attempts:
        with pytest.raises(InvalidInput) as refused:
            attempt(currency)

        assert (refused.value.field, refused.value.value) == ("currency", repr(currency))


def test_the_list_of_currencies_is_whole_and_keeps_the_withdrawn() -> None:
    by_digits = {n: sum(digits == n for digits in MINOR_DIGITS.values()) for n in (0, 2, 3, 4)}

    assert by_digits == {0: 17, 2: 145, 3: 7, 4: 2}
    assert all(len(code) == 3 and code.isalpha() and code.isupper() for code in MINOR_DIGITS)
    assert {"HRK", "BGN", "XCG"} <= MINOR_DIGITS.keys()


@pytest.mark.parametrize("minor", [1.0, True, None, "1", Decimal(1), MINOR_MAX + 1, -MINOR_MAX - 1])
def test_minor_units_are_an_int_that_every_database_holds(minor: Any) -> None:
    with pytest.raises(InvalidInput) as refused:
        Money(minor=minor, currency="EUR")

    assert refused.value.field == "minor"


def test_a_sum_out_of_bounds_is_refused() -> None:
    most = Money(minor=MINOR_MAX, currency="EUR")

    assert (-most).minor == -MINOR_MAX
    with pytest.raises(InvalidInput):
        most + most
    with pytest.raises(InvalidInput):
        most * 2
    with pytest.raises(InvalidInput):
        most.percent(101)


@pytest.mark.parametrize(
    ("minor", "currency", "text"),
    [
        (1050, "EUR", "10.50 EUR"),
        (-5, "EUR", "-0.05 EUR"),
        (0, "EUR", "0.00 EUR"),
        (1050, "JPY", "1050 JPY"),
        (-1, "JPY", "-1 JPY"),
        (5, "KWD", "0.005 KWD"),
    ],
)
def test_money_is_written_with_all_its_decimals(minor: int, currency: str, text: str) -> None:
    assert str(Money(minor=minor, currency=currency)) == text


@given(AMOUNTS)
def test_what_is_written_is_read_back(money: Money) -> None:
    assert Money.parse(str(money)) == money
    assert Money.of(money.amount, money.currency) == money


@given(AMOUNTS)
def test_the_decimal_context_of_the_host_rounds_nothing(money: Money) -> None:
    with localcontext() as context:
        context.prec = 2

        assert Money.of(money.amount, money.currency) == money
        assert money.percent(100) == money


@pytest.mark.parametrize(
    "text", ["", "10.50", "EUR", "10.50EUR", "10.50  EUR", " 10 EUR", "1 2 EUR"]
)
def test_text_that_is_not_amount_and_currency_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        Money.parse(text)

    assert (refused.value.field, refused.value.value) == ("amount", shown(text))


def test_an_amount_that_cannot_be_read_is_refused_by_its_field() -> None:
    with pytest.raises(InvalidInput) as refused:
        Money.parse("10,50 EUR", field="price")

    assert (refused.value.field, refused.value.value) == ("price", "'10,50'")


def test_amounts_of_one_currency_add_up() -> None:
    assert euros("10.50") + euros("0.50") == euros("11.00")
    assert euros("10.50") - euros("11.00") == euros("-0.50")
    assert -euros("10.50") == euros("-10.50")
    assert euros("10.50") * 3 == 3 * euros("10.50") == euros("31.50")
    assert sum([euros("1"), euros("2")], Money.zero("EUR")) == euros("3")


def test_amounts_know_their_sign() -> None:
    signs = [(m.is_negative, m.is_zero, m.is_positive) for m in map(euros, ("-1", "0", "1"))]

    assert signs == [(True, False, False), (False, True, False), (False, False, True)]


@pytest.mark.parametrize(
    "operation",
    [operator.add, operator.sub, operator.lt, operator.le, operator.gt, operator.ge],
)
def test_two_currencies_do_not_mix(operation: Callable[[Any, Any], Any]) -> None:
    with pytest.raises(CurrencyMismatch) as refused:
        operation(euros("1"), Money.of("1", "USD"))
    with pytest.raises(TypeError):
        operation(euros("1"), 1)

    assert (refused.value.field, refused.value.value) == ("currency", "USD")
    assert "EUR" in refused.value.remedy


def test_two_currencies_are_not_equal_and_not_an_error() -> None:
    assert Money.zero("EUR") != Money.zero("USD")
    assert len({Money.zero("EUR"), Money.zero("USD"), euros("0.00")}) == 2


def test_money_is_neither_true_nor_false() -> None:
    with pytest.raises(TypeError, match="is_zero"):
        bool(euros("1"))


@pytest.mark.parametrize("factor", [1.5, True, "2", Decimal(2), None])
def test_money_is_multiplied_by_whole_numbers_only(factor: Any) -> None:
    with pytest.raises(TypeError):
        euros("1") * factor
    with pytest.raises(TypeError):
        factor * euros("1")


@pytest.mark.parametrize("divide", [operator.truediv, operator.floordiv, operator.mod, divmod])
def test_money_is_not_divided(divide: Callable[[Any, Any], Any]) -> None:
    with pytest.raises(TypeError):
        divide(euros("10"), 3)


def test_money_does_not_change() -> None:
    with pytest.raises(FrozenInstanceError):
        euros("1").minor = 2  # type: ignore[misc]


@given(st.lists(st.integers(-MINOR_MAX, MINOR_MAX), max_size=6))
def test_amounts_of_one_currency_are_ordered_as_their_minor_units(minors: list[int]) -> None:
    amounts = sorted(Money(minor=minor, currency="EUR") for minor in minors)

    assert [money.minor for money in amounts] == sorted(minors)


@given(AMOUNTS, AMOUNTS)
def test_comparisons_agree_with_each_other(one: Money, other: Money) -> None:
    other = Money(minor=other.minor, currency=one.currency)

    assert (one < other) + (one == other) + (one > other) == 1
    assert (one <= other) == (not one > other)
    assert (one >= other) == (not one < other)


@given(AMOUNTS)
def test_money_travels_unchanged(money: Money) -> None:
    copies = [copy.copy(money), copy.deepcopy(money)]
    copies += [pickle.loads(pickle.dumps(money, protocol)) for protocol in range(6)]

    assert set(copies) == {money}
    assert all(hash(twin) == hash(money) for twin in copies)


def test_ten_euros_in_three_parts_lose_no_cent() -> None:
    assert euros("10").split(3) == (euros("3.34"), euros("3.33"), euros("3.33"))
    assert euros("-10").split(3) == (euros("-3.34"), euros("-3.33"), euros("-3.33"))


def test_the_largest_remainder_gets_the_cent_wherever_it_stands() -> None:
    """Exact shares of 1.00 are 14.28…, 28.57… and 57.14… cents: the second is cut most."""
    assert euros("1").allocate([1, 2, 4]) == (euros("0.14"), euros("0.29"), euros("0.57"))


def test_among_equal_remainders_the_earlier_part_gets_the_cent() -> None:
    assert euros("0.02").allocate([1, 0, 1, 1]) == tuple(map(euros, ("0.01", "0", "0.01", "0")))


@given(AMOUNTS, WEIGHTS)
def test_an_allocation_adds_up(money: Money, weights: list[int]) -> None:
    parts = money.allocate(weights)

    assert len(parts) == len(weights)
    assert sum(parts, Money.zero(money.currency)) == money


@given(SMALL_AMOUNTS, WEIGHTS)
def test_no_part_is_a_whole_minor_unit_off_its_exact_share(
    money: Money, weights: list[int]
) -> None:
    parts = money.allocate(weights)
    exact = [Fraction(money.minor * weight, sum(weights)) for weight in weights]

    assert all(abs(p.minor - share) < 1 for p, share in zip(parts, exact, strict=True))
    assert all(p.is_zero for p, weight in zip(parts, weights, strict=True) if weight == 0)


@given(SMALL_AMOUNTS, WEIGHTS)
def test_whoever_is_rounded_up_had_the_larger_remainder_or_stands_first(
    money: Money, weights: list[int]
) -> None:
    owed = size(money)
    parts = [size(part) for part in money.allocate(weights)]
    cut = [Fraction(owed * weight, sum(weights)) % 1 for weight in weights]
    ranks = [(-remainder, place) for place, remainder in enumerate(cut)]
    exact = [owed * weight // sum(weights) for weight in weights]
    up = [rank for rank, part, share in zip(ranks, parts, exact, strict=True) if part > share]
    down = [rank for rank, part, share in zip(ranks, parts, exact, strict=True) if part == share]

    assert len(up) + len(down) == len(parts)
    assert max(up, default=(-1, 0)) < min(down)


@given(SMALL_AMOUNTS, WEIGHTS, st.integers(1, 7))
def test_only_the_proportion_of_the_weights_matters(
    money: Money, weights: list[int], factor: int
) -> None:
    assert money.allocate(weights) == money.allocate([factor * weight for weight in weights])


@given(SMALL_AMOUNTS, WEIGHTS)
def test_giving_back_is_shared_out_like_taking(money: Money, weights: list[int]) -> None:
    assert [-part for part in money.allocate(weights)] == list((-money).allocate(weights))


@given(AMOUNTS, st.integers(1, 40))
def test_a_split_spreads_by_one_minor_unit_and_puts_the_larger_parts_first(
    money: Money, count: int
) -> None:
    parts = [size(part) for part in money.split(count)]

    assert sum(parts) == size(money)
    assert max(parts) - min(parts) <= 1
    assert parts == sorted(parts, reverse=True)


@pytest.mark.parametrize(
    "weights", [[], [0], [0, 0], [-1, 2], [1.0], [True, 1], ["1"], [1] * (PARTS_MAX + 1)]
)
def test_weights_are_whole_numbers_and_not_all_zero(weights: Any) -> None:
    with pytest.raises(InvalidInput) as refused:
        euros("1").allocate(weights)

    assert refused.value.field == "weights"
    assert refused.value.value


@pytest.mark.parametrize("parts", [0, -1, 1.0, True, None, PARTS_MAX + 1])
def test_money_is_split_in_a_sensible_number_of_parts(parts: Any) -> None:
    with pytest.raises(InvalidInput) as refused:
        euros("1").split(parts)

    assert refused.value.field == "parts"


def test_a_percentage_is_rounded_once_half_to_even_unless_told_otherwise() -> None:
    assert euros("10.00").percent(22) == euros("2.20")
    assert euros("0.05").percent(50) == euros("0.02")
    assert euros("0.15").percent(50) == euros("0.08")
    assert euros("0.05").percent(50, rounding=ROUND_HALF_UP) == euros("0.03")
    assert euros("0.01").percent("0.1", rounding=ROUND_CEILING) == euros("0.01")
    assert euros("-0.05").percent(50) == euros("-0.02")
    assert euros("80.00").percent(Decimal("12.5")) == euros("10.00")


@given(SMALL_AMOUNTS, st.decimals(-1000, 1000, places=4))
def test_a_percentage_is_the_exact_product_rounded(money: Money, rate: Decimal) -> None:
    exact = Fraction(money.minor) * Fraction(rate) / 100

    assert money.percent(rate, rounding=ROUND_HALF_EVEN).minor == round(exact)


@pytest.mark.parametrize(
    "rate", [1.5, True, None, Decimal("NaN"), Decimal("Infinity"), "ten", 10**19]
)
def test_a_rate_is_an_exact_number(rate: Any) -> None:
    with pytest.raises(InvalidInput) as refused:
        euros("1").percent(rate)

    assert (refused.value.field, refused.value.value) == ("rate", shown(rate))
    assert euros("0").percent(10**18) == euros("0")
