"""A key that a function gives."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING, Any

import pytest
from _server import Answer, Request, Server, a_case
from conftest import COMPANY

import signbridge
from signbridge import AsyncNextSign, NextSign

if TYPE_CHECKING:
    from collections.abc import Callable

    from signbridge._border import AsyncCredential


def make(server: Server, key: Callable[[], str]) -> NextSign:
    return NextSign(api_key=key, company_id=COMPANY, api_url=server.url)


def make_async(server: Server, key: AsyncCredential) -> AsyncNextSign:
    return AsyncNextSign(api_key=key, company_id=COMPANY, api_url=server.url)


def keys(server: Server) -> list[str]:
    return [request.headers["authorization"].removeprefix("Bearer ") for request in server.requests]


def refusing(key: str) -> Callable[[Request], Answer]:
    unauthorized = {"errors": [{"code": 401, "message": "Unauthorized"}]}
    return lambda request: (
        Answer(unauthorized, 401) if request.headers["authorization"] == f"Bearer {key}" else a_case(request)
    )


def test_it_is_called_on_the_calling_thread_once_and_again_after_a_refusal(server: Server) -> None:
    threads = []

    def key() -> str:
        threads.append(threading.current_thread())
        return f"key-{len(threads)}"

    client = make(server, key)
    client.cases.get("1")
    client.with_company("other").cases.get("1")
    assert keys(server) == ["key-1", "key-1"]
    server.respond = refusing("key-1")
    client.cases.get("1")
    assert keys(server)[2:] == ["key-1", "key-2"]
    assert threads == [threading.current_thread()] * 2


async def test_it_may_be_async_and_runs_on_the_loop(server: Server) -> None:
    calls = []

    async def key() -> str:
        await asyncio.sleep(0.01)
        calls.append(asyncio.current_task())
        return f"key-{len(calls)}"

    client = make_async(server, key)
    await asyncio.gather(*(client.cases.get("1") for _ in range(10)))
    assert len(calls) == 1
    server.respond = refusing("key-1")
    await client.cases.get("1")
    assert len(calls) == 2


async def test_a_plain_function_serves_an_async_client_too(server: Server) -> None:
    await make_async(server, lambda: "key-1").cases.get("1")
    assert keys(server) == ["key-1"]


class Sealed(Exception):
    pass


def sealed() -> str:
    raise Sealed("the vault's token is hunter2")


async def async_sealed() -> str:
    raise Sealed("the vault's token is hunter2")


def test_what_it_raises_is_the_cause_and_only_its_type_is_told(server: Server) -> None:
    with pytest.raises(signbridge.ConfigurationError) as caught:
        make(server, sealed).cases.get("1")
    assert isinstance(caught.value.__cause__, Sealed)
    assert "Sealed" in str(caught.value)
    assert "hunter2" not in str(caught.value)
    assert server.requests == []


@pytest.mark.parametrize("key", [sealed, async_sealed])
async def test_what_it_raises_is_the_cause_in_async_clients_too(key: Any, server: Server) -> None:
    with pytest.raises(signbridge.ConfigurationError) as caught:
        await make_async(server, key).cases.get("1")
    assert isinstance(caught.value.__cause__, Sealed)
    assert "hunter2" not in str(caught.value)


def test_an_async_function_does_not_suit_a_sync_client(server: Server) -> None:
    with pytest.raises(signbridge.ConfigurationError, match="async client"):
        make(server, async_sealed).cases.get("1")  # type: ignore[arg-type]


def test_what_it_returns_must_be_text(server: Server) -> None:
    with pytest.raises(signbridge.ConfigurationError, match="int"):
        make(server, lambda: 5).cases.get("1")  # type: ignore[arg-type,return-value]


def test_it_may_use_another_client(server: Server) -> None:
    vault = make(server, lambda: "vault-key")
    client = make(server, lambda: vault.cases.get("the-key").id)
    client.cases.get("1")
    assert keys(server) == ["vault-key", "the-key"]


def test_ctrl_c_inside_it_is_ctrl_c(server: Server) -> None:
    def key() -> str:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        make(server, key).cases.get("1")


async def test_a_cancelled_call_does_not_take_the_key_from_the_others(server: Server) -> None:
    asked = asyncio.Event()
    release = asyncio.Event()

    async def key() -> str:
        asked.set()
        await release.wait()
        return "key-1"

    client = make_async(server, key)
    first = asyncio.ensure_future(client.cases.get("1"))
    await asked.wait()
    second = asyncio.ensure_future(client.cases.get("2"))
    await asyncio.sleep(0.01)
    first.cancel()
    release.set()
    assert (await asyncio.wait_for(second, 60)).id == "2"
