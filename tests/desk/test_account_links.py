"""Links that prove whose an account is: what makes one useless, and what is told then."""

from __future__ import annotations

import logging
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from itertools import permutations
from pathlib import Path
from string import ascii_letters, digits

import pytest
from attrs import evolve, frozen
from sqlalchemy import URL

from bookingcore import Customer, Desk, InvalidInput, NotAllowed, Unavailable, Unknown, open_desk
from bookingcore.adapters.system import HmacSigner
from bookingcore.errors import LinkNotUsable
from bookingcore.testing import FrozenClock, SeededChance
from tests.conftest import MORNING, rome
from tests.desk.links import STARTS, told
from tests.desk.records import everything
from tests.desk.studio import Studio

MINUTES = {"VERIFY": 7 * 24 * 60, "LOGIN": 30, "RESET": 120}
"""How long each link is good for."""


@frozen
class Purpose:
    """A kind of link: how it is made, and how it is used."""

    name: str
    make: str
    use: str

    def made(self, desk: Desk, customer: Customer) -> str:
        """A link for *customer*."""
        make: Callable[[Customer], str] = getattr(desk.customers, self.make)
        return make(customer)

    def used(self, desk: Desk, token: str) -> Customer:
        """Whose *token* is."""
        use: Callable[[str], Customer] = getattr(desk.customers, self.use)
        return use(token)

    def refused(self, desk: Desk, token: str) -> None:
        """*token* does nothing, and nothing tells why."""
        with pytest.raises(LinkNotUsable) as refused:
            self.used(desk, token)
        assert told(refused.value) == told(LinkNotUsable())
        assert refused.value.args == ()


VERIFY = Purpose("VERIFY", "verification_link", "verify_email")
LOGIN = Purpose("LOGIN", "login_link", "redeem_login")
RESET = Purpose("RESET", "password_link", "reset_password")
PURPOSES = (VERIFY, LOGIN, RESET)

each_purpose = pytest.mark.parametrize("purpose", PURPOSES, ids=lambda purpose: purpose.name)


@pytest.fixture
def anna(desk: Desk) -> Customer:
    """A card with two addresses, whose customer has never come in."""
    return desk.customers.register(
        name="Anna", surname="Rossi", email="notices@example.org", login_email="anna@example.org"
    )


def hosted(desk: Desk, byte: bytes = b"s") -> Desk:
    """The same desk where the host has a signer."""
    return desk._with(evolve(desk._context, signer=HmacSigner(byte * 32)))


@each_purpose
def test_a_link_is_good_for_one_use(desk: Desk, anna: Customer, purpose: Purpose) -> None:
    """The second one finds it gone; another link to the same account is another one."""
    first, second = purpose.made(desk, anna), purpose.made(desk, anna)
    assert purpose.used(desk, first).id == anna.id
    before = everything(desk)
    purpose.refused(desk, first)

    assert everything(desk) == before
    assert purpose.used(desk.by(anna), second).id == anna.id
    kinds = [event.kind.name for event in desk.history(anna)]
    assert (kinds.count("ACCOUNT_LINK_MADE"), kinds.count("ACCOUNT_LINK_USED")) == (2, 2)
    assert desk.verify() == ()


@each_purpose
def test_a_link_runs_out(desk: Desk, clock: FrozenClock, anna: Customer, purpose: Purpose) -> None:
    in_time, too_late = purpose.made(desk, anna), purpose.made(desk, anna)
    end = clock.now().add(minutes=MINUTES[purpose.name])
    clock.move_to(end.subtract(microseconds=1))
    assert purpose.used(desk, in_time).id == anna.id
    clock.move_to(end)
    before = everything(desk)
    purpose.refused(desk, too_late)

    assert everything(desk) == before


def test_a_link_is_good_for_nothing_but_its_purpose(studio: Studio) -> None:
    """Nor is a link to a booking one to the account, or the other way round."""
    desk = studio.desk
    anna = desk.customers.update(studio.anna, login_email="anna@example.org")
    tokens = {purpose: purpose.made(desk, anna) for purpose in PURPOSES}
    manage = desk.bookings.manage_link(studio.booked(STARTS))
    before = everything(desk)
    for made, other in permutations(PURPOSES, 2):
        other.refused(desk, tokens[made])
    for purpose, token in tokens.items():
        purpose.refused(desk, manage)
        with pytest.raises(LinkNotUsable):
            desk.bookings.manage(token)

    assert everything(desk) == before
    assert {purpose.used(desk, token).id for purpose, token in tokens.items()} == {anna.id}


