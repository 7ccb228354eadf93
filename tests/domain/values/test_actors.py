"""Who gives a command, and the text that stands for them in the records."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookingcore.domain.values.actors import SYSTEM, Actor, Oneself, Staff, System, actor_from
from bookingcore.domain.values.ids import CustomerId
from bookingcore.errors import InvalidInput

names = st.text("aZé: /日🙂", min_size=1, max_size=200).filter(str.strip)


@given(names.map(Staff) | names.map(CustomerId).map(Oneself) | st.just(SYSTEM))
def test_an_actor_is_read_back_from_its_text(actor: Actor) -> None:
    assert actor_from(str(actor)) == actor


@pytest.mark.parametrize(
    ("actor", "written"),
    [
        (Staff("maria: front desk"), "staff:maria: front desk"),
        (Oneself(CustomerId("anna")), "customer:anna"),
        (System(), "system"),
    ],
)
def test_the_text_says_what_kind_of_actor_it_is(actor: Actor, written: str) -> None:
    assert str(actor) == written


def test_staff_go_by_a_name_of_one_line() -> None:
    assert Staff("  maria ").name == "maria"
    for wrong in ("", "two\nlines", "a" * 201, None):
        with pytest.raises(InvalidInput) as refused:
            Staff(wrong)
        assert refused.value.field == "staff name"
