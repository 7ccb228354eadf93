"""Strategies for what a business offers, and to whom."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache

from hypothesis import strategies as st

from bookingcore.domain.catalog.center import Branch, CenterSettings
from bookingcore.domain.catalog.plan import Plan
from bookingcore.domain.catalog.policies import (
    AllowLate,
    BalancePolicy,
    CancellationPolicy,
    ServicePolicy,
    Terms,
)
from bookingcore.domain.catalog.service import Resource, ResourceKind, Service
from bookingcore.domain.customers.customer import Customer, CustomerStatus
from bookingcore.domain.values.checks import (
    DAYS_MAX,
    MINUTES_MAX,
    UNITS_MAX,
)
from bookingcore.domain.values.ids import (
    BranchId,
    CustomerId,
    PlanId,
    ResourceId,
    ServiceId,
)
from bookingcore.domain.values.languages import LANGUAGES
from bookingcore.testing.strategies.values import (
    CURRENCIES,
    ZONES,
    ids,
    money,
    names,
    notes,
    or_any,
    some_of,
)


@cache
def policies() -> st.SearchStrategy[ServicePolicy]:
    """Policies of services."""
    cancellation = st.builds(
        CancellationPolicy,
        limit=st.integers(0, MINUTES_MAX),
        allow_late=st.sampled_from(AllowLate),
    )
    return st.builds(
        ServicePolicy,
        balance_policy=st.sampled_from(BalancePolicy),
        awaiting_max=st.none() | st.integers(0, 10_000),
        cancellation=cancellation,
        allow_overlap=st.booleans(),
    )


@cache
def terms() -> st.SearchStrategy[Terms]:
    """Policies under their hashes."""
    return policies().map(Terms.of)


@cache
def settings() -> st.SearchStrategy[CenterSettings]:
    """The settings of a center."""
    return st.builds(
        CenterSettings,
        time_zone=st.sampled_from(ZONES),
        currency=st.sampled_from(CURRENCIES),
        languages=st.lists(st.sampled_from(LANGUAGES), min_size=1, max_size=3, unique=True).map(
            tuple
        ),
        policy=policies(),
    )


@cache
def branches() -> st.SearchStrategy[Branch]:
    """Branches."""
    return st.builds(Branch, id=ids().map(BranchId), name=names(), time_zone=st.sampled_from(ZONES))


@cache
def resources() -> st.SearchStrategy[Resource]:
    """Professionals, rooms and devices."""
    return st.builds(
        Resource, id=ids().map(ResourceId), name=names(), kind=st.sampled_from(ResourceKind)
    )


def services(promised: Terms | None = None) -> st.SearchStrategy[Service]:
    """Services under the terms *promised*, or any."""
    return st.builds(
        Service,
        id=ids().map(ServiceId),
        name=names(),
        duration=st.integers(1, MINUTES_MAX),
        price=st.none() | money(),
        terms=or_any(promised, terms()).map(lambda terms: terms.id),
    )


def plans(offered: Sequence[Service] | None = None) -> st.SearchStrategy[Plan]:
    """Plans for some of the services *offered*."""
    return st.builds(
        Plan,
        id=ids().map(PlanId),
        name=names(),
        price=money(),
        units=st.integers(0, UNITS_MAX),
        services=some_of(offered, services()),
        valid_for=st.none() | st.integers(1, DAYS_MAX),
        grace_days=st.integers(0, 365),
    )


@cache
def customers() -> st.SearchStrategy[Customer]:
    """Cards, from a bare name to every field filled."""
    emails = st.none() | st.emails().filter(lambda address: len(address) <= 254)
    return st.builds(
        Customer,
        id=ids().map(CustomerId),
        name=names(),
        surname=st.just("") | names(),
        middle_name=st.just("") | names(),
        email=emails,
        login_email=emails,
        phone=st.none() | st.from_regex(r"\+[0-9]{2,4} [0-9]{3} [0-9]{4,7}", fullmatch=True),
        language=st.none() | st.sampled_from(LANGUAGES),
        address=notes(),
        born_on=st.none() | st.dates(date(1900, 1, 1), date(2026, 7, 1)),
        gender=st.just("") | names(),
        referral=st.just("") | names(),
        status=st.sampled_from(CustomerStatus),
    )
