"""What a client, its views and its resources share: the native client, and what is the same for sync and async."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Literal, NamedTuple

from . import _arguments, _native, _response
from ._credential import CredentialFunction
from .errors import ConfigurationError, InvalidRequestError

if TYPE_CHECKING:
    import logging
    from collections.abc import Awaitable, Callable

    from typing_extensions import Self

    from ._operation import Encoded, Operation
    from ._response import ResponseInfo
    from .errors import Attempt, SignbridgeError

    OnResponse = Callable[[ResponseInfo], object]
    Credential = str | Callable[[], str]
    AsyncCredential = str | Callable[[], str] | Callable[[], Awaitable[str]]
    Priority = Literal["interactive", "batch"]

_logger: logging.Logger | None = None


_DEBUG = 10
_INFO = 20
_WARNING = 30
"""As in `logging`, which only those import who want lines."""


def wanted_log(level: int) -> logging.Logger | None:
    """The package's logger, if lines of this level are wanted. A program that has not imported `logging` wants none."""
    global _logger
    if _logger is None:
        module = sys.modules.get("logging")
        if module is None:
            return None
        _logger = module.getLogger("signbridge")
    return _logger if _logger.isEnabledFor(level) else None


def _tell(is_warning: bool, message: str) -> None:
    """Called by the native module, for what is said once in a process."""
    from logging import getLogger  # these lines are wanted by everyone

    getLogger("signbridge").log(_WARNING if is_warning else _INFO, "%s", message)


testing: dict[str, Any] = {}
"""Added to every configuration: virtual time and a fixed jitter, for the tests of this package."""


class Argument(NamedTuple):
    """A constructor argument: its name, for error messages, and its value."""

    name: str
    value: Any


class Border:
    """A native client and its credential function. Keeps no secret in Python."""

    __slots__ = ("credential", "has_tenant", "native", "provider")

    is_async: ClassVar[bool] = False

    def __init__(
        self, provider: str, native: _native.Client, credential: CredentialFunction | None, has_tenant: bool
    ) -> None:
        self.provider = provider
        self.native = native
        self.credential = credential
        self.has_tenant = has_tenant

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
                if value is not None:
                    config[name] = _setting(name, value)
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
                if not cls.is_async and _arguments.is_async(credential.value):
                    raise _arguments.refusal(
                        credential.name, "is an async function: give a plain one, or use the async client"
                    )
                function = CredentialFunction(credential.value)
                config["credential"] = {"host": True}
            elif credential.value is not None:
                config["credential"] = {"value": _text(credential, "a string or a function")}
            if environ is not None:
                config["env"] = _variables(environ, f"{provider.upper()}_")
            config.update(testing)
            encoded = _arguments.json(config)
        except InvalidRequestError as refusal:
            raise ConfigurationError(refusal.message, provider=provider, fields=refusal.fields) from None
        return cls(provider, _native.Client.open(encoded), function, tenant is not None)

    def view(self, native: _native.Client) -> Self:
        """The same client with another tenant or other options."""
        return type(self)(self.provider, native, self.credential, self.has_tenant)

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
        log = wanted_log(_DEBUG)
        if log is not None:
            self._tried(log, error.operation, error.attempts)
            log.debug("%s %s%s", self.provider, error, self._tenant())

    def done(self, operation: Operation[Any], reply: _native.Reply, on_response: OnResponse | None) -> None:
        """Tells of a call that succeeded. The user's function cannot make a failure of it: a contract may exist by now."""
        log = wanted_log(_INFO)
        if log is not None:
            self._succeeded(log, operation, reply)
        if on_response is not None:
            try:
                on_response(_response.info(reply))
            except Exception:
                from logging import getLogger  # this line is wanted by everyone

                getLogger("signbridge").exception(
                    "%s %s: on_response failed; the call succeeded", self.provider, operation.name
                )

    def _succeeded(self, log: logging.Logger, operation: Operation[Any], reply: _native.Reply) -> None:
        """One line. A repetition, and what was found instead of made again, is for more than debugging."""
        about = _response.info(reply)
        if log.isEnabledFor(_DEBUG):
            self._tried(log, operation.name, about.attempts)
        attempts = len(about.attempts)
        level = _INFO if attempts > 1 or about.outcome == "found" else _DEBUG
        if not log.isEnabledFor(level):
            return
        facts = f"{reply.status}, {len(reply.body)} bytes"
        if attempts:
            facts += f", {sum(each.duration + (each.backoff or 0) for each in about.attempts):.3f} s"
        if attempts > 1:
            facts += f", {attempts} attempts"
        if about.outcome == "found":
            facts += ", found by look-up"
        if reply.request_id:
            facts += f", request id {reply.request_id}"
        log.log(level, "%s %s: %s%s", self.provider, operation.name, facts, self._tenant())

    def _tried(self, log: logging.Logger, operation: str | None, attempts: tuple[Attempt, ...]) -> None:
        """A line for each attempt: what came of it, and why the next step was what it was."""
        tenant = self._tenant() if attempts else ""
        for each in attempts:
            outcome = " ".join(str(fact) for fact in (each.status, each.error) if fact is not None)
            pause = "" if each.backoff is None else f", pause {each.backoff:.3f} s"
            facts = f"{outcome}, {each.delivery}, {each.duration:.3f} s, {each.reason}{pause}"
            log.debug("%s %s, attempt %d: %s%s", self.provider, operation, each.number, facts, tenant)

    def _tenant(self) -> str:
        """The company, as `repr` of the client has it."""
        if not self.has_tenant:
            return ""
        about = self.native.describe()
        return ", " + about[about.index("(") + 1 : -1].split(", ", 1)[0]


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


def _setting(name: str, value: Any) -> Any:
    """A setting of the whole client. All but these are text."""
    if name == "max_queue":
        return _arguments.whole(name, value)
    if name == "reconcile":
        return _arguments.flag(name, value)
    return _text(Argument(name, value), '"on" or "off"' if name == "rate_limit" else "a string")


def _variables(environ: Any, prefix: str) -> dict[str, str]:
    """The provider's variables: no other has a reason to cross."""
    if not isinstance(environ, Mapping):
        raise _arguments.refusal(
            "environ",
            f"takes a mapping, such as os.environ, not {_arguments.what(environ)}; "
            "which of the provider's environments to use is said by environment=…",
        )
    return {
        name: _text(Argument(name, value))
        for name, value in environ.items()
        if isinstance(name, str) and name.startswith(prefix)
    }


def _text(argument: Argument, expected: str = "a string") -> str:
    """Only text: bytes or numbers would cross as something else."""
    if not isinstance(argument.value, str):
        raise _arguments.refusal(argument.name, f"takes {expected}, not {_arguments.what(argument.value)}")
    text = str.__str__(argument.value)
    if not _is_text(text):
        raise _arguments.refusal(argument.name, "holds a character that is no text")
    return text
