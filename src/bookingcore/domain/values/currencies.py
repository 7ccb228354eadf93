"""The currencies of ISO 4217, and into how many digits each divides its major unit.

The table is data, not a dependency. It was written from the `iso4217` package, version 1.16 (the
list that ISO published on 1 January 2026), and is renewed once a year with::

    from iso4217 import raw_table

    for digits in "0234":
        print(digits, *sorted(c for c, row in raw_table.items() if row["CcyMnrUnts"] == digits))

Metals, test codes and units of account (XAU, XTS, XDR...) have no minor unit and are left out:
nothing is priced in them. A code that ISO withdraws moves to the last row and stays, because old
sales are still read.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from bookingcore.domain.values.checks import shown
from bookingcore.errors import InvalidInput

_CODES: tuple[tuple[int, str], ...] = (
    (0, "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"),
    (2, "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD"),
    (2, "CAD CDF CHE CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP"),
    (2, "GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT"),
    (2, "LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN"),
    (2, "NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE"),
    (2, "SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES"),
    (2, "WST XAD XCD XCG YER ZAR ZMW ZWG"),
    (3, "BHD IQD JOD KWD LYD OMR TND"),
    (4, "CLF UYW"),
    # Withdrawn since 2018.
    (2, "ANG BGN CUC HRK SLL ZWL"),
)

MINOR_DIGITS: Mapping[str, int] = MappingProxyType(
    {code: digits for digits, codes in _CODES for code in codes.split()}
)
"""Code to digits: 2 for EUR, 0 for JPY, 3 for KWD."""


def minor_digits(code: object, field: str = "currency") -> int:
    """How many decimal digits an amount in the currency *code* has at most.

    Raises:
        InvalidInput: not one of the codes, which are three capital letters.
    """
    digits = MINOR_DIGITS.get(code) if isinstance(code, str) else None
    if digits is None:
        raise InvalidInput(field, shown(code), "give a code of ISO 4217, such as 'EUR'")
    return digits
