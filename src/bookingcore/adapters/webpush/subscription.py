"""Where a browser is reached: a customer told us, and is not believed in everything."""

from __future__ import annotations

import json
import re
from urllib.parse import urlsplit

from attrs import frozen

from bookingcore.errors import Undeliverable

ORIGIN = re.compile(r"https?://[a-z0-9.-]+(:[0-9]+)?")


@frozen
class Subscription:
    """Where a browser is reached, and the keys that it alone can read with."""

    endpoint: str
    p256dh: str
    auth: str
    origin: str

    @classmethod
    def parse(cls, recipient: str) -> Subscription:
        """The subscription from JSON, as `PushSubscription.toJSON()` makes it in the browser.

        Raises:
            Undeliverable: it is none.
        """
        try:
            told = json.loads(recipient)
            endpoint, keys = told["endpoint"], told["keys"]
            texts = endpoint, keys["p256dh"], keys["auth"]
            if all(isinstance(text, str) for text in texts):
                return cls(*texts, _origin(endpoint))
        except (LookupError, RecursionError, TypeError, ValueError):
            pass
        raise Undeliverable("push", "", "it is no push subscription")

    @property
    def is_public(self) -> bool:
        """Whether it is https and has a name: no address of a machine behind our own walls."""
        scheme, _, host = self.origin.partition("://")
        name = host.rstrip(".")
        if scheme != "https" or ":" in host or "." not in name:
            return False
        # Numbers are an address, however they are written; no top domain begins with a digit.
        return name.rpartition(".")[2][:1].isalpha()


def _origin(endpoint: str) -> str:
    """Scheme, host and port of *endpoint*.

    Raises:
        ValueError: it has none, or a user name, or what no URL has.
    """
    parts = urlsplit(endpoint)
    origin = f"{parts.scheme}://{parts.netloc.lower()}"
    if not (ORIGIN.fullmatch(origin) and endpoint.isascii() and endpoint.isprintable()):
        raise ValueError("no origin")
    return origin
