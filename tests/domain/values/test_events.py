"""Events: what was once released keeps its facts for ever (P10)."""

from __future__ import annotations

import json
from pathlib import Path

import attrs
import pytest

from bookingcore.domain.values.events import FACTS, VERSIONS, Event, EventKind, Happened
from bookingcore.domain.values.ids import CustomerId

GOLDEN = Path(__file__).parents[2] / "golden" / "events.json"
"""Kind, then version, then the names of its facts. Add to it; change nothing that is there."""

released: dict[str, dict[str, list[str]]] = json.loads(GOLDEN.read_text("utf-8"))


def test_every_kind_that_was_released_is_still_known_and_no_other_is() -> None:
    assert list(released) == [kind.name for kind in EventKind]
    assert [kind.value for kind in EventKind] == [kind.name.lower() for kind in EventKind]
    assert set(FACTS) == set(EventKind)


@pytest.mark.parametrize("kind", EventKind)
def test_a_kind_has_the_facts_of_its_newest_version(kind: EventKind) -> None:
    versions = released[kind.name]

    assert sorted(FACTS[kind]) == versions[max(versions, key=int)]
    assert VERSIONS.get(kind, 1) == len(versions)
    assert [int(version) for version in versions] == list(range(1, len(versions) + 1))


def test_an_event_says_which_version_of_its_facts_it_holds() -> None:
    assert attrs.fields(Event).version.default == 1


def test_an_event_belongs_to_the_history_of_its_customer_or_else_its_own() -> None:
    added = Happened(kind=EventKind.PLAN_ADDED, subject="pass")
    made = Happened(kind=EventKind.BOOKING_MADE, subject="b1", customer_id=CustomerId("anna"))

    assert (added.stream, made.stream) == ("pass", "anna")
