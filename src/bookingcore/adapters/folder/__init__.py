"""Content of documents as files in a folder, by the standard library alone."""

from __future__ import annotations

from bookingcore.adapters.folder.files import FolderFiles

__all__ = ["FolderFiles"]
