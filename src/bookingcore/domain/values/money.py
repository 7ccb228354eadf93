"""Money: a whole number of minor units in one currency.

There is no float, no fraction of a cent and no division: an amount is shared out by `allocate`
or `split`, which lose nothing, or scaled by `percent`, which names its rounding.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import ROUND_HALF_EVEN, Context, Decimal
from typing import NoReturn

from attrs import frozen

from bookingcore.domain.values.checks import shown, whole
from bookingcore.domain.values.currencies import minor_digits
from bookingcore.errors import CurrencyMismatch, InvalidInput

MINOR_MAX = 2**63 - 1
"""The largest amount in minor units, either way: it fits a signed 64-bit column."""

PARTS_MAX = 10_000
"""The most parts that an amount is shared out into."""

DIGITS_MAX = 19
"""The most digits of a decimal number, before the point and after it."""

_TEXT = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_TEXT_AND_CODE = re.compile(r"(\S+) (\S+)")

# Not the host's context, whose precision might round: minor units times a rate have 57 digits.
_EXACT = Context(prec=3 * DIGITS_MAX)


@frozen(kw_only=True)
class Money:
    """An amount of money; negative for what goes the other way.

    Amounts of one currency are ordered and add up. Two currencies never compare as less or more
    and never add up (`CurrencyMismatch`); as values they are simply not equal. An amount has no
    truth value: ask `is_zero`.

    Attributes:
        minor: minor units (cents for EUR), at most `MINOR_MAX` either way.
        currency: a code of ISO 4217.

    Raises:
        InvalidInput: *minor* is no int or out of bounds, which the result of any sum may be; or
            the currency is unknown.
    """

    minor: int
    currency: str

    def __attrs_post_init__(self) -> None:
        minor_digits(self.currency)
        whole(self.minor, "minor", -MINOR_MAX, MINOR_MAX)

    @classmethod
    def of(cls, amount: str | int | Decimal, currency: str, *, field: str = "amount") -> Money:
        """An amount in major units: `Money.of("10.50", "EUR")`, `Money.of(10, "EUR")`.

        Text is digits with a point before the decimals, and `-` before them where needed: no
        space, no separator of thousands, no exponent. Zeros after the last decimal are harmless.

        Raises:
            InvalidInput: a float, a bool, NaN or infinity, other text, more decimals than the
                currency has, an amount out of bounds (naming *field*); an unknown currency.
        """
        digits = minor_digits(currency)
        numerator, denominator = _decimal(amount, field).as_integer_ratio()
        minor, excess = divmod(numerator * 10**digits, denominator)
        if excess:
            raise InvalidInput(field, shown(amount), f"{currency} has {digits} decimals at most")
        if abs(minor) > MINOR_MAX:
            raise InvalidInput(field, shown(amount), "its minor units must fit 64 bits")
        return cls(minor=minor, currency=currency)

    @classmethod
    def parse(cls, text: object, *, field: str = "amount") -> Money:
        """The amount that `str()` writes: `Money.parse("120.00 CHF")`.

        Raises:
            InvalidInput: not an amount, one space and a currency; for the amount see `of`.
        """
        words = _TEXT_AND_CODE.fullmatch(text) if isinstance(text, str) else None
        if words is None:
            raise InvalidInput(field, shown(text), "give amount and currency, such as '10.50 EUR'")
        return cls.of(words[1], words[2], field=field)

    @classmethod
    def zero(cls, currency: str) -> Money:
        """No money, in *currency*: the start of `sum(amounts, Money.zero("EUR"))`."""
        return cls(minor=0, currency=currency)

    @property
    def amount(self) -> Decimal:
        """The amount in major units, with all the decimals of its currency."""
        return Decimal(self._figures())

    @property
    def is_zero(self) -> bool:
        """Whether it is no money at all."""
        return self.minor == 0

    @property
    def is_positive(self) -> bool:
        """Whether it is more than zero."""
        return self.minor > 0

    @property
    def is_negative(self) -> bool:
        """Whether it is less than zero."""
        return self.minor < 0

    def allocate(self, weights: Sequence[int]) -> tuple[Money, ...]:
        """This amount shared out by *weights*, without losing a minor unit.

        Each part is its exact share rounded towards zero; the minor units left over go one each
        to the largest remainders, the earlier first among equals. A weight of 0 gets nothing. A
        negative amount is shared out as the positive one, with the sign changed.

        Returns:
            A part for each weight, in the order of the weights; their sum is this amount.

        Raises:
            InvalidInput: no weight, more than `PARTS_MAX`, one that is no int or below 0, or
                none above 0.
        """
        total = _sum_of(weights)
        shares = [divmod(abs(self.minor) * weight, total) for weight in weights]
        left_over = abs(self.minor) - sum(share for share, _ in shares)
        # A sort keeps equals in order, so that the earlier part comes first.
        by_remainder = sorted(range(len(shares)), key=lambda part: -shares[part][1])
        rounded_up = set(by_remainder[:left_over])
        sign = -1 if self.is_negative else 1
        return tuple(
            Money(minor=sign * (share + (part in rounded_up)), currency=self.currency)
            for part, (share, _) in enumerate(shares)
        )

    def split(self, parts: int) -> tuple[Money, ...]:
        """This amount in *parts* parts, alike but for one minor unit, the larger ones first.

        Raises:
            InvalidInput: not 1 to `PARTS_MAX` parts.
        """
        return self.allocate((1,) * whole(parts, "parts", 1, PARTS_MAX))

    def percent(
        self, rate: str | int | Decimal, *, rounding: str = ROUND_HALF_EVEN, field: str = "rate"
    ) -> Money:
        """*rate* hundredths of this amount: `price.percent(Decimal("12.5"))`.

        The exact product is rounded once, to the minor unit, by *rounding*: one of the rules of
        the module `decimal`, half to even unless another one is named.

        Raises:
            InvalidInput: a rate that is no decimal number (as in `of`), naming *field*; or a
                result out of bounds.
        """
        hundredths = _EXACT.multiply(Decimal(self.minor), _decimal(rate, field))
        minor = hundredths.scaleb(-2, _EXACT).to_integral_value(rounding)
        return Money(minor=int(minor), currency=self.currency)

    def __add__(self, other: Money) -> Money:
        return Money(minor=self.minor + self._minor_of(other), currency=self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(minor=self.minor - self._minor_of(other), currency=self.currency)

    def __neg__(self) -> Money:
        return Money(minor=-self.minor, currency=self.currency)

    def __mul__(self, count: int) -> Money:
        if type(count) is not int:
            return NotImplemented
        return Money(minor=self.minor * count, currency=self.currency)

    __rmul__ = __mul__

    def __lt__(self, other: Money) -> bool:
        return self.minor < self._minor_of(other)

    def __le__(self, other: Money) -> bool:
        return self.minor <= self._minor_of(other)

    def __gt__(self, other: Money) -> bool:
        return self.minor > self._minor_of(other)

    def __ge__(self, other: Money) -> bool:
        return self.minor >= self._minor_of(other)

    def __bool__(self) -> NoReturn:
        raise TypeError("an amount of money is neither true nor false; ask for its is_zero")

    def __str__(self) -> str:
        return f"{self._figures()} {self.currency}"

    def _figures(self) -> str:
        # Digits only, never Decimal arithmetic: the host's context must not round.
        digits = minor_digits(self.currency)
        figures = f"{abs(self.minor):0{digits + 1}d}"
        sign = "-" if self.is_negative else ""
        return f"{sign}{figures[:-digits]}.{figures[-digits:]}" if digits else f"{sign}{figures}"

    def _minor_of(self, other: Money) -> int:
        if not isinstance(other, Money):
            raise TypeError(f"money goes with money only, not with {type(other).__name__}")
        if other.currency != self.currency:
            raise CurrencyMismatch("currency", other.currency, f"convert it to {self.currency}")
        return other.minor


def _decimal(value: object, field: str) -> Decimal:
    """*value* as an exact decimal number of bounded size."""
    if (isinstance(value, str) and _TEXT.fullmatch(value)) or (
        isinstance(value, int | Decimal) and not isinstance(value, bool)
    ):
        number = Decimal(value)
        exponent = number.as_tuple().exponent  # a letter for NaN and infinity
        if isinstance(exponent, int) and exponent >= -DIGITS_MAX and number.adjusted() < DIGITS_MAX:
            return number
    raise InvalidInput(field, shown(value), "give an int, a Decimal or text such as '10.50'")


def _sum_of(weights: Sequence[int]) -> int:
    """The sum of *weights*, each of them checked."""
    whole(len(weights), "weights", 1, PARTS_MAX)
    total = sum(whole(weight, "weights", 0, MINOR_MAX) for weight in weights)
    if total == 0:
        raise InvalidInput("weights", shown(weights), "give at least one weight above 0")
    return total
