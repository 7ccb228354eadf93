"""The same three commands on Django's ORM, as a product on Django would write them by itself."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bench.floors import noticing
from bench.floors.ids import NotPlain, World

ACTOR = "staff:desk"
VERSIONS = {"BOOKING_CANCELLED": 2}
"""Of the facts of an event; those that are not named have their first one."""


def configure(alias: str, database: Mapping[str, object]) -> None:
    """Tell Django of a database; before a `DjangoFloor` is made on it."""
    import django
    from django.conf import settings
    from django.db import connections

    nowhere: dict[str, dict[str, object]] = {"default": {"ENGINE": "django.db.backends.dummy"}}
    if not settings.configured:
        settings.configure(DATABASES=nowhere, USE_TZ=True, DEBUG=False)
        django.setup()
    known = connections.configure_settings({**nowhere, alias: dict(database)})
    connections.databases[alias] = known[alias]


class DjangoFloor:
    """The three commands on one of Django's databases, which a desk has migrated and furnished.

    Models on the library's tables, `select_for_update` on the customer, `F()` for the counters,
    `save` and `bulk_create` for the rest.
    """

    def __init__(self, alias: str, center: str, *, world: World | None = None) -> None:
        from bench.floors import django_models

        self._alias = alias
        self._here = {"center": center}
        self._world = world or World()
        self._models = django_models

    def close(self) -> None:
        """Close the connection, and let the alias name another database."""
        from django.db import connections

        connections[self._alias].close()
        del connections[self._alias]

    def book(self, customer: str, session: str) -> str:
        """Book one place, paid by the customer's unit that expires first; the booking's id."""
        id = self._world.new_id()
        with self._transaction():
            at, card = self._world.now(), self._locked(customer)
            self._plain_standing()
            where = self._of("Session").get(**self._here, id=session)
            balances = self._of("Balance").filter(
                **self._here, customer_id=customer, remaining__gt=0
            )
            balance = _first_paying(list(balances), where)
            policy = self._policy(where.terms)
            if card.status != "ACTIVE" or not self._needs_balance(where, policy):
                raise NotPlain
            if self._clashes(customer, where) or not _has_room(where):
                raise NotPlain
            self._add("Booking", **_booking(id, customer, where, at))
            self._move(balance, -1, "REDEEMED", id, at)
            made = {"session": session, "places": 1, "status": "BOOKED", "overridden": ""}
            redeemed = "BOOKING_REDEEMED", id, session, {"units": 1}
            self._tell(card, at, ("BOOKING_MADE", id, session, made), redeemed)
            limit = policy["cancellation"]["limit"]
            notice = noticing.of_booking(where.starts_at, limit, at)
            self._expect("BOOKING_NOTICE", id, notice)
            self._count(session, 1, edition=where.edition)
        return id

    def sell(self, customer: str, plan: str) -> str:
        """Sell one of a plan, valid from today, and grant its balance; the sale's id."""
        id, granted = self._world.new_id(), self._world.new_id()
        with self._transaction():
            at, card = self._world.now(), self._locked(customer)
            self._plain_standing()
            zone = ZoneInfo(self._of("Center").get(**self._here).time_zone)
            sold = self._of("Plan").get(**self._here, id=plan)
            if card.status != "ACTIVE" or _address(card) or self._awaiting(customer):
                raise NotPlain
            first = at.astimezone(zone).date()
            last = first + timedelta(days=sold.valid_for - 1)
            self._add("Sale", **_sale(id, customer, sold, first, at))
            self._add("SaleLine", **_line(id, sold, granted))
            balance = self._add("Balance", **_balance(granted, customer, id, sold, first, last))
            self._write_movement(balance, sold.units, "GRANTED", None, at)
            price = {"total": sold.price_minor, "currency": sold.currency}
            made = {**price, "application_date": first.isoformat(), "grant_on": "SALE"}
            validity = {"valid_from": first.isoformat(), "valid_until": last.isoformat()}
            grant = {"sale": id, "units": sold.units, **validity}
            balanced = "BALANCE_GRANTED", granted, None, grant
            self._tell(card, at, ("SALE_MADE", id, None, made), balanced)
            self._withhold(card, at, ["PUSH"], kind="SALE", about=id)
            self._expect("BALANCE_NOTICE", granted, noticing.of_units(last, zone, at))
        return id

    def cancel(self, booking: str) -> None:
        """Cancel on the customer's request, in time."""
        with self._transaction():
            at = self._world.now()
            held = self._of("Booking").get(**self._here, id=booking)
            card = self._locked(held.customer_id)
            self._plain_standing()
            held.refresh_from_db(using=self._alias)
            limit = timedelta(minutes=self._policy(held.terms)["cancellation"]["limit"])
            if held.status != "BOOKED" or at >= held.starts_at - limit:
                raise NotPlain
            ties = self._ties(booking)
            if _address(card) or self._awaiting(held.customer_id):
                raise NotPlain
            held.status, held.cancelled_at, held.cancelled_by = "CANCELLED", at, ACTOR
            held.cancelled_cause, held.cancelled_late = "CUSTOMER_REQUEST", False
            held.units_returned, held.version = sum(ties.values()), held.version + 1
            held.save(using=self._alias)
            for balance in self._of("Balance").filter(**self._here, id__in=list(ties)):
                self._move(balance, ties[balance.id], "RETURNED", booking, at)
            facts: dict[str, Any] = {"cause": "CUSTOMER_REQUEST", "late": False}
            facts["decided_by_staff"] = False
            facts |= {"units_returned": held.units_returned, "fee": None, "currency": None}
            facts["notify"] = "customer resources"
            self._tell(card, at, ("BOOKING_CANCELLED", booking, held.session_id, facts))
            left = self._of("Session").get(**self._here, id=held.session_id)
            if left.waiting or left.next_lapse is not None or left.resources != "[]":
                raise NotPlain
            self._of("Due").filter(**self._here, id=f"BOOKING_NOTICE:{booking}").delete()
            about = {"kind": "BOOKING_CANCELLED", "about": booking}
            where = {"branch_id": left.branch_id, "service_id": left.service_id}
            self._withhold(card, at, ["EMAIL", "PUSH"], **about, **where)
            self._count(held.session_id, -held.places, edition=left.edition)

    def _transaction(self) -> Any:
        from django.db import transaction

        return transaction.atomic(using=self._alias)

    def _locked(self, customer: str) -> Any:
        card = self._of("Customer").select_for_update().get(**self._here, id=customer)
        card.no += 1
        card.save(using=self._alias, update_fields=["no"])
        return card

    def _policy(self, terms: str) -> Any:
        return json.loads(self._of("Terms").get(**self._here, id=terms).policy)

    def _plain_standing(self) -> None:
        if self._of("StandingPolicy").filter(**self._here, id=self._here["center"]).exists():
            raise NotPlain

    def _needs_balance(self, session: Any, policy: Any) -> bool:
        linked = self._of("PlanService").filter(**self._here, service_id=session.service_id)
        required = policy["balance_policy"] != "NOT_REQUIRED"
        return required and bool(linked.exists())

    def _clashes(self, customer: str, session: Any) -> list[Any]:
        overlapping = {"ends_at__gt": session.starts_at, "starts_at__lt": session.ends_at}
        found = self._of("Booking").filter(**self._here, customer_id=customer, **overlapping)
        return list(found.exclude(status="CANCELLED"))

    def _awaiting(self, customer: str) -> list[Any]:
        awaiting = {"customer_id": customer, "status": "AWAITING_REDEMPTION"}
        return list(self._of("Booking").filter(**self._here, **awaiting))

    def _ties(self, booking: str) -> dict[str, int]:
        ties: dict[str, int] = {}
        for move in self._of("Movement").filter(**self._here, booking_id=booking):
            ties[move.balance_id] = ties.get(move.balance_id, 0) - move.units
        return ties

    def _count(self, session: str, places: int, **guard: int) -> None:
        from django.db.models import F

        rows = self._of("Session").filter(**self._here, id=session, **guard)
        if rows.update(taken=F("taken") + places, version=F("version") + 1) != 1:
            raise NotPlain

    def _add(self, model: str, **values: object) -> Any:
        row = getattr(self._models, model)(**self._here, **values)
        row.save(using=self._alias, force_insert=True)
        return row

    def _of(self, model: str) -> Any:
        return getattr(self._models, model).objects.using(self._alias)

    def _move(self, balance: Any, units: int, kind: str, booking: str, at: datetime) -> None:
        balance.remaining += units
        balance.moves += 1
        balance.version += 1
        balance.save(using=self._alias, update_fields=["remaining", "moves", "version"])
        self._write_movement(balance, units, kind, booking, at)

    def _write_movement(
        self, balance: Any, units: int, kind: str, booking: str | None, at: datetime
    ) -> None:
        moved = {"no": balance.moves, "kind": kind, "units": units, "booking_id": booking}
        told = {"moved_at": at, "moved_by": ACTOR, "customer_id": balance.customer_id}
        self._add("Movement", balance_id=balance.id, **moved, **told)

    def _tell(self, card: Any, at: datetime, *events: tuple[str, str, str | None, Any]) -> None:
        told = {"customer_id": card.id, "actor": ACTOR, "happened_at": at}
        rows = [
            self._models.Event(
                **self._here,
                **told,
                stream=card.id,
                no=card.no,
                seq=seq,
                kind=kind,
                subject=subject,
                session_id=session,
                facts=json.dumps(facts, sort_keys=True),
                version=VERSIONS.get(kind, 1),
            )
            for seq, (kind, subject, session, facts) in enumerate(events)
        ]
        self._of("Event").bulk_create(rows)

    def _expect(self, kind: str, subject: str, at: datetime | None) -> None:
        if at is not None:
            due = {"id": f"{kind}:{subject}", "kind": kind, "subject": subject, "due_at": at}
            self._add("Due", **due, attempts=0, version=1)

    def _withhold(
        self, card: Any, at: datetime, channels: Sequence[str], **about: str | None
    ) -> None:
        times = {"send_at": at, "caused_at": at, "ended_at": at}
        why = {"status": "WITHHELD", "reason": "NO_ADDRESS", "facts": "{}"}
        rows = [
            self._models.Delivery(
                **self._here,
                **about,
                **times,
                **why,
                id=self._world.new_id(),
                customer_id=card.id,
                channel=channel,
                seq=seq,
                attempts=0,
                version=1,
            )
            for seq, channel in enumerate(channels, card.no * noticing.SEQ)
        ]
        self._of("Delivery").bulk_create(rows)


