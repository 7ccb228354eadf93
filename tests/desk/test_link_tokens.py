"""What a link says, who signs it, and what is no link: on every store (A46)."""

from __future__ import annotations

import logging
from base64 import urlsafe_b64decode
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from string import ascii_letters, digits

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import URL

from bookingcore import AlreadyCancelled, Booking, Desk, SessionStarted, Unavailable, Unknown
from bookingcore.adapters.system import HmacSigner, SystemChance
from bookingcore.domain.bookings.links import new_link, read_link
from bookingcore.domain.values.ids import CenterId
from bookingcore.domain.values.sealing import LINKS_KEY, SigningKey
from bookingcore.errors import NobodyAttached
from bookingcore.ports.questions import ById
from bookingcore.ports.store import Store
from bookingcore.testing import FrozenClock
from tests.desk.links import ADDRESS, START, STARTS, WRONG, guess, refused_by
from tests.desk.records import everything
from tests.desk.studio import Studio


@pytest.fixture
def booking(studio: Studio) -> Booking:
    """Anna's redeemed booking of Thursday evening."""
    studio.sold()
    return studio.booked(STARTS)


@pytest.fixture
def token(studio: Studio, booking: Booking) -> str:
    return studio.desk.bookings.manage_link(booking)


def test_a_link_holds_nothing_of_the_customer_and_is_kept_nowhere(
    studio: Studio, booking: Booking, desk_url: URL | None, caplog: pytest.LogCaptureFixture
) -> None:
    desk = studio.desk
    with caplog.at_level(logging.DEBUG):
        token = desk.bookings.manage_link(booking)
        opened = desk.bookings.manage(token)
        guess(desk, token)
        opened.cancel(email=ADDRESS)
    said, _, signature = token.partition(".")
    payload = urlsafe_b64decode(said + "=" * (-len(said) % 4)).decode()

    assert set(token) <= set(ascii_letters + digits + "-_.")
    for personal in (studio.anna.id, studio.anna.name, studio.anna.surname, ADDRESS):
        assert personal not in payload
    kept = repr(everything(desk)) + caplog.text + repr(opened)
    if desk_url is not None and desk_url.get_backend_name() == "sqlite":
        kept += str([path.read_bytes() for path in _files(desk_url)])
    for secret in (token, said, signature, read_link(token).link.nonce):
        assert secret not in kept


def _files(url: URL) -> list[Path]:
    path = Path(str(url.database))
    return [*path.parent.glob(f"{path.name}*")]


@pytest.mark.rule("A46")
@pytest.mark.hypothesis
def test_any_damage_makes_a_link_useless(studio: Studio, booking: Booking, token: str) -> None:
    before = everything(studio.desk)
    places = st.integers(0, len(token) - 1)
    letters = st.text(ascii_letters + digits + "-_.", max_size=3)

    @settings(max_examples=60)
    @given(places, st.integers(0, 3), letters)
    def damaged(place: int, cut: int, put: str) -> None:
        forged = token[:place] + put + token[place + cut :]
        if forged != token:
            refused_by(studio.desk, forged)

    damaged()
    # The last character has bits to spare: another one there may say the same bytes.
    others = {token[:-1] + char for char in ascii_letters + digits} - {token}
    for forged in ("", " ", f"{token} ", token[:-1], token + "A", "x" * 100_000, *sorted(others)):
        refused_by(studio.desk, forged)
    assert everything(studio.desk) == before
    assert studio.desk.bookings.manage(token).booking == booking


@pytest.mark.rule("A46")
def test_what_another_key_signed_opens_nothing(
    studio: Studio, booking: Booking, token: str
) -> None:
    """The center's own key, the host's, and another one of the host's do not stand in."""
    hosted, changed = (signed_by(studio.desk, byte) for byte in (b"s", b"t"))
    from_host = hosted.bookings.manage_link(booking)
    link = read_link(token).link
    for desk, forged in (
        (hosted, token),
        (studio.desk, from_host),
        (changed, from_host),
        (studio.desk, link.token(HmacSigner(b"s" * 32).sign(link.payload))),
    ):
        refused_by(desk, forged)

    assert hosted.bookings.manage(from_host).booking == booking


