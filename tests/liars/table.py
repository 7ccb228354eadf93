"""For each test of the store's contract a store that lies about what it asserts."""

from __future__ import annotations

from bookingcore.domain.bookings.booking import Attendance
from bookingcore.domain.catalog.policies import ServicePolicy
from bookingcore.domain.customers.customer import Customer, CustomerStatus
from bookingcore.domain.schedule.session import Session
from bookingcore.domain.values.changes import Add, Count
from bookingcore.ports.questions import (
    All,
    AttendanceCount,
    BalancesOf,
    ById,
    Clashes,
    RememberedCommand,
    ServiceToBook,
    SessionOf,
    SessionsUsing,
    SessionToBook,
)
from bookingcore.testing.contracts.rows import (
    PLAIN,
    a_balance,
    a_booking,
    a_customer,
    a_resource,
    a_service,
    a_session,
    an_event,
    july,
)
from tests.liars.deliveries import DELIVERIES
from tests.liars.double_entry import DOUBLE_ENTRY
from tests.liars.gift_cards import GIFT_CARDS
from tests.liars.lies import (
    AddsWhatIsPut,
    AnswersOnce,
    AnswersTheFirst,
    AnswersTheUnasked,
    CountsNames,
    CountsOnce,
    Forgives,
    Hears,
    HidesFromSnapshots,
    Invents,
    KeepsAliases,
    KnowsNoOwner,
    KnowsOwnersOnly,
    Locks,
    LocksByPutting,
    LocksEachTime,
    Mixes,
    Numbers,
    NumbersByItself,
    OverwritesTheStale,
    PutsByLocking,
    PutsWhatWasThere,
    Saves,
    Tells,
    adds,
    alters,
    drops,
    hides,
    locks_no_owner,
    recounts,
    repeats,
    retypes,
    reverses,
)
from tests.liars.memberships import MEMBERSHIPS
from tests.liars.money import MONEY
from tests.liars.papers import PAPERS
from tests.liars.people import OWNERSHIP, PEOPLE, REMOVALS
from tests.liars.reactions import REACTIONS
from tests.liars.transactions import (
    CommitsAnyway,
    CommitsWhatItCan,
    DefersSavepoints,
    DropsSavepoints,
    HoldsNothing,
    HoldsWritersUp,
    JoinsTheDead,
    LocksAsNamed,
    NeverCloses,
    RaisesItsOwn,
    ReadsAnew,
    ReadsTheUndone,
    RescuesSavepoints,
    SavesAtOnce,
    SavesLast,
    SaysOwns,
    SharesSnapshots,
    StaysBroken,
)
from tests.liars.waiting import DUE, WAITLIST, Liars

ANNA = a_customer(1).id


def _doubled(places: int) -> int:
    return 2 * places


UNITS: Liars = {
    "a_store_owns_its_transactions": SaysOwns,
    "what_a_unit_saved_is_there_after_its_end": lambda: drops(Add),
    "a_unit_may_save_more_than_once": SavesLast,
    "changes_are_written_at_the_end_of_the_unit": SavesAtOnce,
    "one_load_answers_all_questions": AnswersTheFirst,
    "a_question_asked_again_is_answered_again": AnswersOnce,
    "a_question_that_was_not_asked_has_no_answer": AnswersTheUnasked,
    "the_error_of_the_block_comes_out_as_it_is": RaisesItsOwn,
    "a_unit_that_raises_leaves_no_trace": CommitsAnyway,
    "a_unit_that_loses_a_guard_leaves_no_trace": CommitsWhatItCan,
    "a_lost_guard_is_raised_on_leaving_the_block": SavesAtOnce,
    "the_next_unit_works_after_one_that_failed": StaysBroken,
    "a_unit_that_has_ended_answers_nothing": NeverCloses,
    "a_unit_that_has_ended_locks_nothing": NeverCloses,
    "a_unit_that_has_ended_knows_no_number": NeverCloses,
    "a_unit_that_has_ended_saves_nothing": NeverCloses,
}

