# ---- _operations.py
THINGS_FILES: Operation[None] = Operation("sample", 0, "things.files")
THINGS_GET: Operation[None] = Operation("sample", 1, "things.get")
# ---- _client.py
        with Sample(api_token="…") as client:
    (`with_options`) cost microseconds. It survives `fork`: a child makes its own connections.
    Limit: 5 requests in 300 s. Of one kind.
        *,        api_token: Credential | None = None,
        files_url: str | None = None,
        environment: Literal["sandbox", "live", ] | None = None,
            api_token: A token. Or a function that gives it, called on the calling thread when one is
                wanted and again after the provider refused the last.
            api_url: Everything. Sandbox: `https://sandbox.example.com/v1`. Assumed: By analogy. Live:
                `https://api.example.com/v1`.
            files_url: Files. Live: `https://files.example.com`.
            environment: Which of the provider's environments to use; `sandbox` if not given.
            credential=Argument("api_token", api_token),
            tenant=None,
                "files": Argument("files_url", files_url),
        *,        api_token: Credential | None = None,
        files_url: str | None = None,
        environment: Literal["sandbox", "live", ] | None = None,
        Reads `SAMPLE_TOKEN`, `SAMPLE_API_URL`, `SAMPLE_FILES_URL`.
            api_token: A token. Or a function that gives it, called on the calling thread when one is
                wanted and again after the provider refused the last.
            api_url: Everything. Sandbox: `https://sandbox.example.com/v1`. Assumed: By analogy. Live:
                `https://api.example.com/v1`.
            files_url: Files. Live: `https://files.example.com`.
            environment: Which of the provider's environments to use; `sandbox` if not given.
            credential=Argument("api_token", api_token),
            tenant=None,
                "files": Argument("files_url", files_url),
    def files(
        self,
        *,
        timeout: float | None = None,
        max_retries: int | None = None,
        headers: Mapping[str, str] | None = None,
        idempotency_key: str | None = None,
        priority: Priority | None = None,
        on_response: OnResponse | None = None,
    ) -> None:
        """Read files.
        Changes nothing, so it is sent again after a failure.
        """
        return self._border.call(
            _operations.THINGS_FILES,
            {},
None,
            timeout,
            max_retries,
            headers,
            idempotency_key,
            priority,
            on_response,
        )
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
        """Read a thing.
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
        async with AsyncSample(api_token="…") as client:
    (`with_options`) cost microseconds. It survives `fork`: a child makes its own connections.
    Limit: 5 requests in 300 s. Of one kind.
        *,        api_token: AsyncCredential | None = None,
        files_url: str | None = None,
        environment: Literal["sandbox", "live", ] | None = None,
            api_token: A token. Or a function that gives it, sync or async, called on the event loop when
                one is wanted and again after the provider refused the last.
            api_url: Everything. Sandbox: `https://sandbox.example.com/v1`. Assumed: By analogy. Live:
                `https://api.example.com/v1`.
            files_url: Files. Live: `https://files.example.com`.
            environment: Which of the provider's environments to use; `sandbox` if not given.
            credential=Argument("api_token", api_token),
            tenant=None,
                "files": Argument("files_url", files_url),
        *,        api_token: AsyncCredential | None = None,
        files_url: str | None = None,
        environment: Literal["sandbox", "live", ] | None = None,
        Reads `SAMPLE_TOKEN`, `SAMPLE_API_URL`, `SAMPLE_FILES_URL`.
            api_token: A token. Or a function that gives it, sync or async, called on the event loop when
                one is wanted and again after the provider refused the last.
            api_url: Everything. Sandbox: `https://sandbox.example.com/v1`. Assumed: By analogy. Live:
                `https://api.example.com/v1`.
            files_url: Files. Live: `https://files.example.com`.
            environment: Which of the provider's environments to use; `sandbox` if not given.
            credential=Argument("api_token", api_token),
            tenant=None,
                "files": Argument("files_url", files_url),
    async def files(
        self,
        *,
        timeout: float | None = None,
        max_retries: int | None = None,
        headers: Mapping[str, str] | None = None,
        idempotency_key: str | None = None,
        priority: Priority | None = None,
        on_response: OnResponse | None = None,
    ) -> None:
        """Read files.
        Changes nothing, so it is sent again after a failure.
        """
        return await self._border.call(
            _operations.THINGS_FILES,
            {},
None,
            timeout,
            max_retries,
            headers,
            idempotency_key,
            priority,
            on_response,
        )
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
        """Read a thing.
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
