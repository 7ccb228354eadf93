"""Statements are compiled once for all engines whose dialects agree."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import make_url
from sqlalchemy.dialects.sqlite.base import SQLiteDialect

from bookingcore.adapters.sql.phrases import Phrase, PhraseBook, given

LIKE = Phrase(sa.select(sa.column("id")).where(sa.column("name").ilike(given("name"))), ("name",))


def test_engines_that_agree_share_what_was_compiled() -> None:
    books = [PhraseBook(SQLiteDialect()) for _ in range(2)]
    first, second = (book.spoken(LIKE) for book in books)
    assert first is second
    assert first is books[0].spoken(LIKE)


def test_each_kind_of_database_has_words_of_its_own() -> None:
    assert "lower(" in PhraseBook(SQLiteDialect()).spoken(LIKE).text
    assert "ILIKE" in PhraseBook(make_url("postgresql://").get_dialect()()).spoken(LIKE).text


def test_engines_that_are_set_up_differently_share_nothing() -> None:
    marks = PhraseBook(SQLiteDialect(paramstyle="qmark")).spoken(LIKE).text
    words = PhraseBook(SQLiteDialect(paramstyle="named")).spoken(LIKE).text
    assert "?" in marks
    assert "?" not in words
