"""How much memory a large file takes on its way, in each way that Python has; `cargo xtask bench files` runs it.

    python files.py ORIGIN BYTES FOLDER

One line of JSON for each way: its name, the seconds it took, and by how many bytes the memory of the process (its largest
resident set) grew beyond what a file of 4 MB had taken before. Each way has a process of its own.
"""

from __future__ import annotations

import asyncio
import json
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from signbridge import AsyncNextSign, FileStream, NextSign

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Coroutine, Iterator

WARM_UP = 4 << 20
PIECE = bytes(64 << 10)


def pieces(length: int) -> Iterator[bytes]:
    """A PDF, if one looks at its start only."""
    yield b"%PDF-1.7\n"
    left = length - 9
    while left > 0:
        yield PIECE[:left]
        left -= len(PIECE)


async def async_pieces(length: int) -> AsyncIterator[bytes]:
    for piece in pieces(length):
        yield piece


def sparse(folder: Path, length: int) -> Path:
    """A file of this length that takes no room."""
    path = folder / f"{length}.pdf"
    with path.open("wb") as file:
        file.write(b"%PDF-1.7\n")
        file.truncate(length)
    return path


def options(origin: str) -> dict[str, str]:
    return {"api_key": "k", "company_id": "0" * 24, "api_url": f"{origin}/api", "files_api_url": origin}


def sync_way(use: Callable[[NextSign, int, Path], int]) -> Callable[[str, list[int], Path], Iterator[int]]:
    def run(origin: str, lengths: list[int], folder: Path) -> Iterator[int]:
        with NextSign(**options(origin)) as client:
            for length in lengths:
                yield use(client, length, folder)

    return run


def async_way(
    use: Callable[[AsyncNextSign, int, Path], Coroutine[Any, Any, int]],
) -> Callable[[str, list[int], Path], Iterator[int]]:
    def run(origin: str, lengths: list[int], folder: Path) -> Iterator[int]:
        client = AsyncNextSign(**options(origin))
        loop = asyncio.new_event_loop()
        for length in lengths:
            yield loop.run_until_complete(use(client, length, folder))
        loop.close()

    return run


def came(url: str) -> int:
    """How many bytes the server saw: the file, and a few of the form around it."""
    return int(url.rpartition("/")[2])


def up_stream(client: NextSign, length: int, _: Path) -> int:
    return came(client.documents.upload(FileStream(pieces(length), length)))


def up_path(client: NextSign, length: int, folder: Path) -> int:
    return came(client.documents.upload(sparse(folder, length)))


def down_path(client: NextSign, length: int, folder: Path) -> int:
    path = folder / "down.pdf"
    try:
        return client.documents.download_to(str(length), path).size
    finally:
        path.unlink(missing_ok=True)


def down_stream(client: NextSign, length: int, _: Path) -> int:
    with client.documents.download_stream(str(length)) as stream:
        return sum(map(len, stream))


async def async_up_stream(client: AsyncNextSign, length: int, _: Path) -> int:
    return came(await client.documents.upload(FileStream(async_pieces(length), length)))


async def async_down_path(client: AsyncNextSign, length: int, folder: Path) -> int:
    path = folder / "down.pdf"
    try:
        return (await client.documents.download_to(str(length), path)).size
    finally:
        path.unlink(missing_ok=True)


async def async_down_stream(client: AsyncNextSign, length: int, _: Path) -> int:
    async with client.documents.download_stream(str(length)) as stream:
        return sum([len(piece) async for piece in stream])


WAYS = {
    "up, a generator": sync_way(up_stream),
    "up, a path": sync_way(up_path),
    "up, an async generator": async_way(async_up_stream),
    "down, to a path": sync_way(down_path),
    "down, piece by piece": sync_way(down_stream),
    "down, to a path, async": async_way(async_down_path),
    "down, piece by piece, async": async_way(async_down_stream),
}


def largest() -> int:
    """The most memory that this process has had, in bytes."""
    size = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return size if sys.platform == "darwin" else size * 1024


def measure(origin: str, length: int, folder: Path, way: str) -> dict[str, Any]:
    results = WAYS[way](origin, [WARM_UP, length], folder)
    next(results)
    before, start = largest(), time.perf_counter()
    count = next(results)
    assert length <= count < length + 2000, f"{count} bytes of {length} arrived"
    return {"way": way, "seconds": time.perf_counter() - start, "grown": largest() - before}


def main() -> None:
    origin, length, folder, *way = sys.argv[1:]
    if way:
        print(json.dumps(measure(origin, int(length), Path(folder), way[0])), flush=True)
        return
    for each in WAYS:
        subprocess.run([sys.executable, __file__, *sys.argv[1:], each], check=True)


main()
