"""A folder with a file for each content, each drafted apart and then put in place at once.

Whoever dies while writing leaves a draft that nobody reads, and that is cleared away when the
folder is opened a day later.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import mkstemp
from time import time
from typing import Self

from bookingcore.adapters.folder.names import name_of
from bookingcore.adapters.folder.settling import settle, write
from bookingcore.domain.values.checks import shown
from bookingcore.errors import FilesUnavailable, InvalidInput
from bookingcore.ports.files import legal_content, legal_key

CONTENT = ".content"
"""What the name of a file with content ends with. No key has a dot, so none is a folder too."""

DRAFTS = ".drafts"
"""The folder of what is being written."""

DRAFT_SECONDS_MAX = 24 * 60 * 60
"""Age of a draft whose writer must be dead by now."""


class FolderFiles:
    """Keeps content in a folder of this machine; any number of threads and processes may share it.

    Nobody but the user that it runs as may read what it makes. Part by part, a key is a path below
    the folder, so that a person finds `roma/waiver` in `roma/waiver.content`.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        """The files in the folder at *path*, which is made if only it is missing.

        Raises:
            InvalidInput: *path* is no path.
            FilesUnavailable: there is no folder, and none can be made; or it cannot be used.
        """
        # Absolute from the start: the host may change its folder later.
        self._root = _path(path).absolute()
        self._drafts = self._root / DRAFTS
        with self._told():
            self._root.mkdir(mode=0o700, exist_ok=True)
            self._found = self._find()
            self._clear()

    def put(self, key: str, content: bytes) -> None:
        """Keep *content* under *key*, in place of what was there; on the disk when it returns.

        Raises:
            InvalidInput: *key* is none, or leads through a symbolic link; *content* is no `bytes`.
            FilesUnavailable: the folder is gone, full, or may not be written.
        """
        place, content = self._place(key), legal_content(content)
        with self._told():
            with self._drafted(content) as draft:
                self._make(place.parent)
                draft.replace(place)
            # Up to the top: somebody else may have made a folder this moment, and not settled it.
            for folder in place.relative_to(self._root).parents:
                settle(self._root / folder)

    def get(self, key: str) -> bytes:
        """The content under *key*.

        Raises:
            KeyError: there is none.
            InvalidInput: *key* is none, or leads through a symbolic link.
            FilesUnavailable: the folder is gone, or may not be read.
        """
        place = self._place(key)
        with self._told():
            try:
                return place.read_bytes()
            except FileNotFoundError:
                raise KeyError(key) from None

    def remove(self, key: str) -> None:
        """Forget *key*, if it is there.

        Raises:
            InvalidInput: *key* is none, or leads through a symbolic link.
            FilesUnavailable: the folder is gone, or may not be written.
        """
        place = self._place(key)
        with self._told(), suppress(FileNotFoundError):
            place.unlink()
            settle(place.parent)

    def joined(self, handle: object) -> Self:
        """Themselves: a folder has no transactions."""
        return self

    def _place(self, key: str) -> Path:
        """Where the content of *key* is, if no link leads out of the folder on the way."""
        *folders, last = map(name_of, legal_key(key).split("/"))
        place = self._root
        with self._told():
            if self._find() != self._found:
                # An empty folder in its place would look as if nothing had ever been kept.
                raise FilesUnavailable(str(self._root), "the folder was replaced")
            for name in (*folders, last + CONTENT):
                place /= name
                if place.is_symlink():
                    remedy = f"take away the symbolic link {place.relative_to(self._root)}"
                    raise InvalidInput("key", shown(key), remedy)
        return place

    @contextmanager
    def _drafted(self, content: bytes) -> Iterator[Path]:
        """A new file that nobody reads, with *content* on the disk; gone when the block raises."""
        self._drafts.mkdir(mode=0o700, exist_ok=True)
        if self._drafts.is_symlink():
            raise FilesUnavailable(str(self._root), f"{DRAFTS} is a symbolic link")
        descriptor, name = mkstemp(dir=self._drafts)
        draft = Path(name)
        try:
            try:
                write(descriptor, content)
            finally:
                os.close(descriptor)
            yield draft
        except BaseException:
            with suppress(OSError):
                draft.unlink()
            raise

    def _make(self, folder: Path) -> None:
        """Make *folder*, and those above it, below the root; the root itself must be there."""
        if folder != self._root and not folder.is_dir():
            self._make(folder.parent)
            folder.mkdir(mode=0o700, exist_ok=True)

    def _clear(self) -> None:
        """Take away the drafts of those who died."""
        if self._drafts.is_symlink() or not self._drafts.is_dir():
            return
        for draft in self._drafts.iterdir():
            # It may be somebody else's, or just have been put in place or cleared by another.
            with suppress(OSError):
                if time() - draft.lstat().st_mtime > DRAFT_SECONDS_MAX:
                    draft.unlink()

    def _find(self) -> tuple[int, int]:
        """Which folder it is, to notice that it is another one by now, as on an unmounted disk."""
        found = self._root.stat()
        return found.st_dev, found.st_ino

    @contextmanager
    def _told(self) -> Iterator[None]:
        """What the system says, in the port's words."""
        try:
            yield
        except OSError as error:
            detail = error.strerror or str(error)
            raise FilesUnavailable(str(self._root), detail) from error


def _path(path: object) -> Path:
    if isinstance(path, str | os.PathLike):
        name = os.fspath(path)
        if isinstance(name, str) and name and "\0" not in name:
            return Path(name)
    raise InvalidInput("path", shown(path), "give the path of a folder, such as 'documents'")
