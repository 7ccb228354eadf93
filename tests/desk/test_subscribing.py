"""A host hears of what happens: after the commit, at least once, in order (002-26, A62)."""

from __future__ import annotations

from typing import Any

import pytest
from attrs import field, frozen

from bookingcore import (
    SYSTEM,
    CenterSettings,
    Customer,
    Desk,
    Event,
    EventKind,
    InvalidInput,
    PortMissing,
    Subscription,
    Unknown,
)
from bookingcore.desk.leasing import FIRST_WAIT, LEASE, LONGEST_WAIT
from bookingcore.domain.notifications.subscription import LIVE_MAX, NAME_MAX
from bookingcore.testing import FrozenClock, SeededChance
from tests.desk.post import Post


class Killed(BaseException):
    """The process dies."""


class Refused(Exception):
    """The host cannot take it now."""


@frozen
class Host:
    """What a host hears, and what it does about it."""

    heard: list[Event] = field(factory=list)
    refuses: list[str] = field(factory=list)

    def __call__(self, event: Event) -> None:
        if event.kind.name in self.refuses:
            raise Refused
        self.heard.append(event)

    @property
    def kinds(self) -> list[str]:
        return [event.kind.name for event in self.heard]


def deaf(_: Event) -> None:
    """Take it, and do nothing."""


def another(desk: Desk, clock: FrozenClock) -> Desk:
    """The desk of another process on the same store, which has subscribed to nothing."""
    return Desk(desk.store, center=desk.center, clock=clock, chance=SeededChance(9))


def booked(desk: Desk, who: Customer) -> None:
    """A class that *who* books, and leaves again."""
    yoga = desk.catalog.add_service("Yoga", duration=60)
    session = desk.schedule.add_session(yoga, starts_at="2026-07-10T18:00", capacity=5)
    desk.bookings.cancel(desk.bookings.book(who, session))


@pytest.mark.rule("002-26", "A62")
def test_whatever_happens_is_told_as_history_tells_it(desk: Desk) -> None:
    host = Host()
    desk.subscribe(host, name="crm")
    anna = desk.customers.register(name="Anna")
    booked(desk, anna)
    assert host.heard == []

    report = desk.deliver()
    assert (report.told, report.untold) == (len(host.heard), ())
    hers = [event for event in host.heard if event.customer_id == anna.id]
    assert hers == list(desk.history(anna))
    assert {"SERVICE_ADDED", "SESSION_ADDED", "BOOKING_MADE"} < set(host.kinds)
    assert desk.deliver().told == 0


@pytest.mark.rule("A62")
def test_what_is_undone_is_never_told(desk: Desk) -> None:
    host = Host()
    desk.subscribe(host, name="crm", kinds=[EventKind.CUSTOMER_REGISTERED])

    def regretted(inside: Desk) -> None:
        inside.customers.register(name="Anna")
        raise Refused

    with pytest.raises(Refused):
        desk.atomically(regretted)
    desk.atomically(lambda inside: inside.customers.register(name="Bea"))
    desk.deliver()

    assert [desk.customers.get(event.subject).name for event in host.heard] == ["Bea"]


@pytest.mark.rule("A62")
def test_a_host_says_of_what_and_of_whom_it_hears(desk: Desk) -> None:
    by_kind, of_anna, of_vips = Host(), Host(), Host()
    anna, bea = (desk.customers.register(name=name) for name in ("Anna", "Bea"))
    desk.subscribe(by_kind, name="kinds", kinds=["CUSTOMER_UPDATED", EventKind.LABEL_ADDED])
    desk.subscribe(of_anna, name="anna", customer=anna)
    desk.subscribe(of_vips, name="vips", label="vip")
    desk.customers.add_label(bea, "vip")
    desk.customers.update(bea, phone="1")
    desk.customers.update(anna, phone="2")
    desk.customers.remove_label(bea, "vip")
    desk.customers.update(bea, phone="3")
    desk.catalog.add_branch("Prati")
    desk.deliver()

    assert sorted(by_kind.kinds) == ["CUSTOMER_UPDATED"] * 3 + ["LABEL_ADDED"]
    assert [(event.customer_id, event.kind.name) for event in of_anna.heard] == [
        (anna.id, "CUSTOMER_UPDATED")
    ]
    assert [(event.customer_id, event.kind.name) for event in of_vips.heard] == [
        (bea.id, "LABEL_ADDED"),
        (bea.id, "CUSTOMER_UPDATED"),
    ]


