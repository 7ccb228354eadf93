"""Does a test turn red when a rule's code is broken? Ten rules, drawn at random, are broken to see.

`python -m tools.broken_rules` copies the project, breaks the code of one rule at a time in the
copy, runs the tests that are marked with its number, and writes docs/reports/broken-rules.md. It
fails when some rule's tests stay green, or when a breakage no longer finds the code it breaks.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from attrs import frozen

from tools.rules_table import ROOT, Claims, collect

SEED = 2026
DRAWN_FROM = (
    *(f"000-{number:02}" for number in range(1, 29)),
    *("002-12", "002-13"),
    *(f"A{number}" for number in range(4, 16)),
    *("A32", "A36", "A37", "A60"),
)
PAGE = ROOT / "docs" / "reports" / "broken-rules.md"
COPIED = ("src", "tests", "docs", "tools", "conftest.py", "pyproject.toml", "CHANGELOG.md")


@frozen(kw_only=True)
class Breakage:
    """One change that takes a rule out of the code.

    Attributes:
        module: the file, below src/bookingcore/domain.
        right: the code of the rule, which stands there once.
        wrong: what is put in its place.
        meaning: what the broken code does instead.
    """

    rule: str
    module: str
    right: str
    wrong: str
    meaning: str


BREAKAGES = (
    Breakage(
        rule="000-07",
        module="redemption/supply.py",
        right="return self.first <= day <= self.pays_until",
        wrong="return day <= self.pays_until",
        meaning="a balance pays for sessions before its application date",
    ),
    Breakage(
        rule="000-08",
        module="bookings/selling.py",
        right="granted=request.grant_on is GrantOn.SALE or total.is_zero,",
        wrong="granted=total.is_zero,",
        meaning="a booking waits for the payment of the sale, not only for the sale",
    ),
    Breakage(
        rule="000-15",
        module="bookings/selling.py",
        right="outcome = settled(holdings, ledger)",
        wrong="outcome = settled(Holdings(), ledger)",
        meaning="a sale redeems nothing by itself",
    ),
    Breakage(
        rule="000-21",
        module="bookings/warnings.py",
        right="if not sale.due.is_zero",
        wrong="if sale.due < sale.total and not sale.due.is_zero",
        meaning="only partly paid sales warn in the accounting section",
    ),
    Breakage(
        rule="000-27",
        module="bookings/public_status.py",
        right="BookingStatus.AWAITING_REDEMPTION: PublicCode.AWAITING_PAYMENT,",
        wrong="BookingStatus.AWAITING_REDEMPTION: PublicCode.BOOKED,",
        meaning="customers see an awaiting booking as booked",
    ),
    Breakage(
        rule="A6",
        module="sales/balance.py",
        right="return evolve(self, valid_from=moved.first, valid_until=moved.last)",
        wrong="return evolve(self, valid_from=moved.first)",
        meaning="the last day stays where it was when the application date moves",
    ),
    Breakage(
        rule="A9",
        module="redemption/supply.py",
        right="return demand.service_id in self.services and self.valid_on(demand.on)",
        wrong="return demand.service_id in self.services",
        meaning="validity at the session's day is not asked",
    ),
    Breakage(
        rule="A12",
        module="bookings/eligibility.py",
        right="return self.plan_linked and self.policy.balance_policy",
        wrong="return self.policy.balance_policy",
        meaning="a service that no plan pays for asks for balance all the same",
    ),
    Breakage(
        rule="A15",
        module="bookings/cancelling.py",
        right="return now >= free_until(booking, policy)",
        wrong="return now > free_until(booking, policy)",
        meaning="at the very limit cancelling is still free",
    ),
    Breakage(
        rule="A36",
        module="bookings/paying.py",
        right="if sale.open.is_zero:",
        wrong="if sale.open.is_negative:",
        meaning="a paid sale takes another payment",
    ),
)


def main() -> int:
    """Break each rule in turn and write the page; 1 when a breakage goes unnoticed."""
    drawn = sorted(random.Random(SEED).sample(DRAWN_FROM, 10))
    if drawn != sorted(breakage.rule for breakage in BREAKAGES):
        print(f"the rules drawn are {', '.join(drawn)}", file=sys.stderr)
        return 1
    claims = collect()
    with tempfile.TemporaryDirectory() as folder:
        copy = copied(Path(folder))
        outcomes = [(breakage, red_tests(breakage, copy, claims)) for breakage in BREAKAGES]
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(page_of(outcomes), "utf-8")
    unnoticed = [breakage.rule for breakage, red in outcomes if not red]
    for rule in unnoticed:
        print(f"no test of {rule} turned red", file=sys.stderr)
    return 1 if unnoticed else 0


def copied(folder: Path) -> Path:
    """The project, in *folder*."""
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, folder / name)
    return folder


def red_tests(breakage: Breakage, copy: Path, claims: Claims) -> list[str]:
    """The tests of the rule that fail when it is broken."""
    module = copy / "src" / "bookingcore" / "domain" / breakage.module
    right = module.read_text("utf-8")
    if right.count(breakage.right) != 1:
        raise SystemExit(
            f"{breakage.rule}: {breakage.right!r} does not stand once in {module.name}"
        )
    module.write_text(right.replace(breakage.right, breakage.wrong), "utf-8")
    try:
        return failing(claims[breakage.rule], copy)
    finally:
        module.write_text(right, "utf-8")


def failing(tests: Sequence[str], copy: Path) -> list[str]:
    """Which of *tests* fail in the copy, without their parameters."""
    options = ["-q", "-p", "no:randomly", "-p", "no:cacheprovider", "--tb=no", "-rf"]
    said = subprocess.run(
        [sys.executable, "-m", "pytest", *options, *tests],
        cwd=copy,
        env={**os.environ, "PYTHONPATH": str(copy / "src"), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    ).stdout
    lines = [line.split()[1] for line in said.splitlines() if line.startswith("FAILED ")]
    return sorted({line.split("[")[0] for line in lines})


def page_of(outcomes: Sequence[tuple[Breakage, Sequence[str]]]) -> str:
    """The whole page as Markdown."""
    head = [
        "# Broken rules",
        "",
        "<!-- Written by `python -m tools.broken_rules`; do not edit. -->",
        "",
        f"Ten rules, drawn at random (seed {SEED}), each broken in a copy of the code. The tests",
        "that are marked with the rule's number were run on the broken copy.",
        "",
        "| rule | broken so that | tests that turned red |",
        "| --- | --- | --- |",
    ]
    rows = [
        f"| {breakage.rule} | {breakage.meaning} | {'<br>'.join(f'`{test}`' for test in red)} |"
        for breakage, red in outcomes
    ]
    return "\n".join([*head, *rows, ""])


if __name__ == "__main__":
    sys.exit(main())
