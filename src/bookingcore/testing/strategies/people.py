"""Strategies for customers, and for what is kept beside their cards."""

from __future__ import annotations

from datetime import date
from functools import cache

from attrs import evolve
from hypothesis import strategies as st

from bookingcore.domain.catalog.form import Form
from bookingcore.domain.customers.addresses import Address, Verified, normalised
from bookingcore.domain.customers.customer import Customer, CustomerStatus
from bookingcore.domain.customers.devices import Device
from bookingcore.domain.customers.documents import DOCUMENT_BYTES_MAX, Document
from bookingcore.domain.customers.forms import FormAssignment
from bookingcore.domain.customers.notes import Note, Task
from bookingcore.domain.customers.preferences import Channels, Preferences
from bookingcore.domain.customers.restrictions import UnwantedService
from bookingcore.domain.customers.tokens import AccountToken, TokenPurpose
from bookingcore.domain.customers.weight import Weight, WeightUnit
from bookingcore.domain.values.ids import (
    CustomerId,
    DocumentId,
    FormAssignmentId,
    NoteId,
    ResourceId,
    ServiceId,
    TaskId,
    TokenId,
)
from bookingcore.domain.values.languages import LANGUAGES
from bookingcore.testing.strategies.catalog import forms
from bookingcore.testing.strategies.values import (
    actors,
    days,
    emails,
    ids,
    instants,
    names,
    notes,
    or_any,
)


@st.composite
def customers(draw: st.DrawFn) -> Customer:
    """Cards that stand for a person or no more, from a bare name to every field filled."""
    card = Customer(
        id=CustomerId(draw(ids())),
        name=draw(names()),
        surname=draw(st.just("") | names()),
        middle_name=draw(st.just("") | names()),
        email=draw(st.none() | emails()),
        login_email=draw(st.none() | emails()),
        phone=draw(st.none() | st.from_regex(r"\+[0-9]{2,4} [0-9]{3} [0-9]{4,7}", fullmatch=True)),
        language=draw(st.none() | st.sampled_from(LANGUAGES)),
        address=draw(notes()),
        born_on=draw(st.none() | st.dates(date(1900, 1, 1), date(2026, 7, 1))),
        gender=draw(st.just("") | names()),
        referral=draw(st.just("") | names()),
        status=draw(st.sampled_from(CustomerStatus)),
    )
    card = draw(st.just(card) | _rarely_filled(card))
    gone = card.status is CustomerStatus.ABSORBED
    return evolve(card, absorbed_into=CustomerId(draw(ids())) if gone else None)


@st.composite
def _rarely_filled(draw: st.DrawFn, card: Customer) -> Customer:
    """*card* with what few cards have."""
    labels = draw(st.lists(names(), max_size=3, unique=True))
    unwanted = draw(st.lists(_unwanted(), max_size=3, unique_by=lambda each: each.service_id))
    return evolve(
        card,
        status_label=draw(st.just("") | names()),
        labels=tuple(sorted(labels)),
        weight=draw(st.none() | _weights()),
        account_name=card.name,
        account_surname=card.surname,
        activated_at=draw(st.none() | instants()),
        verified=tuple(Verified(each, draw(instants())) for each in sorted(card.addresses)),
        blacklisted=draw(st.booleans()),
        blacklist_reason=draw(notes()),
        professional_id=draw(st.none() | ids().map(ResourceId)),
        unwanted_services=tuple(sorted(unwanted, key=lambda each: each.service_id)),
        preferences=draw(_preferences()),
        devices=tuple(draw(st.lists(_devices(), max_size=3, unique_by=_subscription))),
    )


@cache
def _unwanted() -> st.SearchStrategy[UnwantedService]:
    return st.builds(UnwantedService, service_id=ids().map(ServiceId), comment=notes())


@cache
def _weights() -> st.SearchStrategy[Weight]:
    amounts = st.decimals(min_value="0.01", max_value=1000, places=2)
    return st.builds(Weight, amount=amounts, unit=st.sampled_from(WeightUnit), on=days())


@cache
def _devices() -> st.SearchStrategy[Device]:
    return st.builds(Device, subscription=names(), added_at=instants())


def _subscription(device: Device) -> str:
    return device.subscription


@cache
def _preferences() -> st.SearchStrategy[Preferences]:
    choices = st.none() | st.booleans()
    channels = st.builds(Channels, email=choices, push=choices, sms=choices)
    categories = ("appointment", "service", "packages", "marketing", "transactions")
    return st.builds(Preferences, **dict.fromkeys(categories, channels))


@st.composite
def addresses(draw: st.DrawFn, customer: Customer | None = None) -> Address:
    """Addresses that *customer* holds, or a few of anybody."""
    holders = [customer.id] if customer else draw(st.lists(ids().map(CustomerId), max_size=3))
    return Address(id=normalised(draw(emails())), holders=tuple(sorted(set(holders))))


@st.composite
def customer_notes(draw: st.DrawFn, customer: Customer | None = None) -> Note:
    """Notes about *customer*, or about anybody."""
    return Note(
        id=NoteId(draw(ids())),
        customer_id=draw(or_any(customer, customers())).id,
        text=draw(notes()),
        made_at=draw(instants()),
        made_by=str(draw(actors())),
    )


@st.composite
def tasks(draw: st.DrawFn, customer: Customer | None = None) -> Task:
    """Tasks for *customer*, or for anybody; some of them are done."""
    task = Task(
        id=TaskId(draw(ids())),
        customer_id=draw(or_any(customer, customers())).id,
        text=draw(notes()),
        due_on=draw(days()),
        made_at=draw(instants()),
        made_by=str(draw(actors())),
    )
    done = draw(st.none() | instants())
    return task if done is None else task.completed(done, str(draw(actors())))


@st.composite
def documents(draw: st.DrawFn, customer: Customer | None = None) -> Document:
    """Documents of *customer*, or of anybody, without their content."""
    return Document(
        id=DocumentId(draw(ids())),
        customer_id=draw(or_any(customer, customers())).id,
        type=draw(names()),
        name=draw(names()),
        size=draw(st.integers(1, DOCUMENT_BYTES_MAX)),
        digest=draw(st.binary(min_size=32, max_size=32)).hex(),
        visible_to_customer=draw(st.booleans()),
        file=f"roma/{draw(ids())}",
        added_at=draw(instants()),
        added_by=str(draw(actors())),
    )


@st.composite
def form_assignments(
    draw: st.DrawFn, customer: Customer | None = None, form: Form | None = None
) -> FormAssignment:
    """*form* on the card of *customer*, or any on anybody's; some of them are filled in."""
    asked = draw(or_any(form, forms()))
    assignment = FormAssignment(
        id=FormAssignmentId(draw(ids())),
        customer_id=draw(or_any(customer, customers())).id,
        form_id=asked.id,
        assigned_at=draw(instants()),
        assigned_by=str(draw(actors())),
        automatic=draw(st.booleans()),
    )
    at = draw(st.none() | instants())
    if at is None:
        return assignment
    return assignment.answered({question: draw(names()) for question in asked.questions}, at)


@st.composite
def account_tokens(draw: st.DrawFn, customer: Customer | None = None) -> AccountToken:
    """Links to the account of *customer*, or of anybody."""
    return AccountToken(
        id=TokenId(draw(ids())),
        customer_id=draw(or_any(customer, customers())).id,
        purpose=draw(st.sampled_from(TokenPurpose)),
        address=normalised(draw(emails())),
        expires_at=draw(instants()),
    )
