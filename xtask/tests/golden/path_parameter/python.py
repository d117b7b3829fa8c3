# ---- _operations.py
THINGS_GET: Operation[None] = Operation("sample", 0, "things.get", lists=("part_ids", ))
# ---- _client.py
    from collections.abc import Mapping, Sequence
    def get(
        self,
        a_id: str,
        part_ids: Sequence[str],
        *,
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
            a_id: The thing.
            part_ids: Parts.
        """
        return self._border.call(
            _operations.THINGS_GET,
            {"a_id": a_id, "part_ids": part_ids, },
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
        a_id: str,
        part_ids: Sequence[str],
        *,
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
            a_id: The thing.
            part_ids: Parts.
        """
        return await self._border.call(
            _operations.THINGS_GET,
            {"a_id": a_id, "part_ids": part_ids, },
None,
            timeout,
            max_retries,
            headers,
            idempotency_key,
            priority,
            on_response,
        )
