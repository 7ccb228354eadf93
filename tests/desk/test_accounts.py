"""The account that a customer logs in with: whose it is to change, and since when."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from bookingcore import (
    CardWarningKind,
    Customer,
    CustomerNotActive,
    Desk,
    EventKind,
    InvalidInput,
    LoginOfCustomer,
    NameOfCustomer,
    NoLoginEmail,
    Staff,
    Unknown,
    Verified,
)
from bookingcore.domain.values.actors import SYSTEM
from bookingcore.testing import FrozenClock
from tests.desk.records import everything

NOTICES, LOGIN, NEW = "notices@example.org", "Login@example.org", "new@example.org"


@pytest.fixture
def anna(desk: Desk) -> Customer:
    """A card with two addresses, whose customer has never come in."""
    return desk.customers.register(name="Anna", surname="Rossi", email=NOTICES, login_email=LOGIN)


def verified(customer: Customer) -> list[str]:
    return [each.address for each in customer.verified]


def warned(desk: Desk, customer: Customer) -> list[tuple[str, str]]:
    """What staff are warned of about the account, with the address concerned."""
    warnings = desk.customers.warnings(customer).card
    return [(each.kind.name, each.address) for each in warnings]


# The login.


def takeovers(desk: Desk, customer: Customer) -> Sequence[Callable[[], object]]:
    """Ways to give an account another login."""
    return [
        lambda: desk.customers.change_login_email(customer, NEW),
        lambda: desk.customers.change_login_email(customer, None),
        lambda: desk.customers.update(customer, email=NEW, login_email=NEW),
        lambda: desk.customers.update(customer, login_email=""),
    ]


@pytest.mark.rule("000-36")
def test_the_login_is_the_account_s_address_not_the_one_for_notices(desk: Desk) -> None:
    ugo = desk.customers.register(name="Ugo", email=NOTICES)
    for link in (desk.customers.login_link, desk.customers.password_link):
        with pytest.raises(NoLoginEmail):
            link(ugo)
    desk.customers.change_login_email(ugo, LOGIN)
    entered = desk.customers.redeem_login(desk.customers.login_link(ugo))

    assert (entered.account.login_email, verified(entered)) == (LOGIN, [LOGIN.lower()])
    assert desk.verify() == ()


@pytest.mark.rule("000-37", "000-38")
def test_once_the_customer_uses_the_account_neither_staff_nor_support_change_its_login(
    desk: Desk, anna: Customer
) -> None:
    desk.by(anna).customers.activate(anna)
    before = everything(desk)
    for actor in (Staff("maria"), Staff("support"), SYSTEM):
        for attempt in takeovers(desk.by(actor), anna):
            with pytest.raises(LoginOfCustomer) as refused:
                attempt()
            assert refused.value.customer_id == anna.id

    assert everything(desk) == before
    # The address for notices is the card's, and staff's to change.
    assert desk.customers.change_notification_email(anna, NEW).email == NEW


@pytest.mark.rule("000-37")
def test_the_customer_alone_changes_the_login_of_an_account_in_use(
    desk: Desk, anna: Customer
) -> None:
    own = desk.by(anna).customers
    own.activate(anna)
    changed = own.change_login_email(anna, NEW)

    assert changed.account.login_email == NEW
    assert changed.account.in_use
    # Nobody has shown yet that the new one is theirs.
    assert verified(changed) == []
    with pytest.raises(NoLoginEmail):
        own.change_login_email(anna, None)
    assert verified(desk.customers.redeem_login(desk.customers.login_link(anna))) == [NEW]
    assert desk.verify() == ()


@pytest.mark.rule("000-40")
def test_until_the_customer_uses_the_account_staff_change_its_login(
    desk: Desk, anna: Customer
) -> None:
    """Links that were sent, and an address that was verified, are no use of the account."""
    desk.customers.login_link(anna)
    desk.customers.verify_email(desk.customers.verification_link(anna, email=LOGIN))

    assert desk.customers.change_login_email(anna, NEW).login_email == NEW
    assert desk.customers.update(anna, login_email="x@example.org").login_email == "x@example.org"
    assert desk.customers.change_login_email(anna, None).login_email is None
    assert desk.verify() == ()


@pytest.mark.rule("000-39")
def test_the_account_section_warns_of_a_login_that_is_the_customer_s(
    desk: Desk, anna: Customer
) -> None:
    kind = CardWarningKind.LOGIN_OF_CUSTOMER.name
    assert kind not in dict(warned(desk, anna))
    desk.by(anna).customers.activate(anna)

    assert (kind, LOGIN) in warned(desk, anna)
    assert desk.customers.card(anna).warnings == desk.customers.warnings(anna)


# The names.


@pytest.mark.rule("000-47", "000-49", "A45")
def test_the_account_has_the_names_of_its_registration_whatever_staff_write_on_the_card(
    desk: Desk, anna: Customer
) -> None:
    assert (anna.account.name, anna.account.surname) == ("Anna", "Rossi")
    card = desk.customers.update(anna, name="Annamaria", surname="Verdi")
    assert (card.full_name, card.account.name, card.account.surname) == (
        *("Annamaria Verdi", "Anna"),
        "Rossi",
    )
    for actor in (Staff("maria"), Staff("support"), SYSTEM):
        with pytest.raises(NameOfCustomer):
            desk.by(actor).customers.rename_account(anna, name="Annamaria")

    assert desk.customers.get(anna) == card


@pytest.mark.rule("000-48", "000-49", "A45")
@pytest.mark.parametrize("used", [False, True])
def test_only_the_customer_renames_the_account_and_the_card_keeps_its_names(
    desk: Desk, anna: Customer, used: bool
) -> None:
    own = desk.by(anna).customers
    if used:
        own.activate(anna)
    renamed = own.rename_account(anna, name=" Annetta ", surname="")

    assert (renamed.account.name, renamed.account.surname) == ("Annetta", "")
    assert renamed.full_name == "Anna Rossi"
    assert desk.customers.find("annetta") == ()
    event = desk.history(anna)[-1]
    assert (event.kind, str(event.actor)) == (EventKind.ACCOUNT_RENAMED, f"customer:{anna.id}")
    assert "Annetta" not in repr(event)
    for name in ("", " ", "a\nb", "a" * 201, 7, None):
        with pytest.raises(InvalidInput):
            own.rename_account(anna, name=name)  # type: ignore[arg-type]


def test_nobody_renames_activates_or_readdresses_another_s_account(
    desk: Desk, anna: Customer
) -> None:
    ugo = desk.customers.register(name="Ugo", email="u@example.org")
    before = everything(desk)
    own = desk.by(ugo).customers
    attempts: list[Callable[[], object]] = [
        lambda: own.rename_account(anna, name="Ugo"),
        lambda: own.activate(anna),
        lambda: own.change_login_email(anna, "u2@example.org"),
        lambda: own.get(anna),
    ]
    for attempt in attempts:
        with pytest.raises(Unknown):
            attempt()

    assert everything(desk) == before


# The first access.


@pytest.mark.rule("000-52", "000-53", "000-54")
def test_the_first_access_verifies_the_login_and_consents_at_one_instant_in_one_event(
    desk: Desk, clock: FrozenClock, anna: Customer
) -> None:
    assert not anna.account.in_use
    assert verified(anna) == []
    active = desk.by(anna).customers.activate(anna)

    assert active.account.activated_at == clock.now()
    assert active.verified == (Verified(LOGIN.lower(), clock.now()),)
    [event] = [each for each in desk.history(anna) if "ACTIVATED" in each.kind.name]
    assert (event.at, str(event.actor)) == (clock.now(), f"customer:{anna.id}")
    assert desk.customers.get(anna) == active
    assert desk.verify() == ()


@pytest.mark.rule("000-53")
def test_logging_in_with_a_link_is_a_first_access_and_only_the_first_one_counts(
    desk: Desk, clock: FrozenClock, anna: Customer
) -> None:
    first = desk.customers.redeem_login(desk.customers.login_link(anna))
    since = clock.now()
    clock.advance(days=1)
    again = desk.customers.redeem_login(desk.customers.login_link(anna))
    before = desk.history(anna)

    assert desk.by(anna).customers.activate(anna) == again
    assert first.account.activated_at == again.account.activated_at == since
    assert again.verified == (Verified(LOGIN.lower(), since),)
    assert desk.history(anna) == before
    assert [each.kind.name for each in before].count("CUSTOMER_ACTIVATED") == 1


@pytest.mark.rule("000-52")
def test_to_verify_an_address_or_to_set_a_password_is_no_consent(
    desk: Desk, anna: Customer
) -> None:
    desk.customers.verify_email(desk.customers.verification_link(anna))
    reset = desk.customers.reset_password(desk.customers.password_link(anna))

    assert verified(reset) == [NOTICES, LOGIN.lower()]
    assert not reset.account.in_use


@pytest.mark.rule("000-53")
def test_an_account_without_a_login_takes_the_address_for_notices(desk: Desk) -> None:
    ugo = desk.customers.register(name="Ugo", email=NOTICES)
    active = desk.by(ugo).customers.activate(ugo)

    assert (active.login_email, verified(active), active.notice_email) == (
        *(NOTICES, [NOTICES]),
        NOTICES,
    )
    mute = desk.customers.register(name="Muto", phone="06 1")
    with pytest.raises(NoLoginEmail):
        desk.by(mute).customers.activate(mute)
    assert not desk.customers.get(mute).account.in_use
    assert desk.verify() == ()


def test_who_has_left_does_not_come_in(desk: Desk, anna: Customer) -> None:
    link = desk.customers.login_link(anna)
    desk.customers.deregister(anna)
    before = everything(desk)
    with pytest.raises(CustomerNotActive):
        desk.by(anna).customers.activate(anna)
    with pytest.raises(CustomerNotActive):
        desk.customers.redeem_login(link)
    assert everything(desk) == before
    desk.customers.reregister(anna)

    # What was refused has not used the link up.
    assert desk.customers.redeem_login(link).account.in_use


# Two addresses.


@pytest.mark.rule("A28")
def test_an_address_for_notices_has_to_be_verified_too_and_the_login_stands_in_until_then(
    desk: Desk, anna: Customer
) -> None:
    assert anna.notice_email is None
    assert warned(desk, anna) == [("EMAIL_UNVERIFIED", NOTICES), ("EMAIL_UNVERIFIED", LOGIN)]
    active = desk.by(anna).customers.activate(anna)
    assert active.notice_email == LOGIN
    assert ("EMAIL_UNVERIFIED", NOTICES) in warned(desk, anna)
    told = desk.customers.verify_email(desk.customers.verification_link(anna))

    assert told.notice_email == NOTICES
    assert verified(told) == [LOGIN.lower(), NOTICES]
    assert warned(desk, anna) == [("LOGIN_OF_CUSTOMER", LOGIN)]


@pytest.mark.rule("A28")
@pytest.mark.parametrize("command", ["update", "change_notification_email"])
def test_an_address_that_left_the_card_is_not_known_to_be_theirs_when_it_returns(
    desk: Desk, anna: Customer, command: str
) -> None:
    desk.customers.verify_email(desk.customers.verification_link(anna))
    change: Callable[..., Customer] = getattr(desk.customers, command)
    change(anna, email=NEW)
    back = change(anna, email=NOTICES)

    assert back.email == NOTICES
    assert verified(back) == []
    assert back.notice_email is None


@pytest.mark.rule("A28")
def test_another_spelling_of_a_verified_address_is_the_same_one(desk: Desk, anna: Customer) -> None:
    desk.by(anna).customers.activate(anna)
    respelt = desk.customers.change_notification_email(anna, f" {LOGIN.upper()} ")

    assert respelt.notice_email == LOGIN.upper()
    assert ("EMAIL_UNVERIFIED", LOGIN.upper()) not in warned(desk, anna)
    assert desk.verify() == ()
