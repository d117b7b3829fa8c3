"""What can go wrong, as exceptions.

Every failure of a call is a [`SignbridgeError`][signbridge.SignbridgeError]; the class says what kind it is and the
attributes say the rest, the same for every provider and in every language:

    try:
        client.cases.create(title="Lease", ...)
    except signbridge.RateLimitedError as error:
        retry_at = time.time() + (error.retry_after or 60)
    except signbridge.SignbridgeError as error:
        if error.delivery == "maybe":
            ...  # the case may exist: look before creating it again

Cancellation is not among them: a cancelled task raises `asyncio.CancelledError`, as everywhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Literal

    Delivery = Literal["not_sent", "maybe", "answered"]

__all__ = [
    "Attempt",
    "AuthenticationError",
    "ConfigurationError",
    "ConflictError",
    "DecodeError",
    "FieldError",
    "InternalError",
    "InvalidRequestError",
    "NotFoundError",
    "PermissionDeniedError",
    "QuotaExceededError",
    "RateLimitedError",
    "SignbridgeError",
    "SignbridgeTimeoutError",
    "TransportError",
    "UnavailableError",
    "WebhookVerificationError",
]


class FieldError(NamedTuple):
    """What is wrong with one argument or member."""

    field: str
    """Its name as the provider writes it, with a path into lists and objects: `recipients[0].email`."""
    message: str
    """What is wrong with it."""


class Attempt(NamedTuple):
    """One time that a request was sent, or tried to be."""

    number: int
    """Counts from 1."""
    status: int | None
    """The HTTP status, if there was an answer."""
    error: str | None
    """The kind of its failure, as in `SignbridgeError.kind`; `None` for a success."""
    delivery: Delivery
    """`not_sent`, `maybe` (no answer came) or `answered`: at least the status of its answer arrived."""
    reason: str
    """What happened, and why it was or was not tried again."""
    duration: float
    """How long it took, in seconds."""
    backoff: float | None
    """How long was waited after it, in seconds; `None` after the last one."""


class SignbridgeError(Exception):
    """A call failed, or a client could not be made. The base of all exceptions of this package.

    Two of them are equal in every attribute after `pickle` or `copy`. `str()` never shows a response body.
    """

    kind: str = "internal"
    """What kind of failure it is, as a word that all languages share: `not_found`."""
    provider: str | None = None
    """Which provider: `nextsign`."""
    operation: str | None = None
    """Which call: `cases.get`."""
    message: str = ""
    """What happened, in one sentence. Contains no secret and no part of a response body."""
    status: int | None = None
    """HTTP status of the last answer, if there was one. NextSign reports some failures with 200."""
    code: str | None = None
    """The provider's own code for it."""
    request_id: str | None = None
    """The provider's name for the request, to quote to its support."""
    idempotency_key: str | None = None
    """The key by which the provider recognises a repetition, where it honours one. When `delivery` is `maybe`, call
    again with it and the same arguments to find out what became of the call."""
    fields: tuple[FieldError, ...] = ()
    """Which arguments or members are wrong, where that is known."""
    retryable: bool = False
    """Whether the same call may succeed later. The core has already retried what is safe to repeat."""
    retry_after: float | None = None
    """Seconds after which the provider asks to try again."""
    attempts: tuple[Attempt, ...] = ()
    """Every time the request was sent; empty if it never was."""
    delivery: Delivery = "not_sent"
    """Whether the provider may have acted: `not_sent` (it did not leave this machine whole, or was looked for and is
    certainly not there), `maybe` (a contract may have gone out: no answer came, it was cut or cannot be read, or it is a
    408 or 5xx) or `answered` (it is the provider's decision)."""
    body: str | None = None
    """An excerpt of the response body, bounded and redacted."""

    def __init__(
        self,
        message: str = "",
        *,
        kind: str | None = None,
        provider: str | None = None,
        operation: str | None = None,
        status: int | None = None,
        code: str | None = None,
        request_id: str | None = None,
        idempotency_key: str | None = None,
        fields: Iterable[FieldError] = (),
        retryable: bool = False,
        retry_after: float | None = None,
        attempts: Iterable[Attempt] = (),
        delivery: Delivery = "not_sent",
        body: str | None = None,
    ) -> None:
        super().__init__(message)
        self.kind = kind if kind is not None else type(self).kind
        self.provider = provider
        self.operation = operation
        self.message = message
        self.status = status
        self.code = code
        self.request_id = request_id
        self.idempotency_key = idempotency_key
        self.fields = tuple(fields)
        self.retryable = retryable
        self.retry_after = retry_after
        self.attempts = tuple(attempts)
        self.delivery = delivery
        self.body = body

    def __str__(self) -> str:
        facts = [self.kind]
        if self.status is not None:
            facts.append(f"HTTP {self.status}")
        if self.code is not None:
            facts.append(f"code {self.code}")
        if self.request_id is not None:
            facts.append(f"request id {self.request_id}")
        if len(self.attempts) > 1:
            facts.append(f"{len(self.attempts)} attempts")
        if self.delivery == "maybe":
            facts.append("it may have been processed")
        where = f"{self.operation}: " if self.operation else ""
        return f"{where}{self.message} ({', '.join(facts)})"

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self}>"


