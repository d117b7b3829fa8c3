"""Files: every kind of source and sink that Python has, in both kinds of client."""

from __future__ import annotations

import asyncio
import hashlib
import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from _server import Answer, Request, Server

from signbridge import (
    AsyncNextSign,
    FileInfo,
    FileStream,
    InvalidRequestError,
    NextSign,
    PermissionDeniedError,
    ResponseInfo,
)

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator

CONTENT = b"%PDF-1.7 " + bytes(range(256)) * 4000
"""About a megabyte: a stream of it is not held."""
SHA256 = hashlib.sha256(CONTENT).hexdigest()
PIECES = [CONTENT[at : at + 100_003] for at in range(0, len(CONTENT), 100_003)]


def _pieces() -> Iterator[bytes]:
    yield from PIECES


async def _async_pieces() -> AsyncIterator[bytes]:
    for piece in PIECES:
        await asyncio.sleep(0)
        yield piece


class _AsyncFile:
    """As of `aiofiles`."""

    def __init__(self) -> None:
        self._file = io.BytesIO(CONTENT)

    async def read(self, size: int = -1, /) -> bytes:
        return self._file.read(size)


def _path(folder: Path) -> Path:
    path = folder / "lease.pdf"
    path.write_bytes(CONTENT)
    return path


SOURCES: dict[str, Callable[[Path], Any]] = {
    "bytes": lambda _: CONTENT,
    "bytearray": lambda _: bytearray(CONTENT),
    "memoryview": lambda _: memoryview(CONTENT),
    "path": _path,
    "open file": lambda folder: _path(folder).open("rb"),
    "file in memory": lambda _: io.BytesIO(CONTENT),
    "iterable": lambda _: PIECES,
    "generator": lambda _: _pieces(),
    "stream with its length": lambda _: FileStream(_pieces(), length=len(CONTENT)),
}
ASYNC_SOURCES: dict[str, Callable[[Path], Any]] = {
    **SOURCES,
    "async generator": lambda _: _async_pieces(),
    "async file": lambda _: _AsyncFile(),
    "async stream with its length": lambda _: FileStream(_async_pieces(), length=len(CONTENT)),
}
WITHOUT_LENGTH = ("iterable", "generator", "async generator", "async file")


def _stored(request: Request) -> Answer:
    return Answer({"url": "https://s.example/lease.pdf"})


def _storage(server: Server, target: str = "/storage/lease.pdf") -> Callable[[Request], Answer]:
    """NextSign's way to a file: an address first, then the file."""

    def respond(request: Request) -> Answer:
        if request.method == "POST":
            return Answer({"signedUrl": f"{server.url}{target}"})
        return Answer(CONTENT, headers=(("Content-Type", "application/pdf"),))

    return respond


def _check_upload(server: Server, kind: str, file: Any, info: ResponseInfo, progress: list[Any]) -> None:
    if isinstance(file, io.IOBase):
        file.close()  # which is for who opened it
    request = server.requests[-1]
    assert CONTENT in request.body
    assert ("content-length" in request.headers) == (kind not in WITHOUT_LENGTH)
    assert info.file == FileInfo(len(CONTENT), SHA256, "application/pdf")
    assert progress[-1] == (len(CONTENT), len(CONTENT))


@pytest.mark.parametrize("kind", SOURCES)
def test_every_kind_of_file_arrives_whole(
    kind: str, client: NextSign, server: Server, tmp_path: Path
) -> None:
    server.respond = _stored
    infos: list[ResponseInfo] = []
    progress: list[Any] = []
    file = SOURCES[kind](tmp_path)
    client.documents.upload(
        file, on_response=infos.append, on_progress=lambda *counts: progress.append(counts)
    )
    _check_upload(server, kind, file, infos[0], progress)


@pytest.mark.parametrize("kind", ASYNC_SOURCES)
async def test_every_kind_of_file_arrives_whole_from_async_clients(
    kind: str, async_client: AsyncNextSign, server: Server, tmp_path: Path
) -> None:
    server.respond = _stored
    infos: list[ResponseInfo] = []
    progress: list[Any] = []
    file = ASYNC_SOURCES[kind](tmp_path)
    await async_client.documents.upload(
        file, on_response=infos.append, on_progress=lambda *counts: progress.append(counts)
    )
    _check_upload(server, kind, file, infos[0], progress)


