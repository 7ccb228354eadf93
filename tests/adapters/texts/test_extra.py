"""Jinja and Babel are an extra, and loaded by those who render alone."""

from __future__ import annotations

import subprocess
import sys

import pytest

from bookingcore.adapters.texts import JinjaRenderer
from bookingcore.errors import MissingExtra


@pytest.mark.parametrize("library", ["jinja2", "babel"])
def test_without_the_libraries_the_extra_is_named(
    monkeypatch: pytest.MonkeyPatch, library: str
) -> None:
    for module in ("typesetting", "tongue", "catalogues"):
        monkeypatch.delitem(sys.modules, f"bookingcore.adapters.texts.{module}", raising=False)
    for module in [name for name in sys.modules if name.partition(".")[0] == library]:
        monkeypatch.setitem(sys.modules, module, None)

    with pytest.raises(MissingExtra, match=r"pip install 'bookingcore\[i18n\]'"):
        JinjaRenderer()


def test_importing_the_adapter_does_not_load_the_libraries() -> None:
    heavy = "{'babel', 'jinja2', 'markupsafe', 'icalendar'}"
    adapters = "bookingcore.adapters.texts, bookingcore.adapters.calendar"
    code = f"import sys, {adapters}; print({heavy} & {{*sys.modules}})"
    fresh = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)

    assert fresh.stdout.strip() == "set()"
