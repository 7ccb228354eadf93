"""A writer dies without a warning: the old content or the new, and room for the next writer."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from bookingcore.adapters.folder import FolderFiles
from bookingcore.adapters.folder.files import DRAFT_SECONDS_MAX
from tests.adapters.folder.dying import KEY, MOMENTS, NEW, OLD, put_and_stop
from tests.processes import PATIENCE, processes

AN_HOUR = 60 * 60


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Where the files are."""
    return tmp_path / "documents"


def kill_at(root: Path, moment: str) -> None:
    """Let another process put the new content, and kill it when *moment* has come."""
    context = processes()
    hearing, telling = context.Pipe(duplex=False)
    writer = context.Process(target=put_and_stop, args=(root, moment, telling))
    writer.start()
    assert hearing.poll(PATIENCE)
    assert hearing.recv() == moment
    writer.kill()
    writer.join(PATIENCE)

    assert writer.exitcode == -signal.SIGKILL


def drafts(root: Path) -> list[Path]:
    """What was being written."""
    return list((root / ".drafts").iterdir())


def age(draft: Path, seconds: float) -> None:
    """Make *draft* older by *seconds*."""
    written = draft.stat().st_mtime - seconds
    os.utime(draft, (written, written))


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_killed_writer_leaves_the_old_content_or_the_new(root: Path, moment: str) -> None:
    files = FolderFiles(root)
    files.put(KEY, OLD)
    kill_at(root, moment)

    assert (files.get(KEY) == (NEW if MOMENTS[moment] else OLD)) is True
    files.put(KEY, b"next")
    assert FolderFiles(root).get(KEY) == b"next"


@pytest.mark.parametrize("moment", ["half is written", "it is on the disk"])
def test_a_killed_writer_of_a_new_key_leaves_none(root: Path, moment: str) -> None:
    kill_at(root, moment)

    with pytest.raises(KeyError):
        FolderFiles(root).get(KEY)


def test_what_a_killed_writer_leaves_is_cleared_away_a_day_later(root: Path) -> None:
    files = FolderFiles(root)
    files.put(KEY, OLD)
    kill_at(root, "half is written")
    [draft] = drafts(root)

    age(draft, DRAFT_SECONDS_MAX - AN_HOUR)
    FolderFiles(root)
    assert drafts(root) == [draft]

    age(draft, 2 * AN_HOUR)
    assert FolderFiles(root).get(KEY) == OLD
    assert drafts(root) == []
