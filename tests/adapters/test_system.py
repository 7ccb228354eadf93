"""The machine's own clock, chance and signer keep the promises of their ports."""

from __future__ import annotations

import pytest

from bookingcore.adapters.system import HmacSigner, SystemChance, SystemClock
from bookingcore.errors import InvalidInput
from bookingcore.ports.chance import Chance
from bookingcore.ports.clock import Clock
from bookingcore.ports.signer import Signer
from bookingcore.testing import ChanceContract, ClockContract, SignerContract


class TestSystemClock(ClockContract):
    @pytest.fixture
    def clock(self) -> Clock:
        return SystemClock()


class TestSystemChance(ChanceContract):
    @pytest.fixture
    def chance(self) -> Chance:
        return SystemChance()


class TestHmacSigner(SignerContract):
    @pytest.fixture
    def signer(self) -> Signer:
        return HmacSigner(b"s" * 32)

    @pytest.fixture
    def again(self) -> Signer:
        return HmacSigner(b"s" * 32)

    @pytest.fixture
    def stranger(self) -> Signer:
        return HmacSigner(b"t" * 32)


@pytest.mark.parametrize(
    ("secret", "shown"),
    [(b"", "0 bytes"), (b"hush" * 7, "28 bytes"), (b"h" * 31, "31 bytes"), ("h" * 32, "str")],
)
def test_a_secret_that_could_be_guessed_is_refused_and_not_shown(secret: bytes, shown: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        HmacSigner(secret)

    assert (refused.value.field, refused.value.value) == ("secret", shown)
    assert "h" * 4 not in str(refused.value)


def test_a_signer_does_not_show_its_secret() -> None:
    assert repr(HmacSigner(b"s" * 32)) == "HmacSigner()"


def test_the_signature_is_the_one_of_the_standard() -> None:
    """RFC 4231, test case 6, whose key is longer than the hash's block."""
    signature = HmacSigner(b"\xaa" * 131).sign(
        b"Test Using Larger Than Block-Size Key - Hash Key First"
    )

    assert signature.hex() == "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
