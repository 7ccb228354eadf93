"""Commands given as an operator gives them: as processes of their own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from attrs import frozen

SCRIPT = Path(sys.executable).with_name("bookingcore")

COLOUR = re.compile(r"\x1b\[[0-9;]*m")


@frozen
class Ran:
    """What a command left behind."""

    code: int
    out: str
    err: str


def given(*words: str, folder: Path, **environment: str) -> Ran:
    """The command `bookingcore` with these words, started in *folder*, its output piped."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    done = subprocess.run(
        [SCRIPT, *words],
        cwd=folder,
        env={**kept, "PYTHONIOENCODING": "utf-8", **environment},
        capture_output=True,
        check=False,
        encoding="utf-8",
    )
    return Ran(done.returncode, done.stdout, done.stderr)
