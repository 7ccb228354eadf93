"""Plans and ledgers of the schema before memberships, and what becomes of these without it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from attrs import evolve
from sqlalchemy import Engine, create_engine, inspect

from bookingcore.adapters.sql import SqlStore, upgrade
from bookingcore.adapters.sql.engines import prepare
from bookingcore.adapters.sql.migrations import REVISIONS, downgrade
from bookingcore.domain.catalog.cycle import Cycle
from bookingcore.domain.catalog.plan import Plan, UnusedUnits
from bookingcore.domain.sales.balance import MovementKind
from bookingcore.domain.values.due import Due, DueKind
from bookingcore.ports.questions import All, MovementsOf
from bookingcore.testing.contracts.membership_rows import a_membership, a_period, an_attempt
from bookingcore.testing.contracts.rows import a_balance, a_due, a_movement, a_plan
from bookingcore.testing.contracts.studio import Studio
from tests.adapters.sql import first_rows
from tests.postgres import Server

BEFORE, HEAD = REVISIONS[5], REVISIONS[-1]


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path: Path, worker_id: str) -> Iterator[Engine]:
    """A database with a plan and its sale, at the revision before memberships."""
    if request.param == "sqlite":
        engine = create_engine(f"sqlite:///{tmp_path}/studio.db")
        prepare(engine)
    else:
        server: Server = request.getfixturevalue("postgres")
        url = server.create(f"renewing_{worker_id}")
        engine = create_engine(url, connect_args={"options": "-ctimezone=utc"})
    upgrade(engine, REVISIONS[0])
    with engine.begin() as connection:
        first_rows.insert(connection)
    upgrade(engine, BEFORE)
    yield engine
    engine.dispose()


def test_plans_of_before_do_not_renew(engine: Engine) -> None:
    upgrade(engine, HEAD)

    plans = Studio(SqlStore(engine)).ask(All(Plan))
    assert plans
    for plan in plans:
        assert (plan.every, plan.cancellation_fee, plan.minimum_term) == (None, None, None)
        assert (plan.unused, plan.void_on_end) == (UnusedUnits.EXPIRE, False)


def test_without_memberships_the_ledgers_add_up_as_before(engine: Engine) -> None:
    """A lot that was split stays two; nobody is billed any more."""
    upgrade(engine, HEAD)
    studio = Studio(SqlStore(engine))
    renewing = a_plan(5, every=Cycle(months=1))
    part = a_balance(6, units=4, remaining=4, moves=1, split_from=a_balance(5).id)
    studio.add(renewing, a_balance(5, units=6, remaining=6, moves=2), part)
    split = a_movement(part, 1, 4, kind=MovementKind.SPLIT, other_id=a_balance(5).id)
    studio.add(split, a_membership(1, plan_id=renewing.id), a_period(), an_attempt())
    studio.add(a_due(5, kind=DueKind.RENEWAL, subject=a_membership().id))
    downgrade(engine, BEFORE)
    assert "bk_membership" not in inspect(engine).get_table_names()

    upgrade(engine, HEAD)
    [kept] = studio.ask(MovementsOf(part.id))
    assert kept == evolve(split, kind=MovementKind.ADJUSTED, other_id=None)
    assert DueKind.RENEWAL not in {due.kind for due in studio.ask(All(Due))}
    assert evolve(renewing, every=None) in studio.ask(All(Plan))
