"""Everything about one person as plain data, in the form that the documentation says."""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from attrs import fields, frozen

from bookingcore import (
    Customer,
    Desk,
    Document,
    DocumentLost,
    InvalidInput,
    Money,
    PortMissing,
    Unknown,
    open_desk,
)
from bookingcore.domain.ownership.exporting import SECTIONS
from bookingcore.domain.ownership.registry import OWNED
from bookingcore.testing import FrozenClock, SeededChance
from tests.conftest import MORNING
from tests.desk.belongings import WORD, House, card_on_record, texts_of
from tests.desk.test_permissions import nothing_written
from tools import export_schema
from tools.export_schema import Field, NoPlainForm, sections


@pytest.fixture
def house(desk: Desk) -> House:
    return House(desk)


@pytest.fixture
def anna(house: House) -> Customer:
    """Somebody with one of everything, and an absorbed card."""
    old, anna = house.written_on(), house.written_on()
    house.endow(anna)
    house.desk.customers.absorb(into=anna, old=old)
    return house.desk.customers.get(anna)


def keys(told: Any) -> Any:
    """The names in an object of the export, however deep; of a list those of its objects."""
    if isinstance(told, list):
        inside = [keys(each) for each in told]
        return {name: own for each in inside if each for name, own in each.items()}
    if isinstance(told, dict):
        return {name: keys(value) for name, value in told.items()}
    return {}


def documented(own: Sequence[Field]) -> dict[str, Any]:
    return {each.name: documented(each.parts) for each in own}


def unlike(told: dict[str, Any], own: Sequence[Field], within: str = "") -> list[str]:
    """Names that only the export has, or only the page."""
    known = {each.name: each for each in own}
    differing = [f"{within}{name}" for name in sorted(told.keys() ^ known.keys())]
    for name in told.keys() & known.keys():
        opaque = known[name].form.startswith(("object of", "money"))
        if told[name] and not opaque:
            differing += unlike(told[name], known[name].parts, f"{within}{name}.")
    return differing


@pytest.mark.rule("A51")
def test_everything_is_in_it_as_the_page_says(house: House, anna: Customer) -> None:
    """Each section of the registry, each field of each row, and nothing else."""
    told = house.desk.customers.export(anna, health=True)

    assert json.loads(json.dumps(told)) == told
    assert told["schema"] == "bookingcore/customer/1"
    assert told["exported_at"] == "2026-07-01T06:00:00+00:00"
    page = sections()
    assert [name for name in told if name not in {"schema", "exported_at"}] == list(page)
    for name, own in page.items():
        rows = told[name] if isinstance(told[name], list) else [told[name]]
        assert rows, name
        assert [unlike(keys(row), own) for row in rows] == [[]] * len(rows), name
    assert house.desk.verify() == ()


def test_each_row_that_the_registry_exports_is_in_it(house: House, anna: Customer) -> None:
    told, owned = house.desk.customers.export(anna), house.things(anna)

    assert {owned.exported for owned in OWNED.values() if owned.exported} == set(SECTIONS)
    for name, row in SECTIONS.items():
        assert len(told[name]) == len(owned[row]) > 0, name
        for plain, kept in zip(told[name], owned[row], strict=True):
            for field, texts in texts_of(kept).items():
                known = json.dumps(plain.get(field), ensure_ascii=False)
                assert field == "file" or all(t in known for t in texts if WORD in t), name


def test_the_forms_of_values_are_plain(house: House, anna: Customer) -> None:
    desk = house.desk
    [sale, *_] = [each for each in desk.sales.of(anna) if each.total == Money.of(45, "EUR")]
    booking = desk.bookings.of(anna)[0]
    told = desk.customers.export(anna)

    [sold] = [each for each in told["sales"] if each["id"] == sale.id]
    assert sold["total"] == {"amount": "45.00", "currency": "EUR"}
    assert sold["application_date"] == "2026-07-01"
    [booked] = [each for each in told["bookings"] if each["id"] == booking.id]
    assert booked["starts_at"] == booking.starts_at.isoformat()
    assert booked["status"] == "BOOKED"
    assert told["customer"]["born_on"] == "1990-05-17"
    assert told["customer"]["labels"] == [WORD]
    assert told["customer"]["preferences"]["marketing"] == dict.fromkeys(
        ("email", "push"), None
    ) | {"sms": False}
    known = {"system", "staff:desk", f"customer:{anna.id}"}
    assert {each["actor"] for each in told["history"]} == known | {
        f"customer:{each['id']}" for each in told["absorbed"]
    }


@pytest.mark.rule("A51", "004-02")
def test_health_data_is_in_it_only_where_it_was_asked_for(house: House, anna: Customer) -> None:
    told = house.desk.customers.export(anna)
    asked = house.desk.customers.export(anna, health=True)

    assert "weight" not in json.dumps(told)
    assert "61.5" not in json.dumps(told)
    weight = {"amount": "61.50", "unit": "KG", "on": "2026-06-01"}
    assert [asked["customer"]["weight"]] == [weight]
    assert [each.pop("weight") for each in (asked["customer"], *asked["absorbed"])] == [weight] * 2
    assert asked == told


