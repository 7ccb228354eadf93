"""The rows of customers."""

from __future__ import annotations

from bookingcore.adapters.sql import tables
from bookingcore.adapters.sql.codec import Codec
from bookingcore.adapters.sql.phrases import Row, Values
from bookingcore.adapters.sql.rows.kept import Kept
from bookingcore.domain.customers.customer import Customer, CustomerStatus


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
        # row[14] is the text that is searched: it follows from the rest.
        version=row[15],
    )


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
        "search",
        "version",
    ),
    put=_put_customer,
    get=_get_customer,
    locked=True,
)
