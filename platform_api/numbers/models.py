from platform_api.model import Model


class NumberRow(Model, frozen=True):
    """Whose a number is."""

    number: str
    """E.164."""
    tenant: str
    config: str
    version: int


class Numbers(Model, frozen=True):
    """Every number that is answered, in order."""

    items: tuple[NumberRow, ...]
