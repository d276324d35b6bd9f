from typing import Annotated, Any

from litestar import Controller, Request, get
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from platform_api.guard import route
from platform_api.identity import Identity
from platform_api.ports import Pulse
from platform_api.today.models import Today
from platform_api.today.service import Days
from spine.ids import NOBODY


class TodayController(Controller):
    """The day so far."""

    path = "/api/today"
    tags = ("calls",)

    @get(operation_id="GetToday", **route("signed_in", 404))
    def today(
        self,
        request: Request[Identity, str | None, Any],
        days: NamedDependency[Days],
        pulse: NamedDependency[Pulse],
        tenant: Annotated[str | None, QueryParameter(min_length=1, max_length=100)] = None,
    ) -> Today:
        """Return what came of today's calls: of one business, or for operators of all."""
        scope = request.user.scope(tenant)
        return days.today(scope, online=pulse.online(scope or NOBODY))
