"""What the small ports promise: clock, chance, signer."""
# ruff: noqa: D102, S101 - the names of the tests are the sentences, and asserting is their work

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise

import pytest
from pendulum import UTC, DateTime

from bookingcore.domain.values.moments import elapsed
from bookingcore.ports.chance import Chance
from bookingcore.ports.clock import Clock
from bookingcore.ports.signer import SIGNATURE_BYTES_MAX, SIGNATURE_BYTES_MIN, Signer

PAYLOADS = (b"", b"\x00", b"manage\nroma", bytes(range(256)), b"x" * 1000)


class ClockContract:
    """Give a fixture `clock`."""

    @pytest.fixture
    def clock(self) -> Clock:
        """The clock under test."""
        raise NotImplementedError("give the class a fixture `clock`")

    def test_now_is_an_instant_in_utc(self, clock: Clock) -> None:
        now = clock.now()

        assert type(now) is DateTime
        assert now.tzinfo is UTC

    def test_time_does_not_go_back_by_much(self, clock: Clock) -> None:
        """A machine's clock may be set right by a little at any time."""
        answers = [clock.now() for _ in range(100)]

        assert min(elapsed(a, b) for a, b in pairwise(answers)) > timedelta(minutes=-1)


class ChanceContract:
    """Give a fixture `chance`."""

    @pytest.fixture
    def chance(self) -> Chance:
        """The source of chance under test."""
        raise NotImplementedError("give the class a fixture `chance`")

    @pytest.mark.parametrize("count", [1, 12, 62, 74, 256])
    def test_a_draw_has_that_many_bits(self, chance: Chance, count: int) -> None:
        draws = [chance.bits(count) for _ in range(64)]

        assert all(0 <= draw < 1 << count for draw in draws)

    def test_every_bit_is_drawn(self, chance: Chance) -> None:
        """Each of the lowest and highest bits is on in some draw of 200 and off in another."""
        draws = [chance.bits(74) for _ in range(200)]

        for bit in (1, 1 << 73):
            assert {draw & bit for draw in draws} == {0, bit}

    def test_draws_do_not_repeat(self, chance: Chance) -> None:
        assert len({chance.bits(74) for _ in range(1_000)}) == 1_000


class SignerContract:
    """Give fixtures `signer`, `again` and `stranger`."""

    @pytest.fixture
    def signer(self) -> Signer:
        """The signer under test."""
        raise NotImplementedError("give the class a fixture `signer`")

    @pytest.fixture
    def again(self) -> Signer:
        """Another one with the same key, as another process of the host has it."""
        raise NotImplementedError("give the class a fixture `again`")

    @pytest.fixture
    def stranger(self) -> Signer:
        """One with another key."""
        raise NotImplementedError("give the class a fixture `stranger`")

    @pytest.mark.parametrize("payload", PAYLOADS, ids=len)
    def test_what_was_signed_is_recognised(self, signer: Signer, payload: bytes) -> None:
        assert signer.verify(payload, signer.sign(payload)) is True

    def test_every_process_with_the_key_recognises_it(self, signer: Signer, again: Signer) -> None:
        assert again.verify(b"a link", signer.sign(b"a link")) is True
        assert signer.verify(b"a link", again.sign(b"a link")) is True

    @pytest.mark.parametrize("payload", PAYLOADS, ids=len)
    def test_a_signature_is_too_long_to_guess_and_fits_into_a_link(
        self, signer: Signer, payload: bytes
    ) -> None:
        signature = signer.sign(payload)

        assert type(signature) is bytes
        assert SIGNATURE_BYTES_MIN <= len(signature) <= SIGNATURE_BYTES_MAX

    def test_it_is_the_signature_of_no_other_payload(self, signer: Signer) -> None:
        """Whichever bit of it is another, and whatever is left out or added."""
        payload = bytes(range(64))
        signature = signer.sign(payload)

        for other in _damaged(payload):
            assert signer.verify(other, signature) is False

    def test_a_damaged_signature_is_none(self, signer: Signer) -> None:
        signature = signer.sign(b"a link")

        for other in (*_damaged(signature), b"", b"\x00" * len(signature), signature * 2):
            assert signer.verify(b"a link", other) is False

    def test_what_was_signed_with_another_key_is_not_recognised(
        self, signer: Signer, stranger: Signer
    ) -> None:
        assert signer.verify(b"a link", stranger.sign(b"a link")) is False
        assert stranger.verify(b"a link", signer.sign(b"a link")) is False


def _damaged(raw: bytes) -> Iterator[bytes]:
    """*raw* with each of its bits turned, one at a time; and longer or shorter at either end."""
    for at in range(len(raw)):
        for bit in range(8):
            yield raw[:at] + bytes([raw[at] ^ 1 << bit]) + raw[at + 1 :]
    yield from (raw[:-1], raw[1:], raw + b"\x00", b"\x00" + raw)
