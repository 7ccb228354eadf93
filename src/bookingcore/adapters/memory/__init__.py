"""A store in memory: for tests, demos and hosts that keep nothing.

It keeps every promise of the port, by the same contract suite as a database, in one process.
"""

from __future__ import annotations

from bookingcore.adapters.memory.store import MemoryStore

__all__ = ["MemoryStore"]
