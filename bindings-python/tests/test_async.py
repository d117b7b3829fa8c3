"""Async calls: cancellation, loops of any number and make, and nothing left behind."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import os
import sys
import threading
import time
import weakref
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from conftest import COMPANY

import signbridge
from signbridge import AsyncNextSign, NextSign
from signbridge import _async as border

if TYPE_CHECKING:
    from collections.abc import Callable

    from _server import Server

Loops = "list[tuple[str, Callable[[], asyncio.AbstractEventLoop]]]"


class LoopWithoutReaders(asyncio.SelectorEventLoop):
    """As on Windows, where the default loop cannot watch a socket."""

    def add_reader(self, fd: Any, callback: Any, *args: Any) -> Any:  # type: ignore[override]
        # The loop watches a socket of its own.
        if callback.__name__ == "drain":
            raise NotImplementedError
        return super().add_reader(fd, callback, *args)


def loops() -> list[Callable[[], asyncio.AbstractEventLoop]]:
    makes: list[Callable[[], asyncio.AbstractEventLoop]] = [asyncio.new_event_loop, LoopWithoutReaders]
    with contextlib.suppress(ImportError):
        import uvloop

        makes.append(uvloop.new_event_loop)
    return makes


every_loop = pytest.mark.parametrize("make", loops())


def open_files() -> int:
    return len(os.listdir("/proc/self/fd"))


def eventually(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def run(make: Callable[[], asyncio.AbstractEventLoop], work: Any) -> Any:
    loop = make()
    try:
        return loop.run_until_complete(work)
    finally:
        loop.close()


@every_loop
def test_many_calls_at_once(make: Any, async_client: AsyncNextSign) -> None:
    async def work() -> list[str]:
        cases = await asyncio.gather(*(async_client.cases.get(f"c{number}") for number in range(100)))
        return [case.id for case in cases]

    assert run(make, work()) == [f"c{number}" for number in range(100)]


@every_loop
def test_cancelling_a_task_closes_its_socket(make: Any, async_client: AsyncNextSign, server: Server) -> None:
    async def work() -> None:
        task = asyncio.ensure_future(async_client.cases.get("held"))
        await asyncio.to_thread(server.held.acquire, timeout=60)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert await asyncio.to_thread(server.dropped.acquire, timeout=60)
        assert (await async_client.cases.get("next")).id == "next"

    run(make, work())


@every_loop
def test_a_timeout_of_asyncio_closes_the_socket(
    make: Any, async_client: AsyncNextSign, server: Server
) -> None:
    async def work() -> None:
        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(async_client.cases.get("held"), 0.5)
        assert not server.requests or await asyncio.to_thread(server.dropped.acquire, timeout=60)

    run(make, work())


@pytest.mark.skipif(sys.version_info < (3, 11), reason="asyncio.timeout is of Python 3.11")
async def test_asyncio_timeout_closes_the_socket(async_client: AsyncNextSign, server: Server) -> None:
    loop = asyncio.get_running_loop()

    async def expire(timeout: Any) -> None:
        await asyncio.to_thread(server.held.acquire, timeout=60)
        timeout.reschedule(loop.time())

    async def call() -> None:
        async with asyncio.timeout(60) as timeout:  # type: ignore[attr-defined,unused-ignore]
            expiry = asyncio.ensure_future(expire(timeout))
            await async_client.cases.get("held", timeout=60)
        await expiry

    with pytest.raises(TimeoutError):
        await call()
    assert await asyncio.to_thread(server.dropped.acquire, timeout=60)


async def test_a_failure_is_the_same_exception_as_of_the_sync_client(
    async_client: AsyncNextSign, client: NextSign
) -> None:
    with pytest.raises(signbridge.InvalidRequestError) as other:
        await async_client.cases.get("")
    with pytest.raises(signbridge.InvalidRequestError) as sync:
        client.cases.get("")
    assert vars(other.value) == vars(sync.value)


async def test_a_coroutine_that_is_thrown_away_closes_its_socket(
    async_client: AsyncNextSign, server: Server
) -> None:
    call = async_client.cases.get("held")
    call.send(None)
    await asyncio.to_thread(server.held.acquire, timeout=60)
    call.close()
    assert await asyncio.to_thread(server.dropped.acquire, timeout=60)


@every_loop
def test_a_loop_that_closes_takes_its_calls_and_files_with_it(
    make: Any, async_client: AsyncNextSign, server: Server
) -> None:
    async def start() -> None:
        asyncio.ensure_future(async_client.cases.get("held"))  # noqa: RUF006
        await asyncio.to_thread(server.held.acquire, timeout=60)

    run(make, async_client.cases.get("first"))  # starts what stays: the native threads
    gc.collect()
    before = open_files()
    loop = make()
    gone = weakref.ref(loop)
    loop.set_exception_handler(lambda *_: None)  # asyncio tells of the pending task
    loop.run_until_complete(start())
    loop.run_until_complete(loop.shutdown_default_executor())
    loop.close()
    assert server.dropped.acquire(timeout=60)
    del loop

    def is_clean() -> bool:
        gc.collect()
        return gone() is None and open_files() <= before and not border._queues

    eventually(is_clean)


def test_loops_in_several_threads_share_a_client(async_client: AsyncNextSign) -> None:
    results: list[str] = []

    async def work(name: str) -> None:
        cases = await asyncio.gather(*(async_client.cases.get(f"{name}{n}") for n in range(20)))
        results.extend(case.id for case in cases)

    threads = [threading.Thread(target=asyncio.run, args=(work(name),)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == sorted(f"{name}{n}" for name in "abcd" for n in range(20))


def test_one_loop_after_another_leaves_nothing_behind(async_client: AsyncNextSign) -> None:
    async def work() -> None:
        await async_client.cases.get("1")

    asyncio.run(work())
    before = open_files()
    for _ in range(20):
        asyncio.run(work())
    # The server closes its end of a connection when it gets to it.
    eventually(lambda: open_files() <= before + 2)
    assert border._queues == {}


def test_finished_calls_leave_no_objects_behind(async_client: AsyncNextSign, server: Server) -> None:
    async def work() -> None:
        for _ in range(20):
            await async_client.cases.get("1")
            with contextlib.suppress(signbridge.SignbridgeError):
                await async_client.cases.get("")

    async def measured() -> int:
        await work()
        server.requests.clear()
        gc.collect()
        before = len(gc.get_objects())
        gc.disable()
        try:
            await work()
            server.requests.clear()
            # Without the collector: what goes has no reference cycles.
            return len(gc.get_objects()) - before
        finally:
            gc.enable()

    # On a loop of Python's own: test plugins bring tasks that keep their exceptions.
    assert asyncio.run(measured()) < 60


async def test_a_result_that_comes_while_a_task_is_cancelled_is_dropped(
    async_client: AsyncNextSign, server: Server
) -> None:
    async def cancelled_at(moment: float) -> None:
        task = asyncio.ensure_future(async_client.cases.get("1"))
        await asyncio.sleep(moment)
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task

    await asyncio.gather(*(cancelled_at(each / 20_000) for each in range(200)))
    assert (await async_client.cases.get("2")).id == "2"


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is read from /proc")
def test_a_hundred_thousand_cancelled_calls_leave_nothing_behind(
    async_client: AsyncNextSign, server: Server
) -> None:
    async def storms(count: int) -> None:
        for storm in range(count):
            calls = [asyncio.ensure_future(async_client.cases.get("held")) for _ in range(100)]
            await asyncio.sleep(0)
            # Most are cancelled before they have a connection, the last of them in the middle of a request.
            if storm == count - 1:
                await asyncio.to_thread(server.held.acquire)
            for call in calls:
                call.cancel()
            outcomes = await asyncio.gather(*calls, return_exceptions=True)
            assert all(isinstance(outcome, asyncio.CancelledError) for outcome in outcomes)

    def counts() -> tuple[int, int]:
        server.requests.clear()
        gc.collect()
        return open_files(), len(gc.get_objects())

    async def measured() -> None:
        await storms(100)
        assert (await async_client.cases.get("1")).id == "1"
        (files, objects), memory = counts(), resident()
        await storms(900)
        assert (await async_client.cases.get("1")).id == "1"
        # The server closes its end of a connection when it gets to it.
        eventually(lambda: counts()[0] <= files + 2)
        assert counts()[1] <= objects + 500
        assert resident() < memory + (24 << 20)

    asyncio.run(measured())


def resident() -> int:
    """Bytes of memory that are there."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) << 10


def test_an_unclosed_loop_is_collected(async_client: AsyncNextSign, server: Server) -> None:
    # Its own warning apart: the queue must not keep it.
    loop = asyncio.new_event_loop()
    loop.run_until_complete(async_client.cases.get("1"))
    task = loop.create_task(async_client.cases.get("held"))
    loop.run_until_complete(asyncio.sleep(0.05))
    loop.set_exception_handler(lambda *_: None)
    gone = weakref.ref(loop)
    loop._check_closed()  # type: ignore[attr-defined]
    loop.close()
    del loop, task
    gc.collect()
    assert gone() is None


async def test_clients_of_other_kinds_work_side_by_side(server: Server, async_client: AsyncNextSign) -> None:
    sync = NextSign(api_key="k", company_id=COMPANY, api_url=server.url)
    one, two = await asyncio.gather(async_client.cases.get("a"), asyncio.to_thread(sync.cases.get, "b"))
    assert (one.id, two.id) == ("a", "b")
