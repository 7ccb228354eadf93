"""What becomes of a card and its account: written over, activated, verified, renamed."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import evolve, frozen
from pendulum import DateTime

from bookingcore.domain.customers.addresses import Addresses, claimed, normalised, releases
from bookingcore.domain.customers.customer import Customer, CustomerStatus
from bookingcore.domain.values.actors import Actor, Oneself
from bookingcore.domain.values.changes import Add, Change, Decision, Put
from bookingcore.domain.values.events import EventKind, Fact, Happened
from bookingcore.domain.values.uniqueness import EmailUniqueness
from bookingcore.errors import (
    CustomerNotActive,
    LoginOfCustomer,
    NameOfCustomer,
    NoLoginEmail,
)


@frozen(kw_only=True)
class AddressFacts:
    """Who holds the addresses that a card has, or is to have.

    Attributes:
        known: those on record, by their one form.
        uniqueness: whether two cards may share one (A44).
    """

    known: Addresses
    uniqueness: EmailUniqueness


def card_event(
    kind: EventKind,
    customer: Customer,
    facts: Mapping[str, Fact] | None = None,
    words: Mapping[str, str] | None = None,
) -> Happened:
    """What has become of *customer*'s card; empty words are none."""
    return Happened(
        kind=kind,
        subject=customer.id,
        customer_id=customer.id,
        facts=facts or {},
        words={name: text for name, text in (words or {}).items() if text},
    )


def edited(
    before: Customer,
    after: Customer,
    kind: EventKind,
    facts: Mapping[str, Fact] | None = None,
    words: Mapping[str, str] | None = None,
) -> Decision[Customer]:
    """*before* written over with *after*; nothing where they are the same.

    Raises:
        CustomerNotActive: the card was erased.
    """
    refuse_erased(before)
    if after == before:
        return Decision(result=before, changes=(), happened=())
    happened = [card_event(kind, after, facts, words)]
    return Decision(result=after, changes=[Put(after)], happened=happened)


def refuse_erased(customer: Customer) -> None:
    """Refuse to write on a card whose words are gone for good.

    Raises:
        CustomerNotActive: it was erased.
    """
    if customer.status is CustomerStatus.ERASED:
        raise CustomerNotActive(customer.id, customer.status.name)


def decide_registration(card: Customer, facts: AddressFacts, actor: Actor) -> Decision[Customer]:
    """Open a card; its addresses are its own from then on (000-42, A43).

    Raises:
        EmailInUse: another card has one of them, and the center is strict.
    """
    changes = [Add(card), *held_addresses(None, card, facts, actor)]
    happened = [card_event(EventKind.CUSTOMER_REGISTERED, card)]
    return Decision(result=card, changes=changes, happened=happened)


def decide_card(
    before: Customer, after: Customer, facts: AddressFacts, actor: Actor, happened: Happened
) -> Decision[Customer]:
    """Write a card over, its addresses included; nothing where nothing is other.

    Raises:
        EmailInUse: another card has one of the new addresses, and the center is strict.
        LoginOfCustomer: the login e-mail of an account that its customer uses (000-37).
        NoLoginEmail: the account is in use, and would be left without an address.
        CustomerNotActive: the card was erased.
    """
    refuse_erased(before)
    if after == before:
        return Decision(result=before, changes=(), happened=())
    _refuse_login(before, after, actor)
    changes = [Put(after), *held_addresses(before, after, facts, actor)]
    return Decision(result=after, changes=changes, happened=[happened])


def _refuse_login(before: Customer, after: Customer, actor: Actor) -> None:
    """Who uses an account is the only one to change its address, and never left without one."""
    if not before.account.in_use or after.login_email == before.login_email:
        return
    if not isinstance(actor, Oneself):
        raise LoginOfCustomer(before.id)
    if after.login_email is None:
        raise NoLoginEmail(before.id)


def held_addresses(
    before: Customer | None, after: Customer, facts: AddressFacts, actor: Actor
) -> list[Change]:
    """What makes the card hold the addresses that it has now, and none that it had (000-43).

    In order of the addresses: two cards that swap theirs wait for each other in one order only.
    """
    had = before.addresses if before else frozenset()
    given = (("login_email", after.login_email), ("email", after.email))
    fields = {normalised(each): field for field, each in given if each}
    tell = not isinstance(actor, Oneself)
    changes: list[Change] = []
    for address in sorted(had ^ after.addresses):
        if address in had:
            changes += releases(after.id, [address], facts.known)
        else:
            name = fields[address]
            changes += claimed(after.id, address, name, facts.known, facts.uniqueness, tell=tell)
    return changes


def decide_activation(card: Customer, now: DateTime) -> Decision[Customer]:
    """The first access: it verifies the login e-mail and records consent (000-52, 000-53).

    An account without a login e-mail takes the one for notices. Later accesses change nothing.

    Raises:
        NoLoginEmail: there is no address to log in with.
        CustomerNotActive: the customer is not registered here any more.
    """
    if card.status is not CustomerStatus.ACTIVE:
        raise CustomerNotActive(card.id, card.status.name)
    if card.account.in_use:
        return Decision(result=card, changes=(), happened=())
    login = card.login_email or card.email
    if login is None:
        raise NoLoginEmail(card.id)
    after = evolve(card, login_email=login, activated_at=now).verified_at(login, now)
    happened = [card_event(EventKind.CUSTOMER_ACTIVATED, after)]
    return Decision(result=after, changes=[Put(after)], happened=happened)


def decide_verification(card: Customer, address: str, now: DateTime) -> Decision[Customer]:
    """*address*, one of the card's, is known to be the person's from now on (A28)."""
    login = card.login_email is not None and normalised(card.login_email) == address
    after = card.verified_at(address, now)
    return edited(card, after, EventKind.EMAIL_VERIFIED, {"login": login})


def decide_rename(card: Customer, name: str, surname: str, actor: Actor) -> Decision[Customer]:
    """Give the account other names; the card keeps its own (000-47 to 000-49, A45).

    Raises:
        NameOfCustomer: anybody but the person asks for it.
    """
    if not isinstance(actor, Oneself):
        raise NameOfCustomer(card.id)
    after = evolve(card, account_name=name, account_surname=surname)
    return edited(card, after, EventKind.ACCOUNT_RENAMED)