@pytest.mark.rule("A62")
def test_what_a_host_does_not_take_is_told_again_and_holds_up_only_that_customer(
    desk: Desk, clock: FrozenClock
) -> None:
    host = Host(refuses=["LABEL_ADDED"])
    anna, bea = (desk.customers.register(name=name) for name in ("Anna", "Bea"))
    desk.subscribe(host, name="crm")
    desk.customers.add_label(anna, "vip")
    for who in (anna, bea):
        desk.customers.update(who, phone="1")
    report = desk.deliver()

    assert [event.customer_id for event in host.heard if event.customer_id] == [bea.id]
    [failure] = report.untold
    assert (failure.subscription, failure.event.kind) == ("crm", EventKind.LABEL_ADDED)
    assert isinstance(failure.error, Refused)
    assert clock.now() + FIRST_WAIT <= failure.again_at <= clock.now() + FIRST_WAIT * 5 / 4
    assert desk.next_delivery() == failure.again_at

    host.refuses.clear()
    assert desk.deliver().told == 0
    clock.move_to(failure.again_at)
    desk.deliver()
    assert host.kinds[-2:] == ["LABEL_ADDED", "CUSTOMER_UPDATED"]
    assert desk.next_delivery() is None


@pytest.mark.rule("A62")
def test_no_event_is_given_up(desk: Desk, clock: FrozenClock) -> None:
    """After a month of failures it is still there."""
    host = Host(refuses=["CUSTOMER_REGISTERED"])
    desk.subscribe(host, name="crm", kinds=["CUSTOMER_REGISTERED"])
    desk.customers.register(name="Anna")
    for _ in range(100):
        [failure] = desk.deliver().untold
        assert failure.again_at - clock.now() <= LONGEST_WAIT * 5 / 4
        clock.move_to(failure.again_at)

    host.refuses.clear()
    assert desk.deliver().told == 1


@pytest.mark.rule("A62")
def test_what_a_process_that_died_was_telling_is_told_by_the_next(
    desk: Desk, clock: FrozenClock
) -> None:
    heard: list[Event] = []

    def dies(event: Event) -> None:
        heard.append(event)
        raise Killed

    desk.subscribe(dies, name="crm", kinds=["CUSTOMER_REGISTERED"])
    desk.customers.register(name="Anna")
    with pytest.raises(Killed):
        desk.deliver()

    host, next_one = Host(), another(desk, clock)
    next_one.subscribe(host, name="crm", kinds=["CUSTOMER_REGISTERED"])
    assert next_one.deliver().told == 0
    clock.advance(seconds=LEASE.total_seconds())
    assert next_one.deliver().told == 1
    assert host.heard == heard


def test_who_was_too_slow_leaves_the_rest_to_others(desk: Desk, clock: FrozenClock) -> None:
    """The first took longer than its lease; meanwhile another one told it, and the others."""
    host, other = Host(), another(desk, clock)
    other.subscribe(host, name="crm", kinds=["CUSTOMER_REGISTERED"])
    names: list[str] = []

    def slow(event: Event) -> None:
        names.append(event.subject)
        clock.advance(seconds=LEASE.total_seconds() + 1)
        other.deliver()

    desk.subscribe(slow, name="crm", kinds=["CUSTOMER_REGISTERED"])
    people = {desk.customers.register(name=name).id for name in ("Anna", "Bea", "Carla")}
    desk.deliver()

    assert {event.subject for event in host.heard} == people
    assert len(names) == 1
    assert desk.deliver().told == 0


def test_another_process_tells_what_happened_here(desk: Desk, clock: FrozenClock) -> None:
    """What happens before it starts again is kept for it."""
    desk.subscribe(deaf, kinds=["CUSTOMER_REGISTERED"], name="crm")
    elsewhere = another(desk, clock)
    with pytest.raises(PortMissing):
        elsewhere.deliver()
    elsewhere.customers.register(name="Anna")

    host, started = Host(), another(desk, clock)
    started.subscribe(host, kinds=["CUSTOMER_REGISTERED"], name="crm")
    assert started.next_delivery() == clock.now()
    assert started.deliver().told == 1
    assert len([e for e in desk.history("crm") if e.kind is EventKind.SUBSCRIBED]) == 1


def test_subscribing_again_changes_what_is_heard_from_then_on(desk: Desk) -> None:
    host = Host()
    desk.subscribe(host, name="crm", kinds=["CUSTOMER_REGISTERED"])
    anna = desk.customers.register(name="Anna")
    desk.subscribe(host, name="crm", kinds=["LABEL_ADDED"])
    desk.customers.register(name="Bea")
    desk.customers.add_label(anna, "vip")
    desk.deliver()

    assert host.kinds == ["CUSTOMER_REGISTERED", "LABEL_ADDED"]


def test_who_unsubscribes_hears_nothing_more(desk: Desk, clock: FrozenClock) -> None:
    host = Host()
    crm = desk.subscribe(host, name="crm")
    desk.customers.register(name="Anna")
    desk.unsubscribe(crm)
    desk.unsubscribe("crm")
    desk.customers.register(name="Bea")
    assert desk.next_delivery() is None

    sweeping = another(desk, clock)
    sweeping.subscribe(deaf, name="other", kinds=["LABEL_ADDED"])
    sweeping.deliver()
    assert host.heard == []
    with pytest.raises(Unknown):
        desk.unsubscribe("crm")

    desk.subscribe(host, name="crm")
    desk.customers.register(name="Carla")
    desk.deliver()
    assert "CUSTOMER_REGISTERED" in host.kinds


