from typing import Literal

from platform_api.model import Model


class DeliveryRow(Model, frozen=True):
    """What became of one workflow."""

    id: str
    workflow: str
    tenant: str
    call: str
    status: Literal["begun", "tried", "done", "dead", "skipped"]
    attempts: int
    why: str
    reference: str
    """How the other side knows it."""
    changed_unix_ms: int


class Deliveries(Model, frozen=True):
    """What became of workflows, the last changed first."""

    items: tuple[DeliveryRow, ...]
