"""E-mail addresses: their one form, who holds them, and which of them are verified.

An address belongs to one card of a center, over both of its fields (A43), unless the center lets
families share one (A44). Who holds it is on record under the address itself, so that two cards
that want it at the same instant find each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from unicodedata import normalize

from attrs import evolve, field, frozen
from pendulum import DateTime

from bookingcore.domain.values.changes import Add, Change, Put, Remove
from bookingcore.domain.values.checks import shown, text
from bookingcore.domain.values.ids import CustomerId
from bookingcore.domain.values.uniqueness import EmailUniqueness
from bookingcore.errors import EmailInUse, InvalidInput

ADDRESS_LENGTH_MAX = 254
"""Characters of an e-mail address (RFC 5321, section 4.5.3.1.3, without its brackets)."""


def normalised(address: str) -> str:
    """The one form in which addresses are compared: trimmed, composed, case-folded (A43)."""
    # Composed before as well: what is folded depends on the order of the marks on a letter.
    return normalize("NFC", normalize("NFC", address.strip()).casefold())


def email(value: object, name: str) -> str | None:
    """*value* as an address; None for none, or for an empty text.

    Raises:
        InvalidInput: it cannot be an address.
    """
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    cleaned = text(value, name, longest=ADDRESS_LENGTH_MAX)
    local, at, domain = cleaned.rpartition("@")
    if not (local and at and domain) or any(
        char.isspace() or not char.isprintable() for char in cleaned
    ):
        raise InvalidInput(name, shown(value), "give an address such as anna@example.org, or None")
    return cleaned


@frozen
class Verified:
    """An address that its owner has shown to control, since an instant (000-52, A28).

    Attributes:
        address: in the one form in which addresses are compared.
    """

    address: str
    at: DateTime


@frozen(kw_only=True)
class Address:
    """Who holds an address in a center.

    Attributes:
        id: the address, in the one form in which addresses are compared.
        holders: the cards that have it, in order of id: one, but where the center lets them share.
    """

    id: str
    holders: tuple[CustomerId, ...]
    version: int = field(default=1, eq=False, repr=False)

    def with_holder(self, customer: CustomerId) -> Address:
        """With *customer* among its holders."""
        return evolve(self, holders=tuple(sorted({*self.holders, customer})))

    def without(self, customer: CustomerId) -> Address:
        """Without *customer*."""
        return evolve(self, holders=tuple(each for each in self.holders if each != customer))

    def shared_with(self, customer: CustomerId) -> tuple[CustomerId, ...]:
        """The other cards that have it."""
        return self.without(customer).holders


Addresses = Mapping[str, Address]
"""The addresses on record among those that were asked for, by their id."""


def of_both(*given: str | None) -> frozenset[str]:
    """The addresses of a card, each in its one form."""
    return frozenset(normalised(address) for address in given if address)


def claimed(
    customer: CustomerId,
    address: str,
    name: str,
    known: Addresses,
    uniqueness: EmailUniqueness,
    *,
    tell: bool,
) -> list[Change]:
    """What makes *customer* a holder of *address*, given in its one form by the field *name*.

    *known* are the addresses on record. The refusal says whose the address is only where it may
    *tell*: to staff.

    Raises:
        EmailInUse: another card has it, and the center is strict.
    """
    there = known.get(address)
    if there is None:
        return [Add(Address(id=address, holders=(customer,)))]
    others = there.shared_with(customer)
    if others and uniqueness is EmailUniqueness.STRICT:
        raise EmailInUse(name, others[0] if tell else None)
    return [] if customer in there.holders else [Put(there.with_holder(customer))]


def releases(customer: CustomerId, given_up: Iterable[str], known: Addresses) -> list[Change]:
    """What makes *customer* a holder of none of the addresses *given_up* any more (000-43)."""
    held = [known[address] for address in sorted(given_up) if address in known]
    return [
        Put(each.without(customer)) if each.shared_with(customer) else Remove(each)
        for each in held
        if customer in each.holders
    ]
