"""Files as Python has them: what can be uploaded, and how it is read piece by piece.

Bytes and paths cross as they are; the core reads a path by itself. Everything else is read here, one piece at a time, when
the core asks for the next: never ahead, and never whole.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterable, AsyncIterator, Iterable, Iterator, Mapping
from io import TextIOBase
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

import msgspec

from . import _arguments

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from . import _native

    Pieces = Iterable[bytes | bytearray | memoryview]
    AsyncPieces = AsyncIterable[bytes | bytearray | memoryview]
    OnProgress = Callable[[int, int | None], object]

__all__ = ["AsyncUpload", "FileInfo", "FileStream", "Upload"]

_PIECE = 256 << 10


class BinaryFile(Protocol):
    """An open file, in binary mode."""

    def read(self, size: int = ..., /) -> bytes: ...


class AsyncBinaryFile(Protocol):
    """An open file whose `read` is awaited, as of `anyio` or `aiofiles`."""

    def read(self, size: int = ..., /) -> Awaitable[bytes]: ...


class FileStream:
    """A stream with its length, for uploads that must say how long the file is before it is sent.

    Args:
        source: An open binary file, or an iterable of bytes; in the async client also an async one.
        length: Its length in bytes. A stream that turns out otherwise is an error.
    """

    __slots__ = ("length", "source")

    def __init__(
        self, source: BinaryFile | AsyncBinaryFile | Pieces | AsyncPieces, length: int | None = None
    ) -> None:
        self.source = source
        self.length = length


if TYPE_CHECKING:
    Upload = bytes | bytearray | memoryview | os.PathLike[str] | BinaryFile | Pieces | FileStream
    """A file to upload: bytes, a path, an open binary file, or an iterable of bytes."""
    AsyncUpload = Upload | AsyncBinaryFile | AsyncPieces
    """A file to upload: bytes, a path, an open binary file, or an iterable of bytes, sync or async."""
    InlineFile = str | AsyncUpload
    """A file inside JSON: as what can be uploaded, which becomes base64 while it is sent, or as text that is base64 already."""
else:
    InlineFile = Any  # to msgspec, which need not read it


class FileInfo(NamedTuple):
    """What is known of a file that was uploaded or downloaded whole."""

    size: int
    """Its length in bytes."""
    sha256: str
    """Its SHA-256, 64 hexadecimal digits."""
    content_type: str | None
    """The MIME type: of a download, what its server says; of an upload, what its first bytes show."""
    path: Path | None = None
    """Where it was downloaded to."""


class _Meta(msgspec.Struct):
    file: dict[str, Any] | None = None


def info(reply: _native.Reply, path: Path | None = None) -> FileInfo | None:
    """What the core counted and hashed; none where no file went over."""
    file = msgspec.json.decode(reply.meta, type=_Meta).file
    return None if file is None else FileInfo(**file, path=path)


class Source(NamedTuple):
    """A file argument: bytes, or how the core names it, or how it is read here."""

    body: bytes | None = None
    option: dict[str, Any] | None = None
    stream: Any = None


def source(name: str, value: Any) -> Source:
    """What to do with a file argument."""
    if isinstance(value, (bytes, bytearray, memoryview)):
        return Source(value if type(value) is bytes else bytes(value))
    if isinstance(value, str):
        raise _arguments.refusal(
            name, "is a str, which may be a path or the content; pass pathlib.Path(…) or bytes"
        )
    if isinstance(value, os.PathLike):
        return Source(option={"path": path(name, value)})
    length = None
    if isinstance(value, FileStream):
        length = None if value.length is None else _arguments.count(name, value.length)
        value = value.source
    if isinstance(value, TextIOBase):
        raise _arguments.refusal(name, "is a file in text mode; open it in mode 'rb'")
    if callable(getattr(value, "read", None)):
        length = _rest(value) if length is None else length
    elif isinstance(value, (str, Mapping)) or not isinstance(value, (Iterable, AsyncIterable)):
        raise _arguments.refusal(
            name,
            f"takes bytes, a path, an open binary file or an iterable of bytes, not {_arguments.what(value)}",
        )
    return Source(option={"host": {"length": length}}, stream=value)


def options(
    sources: list[Source], sink: dict[str, Any] | None, on_progress: OnProgress | None
) -> dict[str, Any]:
    """What the border is told of a call's files."""
    given: dict[str, Any] = {}
    files = [source.option for source in sources if source.option is not None]
    if files:
        given["files"] = files
    if sink is not None:
        given["sink"] = sink
    if on_progress is not None:
        given["progress"] = True
    return given


def saved(reply: _native.Reply, path: str | os.PathLike[str]) -> FileInfo:
    """What is known of a file that was downloaded to a path."""
    about = info(reply, Path(path))
    assert about is not None, "the core counts what it saves"
    return about


def path(name: str, value: Any) -> str:
    """A path as text."""
    if not isinstance(value, (str, os.PathLike)):
        raise _arguments.refusal(name, f"takes a path, not {_arguments.what(value)}")
    text = os.fsdecode(value)
    try:
        text.encode()
    except UnicodeError as cause:
        raise _arguments.refusal(
            name, "has a name that is no text; open it and pass the open file"
        ) from cause
    return text


def _rest(file: Any) -> int | None:
    """How much of an open file is left, where that can be known without reading it."""
    try:
        here = file.tell()
        end = file.seek(0, os.SEEK_END)
        file.seek(here)
    except (AttributeError, OSError, ValueError):
        return None
    return end - here if isinstance(here, int) and isinstance(end, int) else None


def reader(name: str, stream: Any) -> Callable[[], bytes | None]:
    """Reads the next piece of a stream; none at its end."""
    read = getattr(stream, "read", None)
    if read is not None:
        return lambda: _piece(name, read(_PIECE)) or None
    if isinstance(stream, Iterable):
        pieces: Iterator[Any] = iter(stream)

        def following() -> bytes | None:
            piece = next(pieces, None)
            return None if piece is None else _piece(name, piece)

        return following
    raise _arguments.refusal(name, "is an async stream; use the async client")


def async_reader(name: str, stream: Any) -> Callable[[], Awaitable[bytes | None]]:
    """The same on an event loop. What blocks, is read on a thread."""
    # Only async clients need it, and importing it takes a while.
    from asyncio import to_thread

    read = getattr(stream, "read", None)
    if read is not None:

        async def read_on() -> bytes | None:
            piece = await to_thread(read, _PIECE)
            if hasattr(piece, "__await__"):
                piece = await piece
            return _piece(name, piece) or None

        return read_on
    if isinstance(stream, AsyncIterable):
        pieces: AsyncIterator[Any] = aiter(stream)

        async def following() -> bytes | None:
            try:
                return _piece(name, await anext(pieces))
            except StopAsyncIteration:
                return None

        return following
    blocking = reader(name, stream)

    async def following_on() -> bytes | None:
        return await to_thread(blocking)

    return following_on


def _piece(name: str, piece: Any) -> bytes:
    if isinstance(piece, (bytes, bytearray, memoryview)):
        return bytes(piece)
    raise _arguments.refusal(name, f"gives {_arguments.what(piece)} where bytes are needed")
