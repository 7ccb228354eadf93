"""Getting bytes, and the names of files, onto the disk itself: a power cut takes the rest."""

from __future__ import annotations

import os
from errno import EINVAL
from pathlib import Path


def write(descriptor: int, content: bytes) -> None:
    """Write *content* to an open file and wait until the disk has it.

    Raises:
        OSError: as the system says.
    """
    rest = memoryview(content)
    while rest:
        rest = rest[os.write(descriptor, rest) :]
    os.fsync(descriptor)


def settle(folder: Path) -> None:
    """Wait until the disk has the names of the files in *folder*.

    Raises:
        OSError: as the system says.
    """
    if os.name == "nt":  # pragma: no cover - folders cannot be opened there
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        # What some file systems say who settle their folders in their own time.
        if error.errno != EINVAL:
            raise
    finally:
        os.close(descriptor)
