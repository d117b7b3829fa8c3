# ---- __init__.py
    from .models import Thing as Thing
# ---- models.py
    "Thing",
class Thing(
    Model,
    kw_only=True,
    rename={
        "id": "_id",
    },
):
    """A thing.
    """
    id: str
    """Its id."""
    name: str | None = None
    """Its name."""
# ---- _operations.py
THINGS_LIST: ListOperation[models.Thing] = ListOperation("sample", 0, "things.list", lambda: models.Thing, "data")
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
        """Do it.
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
        """Do it.
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
