"""Content in a folder keeps every promise of the port, and nothing gets out of the folder."""

from __future__ import annotations

import errno
import os
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NoReturn

import pytest

from bookingcore import FilesUnavailable, InvalidInput, open_desk
from bookingcore.adapters.folder import FolderFiles
from bookingcore.ports.files import Files
from bookingcore.testing import FilesContract


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Where the files are: a folder that is not there yet."""
    return tmp_path / "documents"


@pytest.fixture
def files(root: Path) -> FolderFiles:
    """Files in `root`."""
    return FolderFiles(root)


class TestFolderFiles(FilesContract):
    @pytest.fixture
    def files(self, root: Path) -> Files:
        return FolderFiles(root)

    @pytest.fixture
    def unreachable(self, root: Path) -> Files:
        files = FolderFiles(root)
        shutil.rmtree(root)
        return files


def contents(root: Path) -> list[str]:
    """What is kept, by its path below the folder."""
    found = (path for path in root.rglob("*") if path.is_file())
    return sorted(str(path.relative_to(root)) for path in found)


def failing_with(number: int) -> object:
    """What the system does when it fails with that error."""

    def fail(*_: object) -> NoReturn:
        raise OSError(number, os.strerror(number))

    return fail


@contextmanager
def without_privileges() -> Iterator[None]:
    """Root may read and write every file: be somebody else for a while."""
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)


def test_what_was_kept_is_there_when_the_folder_is_opened_again(root: Path) -> None:
    FolderFiles(str(root)).put("roma/waiver", b"signed")

    assert FolderFiles(root).get("roma/waiver") == b"signed"
    assert contents(root) == ["roma/waiver.content"]


def test_names_are_safe_where_capitals_do_not_count_and_devices_have_names(
    root: Path, files: FolderFiles
) -> None:
    for key in ("Roma/A", "con/Nul", "com1", "lpt/com10"):
        files.put(key, b"1")

    assert contents(root) == [
        "%52oma/%41.content",
        "%63om1.content",
        "%63on/%4eul.content",
        "lpt/com10.content",
    ]


def test_only_its_own_user_may_read_what_it_makes(root: Path, files: FolderFiles) -> None:
    files.put("roma/2026/waiver", b"signed")
    made = [root, *root.rglob("*")]

    assert len(made) == 5
    for path in made:
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path


def test_a_folder_of_the_hosts_keeps_its_permissions(root: Path) -> None:
    root.mkdir()
    root.chmod(0o750)
    FolderFiles(root).put("a", b"1")

    assert stat.S_IMODE(root.stat().st_mode) == 0o750


def test_the_folder_is_found_again_from_another_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    files = FolderFiles("documents")
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    files.put("a", b"1")

    assert not list((tmp_path / "elsewhere").iterdir())
    assert contents(tmp_path / "documents") == ["a.content"]


def test_the_folder_may_be_a_link(tmp_path: Path, root: Path) -> None:
    (tmp_path / "disk").mkdir()
    root.symlink_to(tmp_path / "disk")
    FolderFiles(root).put("a", b"1")

    assert contents(tmp_path / "disk") == ["a.content"]


@pytest.mark.parametrize("path", ["", None, 3, b"documents", "a\0b"], ids=repr)
def test_what_is_no_path_is_refused(path: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        FolderFiles(path)
    assert refused.value.field == "path"


@pytest.mark.parametrize(("link", "to"), [("roma", ""), ("roma/a.content", "secret")])
def test_no_link_leads_out_of_the_folder(
    tmp_path: Path, root: Path, files: FolderFiles, link: str, to: str
) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "a.content").write_bytes(b"secret")
    (outside / "secret").write_bytes(b"secret")
    (root / link).parent.mkdir(exist_ok=True)
    (root / link).symlink_to(outside / to)

    for use in (lambda: files.get("roma/a"), lambda: files.remove("roma/a")):
        with pytest.raises(InvalidInput, match="take away the symbolic link") as refused:
            use()
        assert refused.value.field == "key"
    with pytest.raises(InvalidInput, match="take away the symbolic link"):
        files.put("roma/a", b"1")
    assert {path.name: path.read_bytes() for path in outside.iterdir()} == {
        "a.content": b"secret",
        "secret": b"secret",
    }


def test_drafts_are_not_written_nor_cleared_elsewhere(tmp_path: Path, root: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "poem").touch()
    os.utime(elsewhere / "poem", (0, 0))
    root.mkdir()
    (root / ".drafts").symlink_to(elsewhere)

    with pytest.raises(FilesUnavailable, match="is a symbolic link"):
        FolderFiles(root).put("a", b"1")
    assert [path.name for path in elsewhere.iterdir()] == ["poem"]


@pytest.mark.parametrize("gone", ["deleted", "replaced"])
def test_a_folder_that_is_gone_is_unavailable_and_not_made_anew(
    root: Path, files: FolderFiles, gone: str
) -> None:
    """An empty one in its place, as when a disk is not mounted, would seem to have lost all."""
    files.put("a", b"1")
    root.rename(root.with_name("away"))
    if gone == "replaced":
        root.mkdir()

    for use in (lambda: files.get("a"), lambda: files.remove("a")):
        with pytest.raises(FilesUnavailable) as unavailable:
            use()
        assert unavailable.value.place == str(root)
    with pytest.raises(FilesUnavailable):
        files.put("a", b"2")
    assert not root.exists() or not list(root.iterdir())
    assert contents(root.with_name("away")) == ["a.content"]


def test_a_folder_in_a_missing_folder_is_not_made(root: Path) -> None:
    with pytest.raises(FilesUnavailable, match="No such file") as unavailable:
        FolderFiles(root / "no" / "such")
    assert unavailable.value.__cause__ is not None
    assert not root.exists()


def test_a_file_is_no_folder(root: Path) -> None:
    root.write_text("poem")

    with pytest.raises(FilesUnavailable):
        FolderFiles(root)
    assert root.read_text() == "poem"


def test_a_folder_without_access_is_unavailable() -> None:
    with TemporaryDirectory() as name:
        root = Path(name)
        files = FolderFiles(root)
        files.put("roma/a", b"1")
        root.chmod(0o000)
        with without_privileges():
            uses = (
                lambda: files.get("roma/a"),
                lambda: files.put("roma/a", b"2"),
                lambda: files.remove("roma/a"),
            )
            for use in uses:
                with pytest.raises(FilesUnavailable, match="Permission denied"):
                    use()
        root.chmod(0o700)
        assert files.get("roma/a") == b"1"


@pytest.mark.parametrize("step", ["write", "fsync", "replace"])
def test_a_disk_that_is_full_leaves_the_old_content_and_no_draft(
    root: Path, files: FolderFiles, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    files.put("a", b"old")
    with monkeypatch.context() as full:
        full.setattr(os, step, failing_with(errno.ENOSPC))
        with pytest.raises(FilesUnavailable, match="No space left"):
            files.put("a", b"new")

    assert files.get("a") == b"old"
    assert contents(root) == ["a.content"]


def test_an_interrupted_writer_leaves_no_draft(
    root: Path, files: FolderFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object) -> NoReturn:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "replace", interrupt)
    with pytest.raises(KeyboardInterrupt):
        files.put("a", b"1")

    assert contents(root) == []


@pytest.mark.parametrize(("number", "fine"), [(errno.EINVAL, True), (errno.EIO, False)])
def test_a_file_system_may_settle_its_folders_in_its_own_time(
    files: FolderFiles, monkeypatch: pytest.MonkeyPatch, number: int, fine: bool
) -> None:
    settle = os.fsync

    def settle_files_only(descriptor: int) -> None:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise OSError(number, os.strerror(number))
        settle(descriptor)

    monkeypatch.setattr(os, "fsync", settle_files_only)
    if fine:
        files.put("a", b"1")
    else:
        with pytest.raises(FilesUnavailable):
            files.put("a", b"1")
    assert files.get("a") == b"1"


def test_content_is_on_the_disk_before_its_name_and_the_name_before_it_returns(
    root: Path, files: FolderFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[str] = []
    settle, replace = os.fsync, os.replace

    def told_settle(descriptor: int) -> None:
        settled = os.fstat(descriptor)
        folders = {folder.stat().st_ino: folder.name for folder in (root, root / "roma")}
        steps.append(folders.get(settled.st_ino, f"{settled.st_size} bytes"))
        settle(descriptor)

    def told_replace(draft: Path, place: Path) -> None:
        steps.append("in place")
        replace(draft, place)

    files.put("roma/b", b"1")
    monkeypatch.setattr(os, "fsync", told_settle)
    monkeypatch.setattr(os, "replace", told_replace)
    files.put("roma/a", b"12")
    files.remove("roma/a")

    assert steps == ["2 bytes", "in place", "roma", "documents", "roma"]


def test_a_write_that_takes_less_than_it_was_given_is_gone_on_with(
    files: FolderFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = os.write
    monkeypatch.setattr(os, "write", lambda file, content: write(file, content[:3]))
    files.put("a", b"1234567890")

    assert files.get("a") == b"1234567890"


def test_whoever_opens_the_folder_meanwhile_leaves_drafts_alone(
    root: Path, files: FolderFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace = os.replace

    def open_another(draft: Path, place: Path) -> None:
        FolderFiles(root)
        replace(draft, place)

    monkeypatch.setattr(os, "replace", open_another)
    files.put("a", b"1")

    assert files.get("a") == b"1"


def test_they_fit_a_desk(files: FolderFiles) -> None:
    assert open_desk("memory:", center="roma", files=files).center == "roma"
