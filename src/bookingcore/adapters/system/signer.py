"""Signing with a secret that the host keeps."""

from __future__ import annotations

from attrs import Attribute, field, frozen

from bookingcore.domain.values.sealing import sealed, seals
from bookingcore.errors import InvalidInput

SECRET_BYTES_MIN = 32
"""As many as the hash has: a shorter secret would be the easier thing to guess."""


def _long_enough(_: object, __: Attribute[bytes], secret: object) -> None:
    # The error says how long it is: the secret itself is to stand in no log.
    if not isinstance(secret, bytes):
        raise InvalidInput("secret", type(secret).__name__, "give bytes")
    if len(secret) < SECRET_BYTES_MIN:
        remedy = f"give at least {SECRET_BYTES_MIN} random bytes"
        raise InvalidInput("secret", f"{len(secret)} bytes", remedy)


@frozen
class HmacSigner:
    """Signs with HMAC-SHA256 and a secret that every process of the host has.

    Args:
        secret: at least 32 random bytes; whoever knows them can make links.

    Raises:
        InvalidInput: no bytes, or too few.
    """

    _secret: bytes = field(repr=False, validator=_long_enough)

    def sign(self, payload: bytes) -> bytes:
        """A signature of *payload*, 32 bytes long."""
        return sealed(self._secret, payload)

    def verify(self, payload: bytes, signature: bytes) -> bool:
        """Whether *signature* is the one of *payload*; compared in constant time."""
        return seals(self._secret, payload, signature)
