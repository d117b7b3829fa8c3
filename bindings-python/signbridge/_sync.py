"""Calls that block the calling thread, with the interpreter released."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from . import _files, _native
from ._border import Border
from ._page import Page
from .errors import SignbridgeError

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterator, Mapping
    from types import TracebackType

    from typing_extensions import Self

    from ._border import OnResponse, Priority
    from ._files import FileInfo, OnProgress
    from ._operation import Encoded, ListOperation, Operation
    from ._raw import RawOperation
    from ._response import Response

T = TypeVar("T")


class SyncBorder(Border):
    """Submits, and waits on the calling thread. Any number of threads may use one at a time."""

    __slots__ = ()

    def call(
        self,
        operation: Operation[T],
        params: dict[str, Any],
        body: Any,
        timeout: float | None,
        max_retries: int | None,
        headers: Mapping[str, str] | None,
        idempotency_key: str | None,
        priority: Priority | None,
        on_response: OnResponse | None,
        reconcile: bool | None = None,
    ) -> T:
        """One call of a generated method. `None` among `params` was not given."""
        encoded = operation.encode(
            params, body, timeout, max_retries, headers, idempotency_key, priority, reconcile
        )
        return operation.read(self.native, self._send(operation, encoded, None, on_response))

    def transfer(
        self,
        operation: Operation[T],
        params: dict[str, Any],
        body: Any,
        timeout: float | None,
        max_retries: int | None,
        headers: Mapping[str, str] | None,
        idempotency_key: str | None,
        priority: Priority | None,
        on_response: OnResponse | None,
        on_progress: OnProgress | None,
    ) -> T:
        """One call that uploads a file, or downloads one into memory."""
        source = operation.source(body)
        options = _files.options([source], None, on_progress)
        encoded = operation.encode(
            params, source.body, timeout, max_retries, headers, idempotency_key, priority, None, options
        )
        read = operation.readers([source], _files.reader)
        reply = self._send(operation, encoded, None, on_response, read, on_progress)
        return operation.read(self.native, reply)

    def inline(
        self,
        operation: Operation[T],
        params: dict[str, Any],
        body: dict[str, Any],
        timeout: float | None,
        max_retries: int | None,
        headers: Mapping[str, str] | None,
        idempotency_key: str | None,
        priority: Priority | None,
        on_response: OnResponse | None,
        on_progress: OnProgress | None,
        reconcile: bool | None = None,
    ) -> T:
        """One call whose JSON body may hold files."""
        text, sources = operation.inlined(body)
        options = _files.options(sources, None, on_progress)
        encoded = operation.encode(
            params, text, timeout, max_retries, headers, idempotency_key, priority, reconcile, options
        )
        read = operation.readers(sources, _files.reader)
        reply = self._send(operation, encoded, None, on_response, read, on_progress)
        return operation.read(self.native, reply)

    def save(
        self,
        operation: Operation[bytes],
        path: str | os.PathLike[str],
        params: dict[str, Any],
        body: Any,
        timeout: float | None,
        max_retries: int | None,
        headers: Mapping[str, str] | None,
        idempotency_key: str | None,
        priority: Priority | None,
        on_response: OnResponse | None,
        on_progress: OnProgress | None,
    ) -> FileInfo:
        """One call that downloads a file to a path."""
        sink = operation.sink(path)
        options = _files.options([], sink, on_progress)
        encoded = operation.encode(
            params, body, timeout, max_retries, headers, idempotency_key, priority, None, options
        )
        reply = self._send(operation, encoded, None, on_response, None, on_progress)
        return _files.saved(reply, path)

    def stream(
        self,
        operation: Operation[bytes],
        params: dict[str, Any],
        body: Any,
        timeout: float | None,
        max_retries: int | None,
        headers: Mapping[str, str] | None,
        idempotency_key: str | None,
        priority: Priority | None,
        on_response: OnResponse | None,
        on_progress: OnProgress | None,
    ) -> DownloadStream:
        """One call that gives a file piece by piece; nothing is sent yet."""
        operation.check_callbacks(on_response, on_progress)
        options = _files.options([], {"host": {}}, on_progress)
        encoded = operation.encode(
            params, body, timeout, max_retries, headers, idempotency_key, priority, None, options
        )
        return DownloadStream(self, operation, encoded, on_response, on_progress)

    def page(
        self,
        operation: ListOperation[T],
        params: dict[str, Any],
        body: Any,
        timeout: float | None,
        max_retries: int | None,
        headers: Mapping[str, str] | None,
        idempotency_key: str | None,
        priority: Priority | None,
        on_response: OnResponse | None,
        reconcile: bool | None = None,
    ) -> Page[T]:
        """The first page of a list."""
        encoded = operation.encode(
            params, body, timeout, max_retries, headers, idempotency_key, priority, reconcile
        )
        return self.fetch(operation, encoded, on_response)

    def fetch(
        self, operation: ListOperation[T], encoded: Encoded, on_response: OnResponse | None = None
    ) -> Page[T]:
        """A page whose arguments are known."""
        return Page(self, operation, encoded, self._send(operation, encoded, None, on_response))

    def raw(self, operation: RawOperation, encoded: Encoded, on_response: OnResponse | None) -> Response:
        """A raw request."""
        return operation.read(self.native, self._send(operation, encoded, operation.target, on_response))

    def _send(
        self,
        operation: Operation[Any],
        encoded: Encoded,
        target: bytes | None,
        on_response: OnResponse | None,
        read: Callable[[int], bytes | None] | None = None,
        on_progress: OnProgress | None = None,
    ) -> _native.Reply:
        operation.check_callbacks(on_response, on_progress)
        params, body, options = encoded
        ask = None if self.credential is None else self.credential.ask
        try:
            reply = _native.call(
                self.native, operation.index, params, body, options, target, ask, read, on_progress
            )
        except SignbridgeError as error:
            self.failed(error)
            raise
        except UnicodeError as cause:
            if read is not None:
                raise  # of the user's own stream
            raise self.unsendable(operation, encoded) from cause
        self.done(operation, reply, on_response)
        return reply


class DownloadStream:
    """A file on its way here: a context manager, and an iterator over its pieces.

        with client.documents.download_stream(url) as pieces:
            for piece in pieces:
                out.write(piece)
        print(pieces.info)

    Entering it waits for the first piece, so that what goes wrong early is raised there. The next piece is asked for when
    it is wanted: whoever reads slowly slows the server. Leaving the block early cancels the call and closes its socket.
    A file is whole only when the iteration has ended by itself.
    """

    __slots__ = (
        "_border",
        "_encoded",
        "_first",
        "_native",
        "_on_progress",
        "_on_response",
        "_operation",
        "info",
    )

    def __init__(
        self,
        border: SyncBorder,
        operation: Operation[bytes],
        encoded: Encoded,
        on_response: OnResponse | None,
        on_progress: OnProgress | None,
    ) -> None:
        self._border = border
        self._operation = operation
        self._encoded = encoded
        self._on_response = on_response
        self._on_progress = on_progress
        self._native: _native.Download | None = None
        self._first: bytes | None = None
        self.info: FileInfo | None = None
        """Length, SHA-256 and MIME type, once the file is whole."""

    def __enter__(self) -> Self:
        if self._native is not None:
            raise RuntimeError("a download is entered once; call the method again for another one")
        border = self._border
        params, body, options = self._encoded
        ask = None if border.credential is None else border.credential.ask
        try:
            self._native = _native.Download(
                border.native, self._operation.index, params, body, options, ask, self._on_progress
            )
        except UnicodeError as cause:
            raise border.unsendable(self._operation, self._encoded) from cause
        self._first = self._next()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._native is not None:
            self._native.close()

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        piece, self._first = self._first, None
        if piece is None:
            piece = self._next()
        if piece is None:
            raise StopIteration
        return piece

    def _next(self) -> bytes | None:
        if self._native is None:
            raise RuntimeError("enter the download first: with client.….download_stream(…) as pieces")
        if self.info is not None:
            return None
        try:
            piece = self._native.next()
        except SignbridgeError as error:
            self._border.failed(error)
            raise
        if isinstance(piece, bytes):
            return piece
        self.info = _files.info(piece)
        self._border.done(self._operation, piece, self._on_response)
        return None