@each_purpose
def test_another_center_s_link_is_useless_here_whoever_signed_it(
    desk: Desk, anna: Customer, purpose: Purpose
) -> None:
    there = desk.at("torino")
    theirs = there.customers.register(name="Anna", login_email="anna@example.org")
    for here in (desk, hosted(desk)):
        purpose.made(here, anna)
        token = purpose.made(here.at("torino"), theirs)
        before = everything(desk), everything(there)
        purpose.refused(here, token)
        assert (everything(desk), everything(there)) == before
        assert purpose.used(here.at("torino"), token).id == theirs.id


@each_purpose
def test_what_is_called_the_same_in_two_centers_is_not_the_same(
    desk: Desk, purpose: Purpose
) -> None:
    """Centers whose ids are made alike, and who share the host's signer."""
    centers = [hosted(alike(each)) for each in (desk, desk.at("torino"))]
    cards = [
        center.customers.register(name="Anna", login_email="anna@example.org") for center in centers
    ]
    here, there = (purpose.made(center, card) for center, card in zip(centers, cards, strict=True))
    assert cards[0] == cards[1]
    purpose.refused(centers[0], there)
    purpose.refused(centers[1], here)

    assert purpose.used(centers[0], here) == purpose.used(centers[1], there)


def alike(desk: Desk) -> Desk:
    """The same desk with a chance that any other one made here has as well."""
    return desk._with(evolve(desk._context, chance=SeededChance(9)))


@each_purpose
def test_another_customer_does_not_use_the_link(
    desk: Desk, anna: Customer, purpose: Purpose
) -> None:
    ugo = desk.customers.register(name="Ugo", login_email="ugo@example.org")
    token = purpose.made(desk, anna)
    before = everything(desk)
    purpose.refused(desk.by(ugo), token)

    assert everything(desk) == before
    assert purpose.used(desk.by(anna), token).id == anna.id


@each_purpose
def test_a_link_to_an_address_that_was_changed_is_useless(
    desk: Desk, anna: Customer, purpose: Purpose
) -> None:
    token = purpose.made(desk, anna)
    new = "new@example.org"
    if purpose is VERIFY:
        desk.customers.change_notification_email(anna, new)
    else:
        # The address is still on the card, but it is not the login any more.
        desk.customers.update(anna, login_email=new, email="anna@example.org")
    before = everything(desk)
    purpose.refused(desk, token)

    assert everything(desk) == before
    assert desk.customers.get(anna).verified == ()


@each_purpose
@pytest.mark.parametrize("gone", ["absorbed", "erased"])
def test_a_link_to_a_card_that_stands_for_nobody_is_useless(
    desk: Desk, anna: Customer, purpose: Purpose, gone: str
) -> None:
    token = purpose.made(desk, anna)
    if gone == "erased":
        desk.customers.erase(anna)
    else:
        desk.customers.absorb(into=desk.customers.register(name="Anna"), old=anna)
    before = everything(desk)
    purpose.refused(desk, token)

    assert everything(desk) == before
    assert desk.verify() == ()


@each_purpose
def test_what_another_key_signed_is_useless(desk: Desk, anna: Customer, purpose: Purpose) -> None:
    """The center's own key, the host's, and another one of the host's do not stand in."""
    # Before anybody made a link there is no key at all.
    purpose.refused(desk, purpose.made(hosted(desk), anna))
    own, signed = purpose.made(desk, anna), purpose.made(hosted(desk), anna)
    before = everything(desk)
    purpose.refused(hosted(desk), own)
    purpose.refused(desk, signed)
    purpose.refused(hosted(desk, b"t"), signed)

    assert everything(desk) == before
    assert purpose.used(hosted(desk), signed) == purpose.used(desk, own)


@each_purpose
def test_a_link_that_was_cut_short_lengthened_or_garbled_is_useless(
    desk: Desk, anna: Customer, purpose: Purpose
) -> None:
    token = purpose.made(desk, anna)
    before = everything(desk)
    said, _, seal = token.partition(".")
    shorter = [token[:length] for length in range(0, len(token), 16)]
    others = [f"{said}.", f".{seal}", f"{seal}.{said}", f"{token}.{seal}", f"{said}.{said}"]
    for forged in (
        *(*shorter, token[:-1], token[1:], *others),
        *(f"{token}=", f"{token}A", f" {token}", f"{token}\n", token.swapcase()),
        *("", "\x00", "é" * 40, "\ud800", "x" * 100_000),
    ):
        purpose.refused(desk, forged)
    for nothing in (None, 7, token.encode(), [token]):
        with pytest.raises(InvalidInput) as refused:
            purpose.used(desk, nothing)  # type: ignore[arg-type]
        assert refused.value.field == "token"

    assert everything(desk) == before
    assert purpose.used(desk, token).id == anna.id


