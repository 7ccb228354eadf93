"""A writer of its own, which stops for ever at a chosen moment, to be killed there."""

from __future__ import annotations

import os
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Event

from bookingcore.adapters.folder import FolderFiles

KEY = "roma/waiver"
OLD, NEW = b"old " * 100_000, b"new" * 100_000

MOMENTS = {
    "nothing is written": False,
    "half is written": False,
    "it is not on the disk": False,
    "it is on the disk": False,
    "it is in its place": True,
}
"""What is true when the writer dies; and whether the new content is there."""


def put_and_stop(root: Path, moment: str, told: Connection) -> None:
    """Put the new content, tell when *moment* has come, and go no further."""
    files = FolderFiles(root)

    def stop() -> None:
        told.send(moment)
        Event().wait()

    _stop_at(moment, stop)
    files.put(KEY, NEW)
    told.send("nothing stopped it")


def _stop_at(moment: str, stop: Callable[[], None]) -> None:
    write, replace = os.write, os.replace

    def write_half(descriptor: int, content: memoryview) -> int:
        write(descriptor, content[: len(content) // 2])
        stop()
        raise AssertionError

    def replace_and_stop(draft: Path, place: Path) -> None:
        replace(draft, place)
        stop()

    def only_stop(*_: object) -> None:
        stop()

    match moment:
        case "nothing is written":
            os.write = only_stop  # type: ignore[assignment]
        case "half is written":
            os.write = write_half  # type: ignore[assignment]
        case "it is not on the disk":
            os.fsync = only_stop  # type: ignore[assignment]
        case "it is on the disk":
            os.replace = only_stop  # type: ignore[assignment]
        case _:
            os.replace = replace_and_stop  # type: ignore[assignment]
