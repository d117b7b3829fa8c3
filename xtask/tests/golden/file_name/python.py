# ---- _operations.py
THINGS_ATTACH: Operation[None] = Operation("sample", 0, "things.attach", file="file")
# ---- _client.py
    from .._border import Credential, OnResponse, Priority
    from .._files import OnProgress, Upload
    from .._page import Page
    def attach(
        self,
        file: Upload,
        *,
        filename: str | None = None,
        timeout: float | None = None,
        max_retries: int | None = None,
        headers: Mapping[str, str] | None = None,
        idempotency_key: str | None = None,
        priority: Priority | None = None,
        on_response: OnResponse | None = None,
        on_progress: OnProgress | None = None,
    ) -> None:
        """Attach a file.
        Unless `timeout` is given, a call with a stream or a path may take an hour; nothing may stall for longer than the
        client's `attempt_timeout`.
        Repeating it makes a second one, so it is sent again only when the first attempt certainly was not
        processed. Otherwise the error's `delivery` is `maybe`.
        A file of more than 10000000 bytes is refused before anything is sent.
        Args:
            file: The file. Taken: application/pdf, image/png. As bytes, a path, an open binary file, an
                iterable of bytes, or a `FileStream` with its length. A stream of more than 256 KiB cannot be
                sent again after a failure; bytes and paths can.
            filename: The file's name. Without it, one that fits its type.
            on_progress: Called with the bytes so far, and in all or `None`, while the file is on its way.
        """
        return self._border.transfer(
            _operations.THINGS_ATTACH,
            {"filename": filename, },
file,            timeout,
            max_retries,
            headers,
            idempotency_key,
            priority,
            on_response,
            on_progress,
        )
# ---- _async_client.py
    from .._border import AsyncCredential, OnResponse, Priority
    from .._files import AsyncUpload, OnProgress
    from .._page import AsyncPager
    async def attach(
        self,
        file: AsyncUpload,
        *,
        filename: str | None = None,
        timeout: float | None = None,
        max_retries: int | None = None,
        headers: Mapping[str, str] | None = None,
        idempotency_key: str | None = None,
        priority: Priority | None = None,
        on_response: OnResponse | None = None,
        on_progress: OnProgress | None = None,
    ) -> None:
        """Attach a file.
        Unless `timeout` is given, a call with a stream or a path may take an hour; nothing may stall for longer than the
        client's `attempt_timeout`.
        Repeating it makes a second one, so it is sent again only when the first attempt certainly was not
        processed. Otherwise the error's `delivery` is `maybe`.
        A file of more than 10000000 bytes is refused before anything is sent.
        Args:
            file: The file. Taken: application/pdf, image/png. As bytes, a path, an open binary file, an
                iterable of bytes (sync or async), or a `FileStream` with its length. A stream of more than
                256 KiB cannot be sent again after a failure; bytes and paths can.
            filename: The file's name. Without it, one that fits its type.
            on_progress: Called with the bytes so far, and in all or `None`, while the file is on its way.
        """
        return await self._border.transfer(
            _operations.THINGS_ATTACH,
            {"filename": filename, },
file,            timeout,
            max_retries,
            headers,
            idempotency_key,
            priority,
            on_response,
            on_progress,
        )
