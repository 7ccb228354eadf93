"""The house rules that a machine can hold: sizes, names, contracts, what stays out of the tree."""

from __future__ import annotations

import ast
import builtins
import inspect
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import bookingcore

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "src" / "bookingcore"
OURS = ("src", "tools", "examples", "bench")

FUNCTION_LINES_MAX = 40
MODULE_LINES_MAX = 400

Function = ast.FunctionDef | ast.AsyncFunctionDef
Named = Function | ast.ClassDef


def modules(*folders: str) -> Iterator[tuple[Path, ast.Module]]:
    """Every Python file below these folders, parsed."""
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            yield path, ast.parse(path.read_text("utf-8"))


def definitions(*folders: str) -> Iterator[tuple[str, Named]]:
    """Every function and class below these folders, with the place where it stands."""
    for path, tree in modules(*folders):
        for node in ast.walk(tree):
            if isinstance(node, Named):
                yield f"{path.relative_to(ROOT)}:{node.lineno} {node.name}", node


def lines_of(function: Function) -> int:
    """Length from the first decorator to the last line, without the docstring."""
    first = min([function.lineno, *(d.lineno for d in function.decorator_list)])
    whole = (function.end_lineno or first) - first + 1
    if ast.get_docstring(function) is None:
        return whole
    docstring = function.body[0]
    return whole - ((docstring.end_lineno or docstring.lineno) - docstring.lineno + 1)


def words_of(name: str) -> set[str]:
    """`BookingManager` and `booking_manager` alike are the words booking and manager."""
    return {word.lower() for word in re.findall(r"[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])", name)}


def raised_by(docstring: str) -> list[str]:
    """The names in its `Raises:` section."""
    section = re.search(r"^Raises:\n((?:[ ]+.*\n?|\n)+)", docstring, re.MULTILINE)
    return re.findall(r"^ {4}(\w+):", section[1], re.MULTILINE) if section else []


def tree_files() -> list[Path]:
    """What belongs to the project: tracked, or new and not ignored."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    ).stdout
    return [path for name in listed.split("\0") if name and (path := ROOT / name).is_file()]


def loaded_with(module: str) -> set[str]:
    """The top-level modules that a fresh interpreter has loaded after importing this one."""
    lines = [
        f"import sys; sys.path.insert(0, {str(SOURCE.parent)!r})",
        f"import {module}",
        "print(*{name.partition('.')[0] for name in sys.modules})",
    ]
    fresh = [sys.executable, "-I", "-c", "; ".join(lines)]
    return set(subprocess.run(fresh, capture_output=True, check=True, text=True).stdout.split())


def face_order(name: str) -> tuple[int, str]:
    """Constants, then classes, then functions, each by its name: the order that ruff keeps."""
    return (0 if name.isupper() else 1 if name[0].isupper() else 2), name


def test_functions_fit_on_a_screen() -> None:
    too_long = [
        f"{place}: {lines_of(node)} lines"
        for place, node in definitions(*OURS)
        if isinstance(node, Function) and lines_of(node) > FUNCTION_LINES_MAX
    ]

    assert too_long == []


def test_modules_hold_one_noun() -> None:
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text("utf-8").splitlines())
        for path, _ in modules(*OURS, "tests")
    }

    assert {name: lines for name, lines in lengths.items() if lines > MODULE_LINES_MAX} == {}


def test_names_are_words_of_the_front_desk() -> None:
    """`process` is a word of the front desk for one thing only: running a membership's payment."""
    empty = {"util", "utils", "manager", "managers", "helper", "helpers"}
    names = [(place, node.name) for place, node in definitions(*OURS)]
    names += [(str(path.relative_to(ROOT)), path.stem) for path, _ in modules(*OURS, "tests")]

    assert [place for place, name in names if words_of(name) & empty] == []
    assert [p for p, name in names if name == "process" and "membership" not in p] == []


def test_every_module_says_what_it_is_for() -> None:
    assert [str(path) for path, tree in modules(*OURS) if not ast.get_docstring(tree)] == []


