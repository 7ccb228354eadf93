"""Whoever asks the payment provider dies: the next process finds what became of the money."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import count
from multiprocessing.connection import Connection
from random import Random

import pytest
from attrs import frozen

from bookingcore import Desk, Line, Money, SessionCancelled, open_desk
from bookingcore.testing import FrozenClock
from tests.kills.provider import (
    ANSWERED,
    ASKED,
    PROVIDER_STEPS,
    Provider,
    RemotePayments,
    strike_asking_at,
)
from tests.kills.scene import close
from tests.kills.steps import STEPS, strike_at
from tests.kills.studio import BEGINNING
from tests.postgres import Server
from tests.processes import PATIENCE, processes

PEOPLE = 2

RECORDED = ("before it is on record", "once it is on record")
ANSWER = tuple(f"{step} of the answer" for step in STEPS)


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    """An empty database on each engine."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path_factory.mktemp('kills') / 'kills.db'}"
    server: Server = request.getfixturevalue("postgres")
    return server.create(f"chargers_{request.getfixturevalue('worker_id')}")


@pytest.fixture
def provider() -> Iterator[Provider]:
    """A payment provider, running."""
    provider = Provider()
    provider.start()
    yield provider
    provider.stop()


@frozen(kw_only=True)
class Till:
    """A session that two have paid for by card, a pass that is paid, and one that is not.

    Attributes:
        sales: all of them.
    """

    url: str
    payments: RemotePayments
    session: str
    paid: str
    unpaid: str
    sales: tuple[str, ...]

    @classmethod
    def furnished(cls, url: str, payments: RemotePayments) -> Till:
        """In the empty database at *url*."""
        desk = open_desk(url, center="roma", clock=FrozenClock(BEGINNING), payments=payments)
        massage = desk.catalog.add_service("Massaggio", duration=60, price="60.00")
        physio = desk.catalog.add_service("Fisioterapia", duration=50)
        plan = desk.catalog.add_plan("Quota", price=40, units=2, services=(physio,), valid_for=None)
        session = desk.schedule.add_session(massage, starts_at="2036-07-02T10:00Z", capacity=PEOPLE)
        people = [desk.customers.register(name=f"C{number}") for number in range(PEOPLE)]
        bookings = [desk.bookings.book(who, session) for who in people]
        sales = [
            desk.sales.sell(who, Line(booking=booking))
            for who, booking in zip(people, bookings, strict=True)
        ]
        paid, unpaid = (desk.sales.sell(people[0], plan) for _ in range(2))
        for sale in (*sales, paid):
            desk.sales.charge_card(sale, "card-1")
        close(desk)
        return cls(
            url=url,
            payments=payments,
            session=session.id,
            paid=paid.id,
            unpaid=unpaid.id,
            sales=tuple(sale.id for sale in (*sales, paid, unpaid)),
        )

    def opened(self, at: str = BEGINNING) -> Desk:
        """A desk whose clock stands still."""
        clock = FrozenClock(at)
        return open_desk(self.url, center="roma", clock=clock, payments=self.payments)


Act = Callable[[Desk, Till], object]


def charge(desk: Desk, till: Till) -> object:
    """Charge what is not paid."""
    return desk.sales.charge_card(till.unpaid, "card-1", key="charge")


def refund(desk: Desk, till: Till) -> object:
    """Give back what is paid."""
    return desk.sales.refund(till.paid, "30.00", key="refund")


def cancel_session(desk: Desk, till: Till) -> object:
    """Cancel the session, and give everybody their money back."""
    try:
        return desk.schedule.cancel_session(till.session, refund=True)
    except SessionCancelled:
        return None


HAD = "160.00 EUR"
"""What the provider has before a command."""

EXPECTED: dict[Act, str] = {charge: "200.00 EUR", refund: "130.00 EUR", cancel_session: "40.00 EUR"}
"""What it has in the end."""

KILLS: list[tuple[Act, str]] = [
    (charge, RECORDED[0]),
    (refund, RECORDED[1]),
    *((charge, step) for step in PROVIDER_STEPS),
    (cancel_session, PROVIDER_STEPS[1]),
    (refund, ANSWER[0]),
    (charge, ANSWER[1]),
    (cancel_session, ANSWER[2]),
    (refund, ANSWER[3]),
]


