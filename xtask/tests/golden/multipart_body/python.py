# ---- _operations.py
THINGS_UPLOAD: Operation[None] = Operation("sample", 0, "things.upload", file="content")
# ---- _client.py
    def upload(
        self,
        content: bytes | bytearray | memoryview,
        *,
        kind: str,
        label: str | None = None,
        timeout: float | None = None,
        max_retries: int | None = None,
        headers: Mapping[str, str] | None = None,
        idempotency_key: str | None = None,
        priority: Priority | None = None,
        on_response: OnResponse | None = None,
    ) -> None:
        """Do it.
        Repeating it makes a second one, so it is sent again only when the first attempt certainly was not
        processed. Otherwise the error's `delivery` is `maybe`.
        Args:
            content: The file. Taken: application/pdf, image/png.
            kind: Its kind.
            label: Its name.
        """
        return self._border.call(
            _operations.THINGS_UPLOAD,
            {"kind": kind, "label": label, },
content,            timeout,
            max_retries,
            headers,
            idempotency_key,
            priority,
            on_response,
        )
# ---- _async_client.py
    async def upload(
        self,
        content: bytes | bytearray | memoryview,
        *,
        kind: str,
        label: str | None = None,
        timeout: float | None = None,
        max_retries: int | None = None,
        headers: Mapping[str, str] | None = None,
        idempotency_key: str | None = None,
        priority: Priority | None = None,
        on_response: OnResponse | None = None,
    ) -> None:
        """Do it.
        Repeating it makes a second one, so it is sent again only when the first attempt certainly was not
        processed. Otherwise the error's `delivery` is `maybe`.
        Args:
            content: The file. Taken: application/pdf, image/png.
            kind: Its kind.
            label: Its name.
        """
        return await self._border.call(
            _operations.THINGS_UPLOAD,
            {"kind": kind, "label": label, },
content,            timeout,
            max_retries,
            headers,
            idempotency_key,
            priority,
            on_response,
        )
