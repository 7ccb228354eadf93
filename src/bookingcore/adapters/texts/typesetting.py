"""Putting content into templates: the only module that loads Jinja."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from jinja2 import ChoiceLoader, FileSystemLoader, PrefixLoader, StrictUndefined
from jinja2.exceptions import TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup, escape

from bookingcore.adapters.texts.catalogues import catalogue
from bookingcore.adapters.texts.known import known
from bookingcore.adapters.texts.tongue import LOCALES, Tongue
from bookingcore.domain.notifications.content import Content
from bookingcore.errors import BookingCoreError, Language, TextsBroken

OURS = Path(__file__).parent
TEMPLATES = OURS / "templates"
SUFFIX = ".jinja"
PREFIX = "bookingcore"
"""What a template of the host's calls the one that it stands for: `bookingcore/welcome.jinja`."""


class Typesetter:
    """All languages, each with its templates and sentences, those of *folder* before ours."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        own = () if folder is None else (folder,)
        self._tongues = {each: Tongue(each, catalogue(each, (*own, OURS))) for each in LOCALES}
        self._environment = cache(self._made)

    def line(self, content: Content, layout: str) -> str:
        """What *layout* makes of *content*, in one line.

        Raises:
            TextsBroken: a template cannot be used, or says nothing.
        """
        return _in_one_line(self.text(content, layout))

    def text(self, content: Content, layout: str) -> str:
        """What *layout* makes of *content*, as plain text.

        Raises:
            TextsBroken: a template cannot be used, or says nothing.
        """
        return self._set(content, layout, html=False)

    def html(self, content: Content, layout: str) -> str:
        """What *layout* makes of *content*, as HTML: whatever content says is escaped.

        Raises:
            TextsBroken: a template cannot be used, or says nothing.
        """
        return self._set(content, layout, html=True)

    def _set(self, content: Content, layout: str, *, html: bool) -> str:
        tongue = self._tongues[content.language]
        name = f"{content.kind.value}{SUFFIX}"
        values = known(content, tongue)
        environment = self._environment(content.language, html)
        with _told(content, name):
            template = environment.get_template(name)
            said = template.render(values, layout=f"layouts/{layout}{SUFFIX}").strip()
            if not said:
                raise TextsBroken(*_about(content), str(template.filename), "it says nothing")
        return said

    def _made(self, language: Language, html: bool) -> ImmutableSandboxedEnvironment:
        tongue = self._tongues[language]
        environment = ImmutableSandboxedEnvironment(
            loader=self._loader(language),
            autoescape=html,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            extensions=["jinja2.ext.i18n"],
        )
        environment.install_gettext_callables(  # type: ignore[attr-defined]  # of the extension
            tongue.catalogue.gettext, tongue.catalogue.ngettext, newstyle=True
        )
        environment.filters |= {
            "paragraphs": _paragraphs,
            "lines": _lines,
            "quoted": _quoted,
            "cut": _cut,
        }
        environment.filters["number"] = tongue.number
        return environment

    def _loader(self, language: Language) -> ChoiceLoader:
        own = () if self._folder is None else (self._folder,)
        ours = FileSystemLoader(TEMPLATES)
        theirs = [FileSystemLoader([folder / language, folder]) for folder in own]
        return ChoiceLoader([*theirs, ours, PrefixLoader({PREFIX: ours})])


def _in_one_line(text: str) -> str:
    """*text* without the line breaks of its template; spaces that do not break stay."""
    return re.sub("[ \t\n]+", " ", text).strip(" ")


def _paragraphs(text: str) -> list[str]:
    """The parts of *text* that blank lines part, each in one line; escaped if it is."""
    parts = [_in_one_line(part) for part in re.split(r"\n\s*\n", text)]
    return [type(text)(part) for part in parts if part]


def _lines(text: str) -> str:
    """*text*, its line breaks as HTML breaks them; escaped if it is not yet."""
    return Markup("<br>\n").join(escape(text).split("\n"))


def _cut(text: str, longest: int) -> str:
    """The beginning of *text*; escaped if it is, without cutting an entity in two."""
    return escape(text.unescape()[:longest]) if isinstance(text, Markup) else text[:longest]


def _quoted(text: str) -> str:
    """*text* as letters without HTML quote: a `>` before each line."""
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))


@contextmanager
def _told(content: Content, name: str) -> Iterator[None]:
    """Whatever goes wrong in a template, in the port's words."""
    try:
        yield
    except BookingCoreError:
        raise
    except Exception as broken:  # a template may fail in any way
        detail = f"{type(broken).__name__}: {broken}"
        raise TextsBroken(*_about(content), _place(broken, name), detail) from broken


def _about(content: Content) -> tuple[str, str]:
    return content.kind.value, content.language


def _place(broken: Exception, name: str) -> str:
    """The file and line of the template in which *broken* was raised."""
    if isinstance(broken, TemplateSyntaxError):
        return f"{broken.filename or broken.name or name}:{broken.lineno}"
    place, frame = name, broken.__traceback__
    while frame is not None:
        file = frame.tb_frame.f_code.co_filename
        # Jinja shows the lines of templates in place of those of the code that it made of them.
        if file.endswith(SUFFIX):
            place = f"{file}:{frame.tb_lineno}"
        frame = frame.tb_next
    return place
