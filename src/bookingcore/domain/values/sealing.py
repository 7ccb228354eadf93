"""Tokens: text that says something, with a signature over all that it says.

A token stands in a link to the host's own page. What it says is lines of printable ASCII, the
first two of them its purpose and version, so that no thing that is ever signed is taken for
another. Whether it is true is for the signer to say.
"""

from __future__ import annotations

import hmac
from base64 import b64decode, urlsafe_b64encode
from collections.abc import Sequence

from attrs import field, frozen

from bookingcore.errors import LinkNotUsable

LINKS_KEY = "links"
"""The id of the key that links are signed with."""

KEY_BITS = 256
"""How many random bits a key of a center's own has."""

NONCE_BITS = 128
"""How many random bits tell two links to one thing apart."""

TOKEN_LENGTH_MAX = 1024
"""Characters of the longest token: long ids, and the longest signature that a signer may make."""

_ID_LENGTH_MAX = 64


def sealed(secret: bytes, payload: bytes) -> bytes:
    """The seal of *payload* under *secret*: HMAC-SHA256, 32 bytes.

    Source: RFC 2104, FIPS 180-4.
    """
    return hmac.digest(secret, payload, "sha256")


def seals(secret: bytes, payload: bytes, seal: bytes) -> bool:
    """Whether *seal* is the seal of *payload*, compared in constant time."""
    return hmac.compare_digest(sealed(secret, payload), seal)


@frozen(kw_only=True)
class SigningKey:
    """A key of a center's own, kept where the host has no signer, and a signer itself.

    Attributes:
        secret: hexadecimal.
    """

    id: str
    secret: str = field(repr=False)

    def sign(self, payload: bytes) -> bytes:
        """The seal of *payload*."""
        return sealed(bytes.fromhex(self.secret), payload)

    def verify(self, payload: bytes, signature: bytes) -> bool:
        """Whether *signature* is the seal of *payload*."""
        return seals(bytes.fromhex(self.secret), payload, signature)


def new_key(bits: int) -> SigningKey:
    """A key of a center's own, made of 256 random *bits*."""
    return SigningKey(id=LINKS_KEY, secret=f"{bits:0{KEY_BITS // 4}x}")


def nonce(bits: int) -> str:
    """128 random *bits* in hexadecimal: no two links are alike."""
    return f"{bits:0{NONCE_BITS // 4}x}"


@frozen
class SignedText:
    """What a token said when it came back, with a signature that nobody has looked at yet.

    Attributes:
        lines: what it says after its purpose and version.
    """

    payload: bytes
    lines: Sequence[str]
    signature: bytes = field(repr=False)


def payload_of(purpose: str, version: str, *lines: str) -> bytes:
    """All that a token says, to be signed. No id holds a line break: they are printable ASCII."""
    return "\n".join((purpose, version, *lines)).encode("ascii")


def token_of(payload: bytes, signature: bytes) -> str:
    """What was signed with its *signature*, as text that may stand in a URL."""
    return f"{_written(payload)}.{_written(signature)}"


def read_token(token: str, purpose: str, version: str, count: int) -> SignedText:
    """What *token* says, where it is one of that *purpose* and *version* with *count* more lines.

    Each signed text has one form only: a token that says the same in other characters is none.

    Raises:
        LinkNotUsable: no token of ours, or for another purpose.
    """
    if len(token) > TOKEN_LENGTH_MAX or not token.isascii():
        raise LinkNotUsable
    written, _, signature = token.partition(".")
    payload = _read(written)
    said = payload.decode("ascii", "replace").split("\n")
    if said[:2] != [purpose, version] or len(said) != 2 + count or not payload.isascii():
        raise LinkNotUsable
    return SignedText(payload, said[2:], _read(signature))


def said_id(said: str) -> str:
    """*said*, where it can be an id.

    Raises:
        LinkNotUsable: it cannot.
    """
    if not said.isprintable() or not 0 < len(said) <= _ID_LENGTH_MAX:
        raise LinkNotUsable
    return said


def _written(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")


def _read(written: str) -> bytes:
    try:
        raw = b64decode(written + "=" * (-len(written) % 4), altchars=b"-_", validate=True)
    except ValueError:
        raise LinkNotUsable from None
    # The last character has bits to spare: other characters there would say the same bytes.
    if _written(raw) != written:
        raise LinkNotUsable
    return raw
