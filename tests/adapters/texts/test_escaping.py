"""Whatever anybody wrote: it is shown, and never becomes markup, a template or a second line."""

from __future__ import annotations

from typing import Any

import attrs
from hypothesis import given
from hypothesis import strategies as st

from bookingcore.adapters.texts import sample
from bookingcore.domain.customers.preferences import Channel
from bookingcore.domain.notifications.catalogue import MessageKind
from tests.adapters.texts.rendering import LANGUAGES, RENDERER, Page, words

EVIL = '<script>alert("1")</script> {{ 7 * 7 }} {% raw %} %(name)s & &lt; \'"'

NAMES = ("center", "name", "service", "branch", "customer", "item", "subject", "text", "code")

anything = st.text(st.characters(exclude_categories=())) | st.text(
    "<>&\"'{}%#()s\n\r\t /!-=\x00\u2028"
)

content = st.builds(
    sample, st.sampled_from(MessageKind), st.sampled_from(LANGUAGES), st.sampled_from(Channel)
)


@st.composite
def written_by_anybody(draw: st.DrawFn, before: str = "") -> dict[str, Any]:
    fields: dict[str, Any] = {name: before + draw(anything) for name in NAMES}
    fields["forms"] = tuple(before + form for form in draw(st.lists(anything, max_size=3)))
    fields["link"] = draw(st.sampled_from(["", "https://studio.example/", before])) + draw(anything)
    return fields


def shape(html: str) -> list[tuple[str, tuple[str, ...]]]:
    """The tags of a page, without breaks of lines."""
    return [tag for tag in Page(html).tags if tag[0] != "br"]


@given(content, written_by_anybody())
def test_any_text_makes_a_message(plain: Any, fields: dict[str, Any]) -> None:
    told = RENDERER.render(attrs.evolve(plain, **fields))

    assert told.body
    assert len(told.subject.splitlines()) == (plain.channel is not Channel.SMS)
    assert (told.subject + told.body + told.html).encode("utf-8")
    assert "\x00" not in told.body + told.html


@given(content, written_by_anybody(before="x"))
def test_no_text_becomes_markup(plain: Any, fields: dict[str, Any]) -> None:
    tame = dict.fromkeys(NAMES, "x")
    link = "https://studio.example/" if fields["link"].startswith("https://") else fields["link"]
    told = attrs.evolve(plain, channel=Channel.EMAIL, **fields)
    calm = attrs.evolve(told, **tame, forms=("x",) * len(fields["forms"]))
    page = Page(RENDERER.render(told).html)

    assert shape(RENDERER.render(told).html) == shape(RENDERER.render(calm).html)
    assert all(str(each).startswith("https://") or "://" in link for each in page.links)


def test_what_looks_like_markup_is_shown_as_it_is() -> None:
    letter = words(
        MessageKind.BOOKING_CREATED, service=EVIL, name=EVIL, branch=EVIL, center=EVIL, text=EVIL
    )
    shown = " ".join(Page(letter.html).text)

    assert letter.subject == f"Booking confirmed: {EVIL}"
    assert f"Service: {EVIL}\n" in letter.body
    assert shown.count(EVIL) >= 5
    assert "<script" not in letter.html
    assert "49" not in letter.body


def test_a_name_has_one_line_whatever_it_holds() -> None:
    letter = words(MessageKind.BOOKING_CREATED, service="Yoga\r\nBcc: all@example.org\u2028\x07x")

    assert letter.subject == "Booking confirmed: Yoga Bcc: all@example.org x"
    assert "Service: Yoga Bcc: all@example.org x\n" in letter.body


def test_a_link_cannot_leave_its_attribute() -> None:
    link = 'https://x.example/"><script>alert(1)</script>'
    page = Page(words(MessageKind.BOOKING_CREATED, link=link).html)

    assert page.links == [link]
    assert "script" not in {tag for tag, _ in page.tags}


def test_the_beginning_that_mailboxes_show_is_not_cut_within_a_letter() -> None:
    html = words(MessageKind.MANUAL, text="&" * 500).html

    assert "&amp;" * 150 + "&#847;" in html
