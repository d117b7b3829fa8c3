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
        The key needs the scope `things.read` and `things.write`.
        Repeating it has another visible effect, so it is sent again only when the first attempt certainly was
        not processed. Otherwise the error's `delivery` is `maybe`.
        One attempt may take 90 seconds unless a timeout is given.
        Deprecated: the provider discourages its use.
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
        The key needs the scope `things.read` and `things.write`.
        Repeating it has another visible effect, so it is sent again only when the first attempt certainly was
        not processed. Otherwise the error's `delivery` is `maybe`.
        One attempt may take 90 seconds unless a timeout is given.
        Deprecated: the provider discourages its use.
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