def test_every_public_name_has_its_own_docstring() -> None:
    face = [(name, getattr(bookingcore, name)) for name in getattr(bookingcore, "__all__", ())]
    speaking = [(n, v) for n, v in face if inspect.isclass(v) or inspect.isfunction(v)]

    assert [name for name, value in speaking if not vars(value).get("__doc__", value.__doc__)] == []


def test_the_face_is_explicit_sorted_and_true() -> None:
    trees = [tree for path, tree in modules("src") if path == SOURCE / "__init__.py"]
    lists = [
        ast.literal_eval(node.value)
        for tree in trees
        for node in tree.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__"
    ]

    assert len(lists) == len(trees)
    for names in lists:
        assert list(names) == sorted(set(names), key=face_order)
        assert [name for name in names if not hasattr(bookingcore, name)] == []


def test_errors_that_docstrings_promise_exist() -> None:
    """Each name of a `Raises:` section is a class of ours or one of the language."""
    ours = {node.name for _, node in definitions("src") if isinstance(node, ast.ClassDef)}
    unknown = [
        f"{place}: {name}"
        for place, node in definitions("src")
        for name in raised_by(ast.get_docstring(node) or "")
        if name not in ours and not hasattr(builtins, name)
    ]

    assert unknown == []


def test_nobody_but_an_adapter_looks_at_the_clock_or_throws_dice() -> None:
    """Linting imports cannot see this: the domain may import pendulum, but not ask it for now."""
    of_the_world = re.compile(
        r"((datetime|DateTime|pendulum|date)\.(now|utcnow|today|yesterday|tomorrow)|uuid[14]"
        r"|(uuid|time|random|secrets)\.\w+)$"
    )
    calls = [
        f"{path.relative_to(ROOT)}:{node.lineno} {ast.unparse(node.func)}"
        for path, tree in modules("src")
        if "adapters" not in path.parts
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and of_the_world.match(ast.unparse(node.func))
    ]

    assert calls == []


def test_values_and_entities_of_the_domain_are_frozen() -> None:
    open_to_change = [
        place
        for place, node in definitions("src/bookingcore/domain")
        if isinstance(node, ast.ClassDef)
        for decorator in node.decorator_list
        if re.match(r"(attrs?\.)?(define|mutable|s|dataclass)\b", ast.unparse(decorator))
    ]

    assert open_to_change == []


def test_no_registry_and_no_machine_is_named_in_the_tree() -> None:
    """The patterns are put together here so that this file does not hold what it forbids."""
    hosts = ["pypi" + r"\.org", "python" + r"hosted\.org", "registry\\." + "npmjs"]
    switches = ["(?:extra-)?index" + "-url", "find" + "-links"]
    places = ["/(?:root|work|opt)" + "/", "/home" + "/[a-z]", r"[A-Z]:\\\\" + "Users"]
    forbidden = re.compile("|".join([*hosts, *switches, *(rf"(?<![\w.]){p}" for p in places)]))
    found = [
        f"{path.relative_to(ROOT)}: {match[0]}"
        for path in tree_files()
        for match in forbidden.finditer(path.read_text("utf-8", errors="ignore"))
    ]

    assert found == []


def test_only_the_ci_script_knows_what_lies_beside_the_project() -> None:
    beside = "../" + "shared"
    naming = [p for p in tree_files() if beside in p.read_text("utf-8", errors="ignore")]

    assert [str(p.relative_to(ROOT)) for p in naming if p != ROOT / ".ci" / "run"] == []


def test_the_changelog_has_room_for_what_comes_next() -> None:
    assert "\n## [Unreleased]" in (ROOT / "CHANGELOG.md").read_text("utf-8")


def test_importing_the_package_is_light() -> None:
    heavy = {"alembic", "asyncio", "babel", "cattrs", "cyclopts", "hypothesis", "jinja2", "rich"}

    assert loaded_with("bookingcore") & (heavy | {"sqlalchemy"}) == set()
