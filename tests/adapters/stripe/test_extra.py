"""Stripe's library is an extra, and loaded by those who charge through it alone."""

from __future__ import annotations

import subprocess
import sys

import pytest

from bookingcore.adapters.stripe import StripePayments
from bookingcore.errors import MissingExtra


def test_without_the_library_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "bookingcore.adapters.stripe.calls", raising=False)
    monkeypatch.setitem(sys.modules, "stripe", None)

    with pytest.raises(MissingExtra, match=r"pip install 'bookingcore\[stripe\]'"):
        StripePayments("sk_test_12345")


def test_importing_the_adapter_does_not_load_the_library() -> None:
    code = "import sys, bookingcore.adapters.stripe; print('stripe' in sys.modules)"
    fresh = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)

    assert fresh.stdout.strip() == "False"
