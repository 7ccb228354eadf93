"""What `bookingcore.testing` hands out, and what it loads for that."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from types import MethodType
from typing import Any

import pytest
from hypothesis import given, settings

import bookingcore.testing
from bookingcore.domain.bookings.booking import Booking, BookingStatus
from bookingcore.domain.values.checks import NAME_LENGTH_MAX
from bookingcore.domain.values.checks import name as cleaned_name
from bookingcore.domain.values.checks import text as cleaned_text
from bookingcore.ports import (
    audits,
    deliveries,
    double_entry,
    gift_cards,
    memberships,
    papers,
    people,
    questions,
    reactions,
)
from bookingcore.ports.questions import Question
from bookingcore.testing import strategies
from bookingcore.testing.contracts import centers, files, messages, payments, world
from bookingcore.testing.contracts.studio import OnAStore
from bookingcore.testing.contracts.threads import Threads


def test_every_name_of_the_face_is_there() -> None:
    names = bookingcore.testing.__all__

    assert [name for name in names if not hasattr(bookingcore.testing, name)] == []
    assert bookingcore.testing.__getattr__("strategies") is strategies
    assert not hasattr(bookingcore.testing, "nothing")


def test_every_strategy_of_the_face_is_there() -> None:
    assert [name for name in strategies.__all__ if not hasattr(strategies, name)] == []


def test_the_fakes_load_neither_pytest_nor_hypothesis() -> None:
    code = "import sys, bookingcore.testing; print(*{'pytest', 'hypothesis'} & {*sys.modules})"
    fresh = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)

    assert fresh.stdout.strip() == ""


@pytest.mark.parametrize(
    ("contract", "fixture"),
    [
        (OnAStore, "store"),
        (world.ClockContract, "clock"),
        (world.ChanceContract, "chance"),
        (files.FilesContract, "files"),
        (files.FilesContract, "unreachable"),
        (payments.PaymentsContract, "payments"),
        (payments.PaymentsContract, "told"),
        (payments.PaymentsContract, "fall_silent"),
        (payments.PaymentsContract, "unreachable"),
        (world.SignerContract, "signer"),
        (world.SignerContract, "again"),
        (world.SignerContract, "stranger"),
        (messages.MessagesContract, "outlet"),
        (messages.MessagesContract, "broken"),
        (messages.MessagesContract, "received"),
        (messages.DeliveryContract, "fail"),
    ],
)
def test_a_contract_says_which_fixture_it_misses(contract: type[Any], fixture: str) -> None:
    body: Callable[..., object] = vars(contract)[fixture].__wrapped__
    given = [None] * (body.__code__.co_argcount - 1)

    with pytest.raises(NotImplementedError, match=f"`{fixture}`"):
        MethodType(body, contract())(*given)


ASKED = (
    *(questions, people, audits, deliveries, double_entry),
    *(gift_cards, memberships, papers, reactions),
)
"""The modules in which questions are."""


def test_the_centers_contract_asks_every_question_there_is() -> None:
    kinds = {
        kind
        for module in ASKED
        for kind in vars(module).values()
        if isinstance(kind, type) and issubclass(kind, Question) and kind is not Question
    }

    assert {type(question) for question in centers.QUESTIONS} == kinds


def test_a_part_that_goes_wrong_in_a_thread_fails_the_test() -> None:
    def go_wrong() -> None:
        raise KeyError("in a thread")

    threads = Threads()
    threads.start(go_wrong)
    with pytest.raises(KeyError):
        threads.join()


@pytest.mark.parametrize("name", [name for name in strategies.__all__ if name.islower()])
def test_every_strategy_draws_without_being_given_anything(name: str) -> None:
    @settings(max_examples=3)
    @given(getattr(strategies, name)())
    def draws(value: object) -> None:
        assert value is not None

    draws()


@given(strategies.names(), strategies.notes())
def test_drawn_text_is_text_that_the_library_takes(name: str, note: str) -> None:
    assert cleaned_name(name, "name") == name
    assert len(name) <= NAME_LENGTH_MAX
    assert cleaned_text(note, "note") == note


@given(strategies.bookings())
def test_drawn_bookings_are_ended_when_they_are_cancelled(booking: Booking) -> None:
    assert (booking.cancellation is not None) is (booking.status is BookingStatus.CANCELLED)
    assert booking.units_needed in {0, booking.places}