GUARDS: Liars = {
    "adding_a_row_whose_key_exists_loses_the_guard": Forgives,
    "adding_a_row_that_refers_to_nothing_loses_the_guard": Forgives,
    "a_movement_for_an_unknown_booking_loses_the_guard": Forgives,
    "a_row_of_another_center_is_nothing_to_refer_to": Mixes,
    "two_centers_may_hold_rows_with_the_same_id": Mixes,
    "a_row_put_counts_its_version_up": lambda: alters(version=lambda _: 1),
    "putting_a_stale_row_loses_the_guard": OverwritesTheStale,
    "putting_a_row_that_does_not_exist_loses_the_guard": AddsWhatIsPut,
    "putting_a_row_of_another_center_loses_the_guard": Mixes,
    "putting_a_session_loses_no_place_counted_since": OverwritesTheStale,
    "remaining_units_never_go_below_zero": Forgives,
    "a_command_is_remembered_with_its_result": hides,
    "remembering_a_command_twice_loses_the_guard": Forgives,
    "another_actor_command_or_key_is_another_memory": lambda: Tells(
        lambda _: (RememberedCommand("digest", "result"),)
    ),
    "rows_are_added_and_put_in_one_unit": lambda: drops(Add),
}

PLACES: Liars = {
    "places_are_counted_in_and_out": lambda: recounts(places=abs),
    "the_last_place_can_be_taken": lambda: recounts(places=_doubled),
    "a_place_too_many_loses_the_guard": lambda: recounts(beyond_capacity=lambda _: True),
    "a_session_without_capacity_admits_nobody": lambda: recounts(beyond_capacity=lambda _: True),
    "an_unlimited_session_admits_everybody": lambda: recounts(places=_doubled),
    "an_override_admits_what_it_takes": lambda: recounts(beyond_capacity=lambda _: False),
    "an_override_that_was_not_needed_admits_no_more": lambda: alters(admitted=lambda n: n + 1),
    "an_override_of_an_unlimited_session_leaves_it_unlimited": lambda: alters(admitted=lambda _: 1),
    "a_place_given_back_is_not_admitted_again_beyond_the_capacity": lambda: alters(
        admitted=lambda _: 4
    ),
    "more_places_than_were_taken_are_not_given_back": lambda: recounts(places=abs),
    "the_edition_that_was_read_lets_places_in": lambda: recounts(edition=lambda n: n + 1),
    "another_edition_loses_the_guard": lambda: recounts(edition=lambda _: None),
    "another_edition_loses_the_guard_even_beyond_capacity": lambda: recounts(
        edition=lambda _: None
    ),
    "places_are_given_back_to_any_edition": lambda: recounts(edition=lambda n: n or 1),
    "counting_into_an_unknown_session_loses_the_guard": lambda: drops(Count),
    "places_are_counted_last": lambda: SavesAtOnce(one_by_one=True),
    "places_of_several_sessions_are_counted_in_one_unit": lambda: Saves(
        lambda changes: changes[:1]
    ),
    "counting_leaves_the_edition_as_it_is": CountsOnce,
    "a_session_may_be_put_and_counted_into_in_one_unit": lambda: drops(Count),
    "a_cancelled_session_admits_nobody": lambda: recounts(beyond_capacity=lambda _: True),
}

LOCKS: Liars = {
    "each_lock_counts_the_number_up_from_one": lambda: Numbers(2),
    "rows_are_numbered_apart": lambda: NumbersByItself(alike=True),
    "several_rows_are_locked_at_once": lambda: Locks(lambda refs: refs[:1]),
    "a_row_named_twice_counts_once": LocksEachTime,
    "a_lock_that_was_undone_does_not_count": NumbersByItself,
    "a_lock_leaves_the_row_and_its_version_alone": LocksByPutting,
    "a_put_leaves_the_number_alone": PutsByLocking,
    "a_customer_is_locked_as_the_owner_of_a_row": locks_no_owner,
    "who_was_locked_as_an_owner_is_known_by_their_own_id_too": KnowsOwnersOnly,
    "who_was_locked_as_an_owner_is_not_locked_again": CountsNames,
    "nobody_is_locked_as_the_owner_of_what_nobody_owns": lambda: Numbers(2),
    "a_row_that_does_not_exist_has_no_number": lambda: Numbers(1),
    "the_owner_of_a_row_that_does_not_exist_has_no_number": lambda: Numbers(1),
    "locking_a_row_that_does_not_exist_makes_none": NumbersByItself,
    "a_row_of_another_center_is_not_locked": Mixes,
    "a_locked_row_is_held_until_the_unit_ends": HoldsNothing,
    "what_is_read_after_a_lock_is_the_latest": HoldsNothing,
    "rows_are_locked_in_one_order_however_they_are_named": LocksAsNamed,
}

