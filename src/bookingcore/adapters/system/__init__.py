"""The machine the library runs on: its clock, its chance, and a secret to sign with."""

from __future__ import annotations

from bookingcore.adapters.system.chance import SystemChance
from bookingcore.adapters.system.clock import SystemClock
from bookingcore.adapters.system.signer import HmacSigner

__all__ = ["HmacSigner", "SystemChance", "SystemClock"]
