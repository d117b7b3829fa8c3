"""Fixtures: a provider on the loopback, and clients for it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

_SOURCE = Path(__file__).resolve().parents[1]
if not any(file.suffix in (".so", ".pyd") for file in (_SOURCE / "signbridge").glob("_native*")):
    # `python -m pytest` puts this folder first, but the tests are for the installed package, with its native part.
    sys.path[:] = [entry for entry in sys.path if Path(entry).resolve() != _SOURCE]

from _server import Server  # noqa: E402

from signbridge import AsyncNextSign, NextSign  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterator

COMPANY = "6500e19662ec13c4faa7de00"


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as server:
        yield server


@pytest.fixture
def client(server: Server) -> Iterator[NextSign]:
    with NextSign(
        api_key="a-secret-key",
        company_id=COMPANY,
        api_url=server.url,
        files_api_url=server.url,
        rate_limit="off",
    ) as client:
        yield client


@pytest.fixture
def async_client(server: Server) -> AsyncNextSign:
    return AsyncNextSign(
        api_key="a-secret-key",
        company_id=COMPANY,
        api_url=server.url,
        files_api_url=server.url,
        rate_limit="off",
    )
