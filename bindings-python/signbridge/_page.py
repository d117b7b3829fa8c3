"""Lists that come in pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar, overload

from . import _response

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Generator, Iterator

    from . import _native
    from ._async import AsyncBorder
    from ._border import Border
    from ._operation import Encoded, ListOperation
    from ._response import ResponseInfo
    from ._sync import SyncBorder

__all__ = ["AsyncPage", "AsyncPager", "Page"]

T = TypeVar("T")


class _Page(Generic[T]):
    """What sync and async pages have in common."""

    __slots__ = ("_encoded", "_info", "_next", "_operation", "_reply", "items")

    def __init__(
        self, border: Border, operation: ListOperation[T], encoded: Encoded, reply: _native.Reply
    ) -> None:
        self.items: list[T] = operation.items(border.native, reply)
        """The items of this page."""
        self._operation = operation
        self._encoded = encoded
        self._reply: _native.Reply = reply
        self._info: ResponseInfo | None = None
        self._next: Encoded | bool | None = False

    @property
    def info(self) -> ResponseInfo:
        """Status, headers, request id and attempts of this page."""
        if self._info is None:
            self._info = _response.info(self._reply)
        return self._info

    def _following(self, native: _native.Client) -> Encoded | None:
        """The next page's arguments: found once, by the core."""
        if isinstance(self._next, bool):
            params, body, options = self._encoded
            found = native.next_page(self._operation.index, params, self._reply)
            self._next = None if found is None else (found, body, options)
        return self._next

    def __len__(self) -> int:
        return len(self.items)

    @overload
    def __getitem__(self, position: int) -> T: ...
    @overload
    def __getitem__(self, position: slice) -> list[T]: ...
    def __getitem__(self, position: int | slice) -> T | list[T]:
        return self.items[position]

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self._operation.name}, {len(self.items)} items>"


class Page(_Page[T]):
    """One page of a list. Iterating over it gives the items of this page and of all that follow.

        for case in client.cases.list(status="pending"):
            ...

    A following page is requested when the iteration gets there, and not kept. `len(page)`, `page[0]` and whether it is
    true are of the items of this page alone.
    """

    __slots__ = ("_border",)

    def __init__(
        self, border: SyncBorder, operation: ListOperation[T], encoded: Encoded, reply: _native.Reply
    ) -> None:
        super().__init__(border, operation, encoded, reply)
        self._border = border

    @property
    def has_next(self) -> bool:
        """Whether there may be a further page. Where the provider gives no total, it may turn out empty."""
        return self._following(self._border.native) is not None

    def next_page(self) -> Page[T] | None:
        """Requests the next page; `None` if this is the last."""
        following = self._following(self._border.native)
        return None if following is None else self._border.fetch(self._operation, following)

    def __iter__(self) -> Iterator[T]:
        page: Page[T] | None = self
        while page is not None:
            yield from page.items
            page = page.next_page()


class AsyncPage(_Page[T]):
    """One page of a list. Iterating over it with `async for` gives the items of this page and of all that follow.

    A following page is requested when the iteration gets there, and not kept. `len(page)`, `page[0]` and whether it is
    true are of the items of this page alone.
    """

    __slots__ = ("_border",)

    def __init__(
        self, border: AsyncBorder, operation: ListOperation[T], encoded: Encoded, reply: _native.Reply
    ) -> None:
        super().__init__(border, operation, encoded, reply)
        self._border = border

    @property
    def has_next(self) -> bool:
        """Whether there may be a further page. Where the provider gives no total, it may turn out empty."""
        return self._following(self._border.native) is not None

    async def next_page(self) -> AsyncPage[T] | None:
        """Requests the next page; `None` if this is the last."""
        following = self._following(self._border.native)
        return None if following is None else await self._border.fetch(self._operation, following)

    __iter__ = None
    """A plain `for` would stop at the end of this page: say `async for`, or `page.items`."""

    async def __aiter__(self) -> AsyncIterator[T]:
        page: AsyncPage[T] | None = self
        while page is not None:
            for item in page.items:
                yield item
            page = await page.next_page()


class AsyncPager(Generic[T]):
    """A list that has not been requested yet: `await` it for its first page, or iterate over all its items.

        page = await client.cases.list()
        async for case in client.cases.list(status="pending"):
            ...

    It is awaitable and no coroutine: a task for the first page is made by `asyncio.ensure_future(client.cases.list())`,
    as `asyncio.create_task` takes coroutines only. `asyncio.gather` and `asyncio.wait_for` take it as it is.
    """

    __slots__ = ("_arguments", "_border", "_operation")

    def __init__(self, border: AsyncBorder, operation: ListOperation[T], arguments: tuple[Any, ...]) -> None:
        self._border = border
        self._operation = operation
        self._arguments = arguments

    async def _first(self) -> AsyncPage[T]:
        return await self._border.first(self._operation, *self._arguments)

    def __await__(self) -> Generator[Any, None, AsyncPage[T]]:
        return self._first().__await__()

    async def __aiter__(self) -> AsyncIterator[T]:
        async for item in await self._first():
            yield item

    def __repr__(self) -> str:
        return f"<AsyncPager of {self._operation.name}>"