SNAPSHOTS: Liars = {
    "a_snapshot_sees_what_was_committed": HidesFromSnapshots,
    "a_snapshot_sees_one_moment": ReadsAnew,
    "a_snapshot_holds_up_no_writer": HoldsWritersUp,
    "two_snapshots_may_be_open_at_once": SharesSnapshots,
    "a_snapshot_never_sees_what_is_undone": ReadsTheUndone,
    "a_snapshot_of_a_center_without_rows_is_empty": Mixes,
    "a_snapshot_that_has_ended_answers_nothing": NeverCloses,
    "a_question_that_was_not_asked_a_snapshot_has_no_answer": AnswersTheUnasked,
    "a_joined_store_owns_no_transaction": SaysOwns,
    "what_a_savepoint_saved_is_there_after_the_end_of_all": DropsSavepoints,
    "the_unit_around_a_savepoint_sees_what_it_saved": DefersSavepoints,
    "the_next_savepoint_sees_what_the_last_one_saved": DefersSavepoints,
    "a_joined_snapshot_sees_what_savepoints_have_saved": DefersSavepoints,
    "a_savepoint_goes_with_the_unit_around_it": RescuesSavepoints,
    "a_savepoint_that_raises_is_undone_alone": DefersSavepoints,
    "a_savepoint_that_loses_a_guard_is_undone_alone": DefersSavepoints,
    "a_lock_goes_with_its_savepoint": NumbersByItself,
    "each_savepoint_counts_its_own_lock": lambda: Numbers(2),
    "a_savepoint_may_hold_savepoints": DefersSavepoints,
    "savepoints_may_be_in_another_center": Mixes,
    "a_unit_that_has_ended_is_not_joined": JoinsTheDead,
    "a_savepoint_that_has_ended_is_used_no_more": NeverCloses,
}

ROWS: Liars = {
    "a_full_row_comes_back_as_it_was_saved": retypes,
    "a_bare_row_comes_back_as_it_was_saved": retypes,
    "a_row_that_was_put_comes_back_as_it_was_put": PutsWhatWasThere,
    "a_new_row_has_version_one": lambda: alters(version=lambda n: n + 1),
    "an_event_is_out_of_reach_once_it_is_saved": KeepsAliases,
    "an_event_is_out_of_reach_once_it_is_read": KeepsAliases,
    "any_center_comes_back_as_it_was_saved": retypes,
    "rows_of_another_center_never_show": Mixes,
    "a_unit_reads_no_rows_of_another_center": Mixes,
    "rows_are_saved_in_the_center_of_the_unit": Mixes,
}

CUSTOMERS: Liars = {
    "all_rows_of_a_type_come_in_order_of_id": reverses,
    "of_a_type_without_rows_there_are_none": lambda: adds(a_resource()),
    "an_unknown_id_finds_nothing": lambda: Invents(ById(Customer, ANNA)),
    "an_id_of_another_type_finds_nothing": lambda: Invents(All(Customer)),
    "an_id_finds_its_own_row": lambda: Invents(ById(Customer, ANNA)),
    "customers_come_in_order_of_name": reverses,
    "a_card_holds_every_word_of_the_text": lambda: adds(a_customer(1)),
    "customers_are_found_by_status": lambda: Hears(statuses=tuple(CustomerStatus)),
    "no_more_customers_are_found_than_wanted": lambda: Hears(limit=3),
    "a_page_of_customers_comes_in_order_of_id": reverses,
    "a_page_of_customers_begins_behind_one_and_ends_in_time": lambda: Hears(after=None),
    "a_page_has_those_customers_that_are_found": lambda: Hears(statuses=tuple(CustomerStatus)),
    "a_card_is_found_by_what_it_says_now": PutsWhatWasThere,
    "a_customers_history_is_theirs_alone_oldest_first": reverses,
    "events_of_one_instant_come_in_the_order_of_their_numbers": reverses,
    "in_one_instant_what_an_entity_numbers_itself_comes_first": reverses,
    "events_about_a_customers_things_are_in_their_history": hides,
    "the_history_of_a_thing_is_what_is_about_it": lambda: adds(an_event(3)),
    "the_history_of_a_session_is_its_own_and_its_customers": reverses,
    "what_a_session_numbers_is_in_the_history_of_whom_it_is_about": repeats,
    "an_unknown_thing_has_no_history": lambda: adds(an_event()),
}

