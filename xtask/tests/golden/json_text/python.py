# ---- __init__.py
    from .models import Part as Part
    from .models import Size as Size
    from .models import Thing as Thing
# ---- models.py
    "Part",
    "Size",
    "Thing",
class Thing(
    Model,
    kw_only=True,
):
    """A thing.
    """
    events: list[str]
    """What happened, a list."""
    parts: list[Part] | None = None
    """What it is made of."""
    whole: Thing | None = None
    """A thing."""
class Part(
    Model,
    kw_only=True,
):
    """A part.
    """
    size: Size | None = None
    """Its size."""
class Size(
    Model,
    kw_only=True,
):
    """A size.
    """
    width: int | None = None
    """Its width."""
# ---- _operations.py
THINGS_LIST: ListOperation[models.Thing] = ListOperation("sample", 0, "things.list", lambda: models.Thing, "data")
THINGS_GET: Operation[models.Thing] = Operation("sample", 1, "things.get", lambda: models.Thing)
# ---- _client.py
    def list(
        self,
        *,
        cursor: str | None = None,
        timeout: float | None = None,
        max_retries: int | None = None,
        headers: Mapping[str, str] | None = None,
        idempotency_key: str | None = None,
        priority: Priority | None = None,
        on_response: OnResponse | None = None,
    ) -> Page[models.Thing]:
        """List them.
        Changes nothing, so it is sent again after a failure.
        Args:
            cursor: Where to go on.
        Returns:
            The first page; iterate over it for the items of all pages.
        """
        return self._border.page(
            _operations.THINGS_LIST,
            {"cursor": cursor, },
None,
            timeout,
            max_retries,
            headers,
            idempotency_key,
            priority,
            on_response,
        )
    def get(
        self,
        id: str,
        *,
        timeout: float | None = None,
        max_retries: int | None = None,
        headers: Mapping[str, str] | None = None,
        idempotency_key: str | None = None,
        priority: Priority | None = None,
        on_response: OnResponse | None = None,
    ) -> models.Thing:
        """Read it.
        Changes nothing, so it is sent again after a failure.
        Args:
            id: Its id.
        """
        return self._border.call(
            _operations.THINGS_GET,
            {"id": id, },
None,
            timeout,
            max_retries,
            headers,
            idempotency_key,
            priority,
            on_response,
        )
# ---- _async_client.py
    def list(
        self,
        *,
        cursor: str | None = None,
        timeout: float | None = None,
        max_retries: int | None = None,
        headers: Mapping[str, str] | None = None,
        idempotency_key: str | None = None,
        priority: Priority | None = None,
        on_response: OnResponse | None = None,
    ) -> AsyncPager[models.Thing]:
        """List them.
        Changes nothing, so it is sent again after a failure.
        Args:
            cursor: Where to go on.
        Returns:
            Await it for the first page, or iterate over it for the items of all pages.
        """
        return self._border.page(
            _operations.THINGS_LIST,
            {"cursor": cursor, },
None,
            timeout,
            max_retries,
            headers,
            idempotency_key,
            priority,
            on_response,
        )
    async def get(
        self,
        id: str,
        *,
        timeout: float | None = None,
        max_retries: int | None = None,
        headers: Mapping[str, str] | None = None,
        idempotency_key: str | None = None,
        priority: Priority | None = None,
        on_response: OnResponse | None = None,
    ) -> models.Thing:
        """Read it.
        Changes nothing, so it is sent again after a failure.
        Args:
            id: Its id.
        """
        return await self._border.call(
            _operations.THINGS_GET,
            {"id": id, },
None,
            timeout,
            max_retries,
            headers,
            idempotency_key,
            priority,
            on_response,
        )
