"""`bookingcore run --documents`: content that no document has, where it is kept in a folder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bookingcore import Desk, open_desk
from bookingcore.adapters.folder import FolderFiles
from bookingcore.adapters.system import SystemChance, SystemClock
from bookingcore.ports.files import Files
from tests.cli.conftest import Typed
from tests.cli.test_operating import assert_one_sentence
from tests.conftest import closing

SQLITE = "sqlite:///studio.db"


def left_over(files: Files | None) -> tuple[Files, str]:
    """Content whose document was removed by a desk without files, and where it is."""
    given: dict[str, Any] = {} if files is None else {"files": files}
    desk = open_desk(SQLITE, center="roma", **given)
    anna = desk.customers.register(name="Anna")
    document = desk.customers.add_document(anna, type="waiver", name="w.pdf", content=b"signed")
    bare = Desk(desk.store, center="roma", clock=SystemClock(), chance=SystemChance())
    bare.customers.remove_document(document)
    kept = desk._context.files
    assert kept is not None
    assert kept.get(document.file) == b"signed"
    closing(desk)
    return kept, document.file


def test_what_lies_in_a_folder_is_removed_there(typed: Typed, folder: Path) -> None:
    files, file = left_over(FolderFiles(folder / "papers"))
    ran = typed("run", SQLITE, "--once", "--documents", "papers")

    assert (ran.code, ran.out[21:]) == (0, "roma: 1 document looked for\n")
    with pytest.raises(KeyError):
        files.get(file)


def test_what_lies_in_the_database_needs_no_folder(typed: Typed) -> None:
    _, file = left_over(None)
    assert typed("run", SQLITE, "--once").out[21:] == "roma: 1 document looked for\n"

    again = open_desk(SQLITE, center="roma")
    files = again._context.files
    assert files is not None
    with pytest.raises(KeyError):
        files.get(file)
    closing(again)


def test_a_folder_that_is_none_is_told_at_once(typed: Typed, folder: Path) -> None:
    closing(open_desk(SQLITE, center="roma"))
    (folder / "papers").write_text("no folder")

    assert_one_sentence(typed("run", SQLITE, "--once", "--documents", "papers"), 3, "papers")