class ConfigurationError(SignbridgeError):
    """The client cannot be made: an argument or environment variable is missing or wrong."""

    kind = "configuration"


class AuthenticationError(SignbridgeError):
    """The provider does not accept the credential."""

    kind = "authentication"


class PermissionDeniedError(SignbridgeError):
    """The credential is good, but not for this."""

    kind = "permission_denied"


class NotFoundError(SignbridgeError):
    """There is no such thing, or not for this tenant, or no longer."""

    kind = "not_found"


class InvalidRequestError(SignbridgeError):
    """The arguments are wrong; `fields` names them. With `delivery == "not_sent"`, nothing was sent."""

    kind = "invalid_request"


class ConflictError(SignbridgeError):
    """The call does not fit the present state, such as something that exists already."""

    kind = "conflict"


class RateLimitedError(SignbridgeError):
    """Too many requests. The provider did not process this one; `retry_after` says when to try again."""

    kind = "rate_limited"


class QuotaExceededError(SignbridgeError):
    """An allowance or credit is used up. Waiting does not help."""

    kind = "quota_exceeded"


class UnavailableError(SignbridgeError):
    """The provider cannot answer properly just now."""

    kind = "unavailable"


class SignbridgeTimeoutError(SignbridgeError, TimeoutError):
    """There was no answer in time. Also a builtin `TimeoutError`; see `delivery` before repeating a create."""

    kind = "timeout"


class TransportError(SignbridgeError):
    """The connection could not be made, or broke."""

    kind = "transport"


class DecodeError(SignbridgeError):
    """The answer is not what the provider documents."""

    kind = "decode"


class WebhookVerificationError(SignbridgeError):
    """A webhook is not from the provider, is too old, or was changed on its way."""

    kind = "webhook_verification"


class InternalError(SignbridgeError):
    """A defect in signbridge. Please report it."""

    kind = "internal"


_CLASSES: dict[str, type[SignbridgeError]] = {
    each.kind: each
    for each in (
        ConfigurationError,
        AuthenticationError,
        PermissionDeniedError,
        NotFoundError,
        InvalidRequestError,
        ConflictError,
        RateLimitedError,
        QuotaExceededError,
        UnavailableError,
        SignbridgeTimeoutError,
        TransportError,
        DecodeError,
        WebhookVerificationError,
        InternalError,
    )
}


def _attempt(record: dict[str, Any]) -> Attempt:
    backoff = record.get("backoff_ms")
    return Attempt(
        number=record["number"],
        status=record.get("status"),
        error=record.get("error"),
        delivery=record["delivery"],
        reason=record.get("reason") or "",
        duration=record["duration_ms"] / 1000,
        backoff=None if backoff is None else backoff / 1000,
    )


def _from_record(record: dict[str, Any]) -> SignbridgeError:
    """The exception for the core's error record."""
    kind = record["kind"]
    return _CLASSES.get(kind, SignbridgeError)(
        record["message"],
        kind=kind,
        provider=record.get("provider"),
        operation=record.get("operation"),
        status=record.get("status"),
        code=record.get("code"),
        request_id=record.get("request_id"),
        idempotency_key=record.get("idempotency_key"),
        fields=[FieldError(each["field"], each["message"]) for each in record.get("fields") or ()],
        retryable=record.get("retryable", False),
        retry_after=record.get("retry_after"),
        attempts=[_attempt(each) for each in record.get("attempts") or ()],
        delivery=record.get("delivery", "not_sent"),
        body=record.get("body"),
    )


def _from_json(record: bytes) -> SignbridgeError:
    """Called by the native module for every error that crosses."""
    import msgspec  # not before the first error: importing signbridge stays cheap

    return _from_record(msgspec.json.decode(record))
