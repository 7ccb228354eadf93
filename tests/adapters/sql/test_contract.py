"""A store on SQLite and on PostgreSQL keeps every promise of the port."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from bookingcore.adapters.sql import SqlStore, open_store
from bookingcore.testing import StoreContract
from tests.conftest import empty


class TestSqliteStore(StoreContract):
    @pytest.fixture
    def store(self, url: str) -> Iterator[SqlStore]:
        store = open_store(url)
        yield store
        store.close()


class TestPostgresStore(StoreContract):
    @pytest.fixture
    def store(self, postgres_studio: Engine) -> Iterator[SqlStore]:
        empty(postgres_studio)
        store = open_store(postgres_studio.url.render_as_string(hide_password=False))
        yield store
        store.close()