@pytest.mark.rule("004-12", "002-23")
def test_documents_come_with_their_content_unless_it_is_not_wanted(
    house: House, anna: Customer
) -> None:
    book = house.desk.customers
    kept = {each.id: book.open_document(each) for each in book.documents(anna)}

    told = book.export(anna)["documents"]
    assert {each["id"]: b64decode(each["content"]) for each in told} == kept
    bare = book.export(anna, contents=False)["documents"]
    assert [{**each, "content": ""} for each in bare] == [{**each, "content": ""} for each in told]

    lost = book.documents(anna)[0]
    house.desk._context.files.remove(lost.file)  # type: ignore[union-attr]
    with pytest.raises(DocumentLost):
        book.export(anna)
    assert book.export(anna, contents=False)["documents"] == bare


def test_without_files_only_contents_cannot_be_had(house: House, anna: Customer) -> None:
    desk = house.desk
    bare = Desk(desk.store, center=desk.center, clock=FrozenClock(MORNING), chance=SeededChance(1))

    with pytest.raises(PortMissing):
        bare.customers.export(anna)
    assert bare.customers.export(anna, contents=False)["documents"]


@pytest.mark.rule("004-14")
def test_customers_export_their_own_without_what_staff_wrote_for_each_other(
    house: House, anna: Customer
) -> None:
    desk, own = house.desk, house.desk.by(anna)
    message = "a presto"
    desk.customers.blacklist(anna, on=False, reason="ha chiesto scusa")
    gone = desk.bookings.book(anna, house.session())
    desk.bookings.cancel(gone, message=message, reason="non piace")

    with nothing_written(desk):
        told = own.customers.export(anna, health=True)

    assert (told["notes"], told["tasks"]) == ([], [])
    assert [each["visible_to_customer"] for each in told["documents"]] == [True]
    assert told["customer"]["weight"]["amount"] == "61.50"
    for card in (told["customer"], *told["absorbed"]):
        assert (card["status_label"], card["labels"], card["blacklist_reason"]) == ("", [], "")
        assert [each["comment"] for each in card["unwanted_services"]] == [""]
    said = {name for each in told["history"] for name in each["words"]}
    assert said <= {"message", "note"}
    assert message in json.dumps(told["history"])
    for hidden in ("ha chiesto scusa", "non piace", f"hidden {WORD}"):
        assert hidden not in json.dumps(told)
    assert len(told["history"]) == len(desk.customers.export(anna)["history"])


def test_what_is_another_s_is_unknown_to_who_exports(house: House, anna: Customer) -> None:
    ugo = house.person("Ugo")
    with nothing_written(house.desk):
        with pytest.raises(Unknown):
            house.desk.by(ugo).customers.export(anna)
        with pytest.raises(Unknown):
            house.desk.at("torino").customers.export(anna)
        with pytest.raises(InvalidInput):
            house.desk.customers.export(anna, health="yes")  # type: ignore[arg-type]


def test_an_erased_card_exports_what_the_books_keep(house: House, anna: Customer) -> None:
    house.desk.customers.erase(anna)

    told = house.desk.customers.export(anna, health=True)

    assert told["customer"]["status"] == "ERASED"
    assert told["sales"]
    assert (told["notes"], told["tasks"], told["documents"], told["forms"]) == ([], [], [], [])
    assert WORD not in json.dumps(told)
    assert card_on_record(house.desk, anna.id).weight is None


# The page.


def test_the_page_is_up_to_date() -> None:
    assert export_schema.PAGE.read_text("utf-8") == export_schema.page()


def test_the_page_lists_each_section_and_each_field() -> None:
    page = export_schema.page()
    parts = {part.split("`")[0]: part for part in page.split("\n## `")[1:]}

    assert set(parts) == {"customer", "absorbed", *SECTIONS}
    for name, row in (("customer", Customer), *SECTIONS.items()):
        for field in fields(row):
            if field.name not in {"version", "file", "why_not_told"}:
                assert f"\n| `{field.name}` |" in parts[name], f"{name}.{field.name}"
    assert "\n| `content` | base64 as text |" in parts["documents"]
    assert "| `weight.unit` | `KG` or `LB` | kilograms or pounds. |" in page
    assert "| `cancellation.fee` | money or null |" in page


def test_a_field_that_is_left_out_makes_the_page_out_of_date(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "export.md"
    assert export_schema.main(["--check", "--page", str(page)]) == 1
    assert "docs/reference/export.md is out of date: make rules" in capsys.readouterr().err
    assert not page.exists()

    assert export_schema.main(["--page", str(page)]) == 0
    assert export_schema.main(["--check", "--page", str(page)]) == 0
    lines = page.read_text("utf-8").splitlines(keepends=True)
    page.write_text("".join(line for line in lines if "| `digest` |" not in line), "utf-8")
    assert export_schema.main(["--check", "--page", str(page)]) == 1


def test_a_type_that_nobody_has_put_into_words_is_named() -> None:
    @frozen
    class Strange:
        thing: complex

    with pytest.raises(NoPlainForm, match="complex"):
        list(export_schema.fields_of(Strange))


def test_the_desk_of_nobody_exports_an_empty_card() -> None:
    desk = open_desk("memory:", center="roma", clock=FrozenClock(MORNING))
    told = desk.customers.export(desk.customers.register(name="Anna"))

    assert {name for name, rows in told.items() if rows == []} == {
        *SECTIONS,
        "absorbed",
    } - {"history", "messages"}
    assert [each["kind"] for each in told["messages"]] == ["WELCOME"]
    assert told["customer"]["name"] == "Anna"
    assert Document in SECTIONS.values()