def test_a_link_in_which_one_bit_is_other_is_useless() -> None:
    """Each bit of what it says, of its seal, and of the text itself."""
    desk = open_desk(
        "memory:",
        center="roma",
        settings=rome(),
        clock=FrozenClock(MORNING),
        chance=SeededChance(7),
    )
    ugo = desk.customers.register(name="Ugo", login_email="ugo@example.org")
    token = LOGIN.made(desk, ugo)
    before = everything(desk)
    said, seal = map(raw, token.split("."))
    forged = {f"{text(each)}.{text(seal)}" for each in flipped(said)}
    forged |= {f"{text(said)}.{text(each)}" for each in flipped(seal)}
    forged |= {each.decode("latin-1") for each in flipped(token.encode())}
    assert len(forged) > 8 * (len(said) + len(seal))
    assert token not in forged
    for each in sorted(forged):
        LOGIN.refused(desk, each)

    assert everything(desk) == before
    assert LOGIN.used(desk, token).id == ugo.id


def raw(written: str) -> bytes:
    return urlsafe_b64decode(written + "=" * (-len(written) % 4))


def text(said: bytes) -> str:
    return urlsafe_b64encode(said).rstrip(b"=").decode()


def flipped(given: bytes) -> list[bytes]:
    """*given* with one bit turned, for each of its bits."""
    number, bits = int.from_bytes(given), range(8 * len(given))
    return [(number ^ 1 << bit).to_bytes(len(given)) for bit in bits]


def test_a_link_holds_nothing_of_the_customer_and_is_kept_nowhere(
    desk: Desk, anna: Customer, desk_url: URL | None, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        tokens = [purpose.made(desk, anna) for purpose in PURPOSES]
        VERIFY.used(desk, tokens[0])
    kept = repr(everything(desk)) + caplog.text
    if desk_url is not None and desk_url.get_backend_name() == "sqlite":
        path = Path(str(desk_url.database))
        kept += str([each.read_bytes() for each in path.parent.glob(f"{path.name}*")])

    for token in tokens:
        assert set(token) <= set(ascii_letters + digits + "-_.")
        said = raw(token.partition(".")[0]).decode()
        for personal in (anna.id, "Anna", "Rossi", "example.org"):
            assert personal not in said
        for secret in (token, *token.split("."), said.splitlines()[-1]):
            assert secret not in kept


@each_purpose
def test_only_staff_and_the_host_make_links_and_only_to_who_is_there(
    desk: Desk, anna: Customer, purpose: Purpose
) -> None:
    """Whoever has a link is taken for the customer: they get it by e-mail, not from the desk."""
    before = everything(desk)
    with pytest.raises(NotAllowed):
        purpose.made(desk.by(anna), anna)
    with pytest.raises(Unknown):
        purpose.made(desk.at("torino"), anna)
    for stranger in ("other@example.org", "", " "):
        with pytest.raises(InvalidInput) as refused:
            desk.customers.verification_link(anna, email=stranger)
        assert refused.value.field == "email"

    assert everything(desk) == before


class _Down(HmacSigner):
    def sign(self, payload: bytes) -> bytes:
        raise Unavailable

    def verify(self, payload: bytes, signature: bytes) -> bool:
        raise Unavailable


@each_purpose
def test_where_nobody_can_look_at_the_seal_the_link_is_not_used_up(
    desk: Desk, anna: Customer, purpose: Purpose
) -> None:
    token = purpose.made(hosted(desk), anna)
    before = everything(desk)
    down = desk._with(evolve(desk._context, signer=_Down(b"s" * 32)))
    with pytest.raises(Unavailable):
        purpose.used(down, token)

    assert everything(desk) == before
    assert purpose.used(hosted(desk), token).id == anna.id


@pytest.mark.parametrize("email", ["anna@example.org", " ANNA@Example.org"])
def test_either_address_of_the_card_is_verified_by_a_link_of_its_own(
    desk: Desk, anna: Customer, email: str
) -> None:
    usual = desk.customers.verification_link(anna)
    login = desk.customers.verification_link(anna, email=email)
    # To change one address leaves the link to the other one good.
    desk.customers.change_notification_email(anna, "new@example.org")

    VERIFY.refused(desk, usual)
    assert [each.address for each in VERIFY.used(desk, login).verified] == ["anna@example.org"]
