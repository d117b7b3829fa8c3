# ---- __init__.py
    from .models import ThingEvent as ThingEvent
# ---- models.py
    "ThingEvent",
class ThingEvent(
    Model,
    kw_only=True,
):
    """Something happened.
    """
    event: str
    """What."""
    thing: str | None = None
    """To which."""
