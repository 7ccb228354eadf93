"""Which tests prove which rule: read from the tests' markers, written to docs/rules.md.

`python -m tools.rules_table` writes the page anew; `--check` writes nothing and fails when a rule
that the page claims has lost its test, or when the page is out of date. A marker with a number
that docs/rules/rules.toml does not know fails either way.

A test that is skipped, expected to fail or left to `make soak` proves nothing here.
"""

from __future__ import annotations

import argparse
import re
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

import pytest
from attrs import define, field, frozen

ROOT = Path(__file__).parent.parent
TEXTS = ROOT / "docs" / "rules" / "rules.toml"
PAGE = ROOT / "docs" / "rules.md"
NOT_YET = "not yet"

Claims = Mapping[str, tuple[str, ...]]
"""The tests that prove a rule, sorted, by the rule's number; node ids without parameters."""


@frozen(kw_only=True)
class Rule:
    """One line of the acceptance list: a rule of a source, or a decision of ours."""

    number: str
    kind: str
    text: str


@frozen(kw_only=True)
class Part:
    """A heading of the page with the rules that stand under it."""

    title: str
    rules: tuple[Rule, ...]


@define
class MarkerReader:
    """A pytest plugin that notes the rule markers of the tests that would run."""

    found: defaultdict[str, set[str]] = field(factory=lambda: defaultdict(set))

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Note every number of every marker, whether set on the test, its class or its module."""
        for item in session.items:
            if any(item.iter_markers("skip")) or any(item.iter_markers("xfail")):
                continue
            for marker in item.iter_markers("rule"):
                for number in marker.args:
                    self.found[number].add(item.nodeid.split("[")[0])

    def claims(self) -> Claims:
        """What was noted, sorted."""
        return {number: tuple(sorted(tests)) for number, tests in sorted(self.found.items())}


def read_parts(texts: Path = TEXTS) -> tuple[Part, ...]:
    """The rules by source, then the decisions, in the order of the file."""
    book = tomllib.loads(texts.read_text("utf-8"))
    rules = [Rule(number=number, **words) for number, words in book["rules"].items()]
    sources = [
        Part(title=f"{source}: {name}", rules=tuple(r for r in rules if r.number[:3] == source))
        for source, name in book["sources"].items()
    ]
    decisions = tuple(
        Rule(number=number, kind="A", text=f"{words['question']} — {words['resolution']}")
        for number, words in book["decisions"].items()
    )
    return (*sources, Part(title="Decisions", rules=decisions))


def collect(tests: Sequence[str] = ("tests",)) -> Claims:
    """The claims of the tests under these paths.

    Raises:
        SystemExit: the tests could not be collected; pytest's own words come with it.
    """
    reader = MarkerReader()
    ours = ["-c", str(ROOT / "pyproject.toml"), "--rootdir", str(ROOT)]
    plainly = ["--collect-only", "-q", "-p", "no:cacheprovider", "-p", "no:randomly"]
    with redirect_stdout(StringIO()) as said:
        outcome = pytest.main([*ours, *plainly, *tests], plugins=[reader])
    if outcome not in {pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED}:
        raise SystemExit(f"{said.getvalue()}\nthe tests could not be collected")
    return reader.claims()


def page_of(parts: Iterable[Part], claims: Claims) -> str:
    """The whole page as Markdown."""
    parts = tuple(parts)
    rules = [rule for part in parts for rule in part.rules]
    proved = sum(rule.number in claims for rule in rules)
    tests = {test for proofs in claims.values() for test in proofs}
    head = [
        "# Rules and their tests",
        "",
        "<!-- Written by `make rules` from docs/rules/rules.toml and the tests; do not edit. -->",
        "",
        f"{proved} of {len(rules)} rules and decisions are proved, by {len(tests)} tests.",
        "",
        "Kinds: S state, T transition, P precondition, N number, V visibility, W wording,",
        "X side effect, D data, I implied by the source, A decision of ours.",
        "",
    ]
    return "\n".join([*head, *(line for part in parts for line in section_of(part, claims))])


def section_of(part: Part, claims: Claims) -> list[str]:
    """One heading with its table."""
    proved = sum(rule.number in claims for rule in part.rules)
    return [
        f"## {part.title}",
        "",
        f"{proved} of {len(part.rules)}.",
        "",
        "| rule | kind | what | tests |",
        "| --- | --- | --- | --- |",
        *(row_of(rule, claims.get(rule.number, ())) for rule in part.rules),
        "",
    ]


def row_of(rule: Rule, tests: Sequence[str]) -> str:
    """One rule with its tests; the reader of `claimed_by` is its counterpart."""
    what = rule.text.replace("|", "\\|")
    proofs = "<br>".join(f"`{test}`" for test in tests) or NOT_YET
    return f"| {rule.number} | {rule.kind} | {what} | {proofs} |"


def claimed_by(page: str) -> set[str]:
    """The numbers that a written page says are proved."""
    rows = re.findall(r"^\| (\d{3}-\d{2}|A\d+) \|.*\| ([^|]+) \|$", page, re.MULTILINE)
    return {number for number, proofs in rows if proofs != NOT_YET}


def faults_of(page: str, parts: Iterable[Part], claims: Claims) -> list[str]:
    """What is wrong with a written page, in sentences; empty when all is well."""
    parts = tuple(parts)
    lost = sorted(claimed_by(page) - claims.keys())
    faults = [f"rule {number} has lost its test" for number in lost]
    if not lost and page != page_of(parts, claims):
        faults.append("docs/rules.md is out of date: make rules")
    return faults


def unknown_in(parts: Iterable[Part], claims: Claims) -> list[str]:
    """Markers with a number that no rule has, in sentences."""
    known = {rule.number for part in parts for rule in part.rules}
    return [
        f"there is no rule {number!r}, cited by {', '.join(tests)}"
        for number, tests in claims.items()
        if number not in known
    ]


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the page, or check it; 1 when something is wrong."""
    options = parse(arguments)
    parts, claims = read_parts(), collect(options.tests)
    faults = unknown_in(parts, claims)
    if options.check and not faults:
        page = options.page.read_text("utf-8") if options.page.exists() else ""
        faults = faults_of(page, parts, claims)
    if faults:
        print(*faults, sep="\n", file=sys.stderr)
        return 1
    if not options.check:
        options.page.write_text(page_of(parts, claims), "utf-8")
    return 0


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m tools.rules_table", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; fail when not right")
    parser.add_argument("--page", type=Path, default=PAGE, help="the page to write or check")
    parser.add_argument("tests", nargs="*", default=["tests"], help="the folders of the tests")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
