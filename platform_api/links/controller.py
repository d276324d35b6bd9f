from typing import Any

from litestar import Controller, Request, post
from litestar.di import NamedDependency
from litestar.params import JSONBody

from platform_api.guard import route
from platform_api.identity import Identity
from platform_api.links.inviting import invite
from platform_api.links.models import MadeLink, WantedLink
from platform_api.problems import not_found
from spine.ids import TenantId
from spine.projections.store import Views
from spine.settings import Api


class LinksController(Controller):
    """One-time links for customers."""

    path = "/api/links"
    tags = ("access",)

    @post(operation_id="MakeLink", status_code=200, **route("operator", 404, 413))
    def make(
        self,
        request: Request[Identity, str | None, Any],
        data: JSONBody[WantedLink],
        views: NamedDependency[Views],
        api: NamedDependency[Api],
    ) -> MadeLink:
        """Make a link for a business that takes calls."""
        tenant = TenantId(data.tenant)
        if views.tenant(tenant) is None:
            raise not_found("tenant")
        return invite(views.log, api, "customer", tenant, by=request.user.ref[:12])
