"""The SQL of the floor on SQLite, written by hand for the plain case."""

from __future__ import annotations

LOCK = """
UPDATE bk_customer SET no = no + 1 WHERE center = ? AND id = ?
RETURNING no, status, coalesce(email, login_email, nullif(devices, '[]'))
"""
LOCK_OWNER = """
UPDATE bk_customer SET no = no + 1
WHERE center = ? AND id = (SELECT customer_id FROM bk_booking WHERE center = ? AND id = ?)
RETURNING id, no, status, coalesce(email, login_email, nullif(devices, '[]'))
"""
CENTER = """
SELECT c.time_zone, c.quiet_from, p.policy FROM bk_center c
LEFT JOIN bk_standing_policy p ON p.center = c.center AND p.id = c.center
WHERE c.center = ?
"""
SESSION = """
SELECT s.service_id, s.starts_at, s.ends_at, s.day, s.taken, s.admitted, s.edition, s.terms,
    t.policy,
    EXISTS (SELECT * FROM bk_plan_service p
        WHERE p.center = s.center AND p.service_id = s.service_id)
FROM bk_session s JOIN bk_terms t ON t.center = s.center AND t.id = s.terms
WHERE s.center = ? AND s.id = ?
"""
CLASHES = """
SELECT b.id FROM bk_session s
JOIN bk_booking b ON b.center = s.center AND b.customer_id = ? AND b.ends_at > s.starts_at
WHERE s.center = ? AND s.id = ? AND b.starts_at < s.ends_at AND b.status <> 'CANCELLED'
"""
BALANCES = """
SELECT id, services, remaining, moves, valid_from, valid_until, grace_days, version
FROM bk_balance WHERE center = ? AND customer_id = ? AND remaining > 0
"""
NEW_BOOKING = """
INSERT INTO bk_booking (center, id, customer_id, session_id, service_id, starts_at, ends_at, day,
    places, units_needed, status, attendance, terms, made_at, made_by, note, version)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'BOOKED', 'EXPECTED', ?, ?, ?, '', 1)
"""
MOVE_UNITS = """
UPDATE bk_balance SET remaining = remaining + ?, moves = moves + 1, version = version + 1
WHERE center = ? AND id = ? AND version = ?
"""
NEW_MOVEMENT = """
INSERT INTO bk_movement
    (center, balance_id, no, kind, units, booking_id, customer_id, moved_at, moved_by)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
NEW_EVENT = """
INSERT INTO bk_event (center, stream, no, seq, kind, subject, customer_id, session_id, actor,
    happened_at, facts, version)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
