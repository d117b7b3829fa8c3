# ---- _operations.py
THINGS_GET: Operation[None] = Operation("sample", 0, "things.get")
# ---- _client.py
    def get(
        self,
        *,
        x_trace: str | None = None,
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
            x_trace: A trace.
        """
        return self._border.call(
            _operations.THINGS_GET,
            {"X-Trace": x_trace, },
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
        x_trace: str | None = None,
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
            x_trace: A trace.
        """
        return await self._border.call(
            _operations.THINGS_GET,
            {"X-Trace": x_trace, },
None,
            timeout,
            max_retries,
            headers,
            idempotency_key,
            priority,
            on_response,
        )
