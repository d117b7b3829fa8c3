# ---- _operations.py
THINGS_FIND: Operation[None] = Operation("sample", 0, "things.find")
# ---- _client.py
    def find(
        self,
        text: str,
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
            text: Some words.
        """
        return self._border.call(
            _operations.THINGS_FIND,
            {},
{"text": text, },            timeout,
            max_retries,
            headers,
            idempotency_key,
            priority,
            on_response,
        )
# ---- _async_client.py
    async def find(
        self,
        text: str,
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
            text: Some words.
        """
        return await self._border.call(
            _operations.THINGS_FIND,
            {},
{"text": text, },            timeout,
            max_retries,
            headers,
            idempotency_key,
            priority,
            on_response,
        )
