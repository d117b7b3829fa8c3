# ---- _operations.py
THINGS_ATTACH: Operation[None] = Operation("sample", 0, "things.attach", file="file")
# ---- _client.py
    def attach(
        self,
        file: bytes | bytearray | memoryview,
        *,
        filename: str | None = None,
        timeout: float | None = None,
        max_retries: int | None = None,
        headers: Mapping[str, str] | None = None,
        idempotency_key: str | None = None,
        priority: Priority | None = None,
        on_response: OnResponse | None = None,
    ) -> None:
        """Attach a file.
        Repeating it makes a second one, so it is sent again only when the first attempt certainly was not
        processed. Otherwise the error's `delivery` is `maybe`.
        A file of more than 10000000 bytes is refused before anything is sent.
        Args:
            file: The file. Taken: application/pdf, image/png.
            filename: The file's name. Without it, one that fits its type.
        """
        return self._border.call(
            _operations.THINGS_ATTACH,
            {"filename": filename, },
file,            timeout,
            max_retries,
            headers,
            idempotency_key,
            priority,
            on_response,
        )
# ---- _async_client.py
    async def attach(
        self,
        file: bytes | bytearray | memoryview,
        *,
        filename: str | None = None,
        timeout: float | None = None,
        max_retries: int | None = None,
        headers: Mapping[str, str] | None = None,
        idempotency_key: str | None = None,
        priority: Priority | None = None,
        on_response: OnResponse | None = None,
    ) -> None:
        """Attach a file.
        Repeating it makes a second one, so it is sent again only when the first attempt certainly was not
        processed. Otherwise the error's `delivery` is `maybe`.
        A file of more than 10000000 bytes is refused before anything is sent.
        Args:
            file: The file. Taken: application/pdf, image/png.
            filename: The file's name. Without it, one that fits its type.
        """
        return await self._border.call(
            _operations.THINGS_ATTACH,
            {"filename": filename, },
file,            timeout,
            max_retries,
            headers,
            idempotency_key,
            priority,
            on_response,
        )
