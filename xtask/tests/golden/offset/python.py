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
THINGS_LIST: ListOperation[models.Thing] = ListOperation("sample", 0, "things.list", lambda: models.Thing)
# ---- _client.py
    def list(
        self,
        *,
        limit: int | None = None,
        skip: int | None = None,
        timeout: float | None = None,
        max_retries: int | None = None,
        headers: Mapping[str, str] | None = None,
        idempotency_key: str | None = None,
        priority: Priority | None = None,
        on_response: OnResponse | None = None,
    ) -> Page[models.Thing]:
        """Do it.
        Changes nothing, so it is sent again after a failure.
        A page holds 100 items unless `limit` is given.
        Args:
            limit: Items per page.
            skip: Items to pass over.
        Returns:
            The first page; iterate over it for the items of all pages.
        """
        return self._border.page(
            _operations.THINGS_LIST,
            {"limit": limit, "skip": skip, },
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
        limit: int | None = None,
        skip: int | None = None,
        timeout: float | None = None,
        max_retries: int | None = None,
        headers: Mapping[str, str] | None = None,
        idempotency_key: str | None = None,
        priority: Priority | None = None,
        on_response: OnResponse | None = None,
    ) -> AsyncPager[models.Thing]:
        """Do it.
        Changes nothing, so it is sent again after a failure.
        A page holds 100 items unless `limit` is given.
        Args:
            limit: Items per page.
            skip: Items to pass over.
        Returns:
            Await it for the first page, or iterate over it for the items of all pages.
        """
        return self._border.page(
            _operations.THINGS_LIST,
            {"limit": limit, "skip": skip, },
None,
            timeout,
            max_retries,
            headers,
            idempotency_key,
            priority,
            on_response,
        )