def struck_down(act: Act, till: Till, step: str) -> None:
    """Let a process of its own do *act*, and kill it at *step*."""
    process = processes().Process(target=_act, args=(act, till, step))
    process.start()
    process.join(PATIENCE)
    assert process.exitcode == -signal.SIGKILL


def _act(act: Act, till: Till, step: str) -> None:
    desk = till.opened()
    if step in PROVIDER_STEPS:
        strike_asking_at(step, _die)
    elif step in RECORDED:
        strike_at(STEPS[2:][RECORDED.index(step)], _die)
    else:
        answered = STEPS[ANSWER.index(step)]
        strike_at("after the commit", lambda: strike_at(answered, _die))
    act(desk, till)


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def resume(till: Till) -> None:
    """Another process works until nothing is due: books and provider agree, all is decided."""
    clock = FrozenClock(BEGINNING)
    desk = open_desk(till.url, center="roma", clock=clock, payments=till.payments)
    while due := desk.next_due():
        clock.move_to(due)
        assert desk.run_due().failed == ()
    sales = [desk.sales.get(each) for each in till.sales]
    books = sum((sale.paid - sale.refunded for sale in sales), Money.zero("EUR"))
    assert till.payments.net("EUR") == books
    assert all(sale.pending.is_zero and sale.refunding.is_zero for sale in sales)
    assert desk.verify() == ()
    close(desk)


@pytest.mark.parametrize(("act", "step"), KILLS)
def test_a_process_killed_while_it_asks_the_provider_loses_no_money(
    url: str, provider: Provider, act: Act, step: str
) -> None:
    till = Till.furnished(url, provider.payments)
    struck_down(act, till, step)
    asked = step in {ASKED, ANSWERED, *ANSWER}
    assert (str(till.payments.net("EUR")) != HAD) == asked
    resume(till)

    desk = till.opened()
    first = act(desk, till)
    again = act(desk, till)
    close(desk)
    resume(till)

    assert act is cancel_session or first == again
    assert str(till.payments.net("EUR")) == EXPECTED[act]


def charge_on(till: Till, name: str, mouth: Connection) -> None:
    """Charge cent by cent, and give every third one back; tell what was answered."""
    desk = till.opened()
    for number in count():
        key = f"{name}-{number}"
        mouth.send((key, desk.sales.charge_card(till.unpaid, "card-1", "0.01", key=key).id))
        if number % 3 == 0:
            desk.sales.refund(till.unpaid, "0.01", key=key)


def killed_at_random(till: Till, name: str, chance: Random) -> dict[str, str]:
    """Kill a process in the midst of its work; what it had told."""
    context = processes()
    ear, mouth = context.Pipe(duplex=False)
    process = context.Process(target=charge_on, args=(till, name, mouth))
    process.start()
    mouth.close()
    told = [_heard(ear) for _ in range(chance.randrange(1, 6))]
    # Nobody waits for anything here: this is the random moment itself.
    time.sleep(chance.random() * 0.02)
    process.kill()
    process.join(PATIENCE)
    with ear, suppress(EOFError, OSError):
        while ear.poll():
            told.append(ear.recv())
    return dict(told)


def _heard(ear: Connection) -> tuple[str, str]:
    assert ear.poll(PATIENCE)
    heard: tuple[str, str] = ear.recv()
    return heard


def test_a_process_killed_at_random_moments_loses_no_money(
    url: str, provider: Provider, seed: int
) -> None:
    till, chance = Till.furnished(url, provider.payments), Random(seed)
    told: dict[str, str] = {}
    for number in range(3):
        told |= killed_at_random(till, f"{seed}-{number}", chance)
        resume(till)

    desk = till.opened()
    made = [payment.id for payment in desk.sales.payments(till.unpaid)]
    assert set(told.values()) <= set(made)
    # The one that was under way may be there, too.
    assert len(told) <= len(made) <= len(told) + 3
    for key, payment in told.items():
        assert desk.sales.charge_card(till.unpaid, "card-1", "0.01", key=key).id == payment
    close(desk)
    resume(till)
