"""Tokens and their seals: what was signed is read back, and anything else is none."""

from __future__ import annotations

from string import ascii_letters, digits

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookingcore.domain.values.sealing import (
    KEY_BITS,
    NONCE_BITS,
    TOKEN_LENGTH_MAX,
    SigningKey,
    new_key,
    nonce,
    payload_of,
    read_token,
    said_id,
    sealed,
    seals,
    token_of,
)
from bookingcore.errors import LinkNotUsable

ID = "0190f000-aaaa-7bbb-8ccc-000000000001"
PAYLOAD = payload_of("account", "1", "roma", ID, nonce(7))
URL_SAFE = set(ascii_letters + digits + "-_.")

lines = st.lists(
    st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=20), max_size=4
)


def refused(token: str, purpose: str = "account", version: str = "1", count: int = 3) -> bool:
    """Whether *token* is none of ours."""
    try:
        read_token(token, purpose, version, count)
    except LinkNotUsable:
        return True
    return False


@pytest.mark.parametrize(
    ("key", "data", "seal"),
    [
        (
            b"\x0b" * 20,
            b"Hi There",
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
        ),
        (
            b"Jefe",
            b"what do ya want for nothing?",
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
        ),
    ],
)
def test_a_seal_is_the_one_of_rfc_4231(key: bytes, data: bytes, seal: str) -> None:
    assert sealed(key, data).hex() == seal
    assert seals(key, data, bytes.fromhex(seal))


def test_a_seal_is_of_one_text_under_one_key() -> None:
    seal = sealed(b"key", b"text")

    for secret, payload, claimed in (
        (b"other", b"text", seal),
        (b"key", b"texts", seal),
        (b"key", b"text", seal[:-1]),
        (b"key", b"text", seal + b"\0"),
        (b"key", b"text", b""),
    ):
        assert not seals(secret, payload, claimed)


def test_a_key_of_a_center_s_own_signs_and_shows_its_secret_to_nobody() -> None:
    key = new_key(5)

    assert (len(key.secret) * 4, len(nonce(0)) * 4) == (KEY_BITS, NONCE_BITS)
    assert key.verify(PAYLOAD, key.sign(PAYLOAD))
    assert not new_key(6).verify(PAYLOAD, key.sign(PAYLOAD))
    assert key.secret not in repr(SigningKey(id=key.id, secret=key.secret))


@pytest.mark.hypothesis
@given(lines, st.binary(max_size=64))
def test_what_was_signed_is_read_back_from_text_that_a_url_may_hold(
    said: list[str], signature: bytes
) -> None:
    token = token_of(payload_of("account", "1", *said), signature)
    read = read_token(token, "account", "1", len(said))

    assert set(token) <= URL_SAFE
    assert (list(read.lines), read.signature) == (said, signature)
    assert signature == b"" or repr(signature) not in repr(read)
    assert refused(token, count=len(said) + 1)
    assert refused(token, purpose="manage", count=len(said))
    assert refused(token, version="2", count=len(said))


def test_each_signed_text_has_one_form_only() -> None:
    """Every other character anywhere says something else, or nothing: never the same."""
    token = token_of(PAYLOAD, b"seal")
    read = read_token(token, "account", "1", 3)
    for place in range(len(token)):
        for char in sorted(URL_SAFE - {token[place]}):
            forged = token[:place] + char + token[place + 1 :]
            if not refused(forged):
                other = read_token(forged, "account", "1", 3)
                assert (other.payload, other.signature) != (read.payload, read.signature)


@pytest.mark.parametrize(
    "token",
    [
        *("", ".", "..", "A", "AAAA", "é", "\ud800", "a b", "====", "YQ==", "YWNjb3VudA\n"),
        token_of(PAYLOAD, b"s") + "=",
        token_of(PAYLOAD, b"s") + ".AA",
        " " + token_of(PAYLOAD, b"s"),
        token_of("account\n1\nroma\nt\u00e9\n0".encode("latin-1"), b"s"),
        token_of(PAYLOAD, b"s" * TOKEN_LENGTH_MAX),
    ],
    ids=ascii,
)
def test_what_is_no_token_of_ours_is_refused_without_a_reason(token: str) -> None:
    assert refused(token)


def test_a_token_may_be_so_long_and_no_longer() -> None:
    assert not refused(of_length(TOKEN_LENGTH_MAX))
    assert refused(of_length(TOKEN_LENGTH_MAX + 1))


def of_length(length: int) -> str:
    """A token of that many characters; a nonce and a seal of some lengths make it."""
    made = (
        token_of(payload_of("account", "1", "roma", ID, "0" * zeros), b"s" * seal)
        for zeros in range(TOKEN_LENGTH_MAX)
        for seal in range(3)
    )
    return next(token for token in made if len(token) == length)


@pytest.mark.parametrize("said", ["", "a" * 65, "a\tb", "a\x00"])
def test_what_cannot_be_an_id_is_none(said: str) -> None:
    with pytest.raises(LinkNotUsable):
        said_id(said)


def test_an_id_is_what_it_says() -> None:
    assert said_id(ID) == ID
    assert said_id("a" * 64) == "a" * 64
