"""Links: one form only, signed over all they say, and what a typed address is worth (A46)."""

from __future__ import annotations

from collections.abc import Iterator
from string import ascii_letters, digits

import pytest
from attrs import fields
from hypothesis import given
from hypothesis import strategies as st

from bookingcore.domain.bookings.booking import Booking
from bookingcore.domain.bookings.links import (
    ATTEMPTS_MAX,
    AnswerFacts,
    Link,
    LinkAttempts,
    decide_answer,
    decide_reopening,
    is_address_of,
    new_link,
    opened,
    read_link,
    refuse_link,
)
from bookingcore.domain.customers.customer import Customer
from bookingcore.domain.values.changes import Add, Decision, Put
from bookingcore.domain.values.events import EventKind
from bookingcore.domain.values.ids import BookingId, CenterId
from bookingcore.domain.values.sealing import TOKEN_LENGTH_MAX, SigningKey, new_key
from bookingcore.errors import (
    AlreadyCancelled,
    LinkAnswerNotAccepted,
    LinkNotUsable,
    NoAddressOnRecord,
    NobodyAttached,
    SessionStarted,
)
from bookingcore.ports.signer import SIGNATURE_BYTES_MAX, Signer
from bookingcore.testing import SignerContract
from tests.domain.build import at, booked, cancelled, customer

URL_SAFE = ascii_letters + digits + "-_."
KEY, OTHER_KEY = new_key(7), new_key(8)
ROMA, B1 = CenterId("roma"), BookingId("019f1c43-4b00-7000-8000-000000000001")
LINK = new_link(ROMA, B1, 2**127 + 3)
TOKEN = LINK.token(KEY.sign(LINK.payload))

ids = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), min_size=1, max_size=64)


class TestSigningKey(SignerContract):
    @pytest.fixture
    def signer(self) -> Signer:
        return new_key(2**255 + 1)

    @pytest.fixture
    def again(self) -> Signer:
        return new_key(2**255 + 1)

    @pytest.fixture
    def stranger(self) -> Signer:
        return new_key(1)


def test_a_key_is_as_long_as_its_hash_and_does_not_show_itself() -> None:
    assert [len(bytes.fromhex(new_key(bits).secret)) for bits in (0, 2**256 - 1)] == [32, 32]
    assert repr(KEY) == "SigningKey(id='links')"


def accepted(token: str, key: SigningKey = KEY) -> Link | None:
    """What a signed token says; None where nobody believes it."""
    try:
        signed = read_link(token)
    except LinkNotUsable:
        return None
    return signed.link if key.verify(signed.link.payload, signed.signature) else None


@given(ids, ids, st.integers(0, 2**128 - 1), st.binary(max_size=SIGNATURE_BYTES_MAX))
def test_a_token_says_what_it_was_made_to_say(
    center: str, booking: str, bits: int, signature: bytes
) -> None:
    link = new_link(CenterId(center), BookingId(booking), bits)
    token = link.token(signature)

    assert set(token) <= set(URL_SAFE)
    assert len(token) <= TOKEN_LENGTH_MAX
    assert (read_link(token).link, read_link(token).signature) == (link, signature)


def test_a_token_holds_a_center_a_booking_a_nonce_and_nothing_else() -> None:
    assert LINK.payload.decode().split("\n") == ["manage", "1", ROMA, B1, "8" + "0" * 30 + "3"]


def test_two_links_of_one_booking_differ_and_both_are_signed() -> None:
    other = new_link(ROMA, B1, 5)

    assert other.payload != LINK.payload
    assert accepted(other.token(KEY.sign(other.payload))) == other
    assert accepted(other.token(KEY.sign(LINK.payload))) is None


def damaged(token: str) -> Iterator[str]:
    """*token* with each of its characters replaced by each other one, cut, and lengthened."""
    for place, char in enumerate(token):
        for other in URL_SAFE + "+/= %\x00é":
            if other != char:
                yield token[:place] + other + token[place + 1 :]
    for length in range(len(token)):
        yield token[:length]
        yield token[length + 1 :]
        yield token[:length] + token[length + 1 :]
    for more in URL_SAFE + "=\n \x00":
        yield token + more
        yield more + token


@pytest.mark.rule("A46")
def test_any_damage_of_any_character_is_noticed() -> None:
    """Also where base64 has bits to spare, so that other characters would say the same bytes."""
    assert accepted(TOKEN) == LINK
    assert [token for token in damaged(TOKEN) if accepted(token) is not None] == []


@given(st.one_of(st.text(), st.text(URL_SAFE, max_size=300), st.binary().map(bytes.hex)))
def test_text_of_any_kind_is_no_link(text: str) -> None:
    assert accepted(text) is None


@given(st.lists(st.tuples(st.integers(0, len(TOKEN)), st.sampled_from(URL_SAFE)), min_size=1))
def test_a_token_changed_in_several_places_is_noticed(changes: list[tuple[int, str]]) -> None:
    changed = TOKEN
    for place, char in changes:
        changed = changed[:place] + char + changed[place + 1 :]

    assert (accepted(changed) is None) is (changed != TOKEN)


def test_the_text_in_other_letters_that_say_the_same_bytes_is_no_link() -> None:
    for other in (TOKEN + "=", TOKEN.replace(".", "=."), f" {TOKEN}", TOKEN.replace(".", "\n.")):
        assert accepted(other) is None


@pytest.mark.rule("A46")
def test_what_was_signed_with_another_key_is_nothing() -> None:
    assert accepted(LINK.token(OTHER_KEY.sign(LINK.payload))) is None


