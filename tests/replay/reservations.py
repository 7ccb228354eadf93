"""Hotel files made by hand, a row at a time."""

from __future__ import annotations

import csv
import gzip
from datetime import date, timedelta
from pathlib import Path

from examples.replay.lives import FILE, MONTHS

ARRIVAL = date(2016, 3, 4)


def reservation(
    *,
    arrival: date = ARRIVAL,
    booked: date = date(2016, 2, 1),
    status: str = "Check-Out",
    ended: date | None = None,
    **cells: str | int,
) -> dict[str, str]:
    """A row of the file: two adults, three nights at 75.00, unless *cells* say otherwise."""
    usual = date(2016, 2, 20) if status == "Canceled" else arrival
    ended = ended or (arrival + timedelta(days=3) if status == "Check-Out" else usual)
    row = {
        "hotel": "City Hotel",
        "lead_time": (arrival - booked).days,
        "arrival_date_year": arrival.year,
        "arrival_date_month": MONTHS[arrival.month - 1],
        "arrival_date_day_of_month": arrival.day,
        "stays_in_weekend_nights": 2,
        "stays_in_week_nights": 1,
        "adults": 2,
        "children": 0,
        "babies": 0,
        "reserved_room_type": "A",
        "booking_changes": 0,
        "days_in_waiting_list": 0,
        "deposit_type": "No Deposit",
        "agent": "9",
        "company": "NULL",
        "adr": "75",
        "reservation_status": status,
        "reservation_status_date": ended.isoformat(),
    }
    return {name: str(cell) for name, cell in {**row, **cells}.items()}


def written(folder: Path, *rows: dict[str, str]) -> Path:
    """*folder*, with a file of these *rows* in it."""
    with gzip.open(folder / FILE, "wt", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(reservation()))
        writer.writeheader()
        writer.writerows(rows)
    return folder
