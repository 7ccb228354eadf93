"""A browser that subscribed: it alone can read what it is sent."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

import http_ece
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from bookingcore.testing.contracts.messages import Parts
from tests.adapters.messages.http_server import HttpServer, Posted


def in_base64(raw: bytes) -> str:
    """*raw*, as browsers write it."""
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def from_base64(text: str) -> bytes:
    """What *text* was."""
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def claims_of(token: str, key: ec.EllipticCurvePublicKey) -> Any:
    """What *token* claims, which *key* proves to be genuine (RFC 7515, ES256)."""
    signed, _, signature = token.rpartition(".")
    raw = from_base64(signature)
    pair = (int.from_bytes(half, "big") for half in (raw[:32], raw[32:]))
    key.verify(encode_dss_signature(*pair), signed.encode(), ec.ECDSA(SHA256()))
    return json.loads(from_base64(signed.partition(".")[2]))


class Browser:
    """A subscription at *server*."""

    def __init__(self, server: HttpServer) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._auth = bytes(range(16))
        self._server = server
        public = self._key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        keys = {"p256dh": in_base64(public), "auth": in_base64(self._auth)}
        self.subscription = json.dumps({"endpoint": f"{server.url}/s/s3cret", "keys": keys})

    def read(self, posted: Posted) -> Parts:
        """What it was sent, in the words of the port."""
        told = json.loads(
            http_ece.decrypt(posted.body, private_key=self._key, auth_secret=self._auth)
        )
        assert posted.path == "/s/s3cret"
        return {**told, "id": posted.headers["topic"], "recipient": self.subscription}
