"""Calls that suspend the calling coroutine: any number of event loops, in any threads, of any make.

A loop owns its queue through the reader it watches; this module only remembers which is whose, weakly. So when a loop
closes, its queue, sockets and calls in flight go with it.
"""

from __future__ import annotations

import asyncio
import atexit
import threading
import weakref
from typing import TYPE_CHECKING, Any, TypeVar

from . import _files, _native
from ._border import Border
from ._page import AsyncPage, AsyncPager
from .errors import SignbridgeError

if TYPE_CHECKING:
    import os
    from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
    from types import TracebackType

    from typing_extensions import Self

    from ._border import OnResponse, Priority
    from ._credential import Answer, CredentialFunction
    from ._files import FileInfo, OnProgress
    from ._operation import Encoded, ListOperation, Operation
    from ._raw import RawOperation
    from ._response import Response

T = TypeVar("T")


class AsyncBorder(Border):
    """Submits, and awaits on whatever loop is running."""

    __slots__ = ()

    is_async = True

    async def call(
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
        return operation.read(self.native, await self._send(operation, encoded, None, on_response))

    def page(self, operation: ListOperation[T], *arguments: Any) -> AsyncPager[T]:
        """A list; nothing is sent yet. The arguments are those of `first`."""
        return AsyncPager(self, operation, arguments)

    async def first(
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
    ) -> AsyncPage[T]:
        """The first page of a list."""
        encoded = operation.encode(
            params, body, timeout, max_retries, headers, idempotency_key, priority, reconcile
        )
        return await self.fetch(operation, encoded, on_response)

    async def fetch(
        self, operation: ListOperation[T], encoded: Encoded, on_response: OnResponse | None = None
    ) -> AsyncPage[T]:
        """A page whose arguments are known."""
        return AsyncPage(self, operation, encoded, await self._send(operation, encoded, None, on_response))

    async def raw(
        self, operation: RawOperation, encoded: Encoded, on_response: OnResponse | None
    ) -> Response:
        """A raw request."""
        return operation.read(
            self.native, await self._send(operation, encoded, operation.target, on_response)
        )

    async def transfer(
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
        read = operation.readers([source], _files.async_reader)
        reply = await self._send(operation, encoded, None, on_response, Transfer(read, on_progress))
        return operation.read(self.native, reply)

    async def inline(
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
        read = operation.readers(sources, _files.async_reader)
        transfer = None if read is None and on_progress is None else Transfer(read, on_progress)
        reply = await self._send(operation, encoded, None, on_response, transfer)
        return operation.read(self.native, reply)

    async def save(
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
        reply = await self._send(operation, encoded, None, on_response, Transfer(None, on_progress))
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
    ) -> AsyncDownloadStream:
        """One call that gives a file piece by piece; nothing is sent yet."""
        operation.check_callbacks(on_response, on_progress)
        options = _files.options([], {"host": {}}, on_progress)
        encoded = operation.encode(
            params, body, timeout, max_retries, headers, idempotency_key, priority, None, options
        )
        return AsyncDownloadStream(self, operation, encoded, on_response, on_progress)

    def submit(
        self,
        operation: Operation[Any],
        encoded: Encoded,
        target: bytes | None,
        transfer: Transfer | None,
    ) -> tuple[_native.Call, asyncio.Future[_native.Reply]]:
        """Starts a call; the future is resolved when it ends."""
        params, body, options = encoded
        loop = asyncio.get_running_loop()
        future: asyncio.Future[_native.Reply] = loop.create_future()
        if transfer is not None:
            transfer.future = future
        try:
            # The queue itself must not stay in this frame: it belongs to the loop.
            call = _queue_of(loop).submit(
                future, self.native, operation.index, params, body, options, target, self.credential, transfer
            )
        except UnicodeError as cause:
            raise self.unsendable(operation, encoded) from cause
        return call, future

    async def _send(
        self,
        operation: Operation[Any],
        encoded: Encoded,
        target: bytes | None,
        on_response: OnResponse | None,
        transfer: Transfer | None = None,
    ) -> _native.Reply:
        operation.check_callbacks(on_response, None if transfer is None else transfer.on_progress)
        call, future = self.submit(operation, encoded, target, transfer)
        try:
            reply = await future
        except SignbridgeError as error:
            self.failed(error)
            raise
        except BaseException:
            # Cancelled, or the coroutine is thrown away: the socket closes.
            call.cancel()
            raise
        finally:
            # It holds its exception, whose traceback holds this frame.
            del future
            if transfer is not None:
                transfer.end()
        self.done(operation, reply, on_response)
        return reply


class Transfer:
    """What a call with files asks of this side while it is under way. All of it runs on the loop's thread.

    What the user's own code raises ends the call, and is what the call raises.
    """

    __slots__ = ("__weakref__", "_read", "_reading", "future", "on_progress")

    def __init__(
        self, read: Callable[[int], Awaitable[bytes | None]] | None, on_progress: OnProgress | None
    ) -> None:
        self._read = read
        self.on_progress = on_progress
        self._reading: asyncio.Task[None] | None = None
        self.future: asyncio.Future[_native.Reply] | None = None

    def wanted(self, queue: _native.LoopQueue, request: int, file: int) -> None:
        """The core wants the next piece of a file."""
        # The loop holds its tasks only weakly, and the task must not keep the queue.
        answer = self._answer(weakref.ref(queue), request, file)
        self._reading = asyncio.get_running_loop().create_task(answer)

    async def _answer(self, queue: weakref.ref[_native.LoopQueue], request: int, file: int) -> None:
        assert self._read is not None, "only a stream is asked for its pieces"
        try:
            piece = await self._read(file)
        except Exception as failure:
            self.fail(failure)
            return
        alive = queue()
        if alive is not None:
            alive.answer_chunk(request, piece)

    def offered(self, queue: _native.LoopQueue, request: int, piece: bytes) -> None:
        """The core has a piece."""
        raise AssertionError("only a stream is offered pieces")

    def progressed(self, count: int, total: int | None) -> None:
        """A file has got so far."""
        if self.on_progress is not None:
            try:
                self.on_progress(count, total)
            except Exception as failure:
                self.fail(failure)

    def fail(self, failure: Exception) -> None:
        """Ends the call with an exception of the user's."""
        future = self.future
        if future is not None and not future.done():
            if isinstance(failure, StopIteration):  # which no future takes
                failure = RuntimeError(f"the stream raised {failure!r}")
            future.set_exception(failure)

    def end(self) -> None:
        """The call is over, however it ended."""
        self.future = None
        if self._reading is not None:
            self._reading.cancel()


class AsyncDownloadStream(Transfer):
    """A file on its way here: an async context manager, and an async iterator over its pieces.

        async with client.documents.download_stream(url) as pieces:
            async for piece in pieces:
                await out.write(piece)
        print(pieces.info)

    Entering it waits for the first piece, so that what goes wrong early is raised there. The next piece is asked for when
    it is wanted: whoever reads slowly slows the server. Leaving the block early cancels the call and closes its socket.
    A file is whole only when the iteration has ended by itself.
    """

    __slots__ = (
        "_border",
        "_call",
        "_encoded",
        "_first",
        "_moved",
        "_offered",
        "_on_response",
        "_operation",
        "info",
    )

    def __init__(
        self,
        border: AsyncBorder,
        operation: Operation[bytes],
        encoded: Encoded,
        on_response: OnResponse | None,
        on_progress: OnProgress | None,
    ) -> None:
        super().__init__(None, on_progress)
        self._border = border
        self._operation = operation
        self._encoded = encoded
        self._on_response = on_response
        self._call: _native.Call | None = None
        self._first: bytes | None = None
        self._moved = asyncio.Event()
        self._offered: tuple[weakref.ref[_native.LoopQueue], int, bytes] | None = None
        self.info: FileInfo | None = None
        """Length, SHA-256 and MIME type, once the file is whole."""

    def offered(self, queue: _native.LoopQueue, request: int, piece: bytes) -> None:
        """The core has a piece: it waits until the next one is wanted."""
        self._offered = (weakref.ref(queue), request, piece)
        self._moved.set()

    async def __aenter__(self) -> Self:
        if self._call is not None:
            raise RuntimeError("a download is entered once; call the method again for another one")
        self._call, future = self._border.submit(self._operation, self._encoded, None, self)
        moved = self._moved
        future.add_done_callback(lambda _: moved.set())
        try:
            self._first = await self._next()
        except BaseException:
            self._leave()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._leave()

    def _leave(self) -> None:
        future = self.future
        if self._call is not None:
            self._call.cancel()
        if future is not None and not future.cancel() and not future.cancelled():
            future.exception()  # nobody asks for it any more, and the loop need not complain
        self.end()

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self

    async def __anext__(self) -> bytes:
        piece, self._first = self._first, None
        if piece is None:
            piece = await self._next()
        if piece is None:
            raise StopAsyncIteration
        return piece

    def _take(self) -> None:
        """The piece before is done with: the next may come."""
        if self._offered is not None:
            queue, request, _ = self._offered
            self._offered = None
            alive = queue()
            if alive is not None:
                alive.take_chunk(request)

    async def _next(self) -> bytes | None:
        if self.info is not None:
            return None
        if self.future is None:
            raise RuntimeError("enter the download first: async with client.….download_stream(…) as pieces")
        self._take()
        await self._moved.wait()
        self._moved.clear()
        if self._offered is not None and not self.future.done():
            return self._offered[2]
        try:
            reply = self.future.result()
        except SignbridgeError as error:
            self._border.failed(error)
            raise
        self.info = _files.info(reply)
        self._border.done(self._operation, reply, self._on_response)
        return None


# By the loop's id, which stands for the loop only while the first reference is alive.
_queues: dict[int, tuple[weakref.ref[asyncio.AbstractEventLoop], weakref.ref[_native.LoopQueue]]] = {}


def _queue_of(loop: asyncio.AbstractEventLoop) -> _native.LoopQueue:
    known = _queues.get(id(loop))
    if known is not None and known[0]() is loop:
        queue = known[1]()
        if queue is not None and queue.is_ours():
            return queue
    return _attach(loop)


def _attach(loop: asyncio.AbstractEventLoop) -> _native.LoopQueue:
    """Makes a loop's queue: the first call on this loop, or the first after a fork."""
    try:
        queue = _native.LoopQueue(True, _on_credential)
        fd = queue.fileno()
        assert fd is not None
        loop.add_reader(fd, queue.drain)
    except NotImplementedError:
        queue = _native.LoopQueue(False, _on_credential)
        _Pump(loop, queue).start()
    key = id(loop)

    def forget(gone: weakref.ref[asyncio.AbstractEventLoop]) -> None:
        known = _queues.get(key)
        if known is not None and known[0] is gone:
            del _queues[key]

    _queues[key] = (weakref.ref(loop, forget), weakref.ref(queue))
    return queue


_CLOSED_LOOP_CHECK = 0.5
"""Seconds after which a loop that cannot watch its queue is found closed."""


class _Pump(threading.Thread):
    """For loops that cannot watch a socket (on Windows): waits, and wakes the loop once for each batch."""

    def __init__(self, loop: asyncio.AbstractEventLoop, queue: _native.LoopQueue) -> None:
        super().__init__(name="signbridge-wake", daemon=True)
        self._queue = queue
        self._loop = weakref.ref(loop, lambda _: queue.close())

    def run(self) -> None:
        _pumps.add(self)
        queue = self._queue
        while not queue.is_closed():
            ready = queue.wait_ready(_CLOSED_LOOP_CHECK)
            loop = self._loop()
            if loop is None or loop.is_closed():
                break
            if ready:
                try:
                    loop.call_soon_threadsafe(queue.drain)
                except RuntimeError:  # closed this instant
                    break
            del loop
        queue.close()

    def stop(self) -> None:
        """Ends the thread, and with it the calls of its loop."""
        self._queue.close()
        self.join()


_pumps: weakref.WeakSet[_Pump] = weakref.WeakSet()


@atexit.register
def _stop_pumps() -> None:
    # A daemon thread must not be inside the native module while the interpreter goes down.
    for pump in list(_pumps):
        pump.stop()


def _on_credential(queue: _native.LoopQueue, request: int, function: CredentialFunction | None) -> None:
    """Called while a queue drains, on the loop's thread."""
    if function is None:  # the call that asked was cancelled meanwhile
        return
    try:
        value: Any = function.function()
    except BaseException as failure:
        queue.answer_credential(request, *function.failed(failure))
        if not isinstance(failure, Exception):
            raise
        return
    if hasattr(value, "__await__"):
        # The queue keeps the task, so the task must not keep the queue.
        answer = _answer(weakref.ref(queue), request, function, value)
        queue.keep(request, asyncio.get_running_loop().create_task(answer))
    else:
        queue.answer_credential(request, *function.checked(value))


async def _answer(
    queue: weakref.ref[_native.LoopQueue], request: int, function: CredentialFunction, value: Awaitable[str]
) -> None:
    answer: Answer = (None, "the function was stopped")
    try:
        answer = function.checked(await value)
    except BaseException as failure:
        answer = function.failed(failure)
        if not isinstance(failure, Exception):
            raise
    finally:
        alive = queue()
        if alive is not None:
            alive.answer_credential(request, *answer)
