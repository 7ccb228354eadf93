"""The ten breakages of tools/broken_rules.py still find the code that they break."""

from __future__ import annotations

import pytest

from tools.broken_rules import BREAKAGES, Breakage
from tools.rules_table import ROOT


@pytest.mark.parametrize("breakage", BREAKAGES, ids=lambda breakage: breakage.rule)
def test_a_breakage_finds_the_code_of_its_rule_once(breakage: Breakage) -> None:
    module = ROOT / "src" / "bookingcore" / "domain" / breakage.module

    assert module.read_text("utf-8").count(breakage.right) == 1
