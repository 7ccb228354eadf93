"""Documents: the names they may have, and what may be in them."""

from __future__ import annotations

import pytest

from bookingcore.domain.customers.documents import (
    DOCUMENT_BYTES_MAX,
    Document,
    content,
    document_event,
    file_name,
)
from bookingcore.domain.values.events import EventKind
from bookingcore.domain.values.ids import CustomerId, DocumentId
from bookingcore.errors import InvalidInput
from tests.domain.build import at

WAIVER = Document(
    id=DocumentId("d1"),
    customer_id=CustomerId("anna"),
    type="waiver",
    name="waiver.pdf",
    size=1,
    digest="00",
    visible_to_customer=False,
    file="roma/d1",
    added_at=at(1),
    added_by="staff:maria",
)


@pytest.mark.parametrize(
    "given", ["waiver.pdf", " waiver.pdf ", ".waiver", "two words.pdf", "perché?.pdf", "x" * 200]
)
def test_a_plain_name_stays_as_it_is(given: str) -> None:
    assert file_name(given, "name") == given.strip()


@pytest.mark.rule("004-12")
@pytest.mark.parametrize(
    "given",
    [
        "../../x",
        "a/b",
        "/etc/passwd",
        "a\\b",
        "c:x",
        "..",
        ".",
        ". .",
        "",
        "   ",
        "x" * 201,
        "two\nlines",
        "nul\x00",
        None,
        b"waiver.pdf",
    ],
)
def test_no_name_leads_into_a_folder(given: object) -> None:
    with pytest.raises(InvalidInput) as refused:
        file_name(given, "name")

    assert refused.value.field == "name"


@pytest.mark.parametrize("given", [b"x", bytearray(b"x"), memoryview(b"x")])
def test_content_is_bytes_that_nobody_changes_any_more(given: object) -> None:
    assert content(given, "content") == b"x"
    assert isinstance(content(given, "content"), bytes)


def test_content_has_from_one_byte_to_the_limit() -> None:
    whole = bytes(DOCUMENT_BYTES_MAX)

    assert content(whole, "content") == whole
    for given in (b"", bytes(DOCUMENT_BYTES_MAX + 1)):
        with pytest.raises(InvalidInput) as refused:
            content(given, "content")
        assert (refused.value.field, refused.value.value) == ("content", f"{len(given)} bytes")


@pytest.mark.parametrize("given", ["text", None, 3, [1]])
def test_what_is_no_bytes_is_no_content_and_is_not_repeated(given: object) -> None:
    with pytest.raises(InvalidInput) as refused:
        content(given, "content")

    assert refused.value.value == ascii(type(given))


@pytest.mark.rule("004-14")
def test_the_switch_shows_a_document_and_hides_it() -> None:
    assert WAIVER.shown(to_customer=True).visible_to_customer
    assert WAIVER.shown(to_customer=True).shown(to_customer=False) == WAIVER


def test_history_tells_of_a_document_without_its_name() -> None:
    told = document_event(EventKind.DOCUMENT_SHOWN, WAIVER, visible=True)

    assert (told.subject, told.customer_id, told.facts) == ("d1", "anna", {"visible": True})
    assert not told.words
