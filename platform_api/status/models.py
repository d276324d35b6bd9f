from typing import Literal

from platform_api.model import Model

Shape = Literal["embedded", "stack"]


class PartRow(Model, frozen=True):
    """How one part of what is up does."""

    name: str
    well: bool
    detail: str


class Status(Model, frozen=True):
    """How all of it does."""

    shape: Shape
    core: str
    """The Voice Core that new calls are held with."""
    position: int
    """Up to where the views have the log."""
    lag: int
    """Events that they have not."""
    parts: tuple[PartRow, ...]


class Health(Model, frozen=True):
    """We answer."""

    status: Literal["well"]
