"""A store in memory, and a place for documents: for tests, demos and hosts that keep nothing.

They keep every promise of their ports, by the same contract suites as a database, in one process.
"""

from __future__ import annotations

from bookingcore.adapters.memory.files import MemoryFiles
from bookingcore.adapters.memory.store import MemoryStore

__all__ = ["MemoryFiles", "MemoryStore"]
