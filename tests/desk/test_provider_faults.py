"""Every step of every command that asks the provider, struck by every fault: P8 for money.

Once the work is resumed, money at the provider is money in the books, all is decided, nothing is
recorded twice, and whoever gives the command again finds what it made.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from itertools import count
from threading import Event, Thread

import pytest

from bookingcore import (
    ChargeStatus,
    Desk,
    OutcomeUnknown,
    Payment,
    Refund,
    StoreUnavailable,
    Unavailable,
)
from bookingcore.errors import PaymentsUnavailable
from bookingcore.testing import FakePayments, FrozenClock, ProviderCrash
from tests.desk.provider_acts import (
    ASKING,
    HEARING,
    TWO_MINUTES,
    WAYS,
    WORKING,
    Act,
    Stage,
    Way,
    by_events,
    by_the_caller,
    by_workers,
    cancelling,
    cancelling_a_session,
    charging,
    given,
    hearing_of_money_that_came_twice,
    refunding,
    renewing,
    working_off_a_charge,
    working_off_a_refund,
)
from tests.desk.striking import (
    ANSWERED,
    BEFORE,
    BEGUN,
    CALLED,
    COMMITTED,
    DEATH,
    FOUND,
    LOOKED,
    READ,
    SAVED,
    Fault,
    Steps,
    Strike,
    dies,
)
from tests.desk.studio import Studio
from tests.processes import PATIENCE

in_memory = pytest.mark.parametrize("store_kind", ["memory"], indirect=True)
in_databases = pytest.mark.parametrize("store_kind", ["sqlite", "postgres"], indirect=True)


@pytest.fixture
def stage(studio: Studio, clock: FrozenClock, payments: FakePayments) -> Stage:
    """The studio on each of the stores, and a provider that is struck."""
    return Stage(studio, clock, payments)


def strike_once(stage: Stage, act: Act, way: Way, steps: Steps, *, moves: bool = True) -> int:
    """Strike a command, resume it, and give it again; how many payments and refunds it left.

    What the provider has accepted by then it makes, or does not where nothing *moves*.
    """
    stage.begin()
    give = stage.give = act(stage)
    with suppress(ProviderCrash, Unavailable):
        give(stage.desk_of(steps))
    way(stage, give)
    stage.decide(moves=moves)
    stage.work()
    stage.check()
    answer = given(stage.desk, give)
    stage.work()
    stage.check()
    made = [*stage.payments_made(), *stage.refunds_made()]
    assert not isinstance(answer, Payment | Refund) or answer in made
    return len(made)


def strike_everywhere(
    stage: Stage, act: Act, way: Way, fault: Fault, *, moves: bool = True
) -> None:
    """Watch a command once, then strike it at each of its steps."""
    watched = Steps()
    made = strike_once(stage, act, way, watched)
    steps = watched.count(fault)
    assert steps
    for number in range(steps):
        struck = Steps(fault, number)
        assert strike_once(stage, act, way, struck, moves=moves) == made
        assert len(struck.reached) > number
    assert stage.desk.verify() == ()


@in_memory
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("act", [*ASKING, *WORKING, *HEARING])
def test_a_process_that_dies_at_any_step_loses_no_money(stage: Stage, act: Act, way: Way) -> None:
    strike_everywhere(stage, act, way, DEATH)


@in_databases
@pytest.mark.parametrize("act", [charging, cancelling_a_session, working_off_a_refund])
def test_a_process_that_dies_beside_a_database_loses_no_money(stage: Stage, act: Act) -> None:
    strike_everywhere(stage, act, by_workers, DEATH)


def no_store() -> None:
    """The store cannot be reached: nothing is written."""
    raise StoreUnavailable("memory:", "it is away")


def no_word_of_the_commit() -> None:
    """The store was lost while it finished a unit."""
    raise OutcomeUnknown("memory:", "it went away")


STORE_FAULTS = (
    Fault(name="away", at=frozenset({BEGUN, SAVED, READ}), strike=no_store),
    Fault(name="stays_away", at=frozenset({BEGUN, SAVED, READ}), strike=no_store, lasts=True),
    Fault(name="lost_before_its_commit", at=frozenset({SAVED}), strike=no_word_of_the_commit),
    Fault(name="lost_after_its_commit", at=frozenset({COMMITTED}), strike=no_word_of_the_commit),
)
each_store_fault = pytest.mark.parametrize("fault", STORE_FAULTS, ids=lambda fault: fault.name)


@in_memory
@each_store_fault
@pytest.mark.parametrize("way", [by_workers, by_the_caller])
@pytest.mark.parametrize("act", [*ASKING, *WORKING, *HEARING])
def test_a_store_that_goes_away_at_any_step_loses_no_money(
    stage: Stage, act: Act, way: Way, fault: Fault
) -> None:
    strike_everywhere(stage, act, way, fault)


@in_databases
@each_store_fault
@pytest.mark.parametrize("act", [refunding, working_off_a_charge])
def test_a_database_that_goes_away_at_any_step_loses_no_money(
    stage: Stage, act: Act, fault: Fault
) -> None:
    strike_everywhere(stage, act, by_workers, fault)


@in_memory
@pytest.mark.parametrize("fault", [DEATH, *STORE_FAULTS], ids=lambda fault: fault.name)
@pytest.mark.parametrize("way", [by_the_caller, by_events])
def test_money_that_came_twice_goes_back_whatever_happens(
    stage: Stage, way: Way, fault: Fault
) -> None:
    """Nobody asks about a no: the provider tells again until somebody has heard it."""
    strike_everywhere(stage, hearing_of_money_that_came_twice, way, fault)


def not_reached() -> None:
    """The provider cannot be reached: it was asked for nothing."""
    raise PaymentsUnavailable


def says(name: str, word: Callable[[FakePayments], None]) -> Callable[[Stage], Fault]:
    """The provider answers a new call in another way than usual."""

    def fault(stage: Stage) -> Fault:
        return Fault(name=name, at=frozenset({CALLED}), strike=lambda: word(stage.payments))

    return fault


PROVIDER_FAULTS: dict[str, Callable[[Stage], Fault]] = {
    "no": says("no", lambda payments: payments.decline_next()),
    "nothing_and_moves": says("silent", lambda payments: payments.fall_silent_next(moved=True)),
    "nothing": says("silent", lambda payments: payments.fall_silent_next(moved=False)),
    "later": says("later", lambda payments: payments.accept_next()),
    "cannot_be_reached": lambda _: Fault(name="down", at=frozenset({CALLED}), strike=not_reached),
    "stays_away": lambda _: Fault(
        name="down", at=frozenset({CALLED}), strike=not_reached, lasts=True
    ),
}


@in_memory
@pytest.mark.parametrize("says", PROVIDER_FAULTS.values(), ids=PROVIDER_FAULTS)
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("act", [*ASKING, renewing, working_off_a_charge, working_off_a_refund])
def test_a_provider_that_fails_at_any_call_agrees_with_the_books(
    stage: Stage, act: Act, way: Way, says: Callable[[Stage], Fault]
) -> None:
    strike_everywhere(stage, act, way, says(stage))


@in_memory
@pytest.mark.parametrize("way", [by_workers, by_the_caller])
@pytest.mark.parametrize("act", [*ASKING, renewing, working_off_a_charge, working_off_a_refund])
def test_a_provider_that_says_no_after_a_while_agrees_with_the_books(
    stage: Stage, act: Act, way: Way
) -> None:
    strike_everywhere(stage, act, way, PROVIDER_FAULTS["later"](stage), moves=False)


@in_memory
@pytest.mark.parametrize("act", WORKING[1:])
def test_a_provider_that_cannot_be_searched_is_searched_later(stage: Stage, act: Act) -> None:
    away = Fault(name="away", at=frozenset({LOOKED, FOUND}), strike=not_reached)

    strike_everywhere(stage, act, by_workers, away)


Meanwhile = Callable[[Stage, Desk], object]
"""What somebody else does while the first asker still waits for the provider."""


def a_worker(stage: Stage, desk: Desk) -> object:
    """The lease has run out: a worker asks."""
    stage.clock.advance(TWO_MINUTES)
    return desk.run_due()


def the_caller(stage: Stage, desk: Desk) -> object:
    """The caller has lost patience, and gives the command again."""
    return given(desk, stage.give)


EVERYBODY: tuple[Meanwhile, ...] = (a_worker, the_caller)


def goes_on() -> None:
    """The provider answers after all."""


def slow(stage: Stage, meanwhile: Meanwhile, other: Steps, then: Strike, at: str) -> Fault:
    """Before or after a call somebody else asks, who may be struck; only *then* does it go on."""

    def strike() -> None:
        with suppress(ProviderCrash, Unavailable):
            meanwhile(stage, stage.desk_of(other))
        then()

    return Fault(name="slow", at=frozenset({at}), strike=strike)


def strike_both(
    stage: Stage, act: Act, meanwhile: Meanwhile, fault: Fault, then: Strike, at: str
) -> None:
    """At each call of the first asker strike the other one, at each step and once not at all."""
    watched = Steps()
    made = strike_once(stage, act, by_workers, watched)
    calls = watched.reached.count(at)
    assert calls
    for call in range(calls):
        for number in count():
            other = Steps(fault, number)
            first = Steps(slow(stage, meanwhile, other, then, at), call)
            assert strike_once(stage, act, by_workers, first) == made
            if len(other.reached) <= number:
                break
    assert stage.desk.verify() == ()


@in_memory
@pytest.mark.parametrize("fault", [*PROVIDER_FAULTS, "death"])
@pytest.mark.parametrize(
    ("at", "then"), [(CALLED, goes_on), (CALLED, not_reached), (ANSWERED, goes_on)]
)
@pytest.mark.parametrize("meanwhile", EVERYBODY)
@pytest.mark.parametrize("act", [*ASKING, renewing, working_off_a_charge, working_off_a_refund])
def test_two_who_ask_at_once_move_the_money_once(
    stage: Stage, act: Act, meanwhile: Meanwhile, at: str, then: Strike, fault: str
) -> None:
    """However slow the first one is, and whatever becomes of the other one."""
    second = DEATH if fault == "death" else PROVIDER_FAULTS[fault](stage)
    strike_both(stage, act, meanwhile, second, then, at)


def one_after_the_other(*strikes: Strike) -> Strike:
    """At each step another strike; nothing any more after the last one."""
    left = iter(strikes)

    def strike() -> None:
        next(left, goes_on)()

    return strike


@pytest.mark.parametrize("store_kind", ["postgres"], indirect=True)
@pytest.mark.parametrize("act", [charging, cancelling])
def test_a_call_is_not_given_up_that_a_worker_claims_at_that_moment(stage: Stage, act: Act) -> None:
    """The worker moves the money and dies, between what the first one read and its commit."""

    def a_worker_dies_asking() -> None:
        asked = Fault(name="death", at=frozenset({ANSWERED}), strike=dies)
        with pytest.raises(ProviderCrash):
            a_worker(stage, stage.desk_of(Steps(asked)))

    strike = one_after_the_other(goes_on, not_reached, a_worker_dies_asking)
    given_up = Fault(name="given up", at=frozenset({CALLED, SAVED}), strike=strike, lasts=True)
    before = len(stage.payments.moved)

    strike_once(stage, act, by_workers, Steps(given_up))

    asked = stage.payments.moved[before:]
    assert stage.payments_made()[-1].status is ChargeStatus.CAPTURED
    assert asked[-1].amount.is_negative == (act is cancelling)
    assert stage.desk.verify() == ()


@in_memory
@pytest.mark.parametrize("act", [charging, refunding])
def test_who_comes_again_while_a_call_is_given_up_asks_for_nothing(stage: Stage, act: Act) -> None:
    """The caller has found it undecided, and is about to ask; then it is a no already."""
    waits, goes = Event(), Event()

    def waits_in_vain() -> None:
        waits.set()
        assert goes.wait(PATIENCE)
        not_reached()

    def is_given_up() -> None:
        goes.set()
        first.join(PATIENCE)

    stage.begin()
    give = act(stage)
    slow = Fault(name="slow", at=frozenset({CALLED}), strike=waits_in_vain)
    first = Thread(target=give, args=(stage.desk_of(Steps(slow)),))
    first.start()
    assert waits.wait(PATIENCE)
    # The first unit is the one that finds the key, the second one that takes the call over.
    again = Fault(name="again", at=frozenset({BEFORE}), strike=is_given_up)

    answer = give(stage.desk_of(Steps(again, 1)))
    stage.work()
    stage.check()

    assert isinstance(answer, Payment | Refund)
    assert "was not reached" in str(answer)
    assert stage.desk.verify() == ()


def by_a_worker_who_dies(number: int, workers: list[Steps]) -> Way:
    """A worker resumes it, and dies at a step, too."""

    def way(stage: Stage, _: object) -> None:
        workers.append(Steps(DEATH, number))
        stage.clock.advance(TWO_MINUTES)
        with suppress(ProviderCrash):
            stage.desk_of(workers[-1]).run_due()

    return way


@in_memory
@pytest.mark.parametrize("act", [charging, refunding, renewing])
def test_workers_who_die_at_any_step_too_lose_no_money(stage: Stage, act: Act) -> None:
    """First the one who was asked, then whoever resumes it; the next one does all that is left."""
    for number in count():
        workers: list[Steps] = []
        strike_everywhere(stage, act, by_a_worker_who_dies(number, workers), DEATH)
        if all(len(worker.reached) <= number for worker in workers):
            break
