"""Strategies for history, and for whole plausible centers."""

from __future__ import annotations

from typing import Any

from attrs import evolve, frozen
from hypothesis import strategies as st

from bookingcore.domain.catalog.center import Center, CenterSettings
from bookingcore.domain.catalog.form import Form
from bookingcore.domain.catalog.service import Resource, Service
from bookingcore.domain.customers.customer import Customer
from bookingcore.domain.messages.mailbox import BoardMessage, MailboxMessage
from bookingcore.domain.values.events import Event, EventKind, Fact
from bookingcore.domain.values.ids import (
    CenterId,
    SessionId,
)
from bookingcore.testing.strategies.catalog import (
    branches,
    forms,
    plans,
    resources,
    services,
    settings,
    terms,
)
from bookingcore.testing.strategies.deliveries import (
    announcements,
    deliveries,
    standing_policies,
)
from bookingcore.testing.strategies.diary import (
    bookings,
    dues,
    link_attempts,
    series,
    sessions,
    signing_keys,
)
from bookingcore.testing.strategies.gift_cards import issued
from bookingcore.testing.strategies.ledgers import balances, movements, payments, refunds, sales
from bookingcore.testing.strategies.memberships import subscribed
from bookingcore.testing.strategies.messages import board_messages, mailbox_messages
from bookingcore.testing.strategies.papers import papers
from bookingcore.testing.strategies.people import (
    account_tokens,
    addresses,
    customer_notes,
    customers,
    documents,
    form_assignments,
    tasks,
)
from bookingcore.testing.strategies.reactions import heard
from bookingcore.testing.strategies.values import actors, few, ids, instants, notes, or_any
from bookingcore.testing.strategies.waiting import entries


@st.composite
def events(draw: st.DrawFn, customer: Customer | None = None) -> Event:
    """Events in the history of *customer*, or of anybody."""
    whose = draw(or_any(customer, customers())).id
    facts: st.SearchStrategy[Fact] = (
        st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | ids()
    )
    return Event(
        stream=whose,
        no=draw(st.integers(1, 1_000_000)),
        seq=draw(st.integers(0, 100)),
        kind=draw(st.sampled_from(EventKind)),
        subject=draw(ids()),
        customer_id=whose,
        session_id=draw(st.none() | ids().map(SessionId)),
        actor=draw(actors()),
        at=draw(instants()),
        facts=draw(st.dictionaries(st.sampled_from(("units", "before", "after")), facts)),
        words=draw(st.dictionaries(st.sampled_from(("note", "reason", "message")), notes())),
    )


@frozen(kw_only=True)
class Rows:
    """The rows of one plausible center, each after those that it refers to."""

    settings: CenterSettings
    rows: tuple[Any, ...]

    def with_center(self, center: CenterId) -> tuple[Any, ...]:
        """The rows, before them the center itself under the id *center*."""
        return (Center(id=center, settings=self.settings), *self.rows)


@st.composite
def centers(draw: st.DrawFn) -> Rows:
    """Small centers in which every row refers to rows that exist; counters need not be sums."""
    promised, branch, used = draw(terms()), draw(branches()), draw(few(resources()))
    offered = draw(few(services(promised)))
    plan, customer = draw(plans(offered)), draw(customers())
    form = draw(forms(offered))
    session = draw(sessions(offered[0], used).map(lambda row: evolve(row, branch_id=branch.id)))
    booking, sale = draw(bookings(customer, session)), draw(sales(customer, plan))
    payment, balance = draw(payments(sale)), draw(balances(sale, offered))
    rows = (
        promised,
        branch,
        *used,
        *offered,
        plan,
        evolve(customer, preferred_branch=draw(st.none() | st.just(branch.id))),
        draw(series(offered[0], used)),
        session,
        booking,
        draw(entries(customer, session)),
        draw(dues(session)),
        draw(signing_keys()),
        draw(link_attempts(booking)),
        sale,
        payment,
        draw(refunds(payment, draw(st.none() | st.just(booking)))),
        balance,
        draw(movements(balance, draw(st.none() | st.just(booking)))),
        *draw(issued(customer, sale)),
        *draw(subscribed(customer, plan, payment, sale)),
        *draw(papers(plan, offered[0], sale, payment)),
        *draw(_messages(customer, offered[0], used[0])),
        *draw(heard(customer)),
        draw(events(customer)),
        form,
        *draw(_written_of(customer, form)),
    )
    return Rows(settings=draw(settings()), rows=rows)


def _messages(
    customer: Customer, service: Service, professional: Resource
) -> st.SearchStrategy[tuple[Any, ...]]:
    """What people find when they come in, and what goes out to them."""
    return st.tuples(
        _mailbox(customer, service),
        _board(service),
        deliveries(customer, professional),
        announcements(),
        standing_policies(),
    )


def _mailbox(customer: Customer, service: Service) -> st.SearchStrategy[MailboxMessage]:
    """A message that leads to nothing but what is there."""
    return mailbox_messages(customer, service).map(lambda row: evolve(row, coupon_id=None))


def _board(service: Service) -> st.SearchStrategy[BoardMessage]:
    return board_messages(service).map(lambda row: evolve(row, coupon_id=None))


def _written_of(customer: Customer, form: Form) -> st.SearchStrategy[tuple[Any, ...]]:
    """What is kept about a person beside the books."""
    return st.tuples(
        addresses(customer),
        customer_notes(customer),
        tasks(customer),
        documents(customer),
        form_assignments(customer, form),
        account_tokens(customer),
    )