def test_a_subscription_follows_a_card_that_is_absorbed(desk: Desk) -> None:
    host = Host()
    anna, double = (desk.customers.register(name=name) for name in ("Anna", "Anna B."))
    desk.subscribe(host, name="crm", customer=double)
    desk.customers.update(double, phone="1")
    desk.customers.absorb(into=anna, old=double)
    desk.customers.update(anna, phone="2")
    desk.deliver()

    told = [event for event in host.heard if event.kind is EventKind.CUSTOMER_UPDATED]
    assert [event.customer_id for event in told] == [anna.id, anna.id]
    assert desk.subscribe(host, name="crm", customer=double).customer_id == anna.id


def test_that_a_customer_was_erased_is_told_without_their_words(desk: Desk) -> None:
    host = Host()
    anna = desk.customers.register(name="Anna")
    desk.subscribe(host, name="crm", customer=anna)
    desk.customers.add_label(anna, "vip")
    desk.customers.erase(anna)
    desk.deliver()

    assert (host.kinds[0], host.kinds[-1]) == ("LABEL_ADDED", "CUSTOMER_ERASED")
    assert all(not event.words for event in host.heard)


def test_messages_and_events_go_out_together(post: Post) -> None:
    host = Host()
    post.desk.subscribe(host, name="crm", kinds=["BOOKING_MADE"])
    anna = post.anna()
    post.booked(anna)

    assert post.delivered() == ["email booking_created"]
    assert host.kinds == ["BOOKING_MADE"]


def test_no_more_is_told_than_asked_for(desk: Desk) -> None:
    desk.subscribe(deaf, name="crm", kinds=["CUSTOMER_REGISTERED"])
    for name in ("Anna", "Bea", "Carla"):
        desk.customers.register(name=name)

    assert [desk.deliver(limit=2).told for _ in range(3)] == [2, 1, 0]


def test_a_host_that_acts_on_what_it_hears_hears_of_that_too(desk: Desk) -> None:
    """In the same round, and in its order."""
    host = Host()

    def labels(event: Event) -> None:
        host(event)
        if event.kind is EventKind.CUSTOMER_REGISTERED:
            desk.by(SYSTEM).customers.add_label(event.subject, "new")

    desk.subscribe(labels, name="crm", kinds=["CUSTOMER_REGISTERED", "LABEL_ADDED"])
    desk.customers.register(name="Anna")
    desk.deliver()

    assert host.kinds == ["CUSTOMER_REGISTERED", "LABEL_ADDED"]


def test_centers_hear_of_themselves_only(desk: Desk) -> None:
    host = Host()
    desk.subscribe(host, name="crm", kinds=["CUSTOMER_REGISTERED"])
    milan = desk.at("milano")
    milan.configure(CenterSettings())
    milan.customers.register(name="Anna")

    assert (desk.deliver().told, milan.deliver().told) == (0, 0)


def test_a_function_is_known_by_where_it_stands(desk: Desk) -> None:
    assert desk.subscribe(deaf) == Subscription(id=f"{__name__}.deaf")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("given", "what"),
    [
        ({"handler": "print"}, "handler"),
        ({"handler": lambda _: None}, "name"),
        ({"name": ""}, "name"),
        ({"name": "città"}, "name"),
        ({"name": "n" * (NAME_MAX + 1)}, "name"),
        ({"kinds": "BOOKING_MADE"}, "kinds"),
        ({"kinds": ()}, "kinds"),
        ({"kinds": ["BOOKED"]}, "kinds"),
        ({"label": ""}, "label"),
        ({"label": "vip", "customer": "somebody"}, "label"),
    ],
)
def test_what_cannot_be_meant_is_refused_by_its_name(
    desk: Desk, given: dict[str, Any], what: str
) -> None:
    arguments: dict[str, Any] = {"handler": deaf, **given}

    with pytest.raises(InvalidInput) as refused:
        desk.subscribe(**arguments)
    assert refused.value.field == what


def test_nobody_hears_of_who_is_not_there(desk: Desk) -> None:
    with pytest.raises(Unknown):
        desk.subscribe(deaf, name="crm", customer="nobody")
    with pytest.raises(Unknown):
        desk.unsubscribe("crm")


def test_every_command_looks_at_all_subscriptions_so_there_are_not_many(desk: Desk) -> None:
    for number in range(LIVE_MAX):
        desk.subscribe(deaf, name=f"crm {number}")

    with pytest.raises(InvalidInput, match="unsubscribe"):
        desk.subscribe(deaf, name="one more")
    desk.unsubscribe("crm 0")
    desk.subscribe(deaf, name="one more")
