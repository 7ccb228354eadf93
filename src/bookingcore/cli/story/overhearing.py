"""Showing calls to the desk as they are made, so that what is shown is what was called."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from enum import Enum
from typing import Any

from attrs import asdict, frozen

from bookingcore.desk.selling.lines import Line

CODE_WIDTH = 70


@frozen
class Overheard:
    """Part of a desk whose calls are told before they are made.

    Attributes:
        path: how the part is reached: `desk.bookings`.
        told: is given the path and the arguments of each call, and what to call.
    """

    _part: Any
    _path: str
    _told: Callable[[str, tuple[Any, ...], dict[str, Any], Callable[..., Any]], Any]

    def __getattr__(self, name: str) -> Overheard:
        return Overheard(getattr(self._part, name), f"{self._path}.{name}", self._told)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Tell the call, make it, and return its answer."""
        return self._told(self._path, args, kwargs, self._part)


def call_lines(
    path: str, args: tuple[Any, ...], kwargs: Mapping[str, Any], words: Mapping[str, str]
) -> list[str]:
    """The call as Python, on one line or with a line for each argument.

    *words* are the story's names for rows, by id.
    """
    arguments = [written(value, words) for value in args]
    arguments += [f"{name}={written(value, words)}" for name, value in kwargs.items()]
    line = f"{path}({', '.join(arguments)})"
    if len(line) <= CODE_WIDTH:
        return [line]
    return [f"{path}(", *(f"    {argument}," for argument in arguments), ")"]


def written(value: object, words: Mapping[str, str]) -> str:
    """*value* as one would type it: a row by its name in the story."""
    id = getattr(value, "id", None)
    if isinstance(id, str) and id in words:
        return words[id]
    if isinstance(value, Enum):
        return f"{type(value).__name__}.{value.name}"
    if isinstance(value, date):
        return f"date({value.year}, {value.month}, {value.day})"
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, Line):
        given = {name: each for name, each in asdict(value, recurse=False).items() if each}
        said = (f"{name}={written(each, words)}" for name, each in given.items() if each != 1)
        return f"Line({', '.join(said)})"
    return repr(value)
