# ---- _operations.py
THINGS_GET: Operation[None] = Operation("sample", 0, "things.get", lists=("ids", ))
# ---- _client.py
    from collections.abc import Mapping, Sequence
    def get(
        self,
        *,
        limit: int | None = None,
        skip: int | None = None,
        name: str | None = None,
        ids: Sequence[str] | None = None,
        timeout: float | None = None,
        max_retries: int | None = None,
        headers: Mapping[str, str] | None = None,
        idempotency_key: str | None = None,
        priority: Priority | None = None,
        on_response: OnResponse | None = None,
    ) -> None:
        """Do it.
        Changes nothing, so it is sent again after a failure.
        Args:
            limit: Items. From 1 to 100.
            skip: To pass over. At least 0.
            name: A name. At most 200 characters.
            ids: Some ids. At least one.
        """
        return self._border.call(
            _operations.THINGS_GET,
            {"limit": limit, "skip": skip, "name": name, "ids": ids, },
None,
            timeout,
            max_retries,
            headers,
            idempotency_key,
            priority,
            on_response,
        )
# ---- _async_client.py
    from collections.abc import Mapping, Sequence
    async def get(
        self,
        *,
        limit: int | None = None,
        skip: int | None = None,
        name: str | None = None,
        ids: Sequence[str] | None = None,
        timeout: float | None = None,
        max_retries: int | None = None,
        headers: Mapping[str, str] | None = None,
        idempotency_key: str | None = None,
        priority: Priority | None = None,
        on_response: OnResponse | None = None,
    ) -> None:
        """Do it.
        Changes nothing, so it is sent again after a failure.
        Args:
            limit: Items. From 1 to 100.
            skip: To pass over. At least 0.
            name: A name. At most 200 characters.
            ids: Some ids. At least one.
        """
        return await self._border.call(
            _operations.THINGS_GET,
            {"limit": limit, "skip": skip, "name": name, "ids": ids, },
None,
            timeout,
            max_retries,
            headers,
            idempotency_key,
            priority,
            on_response,
        )
