"""The port to the key that links in messages are signed with."""

from __future__ import annotations

from typing import Protocol

SIGNATURE_BYTES_MIN = 16
"""A shorter signature could be guessed."""

SIGNATURE_BYTES_MAX = 512
"""A longer one would not fit into a link."""


class Signer(Protocol):
    """Signs what the library has made, and recognises it again in every process of the host.

    It is called outside of every transaction of the library's own. A host that changes its key
    may go on verifying with the one before, until the links that it signed have run out.
    """

    def sign(self, payload: bytes) -> bytes:
        """A signature of *payload*, 16 to 512 bytes long, that nobody makes without the key."""

    def verify(self, payload: bytes, signature: bytes) -> bool:
        """Whether *signature* is one of *payload*, made with the same key.

        Anything may be handed in; what is no signature at all is no error, it is just not one.
        How long the answer takes does not depend on where the two differ.
        """