BOOKINGS: Liars = {
    "a_session_to_book_comes_with_its_policy": lambda: alters(policy=lambda _: ServicePolicy()),
    "a_session_to_book_says_whether_a_plan_pays_for_it": lambda: alters(plan_linked=lambda _: True),
    "an_unknown_session_is_not_to_be_booked": lambda: Invents(SessionToBook(a_session().id)),
    "a_service_to_book_comes_with_its_policy": lambda: alters(policy=lambda _: ServicePolicy()),
    "a_service_to_book_says_whether_a_plan_pays_for_it": lambda: alters(plan_linked=lambda _: True),
    "an_unknown_service_is_not_to_be_booked": lambda: Invents(ServiceToBook(a_service().id)),
    "the_session_of_a_booking_is_found": lambda: Invents(ById(Session, a_session().id)),
    "an_unknown_booking_is_in_no_session": lambda: Invents(SessionOf(a_booking().id)),
    "sessions_of_a_series_come_oldest_start_first": reverses,
    "an_unknown_series_has_no_sessions": lambda: adds(a_session()),
    "a_cancelled_session_uses_no_resource": PutsWhatWasThere,
    "sessions_come_oldest_start_first": reverses,
    "sessions_that_start_together_come_in_order_of_id": reverses,
    "sessions_start_at_or_after_the_start_and_before_the_end": lambda: Hears(end=july(9)),
    "sessions_are_found_by_service": lambda: Hears(service_id=None),
    "sessions_are_found_by_branch": lambda: Hears(branch_id=None),
    "sessions_use_a_resource_at_any_time_of_the_period": lambda: Hears(start=july(1)),
    "a_session_with_several_of_the_resources_is_found_once": repeats,
    "no_resource_is_used_by_no_session": lambda: Invents(
        SessionsUsing((a_resource(1).id,), july(1), july(9))
    ),
    "a_session_that_was_moved_is_found_where_it_is": PutsWhatWasThere,
    "bookings_clash_that_overlap_the_session_oldest_start_first": reverses,
    "bookings_that_only_touch_the_session_do_not_clash": lambda: adds(a_booking()),
    "a_booking_of_the_session_itself_clashes": hides,
    "a_booking_of_the_session_clashes_whatever_its_hours": hides,
    "cancelled_bookings_do_not_clash": lambda: adds(a_booking()),
    "bookings_of_others_do_not_clash": lambda: adds(a_booking()),
    "nothing_clashes_with_an_unknown_session": lambda: Invents(Clashes(ANNA, a_session().id)),
    "bookings_clash_with_a_time_that_they_overlap": lambda: Hears(end=july(3)),
    "bookings_of_a_customer_come_oldest_start_first": reverses,
    "bookings_that_start_together_come_in_order_of_id": reverses,
    "bookings_of_a_customer_are_found_by_status": lambda: Hears(status=None),
    "bookings_of_a_customer_start_at_or_after_the_start_and_before_the_end": lambda: Hears(
        end=None
    ),
    "a_booking_is_found_by_the_status_it_has_now": PutsWhatWasThere,
    "bookings_in_a_session_come_in_the_order_in_which_they_were_made": reverses,
    "bookings_in_another_session_are_left_out": lambda: adds(a_booking()),
    "bookings_that_await_redemption_come_oldest_start_first": reverses,
    "movable_bookings_are_redeemed_and_start_later_oldest_start_first": lambda: Hears(
        after=july(1)
    ),
    "the_terms_of_a_booking_are_those_of_its_making": lambda: Tells(lambda _: (PLAIN,)),
}

