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

from . import _native, _response
from ._border import Border, debug_log
from ._page import AsyncPage, AsyncPager
from .errors import SignbridgeError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Mapping

    from ._border import OnResponse, Priority
    from ._credential import Answer, CredentialFunction
    from ._operation import Encoded, ListOperation, Operation
    from ._raw import RawOperation
    from ._response import Response

T = TypeVar("T")


class AsyncBorder(Border):
    """Submits, and awaits on whatever loop is running."""

    __slots__ = ()

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
        encoded = operation.encode(params, body, timeout, max_retries, headers, idempotency_key, priority, reconcile)
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
        encoded = operation.encode(params, body, timeout, max_retries, headers, idempotency_key, priority, reconcile)
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

    async def _send(
        self,
        operation: Operation[Any],
        encoded: Encoded,
        target: bytes | None,
        on_response: OnResponse | None,
    ) -> _native.Reply:
        params, body, options = encoded
        loop = asyncio.get_running_loop()
        future: asyncio.Future[_native.Reply] = loop.create_future()
        try:
            # The queue itself must not stay in this frame: it belongs to the loop.
            call = _queue_of(loop).submit(
                future, self.native, operation.index, params, body, options, target, self.credential
            )
        except UnicodeError as cause:
            raise self.unsendable(operation, encoded) from cause
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
        log = debug_log()
        if log is not None:
            self.succeeded(log, operation, reply)
        if on_response is not None:
            on_response(_response.info(reply))
        return reply


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
