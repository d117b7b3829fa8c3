"""Functions of the user's own: refused while nothing is sent, and never the end of a call that succeeded."""

from __future__ import annotations

import functools
import logging
from typing import TYPE_CHECKING, Any

import pytest
from _server import CASE, Answer, Server
from conftest import COMPANY

from signbridge import (
    AsyncNextSign,
    ConfigurationError,
    InvalidRequestError,
    NextSign,
)

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable


async def a_coroutine(*_: Any) -> None:
    raise AssertionError("nobody awaits it")


async def an_async_generator(*_: Any) -> AsyncIterator[None]:
    yield None


class Awaited:
    async def __call__(self, *_: Any) -> None:
        raise AssertionError("nobody awaits it")

    async def method(self, *_: Any) -> None:
        raise AssertionError("nobody awaits it")


NO_CALLBACKS: list[Any] = [
    5,
    "print",
    [],
    a_coroutine,
    an_async_generator,
    functools.partial(a_coroutine, 1),
    Awaited(),
    Awaited().method,
]


@pytest.mark.parametrize("function", NO_CALLBACKS)
def test_what_cannot_be_called_back_is_refused_and_nothing_sent(
    function: Any, client: NextSign, server: Server
) -> None:
    calls: list[tuple[Callable[[], Any], str]] = [
        (lambda: client.cases.get("1", on_response=function), "on_response"),
        (lambda: client.cases.list(on_response=function), "on_response"),
        (lambda: client.request("GET", "/v2/things", on_response=function), "on_response"),
        (lambda: client.documents.upload(b"%PDF-1.7", on_progress=function), "on_progress"),
        (lambda: client.documents.download_to("u", "signed.pdf", on_progress=function), "on_progress"),
        (lambda: client.documents.download_stream("u", on_response=function), "on_response"),
    ]
    for call, field in calls:
        with pytest.raises(InvalidRequestError, match="function") as refusal:
            call()
        assert refusal.value.fields[0].field == field
        assert refusal.value.operation is not None
    assert server.requests == []


@pytest.mark.parametrize("function", NO_CALLBACKS)
async def test_what_cannot_be_called_back_is_refused_by_async_clients(
    function: Any, async_client: AsyncNextSign, server: Server
) -> None:
    client = async_client
    calls: list[tuple[Callable[[], Any], str]] = [
        (lambda: client.cases.get("1", on_response=function), "on_response"),
        (lambda: client.cases.list(on_response=function), "on_response"),
        (lambda: client.request("GET", "/v2/things", on_response=function), "on_response"),
        (lambda: client.documents.upload(b"%PDF-1.7", on_progress=function), "on_progress"),
        (lambda: client.documents.download_stream("u", on_progress=function), "on_progress"),
    ]
    for call, field in calls:
        with pytest.raises(InvalidRequestError, match="function") as refusal:
            await call()
        assert refusal.value.fields[0].field == field
    assert server.requests == []


def test_a_sync_client_is_not_made_with_an_async_key_function() -> None:
    with pytest.raises(ConfigurationError, match="async client") as refusal:
        NextSign(api_key=a_coroutine, company_id=COMPANY)  # type: ignore[arg-type]
    assert refusal.value.fields[0].field == "api_key"
    AsyncNextSign(api_key=a_coroutine, company_id=COMPANY)  # type: ignore[arg-type]


def fail(*_: Any) -> None:
    raise ZeroDivisionError


def test_what_on_response_raises_is_logged_and_the_result_returned(
    client: NextSign, server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    server.respond = lambda _: Answer({"data": CASE, "cases": [CASE]})
    made = client.cases.create(
        title="Lease", settings={}, recipients=[], documents=[], reconcile=False, on_response=fail
    )
    assert made.id == CASE["_id"]
    assert len(client.cases.list(on_response=fail).items) == 1
    assert client.request("GET", "/v2/things", on_response=fail).status == 200
    assert [(record.levelno, record.name) for record in caplog.records] == [(logging.ERROR, "signbridge")] * 3
    assert caplog.text.count("raise ZeroDivisionError") == 3
    assert "cases.create" in caplog.records[0].getMessage()


async def test_what_on_response_raises_is_logged_and_the_result_returned_by_async_clients(
    async_client: AsyncNextSign, server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    server.respond = lambda _: Answer({"data": CASE, "cases": [CASE]})
    made = await async_client.cases.create(
        title="Lease", settings={}, recipients=[], documents=[], reconcile=False, on_response=fail
    )
    assert made.id == CASE["_id"]
    assert len((await async_client.cases.list(on_response=fail)).items) == 1
    assert (await async_client.request("GET", "/v2/things", on_response=fail)).status == 200
    assert caplog.text.count("raise ZeroDivisionError") == 3


def test_ctrl_c_in_on_response_is_ctrl_c(client: NextSign) -> None:
    def stop(*_: Any) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        client.cases.get("1", on_response=stop)
