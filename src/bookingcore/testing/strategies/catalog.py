"""Strategies for what a business offers."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from hypothesis import strategies as st

from bookingcore.domain.catalog.cancellation import (
    AllowLate,
    CancellationBand,
    CancellationPolicy,
)
from bookingcore.domain.catalog.center import Branch, CenterSettings
from bookingcore.domain.catalog.cycle import MONTHS_MAX, Cycle
from bookingcore.domain.catalog.form import Form, FormTiming
from bookingcore.domain.catalog.plan import Plan, UnusedUnits
from bookingcore.domain.catalog.policies import BalancePolicy, BookingWindow, ServicePolicy
from bookingcore.domain.catalog.service import Resource, ResourceKind, Service
from bookingcore.domain.catalog.terms import Terms
from bookingcore.domain.catalog.waiting import WAITING_MAX, Offers, Parties, WaitlistPolicy
from bookingcore.domain.values.checks import (
    DAYS_MAX,
    MINUTES_MAX,
    UNITS_MAX,
)
from bookingcore.domain.values.ids import (
    BranchId,
    FormId,
    PlanId,
    ResourceId,
    ServiceId,
)
from bookingcore.domain.values.languages import LANGUAGES
from bookingcore.domain.values.quiet import QuietHours
from bookingcore.domain.values.uniqueness import EmailUniqueness
from bookingcore.testing.strategies.values import (
    CURRENCIES,
    ZONES,
    emails,
    ids,
    money,
    names,
    or_any,
    some_of,
)


@cache
def policies() -> st.SearchStrategy[ServicePolicy]:
    """Policies of services."""
    return st.builds(
        ServicePolicy,
        balance_policy=st.sampled_from(BalancePolicy),
        awaiting_max=st.none() | st.integers(0, 10_000),
        cancellation=_cancellations(),
        allow_overlap=st.booleans(),
        window=_windows(),
        move_limit=st.none() | st.integers(0, MINUTES_MAX),
        waitlist=_waitlists(),
        no_show_fee=st.none() | money(least=1),
    )


@st.composite
def _cancellations(draw: st.DrawFn) -> CancellationPolicy:
    limit = draw(st.integers(0, MINUTES_MAX))
    bands = st.builds(
        CancellationBand,
        within=st.integers(0, limit),
        fee=st.none() | money(least=1),
        give_back=st.booleans(),
    )
    return CancellationPolicy(
        limit=limit,
        allow_late=draw(st.sampled_from(AllowLate)),
        bands=tuple(draw(st.lists(bands, max_size=3, unique_by=lambda band: band.within))),
    )


@st.composite
def _windows(draw: st.DrawFn) -> BookingWindow:
    closes = draw(st.integers(0, MINUTES_MAX - 1))
    opens = draw(st.none() | st.integers(closes + 1, MINUTES_MAX))
    return BookingWindow(opens=opens, closes=closes)


@cache
def _waitlists() -> st.SearchStrategy[WaitlistPolicy]:
    return st.builds(
        WaitlistPolicy,
        offers=st.sampled_from(Offers),
        capacity=st.none() | st.integers(0, WAITING_MAX),
        window=st.integers(1, MINUTES_MAX),
        parties=st.sampled_from(Parties),
        join_when_free=st.booleans(),
        auto_book=st.booleans(),
        only_reachable=st.booleans(),
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
        quiet_hours=st.none() | _quiet_hours(),
        email_uniqueness=st.sampled_from(EmailUniqueness),
        direct_collection=st.booleans(),
    )


@cache
def _quiet_hours() -> st.SearchStrategy[QuietHours]:
    times = st.times().map(lambda time: f"{time:%H:%M}")
    return st.lists(times, min_size=2, max_size=2, unique=True).map(
        lambda both: QuietHours(both[0], both[1])
    )


@cache
def branches() -> st.SearchStrategy[Branch]:
    """Branches."""
    return st.builds(Branch, id=ids().map(BranchId), name=names(), time_zone=st.sampled_from(ZONES))


@cache
def resources() -> st.SearchStrategy[Resource]:
    """Professionals, rooms and devices."""
    return st.builds(
        Resource,
        id=ids().map(ResourceId),
        name=names(),
        kind=st.sampled_from(ResourceKind),
        services=st.lists(ids().map(ServiceId), max_size=3, unique=True).map(tuple),
        email=st.none() | emails(),
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


@st.composite
def plans(draw: st.DrawFn, offered: Sequence[Service] | None = None) -> Plan:
    """Plans for some of the services *offered*, some of them renewing."""
    price, every = draw(money()), draw(st.none() | cycles())
    fee, term = st.none() | money(price.currency), st.none() | st.integers(1, 1_000)
    return Plan(
        id=PlanId(draw(ids())),
        name=draw(names()),
        price=price,
        units=draw(st.integers(0, UNITS_MAX)),
        services=draw(some_of(offered, services())),
        valid_for=draw(st.none() | st.integers(1, DAYS_MAX)),
        grace_days=draw(st.integers(0, 365)),
        every=every,
        cancellation_fee=draw(fee) if every else None,
        minimum_term=draw(term) if every else None,
        unused=draw(st.sampled_from(UnusedUnits)),
        void_on_end=draw(st.booleans()),
    )


@cache
def cycles() -> st.SearchStrategy[Cycle]:
    """So many months, or so many days."""
    months = st.integers(1, MONTHS_MAX).map(lambda count: Cycle(months=count))
    return months | st.integers(1, DAYS_MAX).map(lambda count: Cycle(days=count))


@st.composite
def forms(draw: st.DrawFn, offered: Sequence[Service] | None = None) -> Form:
    """Forms, some of them for some of the services *offered*."""
    return Form(
        id=FormId(draw(ids())),
        name=draw(names()),
        questions=tuple(draw(st.lists(names(), min_size=1, max_size=3, unique=True))),
        assigned=draw(st.sampled_from(FormTiming)),
        services=draw(some_of(offered, services())),
        required=draw(st.booleans()),
    )
