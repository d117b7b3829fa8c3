"""What a client, its views and its resources share: the native client, and what is the same for sync and async."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from . import _arguments, _native, _response
from ._credential import CredentialFunction
from .errors import ConfigurationError, InvalidRequestError

if TYPE_CHECKING:
    import logging
    from collections.abc import Awaitable, Callable, Mapping

    from typing_extensions import Self

    from ._operation import Encoded, Operation
    from ._response import ResponseInfo
    from .errors import SignbridgeError

    OnResponse = Callable[[ResponseInfo], object]
    Credential = str | Callable[[], str]
    AsyncCredential = str | Callable[[], str] | Callable[[], Awaitable[str]]
    Priority = Literal["interactive", "batch"]

_logger: logging.Logger | None = None


def debug_log() -> logging.Logger | None:
    """The package's logger, if debug lines are wanted. A program that has not imported `logging` wants none."""
    global _logger
    if _logger is None:
        module = sys.modules.get("logging")
        if module is None:
            return None
        _logger = module.getLogger("signbridge")
    return _logger if _logger.isEnabledFor(10) else None


testing: dict[str, Any] = {}
"""Added to every configuration: virtual time and a fixed jitter, for the tests of this package."""


class Argument(NamedTuple):
    """A constructor argument: its name, for error messages, and its value."""

    name: str
    value: Any


class Border:
    """A native client and its credential function. Keeps no secret in Python."""

    __slots__ = ("credential", "native", "provider")

    def __init__(self, provider: str, native: _native.Client, credential: CredentialFunction | None) -> None:
        self.provider = provider
        self.native = native
        self.credential = credential

    @classmethod
    def open(
        cls,
        provider: str,
        *,
        credential: Argument,
        tenant: Argument | None,
        origins: dict[str, Argument],
        environment: str | None,
        version: Argument | None = None,
        timeout: float | None,
        attempt_timeout: float | None,
        connect_timeout: float | None,
        max_retries: int | None,
        settings: dict[str, str | int | bool | None],
        environ: Mapping[str, str] | None,
    ) -> Self:
        """Opens a native client. Values of `None` were not given; with `environ`, the core looks for them there."""
        try:
            config = view_options(timeout, attempt_timeout, max_retries)
            if connect_timeout is not None:
                config["connect_timeout_ms"] = _arguments.milliseconds("connect_timeout", connect_timeout)
            for name, value in settings.items():
                if isinstance(value, str):
                    config[name] = _text(Argument(name, value))
                elif value is not None:
                    config[name] = value if isinstance(value, bool) else _arguments.whole(name, value)
            config["provider"] = provider
            config["user_agent"] = f"python/{sys.version_info.major}.{sys.version_info.minor}"
            config["origins"] = {
                name: _text(argument) for name, argument in origins.items() if argument.value is not None
            }
            if tenant is not None and tenant.value is not None:
                config["tenant"] = _text(tenant)
            if environment is not None:
                config["environment"] = _text(Argument("environment", environment))
            if version is not None and version.value is not None:
                config["api_version"] = _text(version)
            function = None
            if callable(credential.value):
                function = CredentialFunction(credential.value)
                config["credential"] = {"host": True}
            elif credential.value is not None:
                config["credential"] = {"value": _text(credential)}
            if environ is not None:
                prefix = f"{provider.upper()}_"  # nothing else has a reason to cross
                config["env"] = {name: value for name, value in environ.items() if name.startswith(prefix)}
            config.update(testing)
            encoded = _arguments.json(config)
        except InvalidRequestError as refusal:
            raise ConfigurationError(refusal.message, provider=provider, fields=refusal.fields) from None
        return cls(provider, _native.Client.open(encoded), function)

    def view(self, native: _native.Client) -> Self:
        """The same client with another tenant or other options."""
        return type(self)(self.provider, native, self.credential)

    def with_tenant(self, name: str, value: str) -> Self:
        """A view for another tenant."""
        try:
            tenant = _text(Argument(name, value))
        except InvalidRequestError as refusal:
            raise ConfigurationError(refusal.message, provider=self.provider, fields=refusal.fields) from None
        return self.view(self.native.with_tenant(tenant))

    def with_options(
        self, timeout: float | None, attempt_timeout: float | None, max_retries: int | None
    ) -> Self:
        """A view with other defaults."""
        try:
            encoded = _arguments.json(view_options(timeout, attempt_timeout, max_retries))
        except InvalidRequestError as refusal:
            raise ConfigurationError(refusal.message, provider=self.provider, fields=refusal.fields) from None
        return self.view(self.native.with_options(encoded))

    def unsendable(self, operation: Operation[Any], encoded: Encoded) -> InvalidRequestError:
        """A parameter holds half a character (a lone surrogate), which no UTF-8 can say."""
        params = encoded[0]
        fields = (name for name, value in zip(params[::2], params[1::2], strict=True) if not _is_text(value))
        refusal = _arguments.refusal(next(fields, "body"), "holds a character that is no text")
        operation.name_in(refusal)
        return refusal

    def failed(self, error: SignbridgeError) -> None:
        """Tells of a failed call, and adds what the credential function raised."""
        function = self.credential
        if function is not None and function.failure is not None and error.kind == "configuration":
            error.__cause__ = function.failure
        log = debug_log()
        if log is not None:
            log.debug("%s %s", self.provider, error)

    def done(self, operation: Operation[Any], reply: _native.Reply, on_response: OnResponse | None) -> None:
        """Tells of a call that succeeded."""
        log = debug_log()
        if log is not None:
            self._succeeded(log, operation, reply)
        if on_response is not None:
            on_response(_response.info(reply))

    def _succeeded(self, log: logging.Logger, operation: Operation[Any], reply: _native.Reply) -> None:
        log.debug(
            "%s %s: %d, %d bytes%s",
            self.provider,
            operation.name,
            reply.status,
            len(reply.body),
            f", request id {reply.request_id}" if reply.request_id else "",
        )


def view_options(
    timeout: float | None, attempt_timeout: float | None, max_retries: int | None
) -> dict[str, Any]:
    """What a view may change, as the core takes it."""
    options: dict[str, Any] = {}
    if timeout is not None:
        options["timeout_ms"] = _arguments.milliseconds("timeout", timeout)
    if attempt_timeout is not None:
        options["attempt_timeout_ms"] = _arguments.milliseconds("attempt_timeout", attempt_timeout)
    if max_retries is not None:
        options["max_retries"] = _arguments.whole("max_retries", max_retries)
    return options


def _is_text(value: str) -> bool:
    try:
        value.encode()
    except UnicodeError:
        return False
    return True


def _text(argument: Argument) -> str:
    """Only text: bytes or numbers would cross as something else."""
    if not isinstance(argument.value, str):
        raise _arguments.refusal(
            argument.name, f"takes a string, not a value of type {type(argument.value).__qualname__}"
        )
    text = str.__str__(argument.value)
    if not _is_text(text):
        raise _arguments.refusal(argument.name, "holds a character that is no text")
    return text
