# ---- __init__.py
    from .models import ThingDone as ThingDone
    from .models import ThingEvent as ThingEvent
    from .models import ThingGone as ThingGone
# ---- models.py
from typing import TYPE_CHECKING, Any, Literal
from .._model import Model, tagged_union
    "ThingDone",
    "ThingEvent",
    "ThingGone",
class ThingDone(
    Model,
    kw_only=True,
    tag_field="event",
    tag="done",
):
    """A thing is done.
    """
    thing: str | None = None
    """To which."""
class ThingGone(
    Model,
    kw_only=True,
    tag_field="event",
    tag="gone",
):
    """A thing is gone.
    """
if TYPE_CHECKING:
    ThingEvent: TypeAlias = ThingDone | ThingGone | dict[str, Any]
    """Something happened to a thing.
    What fits none of them is kept as it came, as a dictionary.
    """
else:
    ThingEvent = tagged_union("ThingEvent", "event", {"done": ThingDone, "gone": ThingGone, })
# ---- _client.py
from .. import _webhook
    from collections.abc import Mapping, Sequence
    from datetime import timedelta
    from .._webhook import WebhookHeaders
    @staticmethod
    def verify_webhook(
        body: bytes | bytearray | memoryview,
        headers: WebhookHeaders,
        secret: str | Sequence[str],
        *,
        tolerance: float | timedelta | None = None,
    ) -> models.ThingEvent:
        """Verifies that a delivery of a webhook is Sample's and as it left there, and reads it.
            event = Sample.verify_webhook(request.body, request.headers, secret)
        It needs no client and does not wait.
        Args:
            body: The bytes as they arrived, before anything has parsed or decoded them.
            headers: The request's headers, as a mapping or as pairs. Case does not matter.
            secret: The secret of the webhook. Several, while one takes the place of another: it is enough
                that one fits.
            tolerance: How far `X-Sample-Time` may be from now, in either direction, in seconds. That time
                is not signed, and it is the event's, which a retry days later may keep: so it is not looked
                at unless this is given, and what protects against repetition is to note which events were
                dealt with.
        Raises:
            WebhookVerificationError: The signature is missing, malformed or does not fit, or the time does not. Answer 400, and do nothing.
            DecodeError: It is signed, and not an event.
            ConfigurationError: An argument is wrong: the secret is empty, or the body was parsed already.
        """
        from . import models
        event: models.ThingEvent = _webhook.verify("sample", models.ThingEvent, body, headers, secret, tolerance)
        return event
# ---- _async_client.py
from .. import _webhook
    from collections.abc import Mapping, Sequence
    from datetime import timedelta
    from .._webhook import WebhookHeaders
    @staticmethod
    def verify_webhook(
        body: bytes | bytearray | memoryview,
        headers: WebhookHeaders,
        secret: str | Sequence[str],
        *,
        tolerance: float | timedelta | None = None,
    ) -> models.ThingEvent:
        """Verifies that a delivery of a webhook is Sample's and as it left there, and reads it.
            event = AsyncSample.verify_webhook(request.body, request.headers, secret)
        It needs no client and does not wait: there is nothing to await.
        Args:
            body: The bytes as they arrived, before anything has parsed or decoded them.
            headers: The request's headers, as a mapping or as pairs. Case does not matter.
            secret: The secret of the webhook. Several, while one takes the place of another: it is enough
                that one fits.
            tolerance: How far `X-Sample-Time` may be from now, in either direction, in seconds. That time
                is not signed, and it is the event's, which a retry days later may keep: so it is not looked
                at unless this is given, and what protects against repetition is to note which events were
                dealt with.
        Raises:
            WebhookVerificationError: The signature is missing, malformed or does not fit, or the time does not. Answer 400, and do nothing.
            DecodeError: It is signed, and not an event.
            ConfigurationError: An argument is wrong: the secret is empty, or the body was parsed already.
        """
        from . import models
        event: models.ThingEvent = _webhook.verify("sample", models.ThingEvent, body, headers, secret, tolerance)
        return event
