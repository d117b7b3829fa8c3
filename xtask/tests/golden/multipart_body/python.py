# ---- _operations.py
THINGS_UPLOAD: Operation[None] = Operation("sample", 0, "things.upload", file="content")
# ---- _client.py
    from .._border import Credential, OnResponse, Priority
    from .._files import OnProgress, Upload
    from .._page import Page
    def upload(
        self,
        content: Upload,
        *,
        kind: str,
        label: str | None = None,
        timeout: float | None = None,
        max_retries: int | None = None,
        headers: Mapping[str, str] | None = None,
        idempotency_key: str | None = None,
        priority: Priority | None = None,
        on_response: OnResponse | None = None,
        on_progress: OnProgress | None = None,
    ) -> None:
        """Do it.
        Unless `timeout` is given, a call with a stream or a path may take an hour; nothing may stall for longer than the
        client's `attempt_timeout`.
        Repeating it makes a second one, so it is sent again only when the first attempt certainly was not
        processed. Otherwise the error's `delivery` is `maybe`.
        Args:
            content: The file. Taken: application/pdf, image/png. As bytes, a path, an open binary file,
                an iterable of bytes, or a `FileStream` with its length. A stream of more than 256 KiB cannot
                be sent again after a failure; bytes and paths can.
            kind: Its kind.
            label: Its name.
            on_progress: Called with the bytes so far, and in all or `None`, while the file is on its way.
        """
        return self._border.transfer(
            _operations.THINGS_UPLOAD,
            {"kind": kind, "label": label, },
content,            timeout,
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
    async def upload(
        self,
        content: AsyncUpload,
        *,
        kind: str,
        label: str | None = None,
        timeout: float | None = None,
        max_retries: int | None = None,
        headers: Mapping[str, str] | None = None,
        idempotency_key: str | None = None,
        priority: Priority | None = None,
        on_response: OnResponse | None = None,
        on_progress: OnProgress | None = None,
    ) -> None:
        """Do it.
        Unless `timeout` is given, a call with a stream or a path may take an hour; nothing may stall for longer than the
        client's `attempt_timeout`.
        Repeating it makes a second one, so it is sent again only when the first attempt certainly was not
        processed. Otherwise the error's `delivery` is `maybe`.
        Args:
            content: The file. Taken: application/pdf, image/png. As bytes, a path, an open binary file,
                an iterable of bytes (sync or async), or a `FileStream` with its length. A stream of more than
                256 KiB cannot be sent again after a failure; bytes and paths can.
            kind: Its kind.
            label: Its name.
            on_progress: Called with the bytes so far, and in all or `None`, while the file is on its way.
        """
        return await self._border.transfer(
            _operations.THINGS_UPLOAD,
            {"kind": kind, "label": label, },
content,            timeout,
            max_retries,
            headers,
            idempotency_key,
            priority,
            on_response,
            on_progress,
        )