ATTENDANCE: Liars = {
    "attendance_is_counted_in_the_order_of_its_values": reverses,
    "an_attendance_that_nobody_has_has_no_row": lambda: adds(AttendanceCount(Attendance.ABSENT, 0)),
    "cancelled_bookings_are_not_counted": lambda: alters(bookings=lambda n: n + 1),
    "attendance_is_counted_by_customer": lambda: Hears(customer=None),
    "attendance_is_counted_by_service": lambda: Hears(service_id=None),
    "attendance_is_counted_at_or_after_the_start_and_before_the_end": lambda: Hears(end=None),
}

BALANCES: Liars = {
    "balances_of_a_customer_come_in_order_of_id": reverses,
    "balances_with_units_have_at_least_one_left": lambda: Invents(BalancesOf(ANNA)),
    "a_balance_has_the_units_that_it_has_now": PutsWhatWasThere,
    "balances_in_play_have_units_or_pay_for_a_later_booking": lambda: Hears(after=july(1)),
    "balances_that_pay_for_a_booking_are_found": lambda: Invents(BalancesOf(ANNA)),
    "redemptions_are_what_was_taken_and_not_given_back": lambda: alters(units=lambda n: n + 1),
    "a_booking_without_movements_has_no_redemption": lambda: adds(a_balance()),
    "redemptions_of_movable_bookings_are_those_of_each": repeats,
    "a_ledger_is_read_from_its_first_movement": reverses,
    "a_customer_may_be_known_as_the_owner_of_a_row": KnowsNoOwner,
    "nobody_owns_a_row_that_does_not_exist": lambda: adds(a_balance()),
    "what_a_line_of_a_sale_pays_for_is_not_movable": lambda: adds(a_booking()),
}

AUDITS: Liars = {
    "pages_come_in_order_of_id_and_lose_no_row": reverses,
    "places_held_are_those_of_live_bookings": lambda: alters(held=lambda n: n + 1),
    "places_on_offer_are_held_too": lambda: alters(offered=lambda _: 0),
    "places_held_say_whether_the_session_takes_place": lambda: alters(live=lambda _: True),
    "a_resource_is_used_twice_where_a_session_starts_before_another_ends": lambda: alters(
        twice=lambda n: min(n, 1)
    ),
    "a_resource_that_two_sessions_start_with_is_used_twice": lambda: alters(twice=lambda _: 0),
    "a_cancelled_session_and_one_that_only_touches_use_no_resource_twice": lambda: alters(
        twice=lambda n: n + 1
    ),
    "queues_are_kept_whole": lambda: alters(entries=lambda entries: entries[::-1]),
    "queues_are_those_that_somebody_is_on_or_that_the_session_speaks_of": lambda: Tells(
        lambda rows: tuple(row for row in rows if row.entries)
    ),
    "places_held_say_what_the_session_admits": lambda: alters(admitted=lambda _: 10),
    "units_moved_are_those_of_the_ledger": lambda: alters(units_moved=lambda n: n + 1),
    "units_tied_to_a_booking_are_those_of_its_movements": lambda: alters(least_tie=lambda _: 0),
    "the_numbers_of_a_customers_events_stand_beside_their_own": lambda: alters(
        commands=lambda n: n + 1
    ),
    "a_customer_has_to_settle_with_an_awaiting_booking_and_a_unit": lambda: Tells(
        lambda rows: rows[1:]
    ),
}

LIARS: Liars = {
    f"test_{sentence}": liar
    for group in (
        UNITS,
        GUARDS,
        PLACES,
        LOCKS,
        SNAPSHOTS,
        ROWS,
        CUSTOMERS,
        BOOKINGS,
        WAITLIST,
        DUE,
        ATTENDANCE,
        BALANCES,
        AUDITS,
        MONEY,
        DOUBLE_ENTRY,
        REMOVALS,
        PEOPLE,
        OWNERSHIP,
        GIFT_CARDS,
        MEMBERSHIPS,
        PAPERS,
        DELIVERIES,
        REACTIONS,
    )
    for sentence, liar in group.items()
}
"""A liar for each test, by the test's name; it lies to every one of its parameters."""
