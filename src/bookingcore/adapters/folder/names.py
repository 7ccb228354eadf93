"""What a part of a key is called in a folder, on whatever system that is."""

from __future__ import annotations

import re

_DEVICES = {"aux", "con", "nul", "prn"} | {
    f"{port}{n}" for port in ("com", "lpt") for n in range(10)
}


def name_of(part: str) -> str:
    """The name of the file or folder of *part*, percent-encoded where the name alone would clash.

    Some systems take capitals for small letters, and some names for devices.

    >>> name_of("waiver-1"), name_of("Roma"), name_of("con")
    ('waiver-1', '%52oma', '%63on')
    """
    name = re.sub("[A-Z]", _encoded, part)
    return re.sub("^.", _encoded, name) if name in _DEVICES else name


def _encoded(letter: re.Match[str]) -> str:
    return f"%{ord(letter[0]):02x}"
