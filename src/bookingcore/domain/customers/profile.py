"""What may be written on a card, field by field."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from attrs import evolve

from bookingcore.domain.customers.addresses import email
from bookingcore.domain.customers.customer import Customer
from bookingcore.domain.customers.weight import weight
from bookingcore.domain.values.checks import NAME_LENGTH_MAX, name, shown, text
from bookingcore.domain.values.ids import BranchId, CustomerId
from bookingcore.domain.values.languages import language
from bookingcore.domain.values.moments import as_date
from bookingcore.errors import InvalidInput, Language


def registered(id: CustomerId, profile: Mapping[str, object]) -> Customer:
    """A new card with *profile* (name required); its account begins with the same names (000-47).

    Raises:
        InvalidInput: an unknown field, or a value that the field cannot hold.
    """
    cleaned = cleaned_profile({"name": "", **profile})
    card = evolve(Customer(id=id, name=""), **cleaned)
    return evolve(card, account_name=card.name, account_surname=card.surname)


def updated(customer: Customer, profile: Mapping[str, object]) -> Customer:
    """*customer* with the fields of *profile* written over; the account keeps its names (A45)."""
    return evolve(customer, **cleaned_profile(profile)).forgetting_addresses()


def cleaned_profile(profile: Mapping[str, object]) -> dict[str, Any]:
    """*profile* with each value in the form that the card keeps."""
    unknown = [given for given in profile if given not in _CLEAN]
    if unknown:
        raise InvalidInput(
            unknown[0], shown(profile[unknown[0]]), f"give some of {', '.join(_CLEAN)}"
        )
    return {field: _CLEAN[field](value, field) for field, value in profile.items()}


def line(value: object, field: str) -> str:
    """One line of text, which may be empty."""
    return "" if _empty(value) else name(value, field)


def _phone(value: object, field: str) -> str | None:
    if value is None or _empty(value):
        return None
    cleaned = text(value, field, longest=40)
    if not any(char.isdigit() for char in cleaned) or not cleaned.isprintable():
        raise InvalidInput(field, shown(value), "give a number such as +39 06 1234567, or None")
    return cleaned


def _empty(value: object) -> bool:
    return isinstance(value, str) and not value.strip()


def _address(value: object, field: str) -> str:
    return text(value, field, longest=5 * NAME_LENGTH_MAX)


def _born_on(value: object, field: str) -> date | None:
    return None if value is None else as_date(value, field)


def _language(value: object, field: str) -> Language | None:
    return None if value is None else language(value, field)


def _branch(value: object, field: str) -> BranchId | None:
    return None if value is None else BranchId(name(getattr(value, "id", value), field))


_CLEAN: Mapping[str, Callable[[object, str], object]] = {
    "name": name,
    "surname": line,
    "middle_name": line,
    "email": email,
    "login_email": email,
    "phone": _phone,
    "language": _language,
    "address": _address,
    "born_on": _born_on,
    "gender": line,
    "referral": line,
    "preferred_branch": _branch,
    "status_label": line,
    "weight": weight,
}
