"""`desk.schedule`: when it takes place."""

from __future__ import annotations

from attrs import frozen

from bookingcore.desk.scheduling.adding import Adding
from bookingcore.desk.scheduling.changing import Changing
from bookingcore.desk.scheduling.reading import Reading
from bookingcore.desk.scheduling.series import Serial


@frozen
class Schedule(Adding, Changing, Serial, Reading):
    """The sessions of the center."""