TAKE_PLACES = """
UPDATE bk_session SET taken = taken + ?, version = version + 1
WHERE center = ? AND id = ? AND edition = ?
"""
GIVE_PLACES = """
UPDATE bk_session SET admitted = CASE WHEN capacity IS NULL THEN NULL
        ELSE max(capacity, taken - ?) END, taken = taken - ?, version = version + 1
WHERE center = ? AND id = ? AND edition = ?
"""
PLAN = """
SELECT name, price_minor, currency, units, services, valid_for, grace_days
FROM bk_plan WHERE center = ? AND id = ?
"""
AWAITING = """
SELECT id FROM bk_booking
WHERE center = ? AND customer_id = ? AND status = 'AWAITING_REDEMPTION'
"""
NEW_SALE = """
INSERT INTO bk_sale (center, id, customer_id, total_minor, paid_minor, currency, application_date,
    grant_on, granted, sold_at, sold_by, note, version)
VALUES (?, ?, ?, ?, 0, ?, ?, 'SALE', 1, ?, ?, '', 1)
"""
NEW_LINE = """
INSERT INTO bk_sale_line
    (center, sale_id, no, kind, plan_id, name, quantity, price_minor, currency, units, services,
    valid_for, grace_days, balance_id)
VALUES (?, ?, 1, 'PLAN', ?, ?, 1, ?, ?, ?, ?, ?, ?, ?)
"""
NEW_BALANCE = """
INSERT INTO bk_balance (center, id, customer_id, sale_id, plan_id, services, units, remaining,
    moves, valid_from, valid_until, expiry_by_hand, grace_days, version)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, 1, ?, ?, 0, ?, 1)
"""
BOOKING = """
SELECT customer_id, session_id, starts_at, places, status, version
FROM bk_booking WHERE center = ? AND id = ?
"""
TERMS = """
SELECT t.policy FROM bk_booking b JOIN bk_terms t ON t.center = b.center AND t.id = b.terms
WHERE b.center = ? AND b.id = ?
"""
TIES = """
SELECT balance_id, -sum(units) FROM bk_movement WHERE center = ? AND booking_id = ?
GROUP BY balance_id HAVING sum(units) < 0
"""
PAYING = """
SELECT id, moves, version FROM bk_balance WHERE center = ? AND id IN (
    SELECT balance_id FROM bk_movement WHERE center = ? AND booking_id = ?
    GROUP BY balance_id HAVING sum(units) < 0)
"""
END_BOOKING = """
UPDATE bk_booking SET status = 'CANCELLED', cancelled_at = ?, cancelled_by = ?,
    cancelled_cause = 'CUSTOMER_REQUEST', cancelled_late = ?, units_returned = ?,
    version = version + 1
WHERE center = ? AND id = ? AND version = ?
"""
SESSION_LEFT = """
SELECT s.id, s.starts_at, s.capacity, s.taken, s.edition, s.waiting, s.next_lapse, s.branch_id,
    s.service_id, s.resources
FROM bk_session s JOIN bk_booking b ON b.center = s.center AND b.session_id = s.id
WHERE b.center = ? AND b.id = ?
"""
LOCK_SESSION = """
UPDATE bk_session SET no = no + 1 WHERE center = ? AND id = ?
RETURNING no, waiting, next_lapse, version
"""
QUEUE = """
SELECT e.id, e.customer_id, e.places, e.staff_only, e.version,
    coalesce(c.email, c.login_email, nullif(c.devices, '[]'))
FROM bk_waitlist_entry e
JOIN bk_customer c ON c.center = e.center AND c.id = e.customer_id
WHERE e.center = ? AND e.session_id = ? AND (e.status = 'WAITING' OR e.status = 'OFFERED')
ORDER BY e.position, e.id
"""
OFFER = """
UPDATE bk_waitlist_entry SET status = 'OFFERED', offered_at = ?, expires_at = ?, promoted = ?,
    version = version + 1
WHERE center = ? AND id = ? AND version = ?
"""
HOLD_PLACES = """
UPDATE bk_session SET waiting = waiting - 1, next_lapse = ?, version = version + 1
WHERE center = ? AND id = ? AND version = ?
"""
NEW_DUE = """
INSERT INTO bk_due (center, id, kind, subject, due_at, attempts, version)
VALUES (?, ?, ?, ?, ?, 0, 1)
ON CONFLICT (center, id) DO UPDATE SET due_at = excluded.due_at, leased_until = NULL,
    attempts = 0, version = bk_due.version + 1
"""
NO_DUE = "DELETE FROM bk_due WHERE center = ? AND id = ?"
NEW_DELIVERY = """
INSERT INTO bk_delivery (center, id, customer_id, kind, about, branch_id, service_id, channel,
    facts, status, reason, send_at, caused_at, ended_at, send_until, seq, attempts, version)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'WITHHELD', ?, ?, ?, ?, ?, ?, 0, 1)
"""
TARGET = """
SELECT s.service_id, s.starts_at, s.ends_at, s.day, s.taken, s.admitted, s.edition, s.waiting,
    s.next_lapse, s.cancelled_at, s.branch_id, s.resources
FROM bk_session s WHERE s.center = ? AND s.id = ?
"""
PAYING_UNTIL = """
SELECT id, services, valid_from, valid_until, grace_days FROM bk_balance
WHERE center = ? AND id IN (
    SELECT balance_id FROM bk_movement WHERE center = ? AND booking_id = ?
    GROUP BY balance_id HAVING sum(units) < 0)
"""
MOVE_BOOKING = """
UPDATE bk_booking SET session_id = ?, service_id = ?, starts_at = ?, ends_at = ?, day = ?,
    version = version + 1
WHERE center = ? AND id = ? AND version = ?
"""