@pytest.mark.rule("A46")
def test_another_center_s_link_opens_nothing_here(
    studio: Studio, booking: Booking, token: str
) -> None:
    """Neither where each center has its own key, nor where the host signs for all."""
    torino = studio.desk.at("torino")
    refused_by(torino, token)
    there = Studio(torino)
    abroad = there.booked(STARTS)
    refused_by(studio.desk, torino.bookings.manage_link(abroad))

    signer = HmacSigner(b"s" * 32)
    forged = new_link(CenterId("roma"), abroad.id, 1)
    refused_by(signed_by(torino, b"s"), forged.token(signer.sign(forged.payload)))
    refused_by(studio.desk.at("nowhere"), token)


@pytest.mark.rule("A46")
def test_a_customer_opens_only_their_own_booking_with_a_link(
    studio: Studio, booking: Booking, token: str
) -> None:
    ugo = studio.desk.customers.register(name="Ugo", email=WRONG)
    refused_by(studio.desk.by(ugo), token)
    with pytest.raises(Unknown):
        studio.desk.by(ugo).bookings.manage_link(booking)

    own = studio.desk.by(studio.anna).bookings
    assert own.manage(own.manage_link(booking)).booking == booking


def signed_by(desk: Desk, byte: bytes) -> Desk:
    """The same desk where the host has a signer."""
    return desk._with(evolve(desk._context, signer=HmacSigner(byte * 32)))


def test_a_center_has_one_key_of_its_own_however_many_ask_for_it_at_once(
    studio: Studio, booking: Booking
) -> None:
    desk = studio.desk._with(evolve(studio.desk._context, chance=SystemChance()))
    assert key_in(desk.store) == ()
    with ThreadPoolExecutor(8) as asking:
        tokens = [*asking.map(lambda _: desk.bookings.manage_link(booking), range(8))]

    assert len(set(tokens)) == 8
    assert [desk.bookings.manage(token).booking for token in tokens] == [booking] * 8
    assert len(key_in(desk.store)) == 1


def test_where_the_host_signs_no_key_is_kept(studio: Studio, booking: Booking) -> None:
    signed_by(studio.desk, b"s").bookings.manage_link(booking)

    assert key_in(studio.desk.store) == ()


class _Down(HmacSigner):
    def sign(self, payload: bytes) -> bytes:
        raise Unavailable


def test_where_no_link_can_be_signed_nothing_is_done(
    studio: Studio, booking: Booking, token: str
) -> None:
    guess(studio.desk, token)
    before = everything(studio.desk)
    down = studio.desk._with(evolve(studio.desk._context, signer=_Down(b"s" * 32)))
    with pytest.raises(Unavailable):
        down.bookings.manage_link(booking)

    assert everything(studio.desk) == before


def key_in(store: Store) -> tuple[SigningKey, ...]:
    question = ById(SigningKey, LINKS_KEY)
    with store.snapshot(CenterId("roma")) as reader:
        return reader.load(question)[question]


def test_no_link_is_made_to_what_is_over_or_nobody_s(
    studio: Studio, clock: FrozenClock, booking: Booking
) -> None:
    other = studio.booked("2026-07-03T18:00")
    studio.desk.bookings.cancel(other)
    with pytest.raises(AlreadyCancelled):
        studio.desk.bookings.manage_link(other)
    kept = studio.desk.bookings.book_appointment(None, studio.physio, starts_at="2026-07-04T10:00")
    with pytest.raises(NobodyAttached):
        studio.desk.bookings.manage_link(kept)
    clock.move_to(START)
    with pytest.raises(SessionStarted):
        studio.desk.bookings.manage_link(booking)
