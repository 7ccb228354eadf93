"""Where the links in messages lead: the host's own pages."""

from __future__ import annotations

from urllib.parse import quote

from attrs import Attribute, field, frozen

from bookingcore.domain.values.checks import shown
from bookingcore.errors import InvalidInput

_MARK = "{token}"


def _pattern(_: object, attribute: Attribute[str], value: object) -> None:
    if value == "":
        return
    legal = isinstance(value, str) and value.startswith(("https://", "http://", "mailto:"))
    if not legal or str(value).count(_MARK) != 1 or not str(value).isascii():
        remedy = f"give an ASCII URL with one {_MARK} in it, such as 'https://my.page/b/{_MARK}'"
        raise InvalidInput(f"links.{attribute.name}", shown(value), remedy)


@frozen(kw_only=True)
class Links:
    """Patterns of URLs, in which `{token}` stands for the token, or the id, that they bring.

    Where a pattern is empty, messages show the token itself, or no link where it is an id.

    Attributes:
        manage: where a booking is cancelled or moved (003-13); the token is that of `manage`.
        verify: where an address is verified; the token is that of `verify_email`.
        login: where somebody comes in; the token is that of `redeem_login`.
        reset: where a password is set; the token is that of `reset_password`.
        offer: where an offered place is taken; with the id of the entry.
        pay: where a request for payment is confirmed; with the id of the request.
        form: where a form is filled in; with the id of its assignment.
        review: where a review is written; with the id of the booking.
        unsubscribe: where a customer chooses what to be told of; with the customer's id.
    """

    manage: str = field(default="", validator=_pattern)
    verify: str = field(default="", validator=_pattern)
    login: str = field(default="", validator=_pattern)
    reset: str = field(default="", validator=_pattern)
    offer: str = field(default="", validator=_pattern)
    pay: str = field(default="", validator=_pattern)
    form: str = field(default="", validator=_pattern)
    review: str = field(default="", validator=_pattern)
    unsubscribe: str = field(default="", validator=_pattern)


def filled(pattern: str, token: str) -> str:
    """*pattern* with *token* in it; empty where there is no pattern.

    >>> filled("https://studio.example/b/{token}", "a b")
    'https://studio.example/b/a%20b'
    """
    return pattern.replace(_MARK, quote(token, safe=""))
