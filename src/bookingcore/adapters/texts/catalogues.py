"""Sentences and their translations: `.po` files, read as they are; it loads Babel.

English is the language of the templates, so it needs no file. What a translator edits is what is
read: nothing is compiled beforehand, so nothing can be out of date.
"""

from __future__ import annotations

from collections.abc import Iterable
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from bookingcore.errors import Language, TextsBroken

FOLDER = "catalogues"


class Untranslated(LookupError):
    """A sentence that the language lacks."""


class _Nothing(NullTranslations):
    """The end of the chain, where a sentence is looked for in vain."""

    def gettext(self, message: str) -> str:
        raise Untranslated(f"no translation of {message!r}")

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1)


def catalogue(language: Language, folders: Iterable[Path]) -> NullTranslations:
    """The sentences of *language*; of several folders, the first that has one counts.

    A sentence that is nowhere is `Untranslated`, but in English, which is what it is in.

    Raises:
        TextsBroken: one of the files cannot be read.
    """
    chain: NullTranslations = NullTranslations() if language == "en" else _Nothing()
    for folder in reversed(tuple(folders)):
        path = folder / FOLDER / f"{language}.po"
        if path.exists():
            translations = _read(path)
            translations.add_fallback(chain)
            chain = translations
    return chain


def _read(path: Path) -> GNUTranslations:
    try:
        with path.open("rb") as file:
            read = read_po(file, locale=path.stem, abort_invalid=True)
        compiled = BytesIO()
        write_mo(compiled, _complete(read))
        compiled.seek(0)
        return GNUTranslations(compiled)
    except Exception as broken:  # a file of the host's may be broken in any way
        raise TextsBroken("", "", str(path), f"{type(broken).__name__}: {broken}") from broken


def _complete(read: Catalog) -> Catalog:
    """*read*, where a sentence that lacks one of its plurals has no translation at all."""
    for message in read:
        if isinstance(message.string, tuple | list) and not all(message.string):
            message.string = ""
    return read
