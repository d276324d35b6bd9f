from platform_api.model import Model


class Hour(Model, frozen=True):
    """One hour of the day."""

    hour: int
    """0 to 23, local."""
    calls: int


class Today(Model, frozen=True):
    """What came of today's calls."""

    answered: int
    missed: int
    """Calls that nobody took, and those that we turned away."""
    leads: int
    transferred: int
    online: bool
    """Whether a call would be answered now."""
    since: str
    """When the day began where the business is, ISO 8601 with offset."""
    hours: tuple[Hour, ...]
