"""How those stand in waiting lists whose card is another now, or who have left (A22, A64)."""

from __future__ import annotations

from typing import Any

import pytest
from attrs import evolve

from bookingcore.domain.catalog.waiting import Parties
from bookingcore.domain.customers.customer import Customer
from bookingcore.domain.customers.restrictions import UnwantedService
from bookingcore.domain.values.ids import CustomerId, ResourceId, ServiceId, SessionId
from bookingcore.domain.waitlist.entry import EntryStatus
from bookingcore.domain.waitlist.line import Line
from bookingcore.domain.waitlist.standing import closed_for, standing_anew
from tests.domain.build import customer
from tests.domain.waitlist.lines import (
    NOON,
    due_in,
    ended,
    entries_in,
    entry,
    kinds,
    line,
    offered,
    session_in,
    written,
)

BLACKLISTED: dict[str, Any] = {"blacklisted": True}
UNWANTED: dict[str, Any] = {"unwanted_services": (UnwantedService(service_id=ServiceId("yoga")),)}
OF_LUCA: dict[str, Any] = {"professional_id": ResourceId("luca")}


def anna(**fields: Any) -> Customer:
    return customer("anna", **fields)


def elsewhere(before: Line, id: str) -> Line:
    """The same list, of another session."""
    session = evolve(before.session, id=SessionId(id))
    entries = tuple(evolve(each, session_id=session.id) for each in before.entries)
    return evolve(before, session=session, entries=entries)


class TestRestrictions:
    """Whether only staff may offer somebody a place follows from the card."""

    @pytest.mark.rule("A22", "A23", "A24")
    @pytest.mark.parametrize("card", [BLACKLISTED, UNWANTED, OF_LUCA])
    def test_who_is_restricted_while_waiting_waits_for_staff(self, card: dict[str, Any]) -> None:
        before = line(entry("anna"), entry("ugo"), booked=1)

        decision = standing_anew([before], anna(**card), NOON)

        [marked] = written(decision.changes)
        assert (marked.id, marked.staff_only) == ("anna", True)
        assert decision.happened == []

    @pytest.mark.rule("A22", "004-29")
    def test_whose_restriction_is_lifted_is_offered_what_is_free(self) -> None:
        before = line(entry("anna", staff_only=True), entry("ugo"), booked=0)

        decision = standing_anew([before], anna(), NOON)

        assert entries_in(decision.changes) == {"anna": "OFFERED"}
        assert not any(each.staff_only for each in written(decision.changes))
        assert kinds(decision.happened) == [("OFFER_MADE", "anna")]
        assert session_in(decision.changes).taken == 1

    @pytest.mark.rule("A22")
    def test_an_offer_stays_with_who_is_restricted_meanwhile(self) -> None:
        before = line(offered("anna"), entry("ugo"))

        decision = standing_anew([before], anna(**BLACKLISTED), NOON)

        assert entries_in(decision.changes) == {"anna": "OFFERED"}
        assert [each.staff_only for each in written(decision.changes)] == [True]
        assert due_in(decision.changes) == ["QUEUE:s1 02 12:05"]

    @pytest.mark.rule("A22")
    def test_the_system_accepts_an_offer_only_for_who_may_accept_it(self) -> None:
        before = line(offered("anna"), entry("ugo"), auto_book=True)
        aside = line(evolve(offered("anna"), staff_only=True), auto_book=True)

        restricted = standing_anew([before], anna(**BLACKLISTED), NOON)
        lifted = standing_anew([aside], anna(), NOON)
        waits = standing_anew([line(entry("anna"), booked=1, auto_book=True)], anna(), NOON)

        assert due_in(restricted.changes)[-1] == "no AUTO_BOOKING:anna"
        assert due_in(lifted.changes)[-1] == "AUTO_BOOKING:anna 02 12:00"
        assert not any("AUTO" in each for each in due_in(waits.changes))

    @pytest.mark.rule("A22")
    def test_with_a_strict_order_the_next_one_is_held_up_no_more(self) -> None:
        before = line(entry("anna", places=2), entry("ugo"), capacity=2, booked=1)
        strict = evolve(
            before,
            policy=evolve(
                before.policy, waitlist=evolve(before.policy.waitlist, parties=Parties.STRICT)
            ),
        )
        assert entries_in(standing_anew([strict], anna(), NOON).changes) == {}

        decision = standing_anew([strict], anna(**BLACKLISTED), NOON)

        assert entries_in(decision.changes) == {"anna": "WAITING", "ugo": "OFFERED"}

    def test_others_and_what_is_over_stay_as_they_are(self) -> None:
        gone = evolve(ended("before", EntryStatus.LEFT), customer_id=CustomerId("anna"))
        before = line(gone, entry("ugo"), booked=1)

        decision = standing_anew([before], anna(**BLACKLISTED), NOON)

        assert entries_in(decision.changes) == {}

    def test_every_list_is_looked_at(self) -> None:
        full = line(entry("anna"), booked=1)

        decision = standing_anew([full, elsewhere(full, "s2")], anna(**UNWANTED), NOON)

        assert [each.session_id for each in written(decision.changes)] == ["s1", "s2"]


class TestLeaving:
    """Who leaves the center waits for nothing any more (A64)."""

    @pytest.mark.rule("A64")
    def test_every_open_entry_closes_and_what_it_held_goes_on(self) -> None:
        holding = line(offered("anna"), entry("ugo"))
        waiting = elsewhere(line(entry("anna"), booked=1), "s2")

        decision = closed_for([holding, waiting], CustomerId("anna"), NOON)

        assert [(each.session_id, each.status.name) for each in decision.result] == [
            ("s1", "CLOSED"),
            ("s2", "CLOSED"),
        ]
        assert kinds(decision.happened) == [
            ("WAITLIST_CLOSED", "anna"),
            ("OFFER_MADE", "ugo"),
            ("WAITLIST_CLOSED", "anna"),
        ]
        assert "no QUEUE:s2" in due_in(decision.changes)

    def test_others_wait_on_and_what_was_over_stays_as_it_was(self) -> None:
        left = evolve(ended("before", EntryStatus.DECLINED), customer_id=CustomerId("anna"))
        before = line(left, entry("ugo"), booked=1)

        decision = closed_for([before], CustomerId("anna"), NOON)

        assert decision.result == ()
        assert entries_in(decision.changes) == {}
