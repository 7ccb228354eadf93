"""Every row comes back from its columns as it went in, in the forms of each kind of driver."""

from __future__ import annotations

from datetime import UTC as STANDARD_UTC
from datetime import date, datetime, timedelta, timezone
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from pendulum import UTC, DateTime

from bookingcore.adapters.sql import tables
from bookingcore.adapters.sql.codec import NATIVE, TEXT, Codec, codec_of
from bookingcore.adapters.sql.columns import metadata
from bookingcore.adapters.sql.rows import KEPT
from bookingcore.adapters.sql.rows.history import events_with_words
from bookingcore.adapters.sql.rows.kept import Kept, canonical_json
from bookingcore.adapters.sql.rows.payments import REFUND_PART_COLUMNS, refunds_with_parts
from bookingcore.adapters.sql.rows.sales import SALE_LINE_COLUMNS, sales_with_lines
from bookingcore.adapters.sql.unit import LOCK_ORDER
from bookingcore.domain.catalog.center import Center
from bookingcore.domain.ownership.registry import OWNED, Absorbing, Erasing, Owned
from bookingcore.domain.sales.refund import Refund
from bookingcore.domain.sales.sale import Sale
from bookingcore.domain.values.events import Event
from bookingcore.domain.values.ids import CenterId
from bookingcore.ports.store import Remember
from bookingcore.testing import strategies as any_of

CODECS = pytest.mark.parametrize("codec", [TEXT, NATIVE], ids=["text", "native"])

texts = st.text(max_size=20)
rows = st.one_of(
    any_of.settings().map(lambda settings: Center(id=CenterId("roma"), settings=settings)),
    any_of.terms(),
    any_of.branches(),
    any_of.services(),
    any_of.resources(),
    any_of.plans(),
    any_of.forms(),
    any_of.series(),
    any_of.sessions(),
    any_of.customers(),
    any_of.addresses(),
    any_of.customer_notes(),
    any_of.tasks(),
    any_of.documents(),
    any_of.form_assignments(),
    any_of.account_tokens(),
    any_of.bookings(),
    any_of.entries(),
    any_of.dues(),
    any_of.signing_keys(),
    any_of.link_attempts(),
    any_of.payments(),
    any_of.balances(),
    any_of.movements(),
    st.builds(Remember, actor=texts, command=texts, key=texts, digest=texts, result=texts),
)
versions = st.integers(1, 2**40)


@CODECS
@given(row=rows, version=versions)
def test_a_row_comes_back_from_its_columns(codec: Codec, row: Any, version: int) -> None:
    kept = KEPT[type(row)]
    saved = evolve(row, version=version) if kept.versioned else row

    (loaded,) = kept.read(codec, [kept.put(codec, saved)])

    assert loaded == saved
    assert getattr(loaded, "version", None) == getattr(saved, "version", None)


@CODECS
@given(sale=any_of.sales(), version=versions)
def test_a_sale_comes_back_with_its_lines(codec: Codec, sale: Sale, version: int) -> None:
    kept = KEPT[Sale]
    columns = kept.put(codec, evolve(sale, version=version))
    lines = [line[2:] for line in kept.parts[0].rows(codec, sale)]

    none = (None,) * len(SALE_LINE_COLUMNS)
    (loaded,) = sales_with_lines(codec, [(*columns, *line) for line in lines or [none]])

    assert (loaded, loaded.version) == (sale, version)


@CODECS
@given(refund=any_of.refunds(), version=versions, whole=st.booleans())
def test_a_refund_comes_back_with_its_parts(
    codec: Codec, refund: Refund, version: int, whole: bool
) -> None:
    kept, saved = KEPT[Refund], refund if whole else evolve(refund, parts=())
    columns = kept.put(codec, evolve(saved, version=version))
    parts = [part[2:] for part in kept.parts[0].rows(codec, saved)]

    none = (None,) * len(REFUND_PART_COLUMNS)
    (loaded,) = refunds_with_parts(codec, [(*columns, *part) for part in parts or [none]])

    assert (loaded, loaded.version) == (saved, version)


@CODECS
@given(event=any_of.events())
def test_an_event_comes_back_with_its_words(codec: Codec, event: Event) -> None:
    kept = KEPT[Event]
    columns = kept.put(codec, event)
    words = [(name, text) for *_, name, _, text in kept.parts[0].rows(codec, event)]

    (loaded,) = events_with_words(codec, [(*columns, *word) for word in words or [(None, None)]])

    assert loaded == event


@given(event=any_of.events())
def test_words_never_stand_among_the_facts(event: Event) -> None:
    columns = KEPT[Event].put(TEXT, evolve(event, words={"note": "tender in the left knee"}))

    assert not [kept for kept in columns if "knee" in str(kept)]


