"""`desk.customers`: the card, the account, what may be done with them, and what they show."""

from __future__ import annotations

from attrs import frozen

from bookingcore.desk.people.absorbing import Absorbing
from bookingcore.desk.people.accounts import Accounts
from bookingcore.desk.people.cards import Cards
from bookingcore.desk.people.filing import Filing
from bookingcore.desk.people.forms import Forms
from bookingcore.desk.people.leaving import Leaving
from bookingcore.desk.people.noting import Noting
from bookingcore.desk.people.restricting import Restricting
from bookingcore.desk.people.showing import Showing


@frozen
class Customers(Cards, Accounts, Restricting, Noting, Filing, Forms, Leaving, Absorbing, Showing):
    """The cards of the center's customers."""
