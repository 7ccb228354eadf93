"""Liars for the small ports, for each test of their contracts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from pendulum import UTC, DateTime

from bookingcore.adapters.system import HmacSigner
from bookingcore.testing import SeededChance
from tests.liars.files import FILES
from tests.liars.messages import MESSAGES
from tests.liars.payments import PAYMENTS

NOON = DateTime(2026, 7, 2, 12, tzinfo=UTC)


class LocalClock:
    """Shows the time of a place."""

    def now(self) -> DateTime:
        return NOON.in_timezone("Europe/Rome")


class BackwardClock:
    """Goes back by an hour each time."""

    def __init__(self) -> None:
        self.at = NOON

    def now(self) -> DateTime:
        self.at = self.at.subtract(hours=1)
        return self.at


class WideChance:
    """Draws a bit more than it should."""

    def bits(self, count: int) -> int:
        return SeededChance(1).bits(count) | 1 << count


class EvenChance(SeededChance):
    """Never draws the lowest bit."""

    def bits(self, count: int) -> int:
        return super().bits(count) & ~1


class SameChance:
    """Draws the same each time."""

    def bits(self, count: int) -> int:
        return 1


class Signs(HmacSigner):
    """Signs with the key that everybody has."""

    def __init__(self, secret: bytes = b"k" * 32) -> None:
        super().__init__(secret)


class Distrustful(Signs):
    """Recognises nothing."""

    def verify(self, payload: bytes, signature: bytes) -> bool:
        return False


class SignsByItself(Signs):
    """Has a key of its own each time."""

    def __init__(self) -> None:
        super().__init__(id(self).to_bytes(32, "big"))


class SignsShortly(Signs):
    """Makes signatures that can be guessed."""

    def sign(self, payload: bytes) -> bytes:
        return super().sign(payload)[:4]


class SignsBeginnings(Signs):
    """Looks at the beginning of a payload only."""

    def sign(self, payload: bytes) -> bytes:
        return super().sign(payload[:8])

    def verify(self, payload: bytes, signature: bytes) -> bool:
        return super().verify(payload[:8], signature)


class ComparesBeginnings(Signs):
    """Looks at the beginning of a signature only."""

    def verify(self, payload: bytes, signature: bytes) -> bool:
        return self.sign(payload)[:8] == signature[:8]


WORLDS: Mapping[str, Callable[[], Any]] = {
    "test_now_is_an_instant_in_utc": LocalClock,
    "test_time_does_not_go_back_by_much": BackwardClock,
    "test_a_draw_has_that_many_bits": WideChance,
    "test_every_bit_is_drawn": EvenChance,
    "test_draws_do_not_repeat": SameChance,
    **FILES,
    **MESSAGES,
    **PAYMENTS,
    "test_what_was_signed_is_recognised": Distrustful,
    "test_every_process_with_the_key_recognises_it": SignsByItself,
    "test_a_signature_is_too_long_to_guess_and_fits_into_a_link": SignsShortly,
    "test_it_is_the_signature_of_no_other_payload": SignsBeginnings,
    "test_a_damaged_signature_is_none": ComparesBeginnings,
    "test_what_was_signed_with_another_key_is_not_recognised": Signs,
}
"""A liar for each test of the small ports' contracts, by the test's name."""
