"""The table of rules is honest: every claim has a test, every test a rule that exists."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tools import rules_table
from tools.rules_table import Claims, Part, Rule, claimed_by, faults_of, page_of, unknown_in

PARTS = (
    Part(
        title="000: a source",
        rules=(
            Rule(number="000-01", kind="S", text="A booking can *stay*."),
            Rule(number="000-02", kind="T", text="Either `A | B` holds."),
        ),
    ),
    Part(title="Decisions", rules=(Rule(number="A8", kind="A", text="Several? — Earliest."),)),
)
CLAIMS = {"000-02": ("tests/t.py::test_a", "tests/t.py::test_b"), "A8": ("tests/t.py::test_a",)}


def run(tests: Path, page: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tools.rules_table", *options, "--page", str(page), str(tests)]
    return subprocess.run(
        command, check=False, cwd=rules_table.ROOT, capture_output=True, text=True
    )


def write_tests(folder: Path, number: str) -> Path:
    path = folder / "test_written_here.py"
    path.write_text(
        "import pytest\n\n"
        f"@pytest.mark.rule({number!r})\n"
        "@pytest.mark.parametrize('store', ['memory', 'sqlite'])\n"
        "def test_something(store): ...\n\n"
        "@pytest.mark.skip\n@pytest.mark.rule('000-03')\n"
        "def test_skipped(): ...\n\n"
        "@pytest.mark.soak\n@pytest.mark.rule('000-04')\n"
        "def test_left_to_soak(): ...\n"
    )
    return path


def test_every_rule_and_decision_of_the_acceptance_list_is_there() -> None:
    numbers = [rule.number for part in rules_table.read_parts() for rule in part.rules]

    assert len(set(numbers)) == len(numbers)
    assert [f"A{n}" for n in range(1, 68)] == [n for n in numbers if n.startswith("A")]
    assert 174 == sum(n[0] != "A" for n in numbers)


def test_the_page_shows_tests_beside_their_rule_and_counts_them() -> None:
    page = page_of(PARTS, CLAIMS)

    assert "2 of 3 rules and decisions are proved, by 2 tests." in page
    assert "| 000-01 | S | A booking can *stay*. | not yet |" in page
    assert "| `tests/t.py::test_a`<br>`tests/t.py::test_b` |" in page


def test_what_a_page_claims_is_read_back_even_past_a_bar_in_the_text() -> None:
    assert {"000-02", "A8"} == claimed_by(page_of(PARTS, CLAIMS))


def test_a_fresh_page_has_no_fault() -> None:
    assert [] == faults_of(page_of(PARTS, CLAIMS), PARTS, CLAIMS)


def test_a_rule_that_lost_its_test_is_named() -> None:
    faults = faults_of(page_of(PARTS, CLAIMS), PARTS, {"A8": CLAIMS["A8"]})

    assert ["rule 000-02 has lost its test"] == faults


@pytest.mark.parametrize(
    "claims", [{**CLAIMS, "000-01": ("tests/t.py::test_c",)}, {**CLAIMS, "A8": ("x",)}]
)
def test_a_page_that_does_not_know_a_proof_is_out_of_date(claims: Claims) -> None:
    assert ["docs/rules.md is out of date: make rules"] == faults_of(
        page_of(PARTS, CLAIMS), PARTS, claims
    )


def test_a_marker_without_a_rule_is_named_with_its_test() -> None:
    assert ["there is no rule '000-99', cited by tests/t.py::test_a"] == unknown_in(
        PARTS, {"000-99": ("tests/t.py::test_a",)}
    )


def test_writing_checking_and_losing_a_test_from_end_to_end(tmp_path: Path) -> None:
    """Parameters are folded; a skipped test and one left to soak prove nothing."""
    page, tests = tmp_path / "rules.md", write_tests(tmp_path, "000-05")

    assert 0 == run(tests, page).returncode
    assert {"000-05"} == claimed_by(page.read_text("utf-8"))
    assert 1 == page.read_text("utf-8").count("::test_something")
    assert 0 == run(tests, page, "--check").returncode

    write_tests(tmp_path, "000-06")
    checked = run(tests, page, "--check")

    assert 1 == checked.returncode
    assert "rule 000-05 has lost its test" in checked.stderr


def test_a_number_that_does_not_exist_writes_no_page(tmp_path: Path) -> None:
    page, tests = tmp_path / "rules.md", write_tests(tmp_path, "000-99")
    written = run(tests, page)

    assert 1 == written.returncode
    assert "there is no rule '000-99'" in written.stderr
    assert not page.exists()


def test_tests_that_cannot_be_collected_are_an_error(tmp_path: Path) -> None:
    tests = tmp_path / "test_broken.py"
    tests.write_text("import nothing_of_this_name\n")

    assert 0 != run(tests, tmp_path / "rules.md").returncode
