"""What reads a snapshot is asked again when it is lost, and nobody hears of that."""

from __future__ import annotations

from typing import Any

import pytest

from bookingcore import Desk
from bookingcore.domain.values.due import DueKind
from bookingcore.ports.store import LostGuard


def losing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Every second snapshot is lost; how many were asked for."""
    asked: list[int] = []
    snapshot = type(desk.store).snapshot

    def lost(store: Any, center: Any) -> Any:
        asked.append(1)
        if len(asked) % 2:
            raise LostGuard("a serialization failure")
        return snapshot(store, center)

    monkeypatch.setattr(type(desk.store), "snapshot", lost)
    return asked


def test_due_work_goes_on(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    anna = desk.customers.register(name="Anna", email="anna@example.org")
    document = desk.customers.add_document(anna, type="waiver", name="w.pdf", content=b"signed")
    bare = Desk(desk.store, center="roma", clock=desk._context.clock, chance=desk._context.chance)
    bare.customers.remove_document(document)
    asked = losing(desk, monkeypatch)

    report = desk.run_due()

    assert report.failed == ()
    assert report.done == {DueKind.STRAY_FILE: 1}
    assert desk.deliver().sent == 1
    assert len(asked) == 6


def test_a_customer_s_old_id_leads_on(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    old, anna = desk.customers.register(name="Ana"), desk.customers.register(name="Anna")
    desk.customers.absorb(into=anna, old=old)
    losing(desk, monkeypatch)

    assert desk.by(anna).customers.get(old).id == anna.id
