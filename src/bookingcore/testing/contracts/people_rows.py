"""Rows about people for the contracts, each row named by a number."""

from __future__ import annotations

from datetime import date
from typing import Any

from attrs import evolve

from bookingcore.domain.catalog.form import Form
from bookingcore.domain.customers.addresses import Address
from bookingcore.domain.customers.customer import Customer, CustomerStatus
from bookingcore.domain.customers.documents import Document
from bookingcore.domain.customers.forms import FormAssignment, FormStatus
from bookingcore.domain.customers.notes import Note, Task
from bookingcore.domain.customers.tokens import AccountToken, TokenPurpose
from bookingcore.domain.values.ids import (
    DocumentId,
    FormAssignmentId,
    FormId,
    NoteId,
    TaskId,
    TokenId,
)
from bookingcore.testing.contracts.rows import a_customer, id_of, july


def absorbed(card: Customer, into: int) -> Customer:
    """*card* once it was merged into a customer's."""
    return evolve(card, status=CustomerStatus.ABSORBED, absorbed_into=a_customer(into).id)


def an_address(id: str = "anna@example.org", *customers: int, **fields: Any) -> Address:
    """An address that the first customer holds unless others are given."""
    holders = tuple(a_customer(number).id for number in customers or (1,))
    return evolve(Address(id=id, holders=holders), **fields)


def a_form(number: int = 1, **fields: Any) -> Form:
    """A form that staff assign, for no service in particular."""
    row = Form(id=FormId(id_of(Form, number)), name=f"Form {number}", questions=("Allergies?",))
    return evolve(row, **fields)


def a_note(number: int = 1, customer: int = 1, **fields: Any) -> Note:
    """A note about a customer."""
    row = Note(
        id=NoteId(id_of(Note, number)),
        customer_id=a_customer(customer).id,
        text=f"Note {number}",
        made_at=july(1, 8, number % 60),
        made_by="staff:maria",
    )
    return evolve(row, **fields)


def a_task(number: int = 1, customer: int = 1, **fields: Any) -> Task:
    """A task for a customer that is open, due on the day of its number."""
    row = Task(
        id=TaskId(id_of(Task, number)),
        customer_id=a_customer(customer).id,
        text=f"Task {number}",
        due_on=date(2026, 7, number),
        made_at=july(1, 8, number % 60),
        made_by="staff:maria",
    )
    return evolve(row, **fields)


def a_document(number: int = 1, customer: int = 1, **fields: Any) -> Document:
    """A document of a customer that only staff see."""
    id = DocumentId(id_of(Document, number))
    row = Document(
        id=id,
        customer_id=a_customer(customer).id,
        type="waiver",
        name="waiver.pdf",
        size=1_000,
        digest="d" * 64,
        visible_to_customer=False,
        file=f"roma/{id}",
        added_at=july(1, 8, number % 60),
        added_by="staff:maria",
    )
    return evolve(row, **fields)


def an_assignment(
    number: int = 1, customer: int = 1, form: int = 1, **fields: Any
) -> FormAssignment:
    """A form on a customer's card, to be filled in."""
    row = FormAssignment(
        id=FormAssignmentId(id_of(FormAssignment, number)),
        customer_id=a_customer(customer).id,
        form_id=a_form(form).id,
        assigned_at=july(1, 8, number % 60),
        assigned_by="staff:maria",
    )
    return evolve(row, **fields)


def submitted(assignment: FormAssignment, **answers: str) -> FormAssignment:
    """*assignment* once it was filled in."""
    filled = {"Allergies?": "none", **answers}
    return evolve(assignment, status=FormStatus.SUBMITTED, submitted_at=july(2), answers=filled)


def a_token(number: int = 1, customer: int = 1, **fields: Any) -> AccountToken:
    """A link with which a customer verifies an address."""
    row = AccountToken(
        id=TokenId(id_of(AccountToken, number)),
        customer_id=a_customer(customer).id,
        purpose=TokenPurpose.VERIFY,
        address="anna@example.org",
        expires_at=july(8),
    )
    return evolve(row, **fields)
