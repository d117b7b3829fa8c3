"""Forks, exits and imports: what only a process of its own can show."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from typing import TYPE_CHECKING

import pytest
from conftest import COMPANY

if TYPE_CHECKING:
    from pathlib import Path

    from _server import Server

    from signbridge import AsyncNextSign, NextSign

forks = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
# Python warns of forks in processes with threads: this is what these tests are about.
pytestmark = pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")


def in_child(work: object) -> int:
    """Runs `work` in a forked child; its exit code."""
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            work()  # type: ignore[operator]
            code = 0
        finally:
            os._exit(code)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        done, status = os.waitpid(pid, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.01)
    os.kill(pid, 9)
    os.waitpid(pid, 0)
    return -1


@forks
def test_a_forked_child_makes_sync_and_async_calls(client: NextSign, async_client: AsyncNextSign) -> None:
    async def several() -> None:
        assert len(await asyncio.gather(*(async_client.cases.get("1") for _ in range(5)))) == 5

    def work() -> None:
        assert client.cases.get("child").id == "child"
        assert client.with_company("other").cases.get("view").id == "view"
        asyncio.run(several())

    client.cases.get("1")
    asyncio.run(several())
    assert [in_child(work) for _ in range(3)] == [0, 0, 0]
    # A child of a child, and the parent, which must not have noticed.
    assert in_child(lambda: os._exit(in_child(work))) == 0
    work()


@forks
def test_a_child_of_a_running_loop_makes_calls(client: NextSign, async_client: AsyncNextSign) -> None:
    def work() -> None:
        async def call() -> None:
            assert (await async_client.cases.get("child")).id == "child"

        asyncio.events._set_running_loop(None)
        asyncio.run(call())
        assert client.cases.get("child").id == "child"

    async def parent() -> int:
        await async_client.cases.get("1")
        held = asyncio.ensure_future(async_client.cases.get("held"))
        await asyncio.sleep(0.05)
        code = in_child(work)
        held.cancel()
        assert (await async_client.cases.get("2")).id == "2"
        return code

    assert asyncio.run(parent()) == 0


@forks
def test_a_child_of_a_process_with_calls_in_flight_in_threads_makes_calls(
    client: NextSign, server: Server
) -> None:
    stop = threading.Event()

    def busy() -> None:
        while not stop.is_set():
            client.cases.get("busy")

    threads = [threading.Thread(target=busy) for _ in range(4)]
    for thread in threads:
        thread.start()
    try:
        codes = [in_child(lambda: client.cases.get("child")) for _ in range(10)]
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert codes == [0] * 10


def _in_worker(url: str) -> str:
    assert _SHARED is not None
    return _SHARED.cases.get("worker").id


_SHARED: NextSign | None = None


@forks
def test_multiprocessing_workers_share_the_client_of_their_parent(client: NextSign, server: Server) -> None:
    global _SHARED
    _SHARED = client
    client.cases.get("1")
    try:
        with multiprocessing.get_context("fork").Pool(3) as pool:
            assert pool.map_async(_in_worker, [server.url] * 6).get(timeout=60) == ["worker"] * 6
    finally:
        _SHARED = None


def python(program: str, *, timeout: float = 60) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-X", "dev", "-W", "error", "-c", program],
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
        cwd=tempfile.gettempdir(),
    )


HEAD = """
import asyncio, logging, threading, time, sys
logging.getLogger("asyncio").setLevel(logging.ERROR)  # a slow machine is no news
from signbridge import NextSign, AsyncNextSign
arguments = dict(api_key="k", company_id="{company}", api_url="{url}")
"""


@pytest.mark.parametrize(
    "program",
    [
        # A daemon thread that waits.
        """
client = NextSign(**arguments)
threading.Thread(target=client.cases.get, args=("held",), daemon=True).start()
time.sleep(0.3)
""",
        # A task that nobody awaits, on a loop that asyncio closes.
        """
async def main():
    client = AsyncNextSign(**arguments)
    global task
    task = asyncio.ensure_future(client.cases.get("held"))
    await asyncio.sleep(0.3)
asyncio.run(main())
""",
        # A loop in a daemon thread.
        """
async def main():
    await AsyncNextSign(**arguments).cases.get("held")
threading.Thread(target=asyncio.run, args=(main(),), daemon=True).start()
time.sleep(0.3)
""",
        # Calls that finish while the interpreter goes down.
        """
client = NextSign(**arguments)
def work():
    while True:
        client.cases.get("1")
for _ in range(4):
    threading.Thread(target=work, daemon=True).start()
time.sleep(0.3)
""",
        # An exit in the middle of a call.
        """
async def main():
    asyncio.get_running_loop().call_later(0.2, sys.exit, 0)
    await AsyncNextSign(**arguments).cases.get("held")
asyncio.run(main())
""",
        # A loop that cannot watch sockets.
        """
class Loop(asyncio.SelectorEventLoop):
    def add_reader(self, fd, callback, *args):
        if callback.__name__ == "drain":
            raise NotImplementedError
        return super().add_reader(fd, callback, *args)
async def main():
    await AsyncNextSign(**arguments).cases.get("1")
    await AsyncNextSign(**arguments).cases.get("held")
threading.Thread(target=lambda: Loop().run_until_complete(main()), daemon=True).start()
time.sleep(0.3)
""",
    ],
    ids=["daemon thread", "task", "loop in a thread", "busy threads", "sys.exit", "no readers"],
)
def test_an_exit_with_calls_in_flight_is_clean(program: str, server: Server) -> None:
    done = python(HEAD.format(company=COMPANY, url=server.url) + program)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_importing_loads_nothing_that_is_not_needed_yet() -> None:
    done = python(
        """
import sys
import signbridge
late = {"msgspec", "asyncio", "logging", "json", "signbridge.nextsign", "signbridge.errors"}
print(sorted(late & set(sys.modules)))
from signbridge import NextSign
late = {"asyncio", "logging", "signbridge._async", "signbridge.nextsign._async_client"}
print(sorted(late & set(sys.modules)))
"""
    )
    assert (done.stdout.splitlines(), done.stderr) == (["[]", "[]"], "")


def processor_time(code: str) -> float:
    """Seconds of processor time that a program takes: other work on the machine does not count."""

    def once() -> float:
        pid = os.posix_spawn(sys.executable, [sys.executable, "-c", code], os.environ)
        _, status, usage = os.wait4(pid, 0)
        assert status == 0
        return usage.ru_utime + usage.ru_stime

    return min(once() for _ in range(9))


@pytest.mark.skipif(not hasattr(os, "wait4"), reason="needs wait4")
def test_importing_takes_less_than_forty_milliseconds(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    assert processor_time("import signbridge") - processor_time("pass") < 0.040


def test_a_library_of_another_version_is_refused() -> None:
    done = python(
        """
import sys, types
fake = types.ModuleType("signbridge._native")
fake.__version__, fake.catalogue_hash = "0", lambda: "something else"
sys.modules["signbridge._native"] = fake
import signbridge
"""
    )
    assert "Reinstall the package" in done.stderr


def test_a_view_costs_no_more_than_a_few_dictionaries(client: NextSign) -> None:
    def cost(work: object) -> float:
        def once() -> float:
            started = time.thread_time()
            for _ in range(2_000):
                work()  # type: ignore[operator]
            return time.thread_time() - started

        return statistics.median(once() for _ in range(7))

    measure = cost(lambda: [{"key": each} for each in range(10)])
    # Twenty microseconds where the measure takes half of one.
    assert cost(lambda: client.with_company("6500e19662ec13c4faa7de01")) < 40 * measure
