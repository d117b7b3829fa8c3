# ---- _operations.py
THINGS_GET: Operation[None] = Operation("sample", 0, "things.get")
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
    ) -> None:
        """Do it.
        Changes nothing, so it is sent again after a failure.
        Raises:
            AuthenticationError: No key.
            AuthenticationError: A wrong key.
            RateLimitedError: Too many.
            UnavailableError: Broken.
            NotFoundError: With status 200.
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
    ) -> None:
        """Do it.
        Changes nothing, so it is sent again after a failure.
        Raises:
            AuthenticationError: No key.
            AuthenticationError: A wrong key.
            RateLimitedError: Too many.
            UnavailableError: Broken.
            NotFoundError: With status 200.
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