def test_a_file_inside_json_tells_how_far_it_got(client: NextSign, server: Server, tmp_path: Path) -> None:
    server.respond = _stored
    progress: list[Any] = []
    client.documents.upload_base64(
        file=_path(tmp_path), name="lease.pdf", on_progress=lambda *counts: progress.append(counts)
    )
    assert progress[-1] == (len(CONTENT), len(CONTENT))


async def test_a_file_inside_json_tells_async_clients_how_far_it_got(
    async_client: AsyncNextSign, server: Server
) -> None:
    server.respond = _stored
    progress: list[Any] = []
    await async_client.documents.upload_base64(
        file=_async_pieces(), name="lease.pdf", on_progress=lambda *counts: progress.append(counts)
    )
    assert progress[-1] == (len(CONTENT), len(CONTENT))


def test_a_file_keeps_its_name(client: NextSign, server: Server, tmp_path: Path) -> None:
    server.respond = _stored
    client.documents.upload(_path(tmp_path))
    assert b'filename="lease.pdf"' in server.requests[-1].body


def test_an_open_file_is_sent_from_where_it_stands(client: NextSign, server: Server) -> None:
    server.respond = _stored
    file = io.BytesIO(b"skipped" + CONTENT)
    file.seek(7)
    infos: list[ResponseInfo] = []
    client.documents.upload(file, on_response=infos.append)
    assert infos[0].file is not None
    assert infos[0].file.sha256 == SHA256


@pytest.mark.parametrize(
    ("file", "says"),
    [
        ("lease.pdf", "pathlib.Path"),
        (io.StringIO("text"), "'rb'"),
        (5, "not a value of type int"),
        ({"a": b"b"}, "not a value of type dict"),
        (FileStream(PIECES, length=-1), "not negative"),
        (Path("/does/not/exist.pdf"), "cannot be read"),
        ([1, 2], "where bytes are needed"),
    ],
)
def test_what_is_no_file_is_refused_and_not_sent(
    file: Any, says: str, client: NextSign, server: Server
) -> None:
    with pytest.raises(InvalidRequestError) as refusal:
        client.documents.upload(file)
    assert says in refusal.value.message
    assert refusal.value.fields[0].field == "file"
    assert not server.requests


def test_an_async_stream_needs_an_async_client(client: NextSign) -> None:
    with pytest.raises(InvalidRequestError, match="async client"):
        client.documents.upload(_async_pieces())  # type: ignore[arg-type]


class OwnError(Exception):
    """Of the user's own code."""


def _failing() -> Iterator[bytes]:
    yield from PIECES[:5]
    raise OwnError


def _fail(*_: Any) -> None:
    raise OwnError


def test_what_the_users_own_stream_raises_is_what_the_call_raises(client: NextSign, server: Server) -> None:
    server.respond = _stored
    with pytest.raises(OwnError):
        client.documents.upload(_failing())
    with pytest.raises(OwnError):
        client.documents.upload(CONTENT, on_progress=_fail)


async def test_what_the_users_own_stream_raises_is_what_the_async_call_raises(
    async_client: AsyncNextSign, server: Server
) -> None:
    server.respond = _stored
    with pytest.raises(OwnError):
        await async_client.documents.upload(_failing())
    with pytest.raises(OwnError):
        await async_client.documents.upload(CONTENT, on_progress=_fail)


def test_a_file_is_downloaded_to_a_path(client: NextSign, server: Server, tmp_path: Path) -> None:
    server.respond = _storage(server)
    path = tmp_path / "signed.pdf"
    progress: list[Any] = []
    info = client.documents.download_to("u", path, on_progress=lambda *counts: progress.append(counts))
    assert info == FileInfo(len(CONTENT), SHA256, "application/pdf", path)
    assert path.read_bytes() == CONTENT
    assert progress[-1] == (len(CONTENT), len(CONTENT))
    assert list(tmp_path.iterdir()) == [path]


