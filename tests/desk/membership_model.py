"""A membership as somebody with a calendar and a wall planner would keep it: days and sums only.

Written without a line of the library: months come from another one, and every period, attempt and
euro is written down one by one.
"""

from __future__ import annotations

from datetime import date, timedelta

from attrs import define, field
from dateutil.relativedelta import relativedelta

PRICE = 50
FEE = 30
TERM = 3
RETRIES = (1, 3, 7)
DAY = timedelta(days=1)


@define(kw_only=True)
class Paper:
    """A membership on paper.

    Attributes:
        months: how many months a period has; 0 for one of `days` days.
        good: whether the card is accepted.
        periods: first and last day of each, with whether it was paid.
        tries: due day, number and outcome of every attempt.
        charged: what the card was charged, and `cash` what was paid at the desk.
    """

    months: int
    days: int
    anchor: date
    due: date
    good: bool = True
    status: str = "ACTIVE"
    ends: date | None = None
    retry: date | None = None
    fees: int = 0
    charged: int = 0
    cash: int = 0
    term_until: date | None = None
    periods: list[tuple[date, date]] = field(factory=list)
    paid: list[bool] = field(factory=list)
    tries: list[tuple[date, int, str]] = field(factory=list)

    def step(self, number: int) -> date:
        """The first day of period *number* of those that the anchor counts."""
        if self.months:
            return self.anchor + relativedelta(months=self.months * number)
        return self.anchor + timedelta(days=self.days * number)

    def following(self, day: date) -> date:
        """The first of its days after *day*."""
        number = 0
        while self.step(number) <= day:
            number += 1
        return self.step(number)

    @property
    def next_payment(self) -> date | None:
        """When something is billed next."""
        if self.status != "ACTIVE" or (self.ends and self.due > self.ends):
            return None
        return self.due

    def term(self) -> None:
        """Work out anew how long the minimum term lasts."""
        left = TERM - len(self.periods)
        if left > 0:
            day = self.due
            for _ in range(left):
                day = self.following(day)
            self.term_until = day - DAY

    def bill(self, today: date) -> None:
        """Bill the next period, and charge it."""
        last = self.following(self.due) - DAY
        self.periods.append((self.due, last))
        self.paid.append(False)
        self.due = last + DAY
        self.retry = None
        self.charge(today)

    def charge(self, today: date) -> None:
        """Charge what the last period costs."""
        first, _ = self.periods[-1]
        number = 1 + sum(due == first for due, _, _ in self.tries)
        self.tries.append((first, number, "CAPTURED" if self.good else "FAILED"))
        self.retry = None
        if self.good:
            self.paid[-1] = True
            self.charged += PRICE
        elif self.status == "ACTIVE":
            days = [first + timedelta(days=days) for days in RETRIES]
            ahead = [day for day in days if today < day < self.due]
            self.retry = ahead[0] if ahead else None

    def run(self, today: date) -> None:
        """Do all that is due by *today*."""
        while self.next_payment and self.next_payment <= today:
            self.bill(today)
        if self.status != "ENDED" and self.ends and self.ends < today:
            self.status, self.retry = "ENDED", None
        if self.retry and self.retry <= today:
            if self.paid[-1]:
                self.retry = None
            else:
                self.charge(today)

    def pause(self) -> None:
        self.status, self.retry = "PAUSED", None

    def resume(self, today: date) -> None:
        if self.status == "PAUSED":
            self.status = "ACTIVE"
            self.due = max(self.due, self.following(today - DAY))
            self.term()

    def move(self, day: date) -> None:
        """Move the next payment."""
        if day != self.due:
            self.anchor = self.due = day
            self.term()

    def fee(self, last: date) -> int:
        """What ending on that day costs."""
        served = self.term_until is not None and last >= self.term_until
        return 0 if self.fees or served else FEE

    def cancel(self, last: date, today: date) -> None:
        self.fees += self.fee(last)
        self.ends = last
        if last == today:
            self.status, self.retry = "ENDED", None
