"""A server that stands for Stripe: `localstripe`, a program of its own, run as a process.

It keeps what it is told, charges and declines test cards, and signs events. What it cannot do:
it ignores idempotency keys, gives back more than was charged, has no search, lists the oldest
first, and refuses what Stripe has learnt since, so that `between` has to leave it out.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from http.client import HTTPConnection
from pathlib import Path

_PATIENCE = 30.0


class StripeServer:
    """A running `localstripe` on a free port of the loopback."""

    def __init__(self) -> None:
        command = [sys.executable, "-u", "-m", "localstripe", "--port", "0", "--from-scratch"]
        self._process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        assert self._process.stdout is not None
        said = self._process.stdout.readline()
        found = re.search(r":(\d+)\D*$", said)
        assert found is not None, f"localstripe did not start: {said!r}"
        self.port = int(found[1])

    def clear(self) -> None:
        """Forget everything that it was told."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=_PATIENCE)
        connection.request("DELETE", "/_config/data")
        assert connection.getresponse().status == 200
        connection.close()

    def stop(self) -> None:
        """End the process, and take away what it left behind."""
        self._process.kill()
        self._process.communicate(timeout=_PATIENCE)
        Path(tempfile.gettempdir(), "localstripe.pickle").unlink(missing_ok=True)
