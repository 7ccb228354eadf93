"""The rows of customers, and who holds which address."""

from __future__ import annotations

import json

from bookingcore.adapters.sql import tables
from bookingcore.adapters.sql.codec import Codec
from bookingcore.adapters.sql.phrases import Row, Values
from bookingcore.adapters.sql.rows import cards
from bookingcore.adapters.sql.rows.kept import Kept, PartTable, canonical_json, texts, texts_json
from bookingcore.domain.customers.addresses import Address
from bookingcore.domain.customers.customer import LIVE, Customer, CustomerStatus


def _put_customer(codec: Codec, customer: Customer) -> Values:
    return (
        customer.id,
        customer.name,
        customer.surname,
        customer.middle_name,
        customer.email,
        customer.login_email,
        customer.phone,
        customer.language,
        customer.address,
        codec.put_maybe_day(customer.born_on),
        customer.gender,
        customer.referral,
        customer.preferred_branch,
        customer.status.name,
        customer.status_label,
        texts_json(customer.labels),
        cards.put_weight(customer.weight),
        customer.account_name,
        customer.account_surname,
        codec.put_maybe_instant(customer.activated_at),
        cards.put_verified(customer.verified),
        customer.blacklisted,
        customer.blacklist_reason,
        customer.professional_id,
        cards.put_unwanted(customer.unwanted_services),
        cards.put_preferences(customer.preferences),
        cards.put_devices(customer.devices),
        customer.absorbed_into,
        customer.search_text,
        customer.version,
    )


def _get_customer(codec: Codec, row: Row) -> Customer:
    return Customer(
        id=row[0],
        name=row[1],
        surname=row[2],
        middle_name=row[3],
        email=row[4],
        login_email=row[5],
        phone=row[6],
        language=row[7],
        address=row[8],
        born_on=codec.get_maybe_day(row[9]),
        gender=row[10],
        referral=row[11],
        preferred_branch=row[12],
        status=CustomerStatus[row[13]],
        status_label=row[14],
        labels=texts(row[15]),
        weight=cards.get_weight(row[16]),
        account_name=row[17],
        account_surname=row[18],
        activated_at=codec.get_maybe_instant(row[19]),
        verified=cards.get_verified(row[20]),
        blacklisted=bool(row[21]),
        blacklist_reason=row[22],
        professional_id=row[23],
        unwanted_services=cards.get_unwanted(row[24]),
        preferences=cards.get_preferences(row[25]),
        devices=cards.get_devices(row[26]),
        absorbed_into=row[27],
        # row[28] is the text that is searched: it follows from the rest.
        version=row[29],
    )


def _labels_of(codec: Codec, customer: Customer) -> list[Values]:
    return [(label, customer.id) for label in dict.fromkeys(customer.labels)]


def _emails_of(codec: Codec, customer: Customer) -> list[Values]:
    """Nobody else may have them while the card stands for a person."""
    kept = sorted(customer.addresses) if customer.status in LIVE else ()
    return [(address, customer.id) for address in kept]


def _put_address(codec: Codec, address: Address) -> Values:
    return (address.id, canonical_json(address.holders), address.version)


def _get_address(codec: Codec, row: Row) -> Address:
    id, holders, version = row
    return Address(id=id, holders=tuple(json.loads(holders)), version=version)


CUSTOMERS = Kept(
    row=Customer,
    table=tables.customer,
    columns=(
        "id",
        "name",
        "surname",
        "middle_name",
        "email",
        "login_email",
        "phone",
        "language",
        "address",
        "born_on",
        "gender",
        "referral",
        "preferred_branch",
        "status",
        "status_label",
        "labels",
        "weight",
        "account_name",
        "account_surname",
        "activated_at",
        "verified",
        "blacklisted",
        "blacklist_reason",
        "professional_id",
        "unwanted_services",
        "preferences",
        "devices",
        "absorbed_into",
        "search",
        "version",
    ),
    put=_put_customer,
    get=_get_customer,
    locked=True,
    parts=(
        PartTable(table=tables.customer_label, owner="customer_id", rows=_labels_of),
        PartTable(table=tables.customer_email, owner="customer_id", rows=_emails_of),
    ),
)

ADDRESSES = Kept(
    row=Address,
    table=tables.address,
    columns=("id", "holders", "version"),
    put=_put_address,
    get=_get_address,
)