async def test_a_file_is_downloaded_to_a_path_by_async_clients(
    async_client: AsyncNextSign, server: Server, tmp_path: Path
) -> None:
    server.respond = _storage(server)
    path = tmp_path / "signed.pdf"
    info = await async_client.documents.download_to("u", str(path))
    assert info == FileInfo(len(CONTENT), SHA256, "application/pdf", path)
    assert path.read_bytes() == CONTENT


def test_a_path_that_cannot_be_written_is_refused_and_nothing_sent(
    client: NextSign, server: Server, tmp_path: Path
) -> None:
    for path in (tmp_path / "missing" / "signed.pdf", tmp_path, 5):
        with pytest.raises(InvalidRequestError) as refusal:
            client.documents.download_to("u", path)  # type: ignore[arg-type]
        assert refusal.value.fields[0].field == "path"
    assert not server.requests


def test_a_download_is_read_piece_by_piece(client: NextSign, server: Server) -> None:
    server.respond = _storage(server)
    infos: list[ResponseInfo] = []
    with client.documents.download_stream("u", on_response=infos.append) as pieces:
        assert pieces.info is None
        assert b"".join(pieces) == CONTENT
        assert list(pieces) == []
    assert pieces.info == infos[0].file == FileInfo(len(CONTENT), SHA256, "application/pdf")


async def test_a_download_is_read_piece_by_piece_by_async_clients(
    async_client: AsyncNextSign, server: Server
) -> None:
    server.respond = _storage(server)
    infos: list[ResponseInfo] = []
    async with async_client.documents.download_stream("u", on_response=infos.append) as pieces:
        assert pieces.info is None
        assert b"".join([piece async for piece in pieces]) == CONTENT
    assert pieces.info == infos[0].file == FileInfo(len(CONTENT), SHA256, "application/pdf")


def test_what_goes_wrong_before_the_first_piece_is_raised_on_entering(
    client: NextSign, server: Server
) -> None:
    server.respond = lambda _: Answer({"message": "no"}, status=403)
    stream = client.documents.download_stream("u")
    assert not server.requests
    with pytest.raises(PermissionDeniedError), stream:
        raise AssertionError("it must not be entered")


async def test_what_goes_wrong_before_the_first_piece_is_raised_on_entering_async(
    async_client: AsyncNextSign, server: Server
) -> None:
    server.respond = lambda _: Answer({"message": "no"}, status=403)
    with pytest.raises(PermissionDeniedError):
        async with async_client.documents.download_stream("u"):
            raise AssertionError("it must not be entered")


def test_leaving_a_download_early_closes_its_socket(client: NextSign, server: Server) -> None:
    server.respond = _storage(server, "/endless")
    with client.documents.download_stream("u") as pieces:
        assert next(pieces)
    assert server.dropped.acquire(timeout=60)
    with pytest.raises(RuntimeError, match="closed"):
        next(pieces)


async def test_leaving_an_async_download_early_closes_its_socket(
    async_client: AsyncNextSign, server: Server
) -> None:
    server.respond = _storage(server, "/endless")
    async with async_client.documents.download_stream("u") as pieces:
        assert await anext(pieces)
    assert await asyncio.to_thread(server.dropped.acquire, timeout=60)


async def test_cancelling_who_reads_a_download_closes_its_socket(
    async_client: AsyncNextSign, server: Server
) -> None:
    server.respond = _storage(server, "/endless")
    reading = asyncio.Event()

    async def read() -> None:
        async with async_client.documents.download_stream("u") as pieces:
            async for _ in pieces:
                reading.set()

    task = asyncio.create_task(read())
    await reading.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await asyncio.to_thread(server.dropped.acquire, timeout=60)


def test_a_download_is_a_context_manager_for_one_time(client: NextSign, server: Server) -> None:
    server.respond = _storage(server)
    stream = client.documents.download_stream("u")
    with pytest.raises(RuntimeError, match="enter the download first"):
        next(stream)
    with stream:
        pass
    with pytest.raises(RuntimeError, match="once"):
        stream.__enter__()
