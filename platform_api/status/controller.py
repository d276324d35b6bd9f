from litestar import Controller, get
from litestar.di import NamedDependency

from platform_api.guard import route
from platform_api.parts import About
from platform_api.ports import Pulse
from platform_api.status.models import Health, PartRow, Status
from spine.projections.store import Views


class StatusController(Controller):
    """How we do."""

    path = "/api"
    tags = ("status",)

    @get("/status", operation_id="GetStatus", **route("operator", 503))
    def status(
        self,
        views: NamedDependency[Views],
        pulse: NamedDependency[Pulse],
        about: NamedDependency[About],
    ) -> Status:
        """Return how each part does, and how far the views are behind the log."""
        return Status(
            shape=about.shape,
            core=about.core,
            position=views.position(),
            lag=views.lag(),
            parts=tuple(
                PartRow(name=part.name, well=part.well, detail=part.detail)
                for part in pulse.parts()
            ),
        )

    @get("/health", operation_id="GetHealth", sync_to_thread=False, **route("public", blocks=False))
    def health(self) -> Health:
        """Say that we answer; nothing of how."""
        return Health(status="well")