@CODECS
@given(instant=any_of.instants())
def test_an_instant_comes_back_in_pendulums_utc(codec: Codec, instant: DateTime) -> None:
    loaded = codec.get_instant(codec.put_instant(instant))

    assert (loaded, type(loaded), loaded.tzinfo) == (instant, DateTime, UTC)


@given(first=any_of.instants(), second=any_of.instants())
def test_instants_sort_as_their_texts(first: DateTime, second: DateTime) -> None:
    assert (first < second) == (TEXT.put_instant(first) < TEXT.put_instant(second))


def test_an_instant_is_written_with_all_its_digits() -> None:
    instant = DateTime(2026, 7, 2, 18, 30, tzinfo=UTC)

    assert TEXT.put_instant(instant) == "2026-07-02 18:30:00.000000"


@CODECS
def test_no_pendulum_reaches_the_driver(codec: Codec) -> None:
    """Its arithmetic, which drivers use, takes twenty times as long."""
    instant = DateTime(2026, 7, 2, 18, 30, tzinfo=UTC)

    assert type(codec.put_instant(instant)) in {str, datetime}
    assert type(codec.put_day(instant.date())) in {str, date}


def test_an_instant_with_another_offset_is_read_as_the_same_moment() -> None:
    rome = timezone(timedelta(hours=2))

    loaded = NATIVE.get_instant(datetime(2026, 7, 2, 20, 30, tzinfo=rome))

    assert loaded == DateTime(2026, 7, 2, 18, 30, tzinfo=UTC)
    assert NATIVE.put_instant(loaded) == datetime(2026, 7, 2, 18, 30, tzinfo=STANDARD_UTC)


def test_only_sqlite_is_spoken_to_in_texts() -> None:
    assert codec_of("sqlite") is TEXT
    assert codec_of("postgresql") is NATIVE


@given(facts=st.dictionaries(texts, st.none() | st.booleans() | st.integers() | texts))
def test_equal_facts_have_equal_text(facts: dict[str, Any]) -> None:
    turned = dict(reversed(facts.items()))

    assert canonical_json(facts) == canonical_json(turned)


@pytest.mark.parametrize("kept", KEPT.values(), ids=lambda kept: kept.row.__name__)
def test_the_columns_of_a_row_are_those_of_its_table(kept: Kept[Any]) -> None:
    apart = {"center", "no"} if kept.locked else {"center"}

    assert {*kept.columns, *apart} == set(kept.table.c.keys())
    assert kept.versioned == ("version" in kept.columns and kept.row is not Event)
    assert list(kept.table.primary_key.columns.keys()) == list(dict.fromkeys(("center", *kept.key)))


def test_every_table_keeps_something() -> None:
    kept = {each.table for each in KEPT.values()}
    parts = {part.table for each in KEPT.values() for part in each.parts}
    # What a document holds is no entity's row.
    apart = {tables.content}

    assert kept | parts | apart == set(tables.center.metadata.tables.values())


def test_rows_that_are_taken_away_with_their_customer_have_no_parts() -> None:
    """What is left of them would refer to nothing."""
    gone = [row for row, owned in OWNED.items() if _goes(owned)]

    assert len(gone) > 4
    assert [row for row in gone if KEPT[row].parts] == []


def _goes(owned: Owned) -> bool:
    return owned.absorbing is Absorbing.GOES or owned.erasing is Erasing.GOES


def test_what_is_blanked_is_a_column_or_rows_of_its_own() -> None:
    for row, owned in OWNED.items():
        parts = {part.field for part in KEPT[row].parts if "customer_id" in part.table.c}

        assert set(owned.blanks) <= {*KEPT[row].columns, *parts}


def test_whatever_belongs_to_customers_is_looked_up_by_the_customer() -> None:
    """By each field that names one; or by another row of the same customer, of which are few."""
    fields = {field for owned in OWNED.values() for field in owned.by}
    named = {
        (table, field) for table in metadata.tables.values() for field in fields if field in table.c
    }
    found = {
        (table, field)
        for table, field in named
        for index in table.indexes
        if [column.name for column in list(index.columns)[:2]] == ["center", field]
    }
    through = {kept.table: kept.through[1] for kept in KEPT.values() if kept.through}

    assert {table for table, _ in named - found} == set(through)
    assert {*through.values()} <= {table for table, _ in found}


def test_every_row_with_a_number_has_its_place_in_the_order_of_locks() -> None:
    assert set(LOCK_ORDER) == {kept.row for kept in KEPT.values() if kept.locked}


def test_every_key_starts_with_the_center() -> None:
    """So no statement crosses two tenants, and the tables shard by center (P9)."""
    for table in tables.center.metadata.tables.values():
        keys: list[Any] = [table.primary_key, *table.foreign_key_constraints, *table.indexes]
        assert {next(iter(key.columns)).name for key in keys} == {"center"}
