"""Sync calls: threads, Ctrl-C, and calls inside calls."""

from __future__ import annotations

import gc
import os
import signal
import subprocess
import sys
import tempfile
import threading
from typing import TYPE_CHECKING, Any

import pytest
from conftest import COMPANY

if TYPE_CHECKING:
    from _server import Server

    from signbridge import NextSign


def test_threads_share_a_client(client: NextSign) -> None:
    results: list[str] = []

    def work(name: str) -> None:
        results.extend(client.cases.get(f"{name}{number}").id for number in range(20))

    threads = [threading.Thread(target=work, args=(name,)) for name in "abcdefgh"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == sorted(f"{name}{number}" for name in "abcdefgh" for number in range(20))


def test_a_waiting_call_lets_other_threads_run(client: NextSign, server: Server) -> None:
    thread = threading.Thread(target=lambda: client.cases.get("held", max_retries=0), daemon=True)
    errors: list[Any] = []
    old, threading.excepthook = threading.excepthook, errors.append
    try:
        thread.start()
        assert server.held.acquire(timeout=60)
        assert client.cases.get("1").id == "1"
        assert thread.is_alive()
        server.close()
        thread.join()
    finally:
        threading.excepthook = old
    assert len(errors) == 1


def test_ctrl_c_ends_a_call_and_closes_its_socket(server: Server) -> None:
    # A shell that runs this in the background has children ignore the signal.
    program = f"""
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)
from signbridge import NextSign
client = NextSign(api_key="k", company_id="{COMPANY}", api_url="{server.url}")
try:
    client.cases.get("held")
except KeyboardInterrupt:
    print("interrupted", client.cases.get("next").id)
"""
    child = subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, text=True, cwd=tempfile.gettempdir()
    )
    assert server.held.acquire(timeout=60)
    child.send_signal(signal.SIGINT)
    assert server.dropped.acquire(timeout=60)
    output, _ = child.communicate(timeout=60)
    assert (output.strip(), child.returncode) == ("interrupted next", 0)


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="needs POSIX timers")
def test_a_call_inside_a_signal_handler_is_a_call_of_its_own(client: NextSign, server: Server) -> None:
    inner: list[str] = []
    old = signal.signal(signal.SIGALRM, lambda *_: inner.append(client.cases.get("inner").id))
    release = threading.Event()
    respond = server.respond

    def slow(request: Any) -> Any:
        if "outer" in request.target:
            release.wait(60)
        return respond(request)

    server.respond = slow
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.1)
        threading.Timer(0.6, release.set).start()
        assert client.cases.get("outer").id == "outer"
    finally:
        signal.signal(signal.SIGALRM, old)
    assert inner == ["inner"]


def test_threads_that_end_leave_no_files_behind(client: NextSign) -> None:
    client.cases.get("1")
    before = len(os.listdir("/proc/self/fd"))
    for _ in range(20):
        thread = threading.Thread(target=client.cases.get, args=("1",))
        thread.start()
        thread.join()
    assert len(os.listdir("/proc/self/fd")) <= before + 1


def test_finished_calls_leave_no_objects_behind(client: NextSign, server: Server) -> None:
    def work() -> None:
        for _ in range(20):
            client.cases.get("1")

    work()
    server.requests.clear()
    gc.collect()
    before = len(gc.get_objects())
    gc.disable()
    try:
        work()
        server.requests.clear()
        left = len(gc.get_objects()) - before
    finally:
        gc.enable()
    assert left < 20