@pytest.mark.parametrize(
    "payload",
    [
        b"manage\n2\nroma\nb1\n00",
        b"manage\n0\nroma\nb1\n00",
        b"verify_email\n1\nroma\nb1\n00",
        b"manage\n1\nroma\nb1",
        b"manage\n1\nroma\nb1\n00\n",
        b"manage\n1\n\nb1\n00",
        b"manage\n1\nroma\n\n00",
        b"manage\n1\nroma\n" + b"b" * 65 + b"\n00",
        b"manage\n1\nrom\xff\nb1\n00",
        b"manage\n1\nrom\x00\nb1\n00",
        b"",
    ],
)
def test_what_was_well_signed_but_is_no_link_of_this_version_is_refused(payload: bytes) -> None:
    class Anything(Link):
        payload = property(lambda _: said)

    said = payload
    token = Anything(center=ROMA, booking_id=B1, nonce="").token(KEY.sign(payload))

    with pytest.raises(LinkNotUsable):
        read_link(token)


@pytest.mark.rule("A46")
def test_a_link_opens_its_booking_until_the_start() -> None:
    booking = booked(on=2)

    assert opened(booking, at(2, 17, 59, second=59, microsecond=999_999)) == (booking, "anna")
    for gone, now in (
        (booking, at(2)),
        (booking, at(3)),
        (cancelled(on=2), at(1)),
        (booked(on=2, customer_id=None), at(1)),
        (None, at(1)),
    ):
        with pytest.raises(LinkNotUsable):
            opened(gone, now)


def test_no_link_is_made_to_what_nobody_could_manage() -> None:
    refuse_link(booked(on=2), at(2, 17, 59))
    with pytest.raises(NobodyAttached):
        refuse_link(booked(on=2, customer_id=None), at(1))
    with pytest.raises(AlreadyCancelled):
        refuse_link(cancelled(on=2), at(1))
    with pytest.raises(SessionStarted):
        refuse_link(booked(on=2), at(2))


ANNA = customer(email="Anna@Example.org", login_email="rossi@example.org")


def answered(
    typed: str, *, failed: int | None = None, of: Customer = ANNA, to: Booking | None = None
) -> Decision[bool]:
    """The decision about *typed* after so many wrong ones; None when no row is there yet."""
    booking = to or booked()
    attempts = None if failed is None else LinkAttempts(id=booking.id, failed=failed)
    facts = AnswerFacts(center=ROMA, booking=booking, customer=of, attempts=attempts)
    return decide_answer(typed, facts)


@pytest.mark.rule("A46")
@pytest.mark.parametrize("failed", [None, 0, ATTEMPTS_MAX - 1])
def test_a_right_answer_changes_nothing(failed: int | None) -> None:
    for typed in ("anna@example.org", " ANNA@EXAMPLE.ORG\n", "Rossi@example.org"):
        assert answered(typed, failed=failed) == Decision(result=True, changes=(), happened=())


@pytest.mark.rule("A46")
def test_a_wrong_answer_is_counted() -> None:
    booking = booked()
    first, next_one = answered("ugo@example.org"), answered("ugo@example.org", failed=3)

    assert (first.result, next_one.result) == (False, False)
    assert first.changes == [Add(LinkAttempts(id=booking.id, failed=1))]
    assert next_one.changes == [Put(LinkAttempts(id=booking.id, failed=4))]
    [happened] = next_one.happened
    assert (happened.kind, happened.facts) == (EventKind.LINK_ANSWER_REFUSED, {"failed": 4})
    assert (happened.subject, happened.customer_id) == (booking.id, booking.customer_id)
    assert happened.words == {}


@pytest.mark.rule("A46")
@pytest.mark.parametrize("typed", ["anna@example.org", "ugo@example.org"])
def test_after_too_many_wrong_answers_none_is_right(typed: str) -> None:
    with pytest.raises(LinkAnswerNotAccepted):
        answered(typed, failed=ATTEMPTS_MAX)


def test_what_is_told_to_whoever_holds_a_link_tells_nothing() -> None:
    for error in (LinkNotUsable, LinkAnswerNotAccepted):
        assert [each.name for each in fields(error) if each.init] == []


def test_staff_begin_the_count_again() -> None:
    booking = booked()
    decision = decide_reopening(booking, LinkAttempts(id=booking.id, failed=5, version=9))

    assert decision.changes == [Put(LinkAttempts(id=booking.id))]
    assert [happened.kind for happened in decision.happened] == [EventKind.LINK_REOPENED]


@pytest.mark.rule("A46")
@pytest.mark.parametrize("failed", [None, ATTEMPTS_MAX])
def test_who_has_no_address_is_told_whom_to_call(failed: int | None) -> None:
    with pytest.raises(NoAddressOnRecord) as refused:
        answered("anna@example.org", of=customer(), failed=failed)

    assert refused.value.center == "roma"


def test_one_address_of_two_is_enough_and_none_matches_nothing() -> None:
    for own in (customer(email="a@b.c"), customer(login_email="a@b.c")):
        assert is_address_of(own, "A@B.C ")
        for typed in ("", "  ", "a@b.cc", "a@b", "None"):
            assert not is_address_of(own, typed)
    assert not is_address_of(customer(), "")


def test_a_letter_and_its_accent_may_be_one_character_or_two() -> None:
    assert is_address_of(customer(email="niccol\u00f2@example.org"), "Niccolo\u0300@example.org")
