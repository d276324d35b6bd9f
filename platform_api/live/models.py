"""What streams carry. OpenAPI has no words for a stream's events: these are its components."""

from platform_api.model import Model


class Ready(Model, frozen=True):
    """Event `ready`: whoever reads its lists now and follows from here misses nothing."""

    position: int


class Ended(Model, frozen=True):
    """Event `ended`: nothing follows."""

    outcome: str
    by: str
    duration_ms: int
