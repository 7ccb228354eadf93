"""Commands given as an operator gives them: as processes of their own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from pathlib import Path

from attrs import define, field, frozen

from tests.processes import PATIENCE

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


@define
class Running:
    """The command `bookingcore` with these words, at work; its output goes into files."""

    folder: Path
    words: tuple[str, ...]
    _process: subprocess.Popen[bytes] = field(init=False)

    def __attrs_post_init__(self) -> None:
        """Start it."""
        self.folder.mkdir(exist_ok=True)
        with self._file("out").open("wb") as out, self._file("err").open("wb") as err:
            self._process = subprocess.Popen([SCRIPT, *self.words], stdout=out, stderr=err)

    def hear(self, words: str, stream: str = "out", times: int = 1) -> None:
        """Wait until it has said *words* so many times."""
        until = time.monotonic() + PATIENCE
        while self._file(stream).read_text("utf-8").count(words) < times:
            assert self._process.poll() is None, self.ran()
            assert time.monotonic() < until, f"it never said {words!r}: {self.ran()}"
            time.sleep(0.01)

    def signalled(self, number: int) -> Ran:
        """What it left behind after the signal *number*."""
        self._process.send_signal(number)
        return self.ended()

    def ended(self) -> Ran:
        """What it left behind; it has to end by itself."""
        self._process.wait(PATIENCE)
        return self.ran()

    def signal(self, number: int) -> None:
        """Send it the signal *number*, and do not wait."""
        self._process.send_signal(number)

    def kill(self) -> None:
        """End it without a warning."""
        self._process.kill()
        self._process.wait(PATIENCE)

    def ran(self) -> Ran:
        """What it has said so far; its code is 256 while it runs."""
        code = self._process.poll()
        out, err = (self._file(stream).read_text("utf-8") for stream in ("out", "err"))
        return Ran(256 if code is None else code, out, err)

    def _file(self, stream: str) -> Path:
        return self.folder / f"{stream}.txt"
