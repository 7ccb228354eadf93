"""Rows about people with every field filled, with none that may be left out, and as they change."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from attrs import evolve

from bookingcore.domain.catalog.form import FormTiming
from bookingcore.domain.customers.addresses import Verified
from bookingcore.domain.customers.customer import CustomerStatus
from bookingcore.domain.customers.devices import Device
from bookingcore.domain.customers.preferences import Channels, Preferences
from bookingcore.domain.customers.restrictions import UnwantedService
from bookingcore.domain.customers.tokens import TokenPurpose
from bookingcore.domain.customers.weight import Weight, WeightUnit
from bookingcore.domain.values.actors import SYSTEM
from bookingcore.testing.contracts.people_rows import (
    a_document,
    a_form,
    a_note,
    a_task,
    a_token,
    absorbed,
    an_address,
    an_assignment,
    submitted,
)
from bookingcore.testing.contracts.rows import (
    a_branch,
    a_customer,
    a_resource,
    a_service,
    july,
)

WORDS = 'Çà-bien «ñ» O\'Hara "x" \\ % _ \N{SNOWMAN} \N{PERSON IN LOTUS POSITION}\nzweite Zeile'
"""Text that quoting, encoding and patterns may spoil."""

LINE = WORDS.splitlines()[0]

CHOSEN = Preferences(
    appointment=Channels(email=True, push=False, sms=None),
    service=Channels(email=False),
    packages=Channels(push=True),
    marketing=Channels(email=False, push=False, sms=False),
    transactions=Channels(sms=True),
)
CARD = evolve(
    a_customer(3),
    name=LINE,
    surname="Straße",
    middle_name="M.",
    email="Anna@Example.org",
    login_email="login@example.org",
    phone="+39 06 1234567",
    language="it",
    address=WORDS,
    born_on=date(1900, 2, 28),
    gender="f",
    referral="a friend",
    preferred_branch=a_branch().id,
    status=CustomerStatus.DEREGISTERED,
    status_label=LINE,
    labels=("a b", "vip", LINE),
    weight=Weight(amount="999.90", unit=WeightUnit.LB, on=date(2026, 2, 28)),
    account_name=LINE,
    account_surname="von Straße",
    activated_at=july(1, 2, 3, 4),
    verified=(
        Verified("login@example.org", july(1, 0, 0, 1)),
        Verified("anna@example.org", july(2)),
    ),
    blacklisted=True,
    blacklist_reason=WORDS,
    professional_id=a_resource(2).id,
    unwanted_services=(
        UnwantedService(service_id=a_service(1).id, comment=WORDS),
        UnwantedService(service_id=a_service(2).id),
    ),
    preferences=CHOSEN,
    devices=(
        Device(subscription=WORDS, added_at=july(3, 1, 2, 3)),
        Device(subscription='{"endpoint": "https://push.example.org/1"}', added_at=july(1)),
    ),
    absorbed_into=a_customer(1).id,
)
FORM = a_form(
    2,
    name=LINE,
    questions=(LINE, "Allergies?"),
    assigned=FormTiming.AT_BOOKING,
    services=(a_service(2).id, a_service(1).id),
    required=True,
)
NOTE = a_note(2, text=WORDS, made_at=july(1, 0, 0, 1), made_by=str(SYSTEM))
TASK = a_task(
    2, text=WORDS, due_on=date(1999, 12, 31), completed_at=july(2, 1, 2, 3), completed_by="system"
)
DOCUMENT = a_document(
    2,
    type=LINE,
    name=LINE,
    size=10 * 1024 * 1024,
    visible_to_customer=True,
    added_at=july(1, 0, 0, 1),
)
ASSIGNMENT = evolve(
    submitted(an_assignment(2), **{LINE: WORDS}),
    automatic=True,
    assigned_at=july(1, 0, 0, 1),
    submitted_at=july(3, 1, 2, 3),
)
TOKEN = a_token(2, purpose=TokenPurpose.RESET, address="ü@straße.example", expires_at=july(1, 1))

REFERRED = (a_form(),)
"""What the rows below refer to."""

FULL: Sequence[Any] = (
    CARD,
    FORM,
    an_address("ü@strasse.example", 2, 1),
    NOTE,
    TASK,
    DOCUMENT,
    ASSIGNMENT,
    TOKEN,
)

BARE: Sequence[Any] = (
    a_customer(3),
    absorbed(a_customer(3), 1),
    a_form(2),
    an_address("nobody@example.org", holders=()),
    a_task(2),
    an_assignment(2),
    a_token(2, purpose=TokenPurpose.LOGIN),
)

PUT: Sequence[tuple[Any, Any]] = (
    (a_customer(3), CARD),
    (CARD, a_customer(3)),
    (a_form(2), FORM),
    (FORM, a_form(2)),
    (an_address("anna@example.org", 1), an_address("anna@example.org", 1, 2)),
    (a_note(2), evolve(NOTE, customer_id=a_customer(2).id)),
    (a_task(2), TASK),
    (TASK, a_task(2)),
    (a_document(2), DOCUMENT),
    (an_assignment(2), ASSIGNMENT),
    (a_token(2), TOKEN),
)
