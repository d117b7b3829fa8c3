# ---- _operations.py
THINGS_GET: Operation[str] = Operation("sample", 0, "things.get", lambda: str)
# ---- _client.py
    def get(
        self,
        *,
        timeout: float | None = None,
        max_retries: int | None = None,
        headers: Mapping[str, str] | None = None,
        idempotency_key: str | None = None,
        priority: Priority | None = None,
        on_response: OnResponse | None = None,
    ) -> str:
        """Do it.
        Changes nothing, so it is sent again after a failure.
        """
        return self._border.call(
            _operations.THINGS_GET,
            {},
None,
            timeout,
            max_retries,
            headers,
            idempotency_key,
            priority,
            on_response,
        )
# ---- _async_client.py
    async def get(
        self,
        *,
        timeout: float | None = None,
        max_retries: int | None = None,
        headers: Mapping[str, str] | None = None,
        idempotency_key: str | None = None,
        priority: Priority | None = None,
        on_response: OnResponse | None = None,
    ) -> str:
        """Do it.
        Changes nothing, so it is sent again after a failure.
        """
        return await self._border.call(
            _operations.THINGS_GET,
            {},
None,
            timeout,
            max_retries,
            headers,
            idempotency_key,
            priority,
            on_response,
        )