def _booking(id: str, customer: str, session: Any, at: datetime) -> dict[str, object]:
    when = {"starts_at": session.starts_at, "ends_at": session.ends_at, "day": session.day}
    what = {"session_id": session.id, "service_id": session.service_id, "terms": session.terms}
    held = {"places": 1, "units_needed": 1, "status": "BOOKED", "attendance": "EXPECTED"}
    made = {"made_at": at, "made_by": ACTOR, "note": "", "version": 1}
    return {"id": id, "customer_id": customer, **when, **what, **held, **made}


def _sale(id: str, customer: str, plan: Any, first: date, at: datetime) -> dict[str, object]:
    money = {"total_minor": plan.price_minor, "paid_minor": 0, "currency": plan.currency}
    grant = {"application_date": first, "grant_on": "SALE", "granted": True}
    sold = {"sold_at": at, "sold_by": ACTOR, "note": "", "version": 1}
    return {"id": id, "customer_id": customer, **money, **grant, **sold}


def _line(sale: str, plan: Any, balance: str) -> dict[str, object]:
    what = {"kind": "PLAN", "plan_id": plan.id, "name": plan.name, "quantity": 1}
    units = {"units": plan.units, "services": plan.services, "balance_id": balance}
    validity = {"valid_for": plan.valid_for, "grace_days": plan.grace_days}
    money = {"price_minor": plan.price_minor, "currency": plan.currency}
    return {"sale_id": sale, "no": 1, **what, **units, **validity, **money}


def _balance(
    id: str, customer: str, sale: str, plan: Any, first: date, last: date
) -> dict[str, object]:
    units = {"units": plan.units, "remaining": plan.units, "moves": 1, "services": plan.services}
    validity = {"valid_from": first, "valid_until": last, "grace_days": plan.grace_days}
    rest = {"plan_id": plan.id, "expiry_by_hand": False, "version": 1}
    return {"id": id, "customer_id": customer, "sale_id": sale, **units, **validity, **rest}


def _address(card: Any) -> bool:
    """Whether *card* could be told anything."""
    return bool(card.email or card.login_email or card.devices != "[]")


def _has_room(session: Any) -> bool:
    return session.admitted is None or session.taken < session.admitted


def _first_paying(balances: list[Any], session: Any) -> Any:
    paying = [
        balance
        for balance in balances
        if session.service_id in json.loads(balance.services)
        and balance.valid_from <= session.day <= balance.valid_until
    ]
    if not paying:
        raise NotPlain
    return min(paying, key=lambda balance: (balance.valid_until, balance.valid_from, balance.id))
