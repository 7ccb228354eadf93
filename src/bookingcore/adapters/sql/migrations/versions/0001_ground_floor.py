"""The ground floor: catalog, schedule, bookings, sales, balances, history.

Revision ID: 0001_ground_floor
Revises: nothing
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from bookingcore.adapters.sql.migrations.estimates import estimate

revision = "0001_ground_floor"
down_revision = None
branch_labels = ("bookingcore",)
depends_on = None

ID, CHOICE, NAME, ACTOR = sa.String(36), sa.String(32), sa.String(200), sa.String(255)
CURRENCY, TEXT = sa.CHAR(3), sa.Text()
INT, LONG, FLAG = sa.Integer(), sa.BigInteger(), sa.Boolean()
INSTANT, DAY = sa.DateTime(timezone=True), sa.Date()


def upgrade() -> None:
    for make in TABLES.values():
        make()
    estimate(op.get_context())


def downgrade() -> None:
    for name in reversed(TABLES):
        op.drop_table(f"bk_{name}")


def _center() -> None:
    _table(
        "center",
        *_columns(sa.String(64), "time_zone"),
        *_columns(CURRENCY, "currency"),
        *_columns(TEXT, "languages", "policy"),
        *_columns(LONG, "no", "version"),
        key=(),
    )


def _terms() -> None:
    _table(
        "terms",
        *_columns(ID, "id"),
        *_columns(TEXT, "policy"),
    )


def _branch() -> None:
    _table(
        "branch",
        *_columns(ID, "id"),
        *_columns(NAME, "name"),
        *_columns(sa.String(64), "time_zone"),
        *_columns(LONG, "no", "version"),
    )


def _service() -> None:
    _table(
        "service",
        *_columns(ID, "id"),
        *_columns(NAME, "name"),
        *_columns(INT, "duration"),
        *_columns(LONG, "price_minor", null=True),
        *_columns(CURRENCY, "currency", null=True),
        *_columns(ID, "terms"),
        *_columns(LONG, "no", "version"),
        _belongs("service", "terms", "terms"),
        _check("service", "(price_minor IS NULL) = (currency IS NULL)", "price"),
    )


def _resource() -> None:
    _table(
        "resource",
        *_columns(ID, "id"),
        *_columns(NAME, "name"),
        *_columns(CHOICE, "kind"),
        *_columns(LONG, "no", "version"),
    )


def _plan() -> None:
    _table(
        "plan",
        *_columns(ID, "id"),
        *_columns(NAME, "name"),
        *_columns(LONG, "price_minor"),
        *_columns(CURRENCY, "currency"),
        *_columns(INT, "units"),
        *_columns(TEXT, "services"),
        *_columns(INT, "valid_for", null=True),
        *_columns(INT, "grace_days"),
        *_columns(LONG, "no", "version"),
        _check("plan", "units >= 0", "units"),
    )


def _plan_service() -> None:
    _table(
        "plan_service",
        *_columns(ID, "service_id", "plan_id"),
        _belongs("plan_service", "plan_id", "plan"),
        _belongs("plan_service", "service_id", "service"),
        key=("service_id", "plan_id"),
    )
    _index("plan_service", "plan_id")


def _session() -> None:
    _table(
        "session",
        *_columns(ID, "id", "service_id"),
        *_columns(ID, "branch_id", null=True),
        *_columns(INSTANT, "starts_at", "ends_at"),
        *_columns(sa.String(64), "zone"),
        *_columns(DAY, "day"),
        *_columns(INT, "capacity", null=True),
        *_columns(INT, "taken"),
        *_columns(INT, "admitted", null=True),
        *_columns(INT, "edition"),
        *_columns(ID, "terms"),
        *_columns(TEXT, "resources"),
        *_columns(LONG, "no", "version"),
        _belongs("session", "service_id", "service"),
        _belongs("session", "branch_id", "branch"),
        _belongs("session", "terms", "terms"),
        _check("session", "capacity >= 0", "capacity"),
        _check("session", "taken >= 0", "taken"),
        _check("session", "taken <= admitted", "admitted"),
        _check("session", "(admitted IS NULL) = (capacity IS NULL)", "unlimited"),
    )
    _index("session", "starts_at")


def _session_resource() -> None:
    _table(
        "session_resource",
        *_columns(ID, "session_id", "resource_id"),
        *_columns(INSTANT, "starts_at", "ends_at"),
        _belongs("session_resource", "session_id", "session"),
        _belongs("session_resource", "resource_id", "resource"),
        key=("session_id", "resource_id"),
    )
    _index("session_resource", "resource_id", "ends_at")


def _customer() -> None:
    _table(
        "customer",
        *_columns(ID, "id"),
        *_columns(NAME, "name", "surname", "middle_name"),
        *_columns(sa.String(254), "email", "login_email", null=True),
        *_columns(sa.String(40), "phone", null=True),
        *_columns(sa.String(8), "language", null=True),
        *_columns(sa.String(1000), "address"),
        *_columns(DAY, "born_on", null=True),
        *_columns(NAME, "gender", "referral"),
        *_columns(NAME, "preferred_branch", null=True),
        *_columns(CHOICE, "status"),
        *_columns(TEXT, "search"),
        *_columns(LONG, "no", "version"),
    )


def _booking() -> None:
    _table(
        "booking",
        *_columns(ID, "id", "customer_id", "session_id", "service_id"),
        *_columns(INSTANT, "starts_at", "ends_at"),
        *_columns(DAY, "day"),
        *_columns(INT, "places", "units_needed"),
        *_columns(CHOICE, "status", "attendance"),
        *_columns(ID, "terms"),
        *_columns(INSTANT, "made_at"),
        *_columns(ACTOR, "made_by"),
        *_columns(TEXT, "note"),
        *_columns(INSTANT, "cancelled_at", null=True),
        *_columns(ACTOR, "cancelled_by", null=True),
        *_columns(CHOICE, "cancelled_cause", null=True),
        *_columns(FLAG, "cancelled_late", null=True),
        *_columns(INT, "units_returned", null=True),
        *_columns(LONG, "version"),
        _belongs("booking", "customer_id", "customer"),
        _belongs("booking", "session_id", "session"),
        _check("booking", "places > 0", "places"),
        _check("booking", "units_needed >= 0", "units_needed"),
    )
    _index("booking", "customer_id", "ends_at")
    _index("booking", "customer_id", "status", "starts_at")
    _index("booking", "session_id", "customer_id")


def _sale() -> None:
    _table(
        "sale",
        *_columns(ID, "id", "customer_id"),
        *_columns(ID, "branch_id", null=True),
        *_columns(LONG, "total_minor", "paid_minor"),
        *_columns(CURRENCY, "currency"),
        *_columns(DAY, "application_date"),
        *_columns(CHOICE, "grant_on"),
        *_columns(FLAG, "granted"),
        *_columns(INSTANT, "sold_at"),
        *_columns(ACTOR, "sold_by"),
        *_columns(TEXT, "note"),
        *_columns(LONG, "version"),
        _belongs("sale", "customer_id", "customer"),
        _belongs("sale", "branch_id", "branch"),
        _check("sale", "paid_minor BETWEEN 0 AND total_minor", "paid"),
    )
    _index("sale", "customer_id", "sold_at")


def _sale_line() -> None:
    _table(
        "sale_line",
        *_columns(ID, "sale_id"),
        *_columns(INT, "no"),
        *_columns(ID, "plan_id"),
        *_columns(NAME, "name"),
        *_columns(INT, "quantity"),
        *_columns(LONG, "price_minor"),
        *_columns(CURRENCY, "currency"),
        *_columns(LONG, "units"),
        *_columns(ID, "balance_id", null=True),
        _belongs("sale_line", "sale_id", "sale"),
        _belongs("sale_line", "plan_id", "plan"),
        _check("sale_line", "quantity > 0", "quantity"),
        _check("sale_line", "units >= 0", "units"),
        key=("sale_id", "no"),
    )


def _payment() -> None:
    _table(
        "payment",
        *_columns(ID, "id", "sale_id", "customer_id"),
        *_columns(LONG, "amount_minor"),
        *_columns(CURRENCY, "currency"),
        *_columns(CHOICE, "method"),
        *_columns(INSTANT, "taken_at"),
        *_columns(ACTOR, "taken_by"),
        _belongs("payment", "sale_id", "sale"),
        _check("payment", "amount_minor > 0", "amount"),
    )
    _index("payment", "sale_id")


def _balance() -> None:
    _table(
        "balance",
        *_columns(ID, "id", "customer_id", "sale_id", "plan_id"),
        *_columns(TEXT, "services"),
        *_columns(LONG, "units", "remaining"),
        *_columns(INT, "moves"),
        *_columns(DAY, "valid_from"),
        *_columns(DAY, "valid_until", null=True),
        *_columns(FLAG, "expiry_by_hand"),
        *_columns(INT, "grace_days"),
        *_columns(LONG, "version"),
        _belongs("balance", "customer_id", "customer"),
        _belongs("balance", "sale_id", "sale"),
        _check("balance", "remaining >= 0", "remaining"),
    )
    _index("balance", "customer_id")


def _movement() -> None:
    _table(
        "movement",
        *_columns(ID, "balance_id"),
        *_columns(INT, "no"),
        *_columns(CHOICE, "kind"),
        *_columns(LONG, "units"),
        *_columns(ID, "booking_id", null=True),
        *_columns(ID, "customer_id"),
        *_columns(INSTANT, "moved_at"),
        *_columns(ACTOR, "moved_by"),
        _belongs("movement", "balance_id", "balance"),
        _belongs("movement", "booking_id", "booking"),
        _check("movement", "units <> 0", "units"),
        key=("balance_id", "no"),
    )
    _index("movement", "booking_id", "balance_id", "units")


def _event() -> None:
    _table(
        "event",
        *_columns(sa.String(64), "stream"),
        *_columns(LONG, "no"),
        *_columns(INT, "seq"),
        *_columns(CHOICE, "kind"),
        *_columns(sa.String(64), "subject"),
        *_columns(ID, "customer_id", "session_id", null=True),
        *_columns(ACTOR, "actor"),
        *_columns(INSTANT, "happened_at"),
        *_columns(TEXT, "facts"),
        *_columns(INT, "version"),
        _check("event", "customer_id = stream", "stream"),
        key=("stream", "no", "seq"),
    )
    _index("event", "session_id")
    _index("event", "subject")


def _word() -> None:
    _table(
        "word",
        *_columns(sa.String(64), "stream"),
        *_columns(LONG, "no"),
        *_columns(INT, "seq"),
        *_columns(sa.String(64), "name"),
        *_columns(ID, "customer_id", null=True),
        *_columns(TEXT, "text"),
        key=("stream", "no", "seq", "name"),
    )
    _index("word", "customer_id")


def _remembered() -> None:
    _table(
        "remembered",
        *_columns(ACTOR, "actor"),
        *_columns(sa.String(64), "command"),
        *_columns(NAME, "key"),
        *_columns(sa.String(64), "digest", "result"),
        key=("actor", "command", "key"),
    )


TABLES = {
    "center": _center,
    "terms": _terms,
    "branch": _branch,
    "service": _service,
    "resource": _resource,
    "plan": _plan,
    "plan_service": _plan_service,
    "session": _session,
    "session_resource": _session_resource,
    "customer": _customer,
    "booking": _booking,
    "sale": _sale,
    "sale_line": _sale_line,
    "payment": _payment,
    "balance": _balance,
    "movement": _movement,
    "event": _event,
    "word": _word,
    "remembered": _remembered,
}


def _table(name: str, *parts: Any, key: tuple[str, ...] = ("id",)) -> None:
    center = sa.Column("center", sa.String(64), nullable=False)
    primary = sa.PrimaryKeyConstraint("center", *key, name=op.f(f"pk_bk_{name}"))
    op.create_table(f"bk_{name}", center, *parts, primary)


def _columns(
    kind: sa.types.TypeEngine[Any], *names: str, null: bool = False
) -> list[sa.Column[Any]]:
    return [sa.Column(name, kind, nullable=null) for name in names]


def _belongs(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    key = [f"bk_{to}.center", f"bk_{to}.id"]
    name = op.f(f"fk_bk_{table}_center_{column}")
    return sa.ForeignKeyConstraint(["center", column], key, name=name)


def _check(table: str, rule: str, name: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(rule, name=op.f(f"ck_bk_{table}_{name}"))


def _index(table: str, *columns: str) -> None:
    name = op.f(f"ix_bk_{table}_center_{'_'.join(columns)}")
    op.create_index(name, f"bk_{table}", ["center", *columns])
