# ---- _operations.py
THINGS_PAY: Operation[None] = Operation("sample", 0, "things.pay")
# ---- _client.py
    def pay(
        self,
        *,
        timeout: float | None = None,
        max_retries: int | None = None,
        headers: Mapping[str, str] | None = None,
        idempotency_key: str | None = None,
        priority: Priority | None = None,
        on_response: OnResponse | None = None,
    ) -> None:
        """Do it.
        The provider recognises a repetition by its idempotency key, so it is sent again after a failure.
        """
        return self._border.call(
            _operations.THINGS_PAY,
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
    async def pay(
        self,
        *,
        timeout: float | None = None,
        max_retries: int | None = None,
        headers: Mapping[str, str] | None = None,
        idempotency_key: str | None = None,
        priority: Priority | None = None,
        on_response: OnResponse | None = None,
    ) -> None:
        """Do it.
        The provider recognises a repetition by its idempotency key, so it is sent again after a failure.
        """
        return await self._border.call(
            _operations.THINGS_PAY,
            {},
None,
            timeout,
            max_retries,
            headers,
            idempotency_key,
            priority,
            on_response,
        )
