"""Measures signbridge and its peers in Python; `cargo xtask bench` runs it and makes tables of what it writes.

    python bench.py ORIGIN OUT.json --rounds 5 --seconds 0.4

Every row is measured in rounds. In a round each client has one window of `--seconds`, one after the other, and the next
round starts with another client: what disturbs the machine disturbs all alike. signbridge gives typed models; every peer
gives dictionaries, with the JSON decoder it brings (aiohttp, httpx and requests: the standard library's, ry and pyreqwest:
their own in Rust).
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import statistics
import subprocess
import sys
import threading
import time
from contextlib import AsyncExitStack, ExitStack
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import aiohttp
import httpx
import pyreqwest.client
import requests
import requests.adapters
import ry
from signbridge import AsyncNextSign, NextSign

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable

    Calls = dict[str, Callable[[], Any]]

KEY = "bench-key"
COMPANY = "6500e19662ec13c4faa7de00"
CASE = "657b00000000000000000000"
HEADERS = {"Authorization": f"Bearer {KEY}"}
IN_FLIGHT = (1, 32)
PEERS = ("aiohttp", "httpx", "pyreqwest", "requests", "ry")


def targets(origin: str) -> dict[str, str]:
    company = f"{origin}/api/v2/{COMPANY}"
    return {"small": f"{company}/case/{CASE}/get", "list": f"{company}/cases/get"}


# Each gives, for a payload, a function that makes one call and decodes its answer.


async def async_clients(origin: str, stack: AsyncExitStack) -> dict[str, Calls]:
    urls = targets(origin)
    ours = await stack.enter_async_context(
        AsyncNextSign(
            api_key=KEY, company_id=COMPANY, api_url=f"{origin}/api", files_api_url=origin, rate_limit="off"
        )
    )

    async def ours_list() -> object:
        return (await ours.cases.list()).items

    aio = await stack.enter_async_context(aiohttp.ClientSession(headers=HEADERS))

    async def by_aiohttp(url: str) -> object:
        async with aio.get(url) as response:
            return await response.json()

    httpx_client = await stack.enter_async_context(httpx.AsyncClient(headers=HEADERS, timeout=30))

    async def by_httpx(url: str) -> object:
        return (await httpx_client.get(url)).json()

    builder = pyreqwest.client.ClientBuilder().default_headers(HEADERS)
    reqwest_client = await stack.enter_async_context(builder.build())

    async def by_pyreqwest(url: str) -> object:
        return await (await reqwest_client.get(url).build().send()).json()

    ry_client = ry.Client(headers=HEADERS)

    async def by_ry(url: str) -> object:
        return await (await ry_client.get(url)).json()

    peers = {"aiohttp": by_aiohttp, "httpx": by_httpx, "pyreqwest": by_pyreqwest, "ry": by_ry}
    return {
        "signbridge": {"small": lambda: ours.cases.get(CASE), "list": ours_list},
        **{name: bound(call, urls) for name, call in peers.items()},
    }


def sync_clients(origin: str, stack: ExitStack) -> dict[str, Calls]:
    urls = targets(origin)
    ours = stack.enter_context(
        NextSign(
            api_key=KEY, company_id=COMPANY, api_url=f"{origin}/api", files_api_url=origin, rate_limit="off"
        )
    )
    session = stack.enter_context(requests.Session())
    session.headers.update(HEADERS)
    session.mount("http://", requests.adapters.HTTPAdapter(pool_maxsize=max(IN_FLIGHT)))
    httpx_client = stack.enter_context(httpx.Client(headers=HEADERS, timeout=30))
    builder = pyreqwest.client.SyncClientBuilder().default_headers(HEADERS)
    reqwest_client = stack.enter_context(builder.build())
    ry_client = ry.BlockingClient(headers=HEADERS)
    peers: dict[str, Callable[[str], object]] = {
        "httpx": lambda url: httpx_client.get(url).json(),
        "pyreqwest": lambda url: reqwest_client.get(url).build().send().json(),
        "requests": lambda url: session.get(url).json(),
        "ry": lambda url: ry_client.get(url).json(),
    }
    return {
        "signbridge": {"small": lambda: ours.cases.get(CASE), "list": lambda: ours.cases.list().items},
        **{name: bound(call, urls) for name, call in peers.items()},
    }


def bound(call: Callable[[str], Any], urls: dict[str, str]) -> Calls:
    return {payload: lambda url=url: call(url) for payload, url in urls.items()}


class Row:
    """One line of the table: calls a second and processor time per call, a sample of each for every round."""

    def __init__(self, style: str, payload: str, in_flight: int) -> None:
        self.style, self.payload, self.in_flight = style, payload, in_flight
        self.rates: dict[str, list[float]] = {}
        self.cpu_us: dict[str, list[float]] = {}

    def add(self, client: str, calls: int, seconds: float, cpu_seconds: float) -> None:
        self.rates.setdefault(client, []).append(calls / seconds)
        self.cpu_us.setdefault(client, []).append(cpu_seconds / calls * 1e6)


def in_turns(clients: Iterable[str], rounds: int) -> Iterable[str]:
    """All clients, as often as there are rounds, starting with another one each time."""
    names = list(clients)
    for number in range(rounds):
        start = number % len(names)
        yield from names[start:] + names[:start]


async def measure_async(call: Callable[[], Awaitable[object]], in_flight: int, seconds: float) -> int:
    end = time.perf_counter() + seconds

    async def worker() -> int:
        calls = 0
        while time.perf_counter() < end:
            await call()
            calls += 1
        return calls

    return sum(await asyncio.gather(*(worker() for _ in range(in_flight))))


def measure_sync(call: Callable[[], object], in_flight: int, seconds: float) -> int:
    counts = [0] * in_flight
    end = time.perf_counter() + seconds

    def worker(place: int) -> None:
        while time.perf_counter() < end:
            call()
            counts[place] += 1

    if in_flight == 1:
        worker(0)
    else:
        threads = [threading.Thread(target=worker, args=(place,)) for place in range(in_flight)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    return sum(counts)


async def async_rows(origin: str, rounds: int, seconds: float) -> list[Row]:
    rows = [Row("async", payload, in_flight) for payload in targets(origin) for in_flight in IN_FLIGHT]
    async with AsyncExitStack() as stack:
        clients = await async_clients(origin, stack)
        for row in rows:
            for name in in_turns(clients, rounds):
                call = clients[name][row.payload]
                await measure_async(call, row.in_flight, seconds / 4)
                gc.collect()
                wall, cpu = time.perf_counter(), time.process_time()
                calls = await measure_async(call, row.in_flight, seconds)
                row.add(name, calls, time.perf_counter() - wall, time.process_time() - cpu)
    return rows


def sync_rows(origin: str, rounds: int, seconds: float) -> list[Row]:
    rows = [Row("sync", payload, in_flight) for payload in targets(origin) for in_flight in IN_FLIGHT]
    with ExitStack() as stack:
        clients = sync_clients(origin, stack)
        for row in rows:
            for name in in_turns(clients, rounds):
                call = clients[name][row.payload]
                measure_sync(call, row.in_flight, seconds / 4)
                gc.collect()
                wall, cpu = time.perf_counter(), time.process_time()
                calls = measure_sync(call, row.in_flight, seconds)
                row.add(name, calls, time.perf_counter() - wall, time.process_time() - cpu)
    return rows


def import_ms(statement: str, times: int = 15) -> float:
    """What a statement adds to the start of an interpreter; both are started in turn, and the medians compared."""

    def start(code: str) -> float:
        begin = time.perf_counter()
        subprocess.run([sys.executable, "-c", code], check=True)
        return (time.perf_counter() - begin) * 1e3

    start(statement)
    pairs = [(start("pass"), start(statement)) for _ in range(times)]
    return statistics.median(full for _, full in pairs) - statistics.median(bare for bare, _ in pairs)


def view_us(origin: str) -> float:
    client = NextSign(
        api_key=KEY, company_id=COMPANY, api_url=f"{origin}/api", files_api_url=origin, rate_limit="off"
    )
    ids = [f"{number:024x}" for number in range(2000)]
    samples = []
    for _ in range(7):
        begin = time.perf_counter()
        for company in ids:
            client.with_company(company)
        samples.append((time.perf_counter() - begin) / len(ids) * 1e6)
    return statistics.median(samples)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("origin")
    parser.add_argument("out", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=0.4)
    given = parser.parse_args()
    rows = asyncio.run(async_rows(given.origin, given.rounds, given.seconds))
    rows += sync_rows(given.origin, given.rounds, given.seconds)
    result = {
        "runtime": f"Python {sys.version.split()[0]}",
        "versions": {name: version(name) for name in PEERS},
        "decoding": "signbridge decodes into typed msgspec models; aiohttp, httpx and requests into dictionaries with "
        "the standard library; ry and pyreqwest into dictionaries with their own decoder in Rust",
        "rows": [vars(row) for row in rows],
        "costs": [
            {"what": "import signbridge", "value": import_ms("import signbridge"), "unit": "ms", "most": 40},
            {
                "what": "from signbridge import NextSign",
                "value": import_ms("from signbridge import NextSign"),
                "unit": "ms",
                "most": 40,
            },
            {"what": "with_company", "value": view_us(given.origin), "unit": "µs", "most": 20},
        ],
    }
    given.out.write_text(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
