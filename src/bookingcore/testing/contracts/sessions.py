"""What the questions about sessions find."""
# ruff: noqa: D102, S101 - the names of the tests are the sentences, and asserting is their work

from __future__ import annotations

from bookingcore.domain.catalog.policies import BalancePolicy, ServicePolicy
from bookingcore.domain.catalog.terms import Terms
from bookingcore.domain.schedule.session import Session
from bookingcore.ports.questions import (
    BookableService,
    BookableSession,
    ServiceToBook,
    SessionOf,
    SessionsBetween,
    SessionsOfSeries,
    SessionsUsing,
    SessionToBook,
)
from bookingcore.testing.contracts.people_rows import a_form
from bookingcore.testing.contracts.rows import (
    a_booking,
    a_branch,
    a_plan,
    a_resource,
    a_series,
    a_service,
    a_session,
    called_off,
    cancelled,
    july,
)
from bookingcore.testing.contracts.studio import OnAStore, Studio

STRICT = Terms.of(ServicePolicy(balance_policy=BalancePolicy.REQUIRED))


class SessionQuestions(OnAStore):
    """`SessionToBook`, `ServiceToBook`, `SessionOf`, and the sessions of a time or a series."""

    def test_a_session_to_book_comes_with_its_policy(self, studio: Studio) -> None:
        studio.add(STRICT)
        studio.add(a_session(2, terms=STRICT.id))

        assert studio.ask(SessionToBook(a_session(2).id)) == (
            BookableSession(
                a_session(2, terms=STRICT.id), STRICT.policy, plan_linked=True, form_linked=False
            ),
        )

    def test_a_session_to_book_says_whether_a_plan_pays_for_it(self, studio: Studio) -> None:
        studio.add(a_service(2), a_service(3))
        studio.add(
            a_plan(2, services=(a_service(1).id, a_service(3).id)),
            a_session(2, service_id=a_service(2).id),
            a_session(3, service_id=a_service(3).id),
        )

        linked = [studio.ask(SessionToBook(a_session(n).id))[0].plan_linked for n in (1, 2, 3)]
        assert linked == [True, False, True]

    def test_what_is_to_be_booked_says_whether_a_form_is_for_it(self, studio: Studio) -> None:
        """Whatever the form is for besides, and not one that was for it once."""
        studio.add(a_service(2), a_service(3))
        studio.add(
            a_form(1, services=(a_service(1).id, a_service(3).id)),
            a_form(2, services=(a_service(2).id,)),
            a_session(2, service_id=a_service(2).id),
            a_session(3, service_id=a_service(3).id),
        )
        studio.put(a_form(2))

        sessions = [studio.ask(SessionToBook(a_session(n).id))[0] for n in (1, 2, 3)]
        services = [studio.ask(ServiceToBook(a_service(n).id))[0] for n in (1, 2, 3)]
        assert [session.form_linked for session in sessions] == [True, False, True]
        assert [service.form_linked for service in services] == [True, False, True]

    def test_an_unknown_session_is_not_to_be_booked(self, studio: Studio) -> None:
        assert studio.ask(SessionToBook(a_session(9).id)) == ()

    def test_a_service_to_book_comes_with_its_policy(self, studio: Studio) -> None:
        strict = a_service(2, terms=STRICT.id)
        studio.add(STRICT)
        studio.add(strict, a_service(3))
        studio.add(a_plan(2, services=(a_service(1).id, strict.id)))

        assert studio.ask(ServiceToBook(strict.id)) == (
            BookableService(strict, STRICT.policy, plan_linked=True, form_linked=False),
        )

    def test_a_service_to_book_says_whether_a_plan_pays_for_it(self, studio: Studio) -> None:
        studio.add(a_service(2))

        linked = [studio.ask(ServiceToBook(a_service(n).id))[0].plan_linked for n in (1, 2)]
        assert linked == [True, False]

    def test_an_unknown_service_is_not_to_be_booked(self, studio: Studio) -> None:
        assert studio.ask(ServiceToBook(a_service(9).id)) == ()

    def test_the_session_of_a_booking_is_found(self, studio: Studio) -> None:
        """Whatever has become of either."""
        studio.add(a_session(2), called_off(a_session(3)))
        studio.add(
            a_booking(1, session=a_session(2)),
            cancelled(a_booking(2)),
            a_booking(3, session=a_session(3), customer_id=None),
        )

        assert studio.ask(SessionOf(a_booking(1).id)) == (a_session(2),)
        assert studio.ask(SessionOf(a_booking(2).id)) == (a_session(1),)
        assert studio.ask(SessionOf(a_booking(3).id)) == (called_off(a_session(3)),)

    def test_an_unknown_booking_is_in_no_session(self, studio: Studio) -> None:
        studio.add(a_booking(1))

        assert studio.ask(SessionOf(a_booking(9).id)) == ()

    def test_sessions_of_a_series_come_oldest_start_first(self, studio: Studio) -> None:
        """Those that start together in order of id; cancelled ones too."""
        late, early, twin, gone = (
            a_session(number, starts_at=july(day), series_id=a_series().id)
            for number, day in ((2, 9), (5, 7), (4, 7), (3, 8))
        )
        other = a_session(6, series_id=a_series(2).id)
        studio.add(late, early, called_off(gone), twin, other)

        assert studio.ask(SessionsOfSeries(a_series().id)) == (twin, early, called_off(gone), late)
        assert studio.ask(SessionsOfSeries(a_series(2).id)) == (other,)

    def test_an_unknown_series_has_no_sessions(self, studio: Studio) -> None:
        assert studio.ask(SessionsOfSeries(a_series(9).id)) == ()

    def test_sessions_come_oldest_start_first(self, studio: Studio) -> None:
        studio.add(*(a_session(number) for number in (4, 2, 3)))

        assert studio.ask(SessionsBetween(july(1), july(5))) == tuple(map(a_session, (1, 2, 3, 4)))

    def test_sessions_that_start_together_come_in_order_of_id(self, studio: Studio) -> None:
        together = [a_session(number, starts_at=july(5)) for number in (3, 2)]
        studio.add(*together)

        assert studio.ask(SessionsBetween(july(5), july(6))) == (together[1], together[0])

    def test_sessions_start_at_or_after_the_start_and_before_the_end(self, studio: Studio) -> None:
        studio.add(a_session(2), a_session(3))

        assert studio.ask(SessionsBetween(july(2), july(3))) == (a_session(2),)
        assert studio.ask(SessionsBetween(july(2, 18, 30), july(2, 19))) == ()

    def test_sessions_are_found_by_service(self, studio: Studio) -> None:
        other = a_session(2, service_id=a_service(2).id)
        studio.add(a_service(2))
        studio.add(other)

        found = studio.ask(SessionsBetween(july(1), july(9), service_id=a_service(2).id))
        assert found == (other,)

    def test_sessions_are_found_by_branch(self, studio: Studio) -> None:
        here = a_session(2, branch_id=a_branch(1).id)
        studio.add(a_branch(1), a_branch(2))
        studio.add(here, a_session(3, branch_id=a_branch(2).id))

        found = studio.ask(SessionsBetween(july(1), july(9), branch_id=a_branch(1).id))
        assert found == (here,)

    def test_sessions_use_a_resource_at_any_time_of_the_period(self, studio: Studio) -> None:
        long = _using(2, 1, starts_at=july(2, 8), ends_at=july(2, 20))
        short = _using(3, 1, starts_at=july(2, 10), ends_at=july(2, 11))
        studio.add(a_resource(1), a_resource(2))
        studio.add(short, long, _using(4, 2, starts_at=july(2, 10), ends_at=july(2, 11)))

        def at(start: int, end: int) -> tuple[Session, ...]:
            resources = (a_resource(1).id,)
            return studio.ask(SessionsUsing(resources, july(2, start), july(2, end)))

        assert at(10, 11) == at(7, 21) == at(9, 12) == (long, short)
        assert at(11, 12) == at(9, 10) == at(19, 21) == (long,)
        assert at(7, 8) == at(20, 21) == ()

    def test_a_cancelled_session_uses_no_resource(self, studio: Studio) -> None:
        """Neither one that was cancelled later nor one that never took place."""
        session, other = _using(2, 1), _using(3, 1)
        studio.add(a_resource(1))
        studio.add(session, called_off(other))
        assert studio.ask(SessionsUsing((a_resource(1).id,), july(1), july(9))) == (session,)

        studio.put(called_off(session))
        assert studio.ask(SessionsUsing((a_resource(1).id,), july(1), july(9))) == ()

    def test_a_session_with_several_of_the_resources_is_found_once(self, studio: Studio) -> None:
        first = _using(2, 1, 2, starts_at=july(2))
        second = _using(3, 2, starts_at=july(2, 18, 30))
        studio.add(a_resource(1), a_resource(2), a_resource(3))
        studio.add(second, first)

        resources = (a_resource(2).id, a_resource(1).id, a_resource(3).id)
        assert studio.ask(SessionsUsing(resources, july(2), july(3))) == (first, second)

    def test_no_resource_is_used_by_no_session(self, studio: Studio) -> None:
        studio.add(a_resource(1))
        studio.add(_using(2, 1))

        assert studio.ask(SessionsUsing((), july(1), july(9))) == ()

    def test_a_session_that_was_moved_is_found_where_it_is(self, studio: Studio) -> None:
        moved = _using(2, 2, starts_at=july(5))
        studio.add(a_resource(1), a_resource(2))
        studio.add(_using(2, 1))
        studio.put(moved)

        assert studio.ask(SessionsUsing((a_resource(1).id,), july(1), july(9))) == ()
        assert studio.ask(SessionsUsing((a_resource(2).id,), july(5), july(6))) == (moved,)
        assert studio.ask(SessionsBetween(july(2), july(3))) == ()
        assert studio.ask(SessionsBetween(july(5), july(6))) == (moved,)


def _using(number: int, *resources: int, **fields: object) -> Session:
    return a_session(number, resources=tuple(a_resource(n).id for n in resources), **fields)
