"""The cards of an older schema, with all that the newer one knows about people."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from sqlalchemy import Engine, create_engine

from bookingcore.adapters.sql import SqlStore, upgrade
from bookingcore.adapters.sql.migrations import REVISIONS, carrying, downgrade
from bookingcore.domain.catalog.center import Center, CenterSettings
from bookingcore.domain.catalog.policies import ServicePolicy
from bookingcore.domain.catalog.terms import canonical_text
from bookingcore.domain.customers.addresses import Address
from bookingcore.domain.customers.customer import Customer, CustomerStatus
from bookingcore.domain.customers.preferences import Preferences
from bookingcore.domain.values.changes import Put
from bookingcore.domain.values.due import Due, DueKind
from bookingcore.domain.values.ids import CustomerId
from bookingcore.domain.values.uniqueness import EmailUniqueness
from bookingcore.ports.audits import AddressesPage
from bookingcore.ports.people import AbsorbedInto, CustomersFound
from bookingcore.ports.questions import All, ById
from bookingcore.testing.contracts.people_rows import a_note
from bookingcore.testing.contracts.rows import ROME, TURIN, a_customer, a_due
from bookingcore.testing.contracts.studio import Studio
from tests.postgres import Server

SECOND = REVISIONS[1]
POLICY = canonical_text(ServicePolicy())

_BARE = {
    "surname": "",
    "middle_name": "",
    "email": None,
    "login_email": None,
    "phone": None,
    "language": None,
    "address": "",
    "born_on": None,
    "gender": "",
    "referral": "",
    "preferred_branch": None,
    "status": "ACTIVE",
    "no": 1,
    "version": 1,
}
CARDS: tuple[dict[str, Any], ...] = (
    {
        "name": "Anna",
        "surname": "Rossi",
        "email": "Anna@Example.org",
        "login_email": "anna@example.org",
        "phone": "+39 06 1234567",
        "search": "anna rossi\nanna@example.org\nanna@example.org\n+39 06 1234567",
    },
    {"name": "Bruno", "login_email": " ANNA@example.org", "search": "bruno\n anna@example.org"},
    {
        "name": "Carla",
        "email": "carla@straße.example",
        "status": "DEREGISTERED",
        "phone": "12345",
        "search": "carla\ncarla@strasse.example\n12345",
    },
    {"name": "Dario", "email": "carla@strasse.example", "status": "ERASED", "search": "dario"},
    {"name": "Elsa", "search": "elsa"},
)
"""The cards of one center, in order of id; another center has the first of them."""


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path: Path, worker_id: str) -> Iterator[Engine]:
    """A database with cards, at the revision before people were more than their cards."""
    if request.param == "sqlite":
        engine = create_engine(f"sqlite:///{tmp_path}/studio.db")
    else:
        server: Server = request.getfixturevalue("postgres")
        url = server.create(f"carrying_{worker_id}")
        engine = create_engine(url, connect_args={"options": "-ctimezone=utc"})
    upgrade(engine, SECOND)
    _insert(engine)
    yield engine
    engine.dispose()


def _insert(engine: Engine) -> None:
    mark = "?" if engine.dialect.name == "sqlite" else "%s"
    with engine.begin() as connection:
        for center, cards in ((ROME, CARDS), (TURIN, CARDS[:1])):
            settings = (center, "UTC", "EUR", '["en"]', POLICY, 1, 1)
            connection.exec_driver_sql(
                "INSERT INTO bk_center (center, time_zone, currency, languages, policy, no, "
                f"version) VALUES ({', '.join([mark] * 7)})",
                settings,
            )
            for number, card in enumerate(cards, start=1):
                row = {"center": center, "id": a_customer(number).id, **_BARE, **card}
                connection.exec_driver_sql(
                    f"INSERT INTO bk_customer ({', '.join(row)}) "
                    f"VALUES ({', '.join([mark] * len(row))})",
                    tuple(row.values()),
                )


def _ids(*numbers: int) -> tuple[CustomerId, ...]:
    return tuple(a_customer(number).id for number in numbers)


def test_an_account_begins_with_the_names_of_its_card(engine: Engine) -> None:
    upgrade(engine)

    anna, bruno, *_ = Studio(SqlStore(engine)).ask(All(Customer))
    assert (anna.account_name, anna.account_surname) == ("Anna", "Rossi")
    assert (bruno.account_name, bruno.account_surname) == ("Bruno", "")
    assert not anna.account.in_use


def test_nobody_has_what_did_not_exist(engine: Engine) -> None:
    upgrade(engine)
    studio = Studio(SqlStore(engine))

    *_, elsa = studio.ask(All(Customer))
    assert elsa == a_customer(5, name="Elsa", account_name="Elsa")
    assert elsa.preferences == Preferences()
    (center,) = studio.ask(ById(Center, ROME))
    assert center.settings == CenterSettings()
    assert center.settings.email_uniqueness is EmailUniqueness.STRICT
    assert studio.ask(AbsorbedInto(elsa.id)) == ()


@pytest.mark.rule("A43")
def test_addresses_are_held_by_the_live_cards_that_have_them(engine: Engine) -> None:
    """By all of them: until then nobody minded that several have one."""
    upgrade(engine)
    studio = Studio(SqlStore(engine))

    kept = studio.ask(AddressesPage("", 10))
    assert [(row.id, row.holders) for row in kept] == [
        ("anna@example.org", _ids(1, 2)),
        ("carla@strasse.example", _ids(3)),
    ]
    assert [row.cards for row in kept] == [row.holders for row in kept]
    (address,) = studio.ask(ById(Address, "anna@example.org"))
    assert address.version == 1
    (turins,) = studio.at(TURIN).ask(AddressesPage("", 10))
    assert turins.holders == turins.cards == _ids(1)


def test_a_phone_is_found_by_its_digits(engine: Engine) -> None:
    upgrade(engine)
    studio = Studio(SqlStore(engine))

    def found(text: str) -> list[str]:
        everybody = tuple(CustomerStatus)
        return [card.name for card in studio.ask(CustomersFound(text, everybody, None, 10))]

    assert (found("39061234567"), found("12345"), found("06 123")) == (
        ["Anna"],
        ["Anna", "Carla"],
        ["Anna"],
    )


def test_cards_are_carried_over_in_batches(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(carrying, "_BATCH", 1)
    upgrade(engine)

    assert len(Studio(SqlStore(engine)).ask(AddressesPage("", 10))) == 2


def test_a_card_can_be_put_after_the_upgrade(engine: Engine) -> None:
    upgrade(engine)
    studio = Studio(SqlStore(engine))
    anna, *_ = studio.ask(All(Customer))
    studio.add(a_note())
    studio.save(Put(anna))

    (put, *_) = studio.ask(All(Customer))
    assert (put, put.version) == (anna, 2)


def test_work_that_an_older_schema_has_no_room_for_is_lost_on_the_way_back(engine: Engine) -> None:
    upgrade(engine)
    stray = evolve(a_due(2), kind=DueKind.STRAY_FILE, subject="f" * 200)
    Studio(SqlStore(engine)).add(a_due(), stray)
    downgrade(engine, SECOND)
    upgrade(engine)

    assert Studio(SqlStore(engine)).ask(All(Due)) == (a_due(),)


def test_there_and_back_and_there_again_is_there(engine: Engine) -> None:
    def kept() -> tuple[Any, ...]:
        studio = Studio(SqlStore(engine))
        with engine.connect() as connection:
            texts = connection.exec_driver_sql("SELECT search FROM bk_customer ORDER BY id")
            return studio.ask(All(Customer)), studio.ask(AddressesPage("", 10)), texts.fetchall()

    upgrade(engine)
    first = kept()
    downgrade(engine, SECOND)
    upgrade(engine)

    assert kept() == first
