from typing import Annotated

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, PathParameter

from platform_api.guard import route
from platform_api.ports import Activate
from platform_api.problems import not_found
from platform_api.tenants.models import (
    ConfigRow,
    Configs,
    TenantRow,
    Tenants,
    config_row,
    tenant_row,
)
from spine.ids import TenantId
from spine.projections.store import Views


class TenantsController(Controller):
    """Businesses, and what their calls are held with."""

    path = "/api/tenants"
    tags = ("tenants",)

    @get(operation_id="ListTenants", **route("operator"))
    def every(self, views: NamedDependency[Views]) -> Tenants:
        """Return every business that takes calls, by id."""
        return Tenants(items=tuple(tenant_row(row) for row in views.tenants()))

    @get("/{tenant:str}", operation_id="GetTenant", **route("operator", 404))
    def one(self, tenant: FromPath[str], views: NamedDependency[Views]) -> TenantRow:
        """Return one business."""
        row = views.tenant(TenantId(tenant))
        if row is None:
            raise not_found("tenant")
        return tenant_row(row)

    @get("/{tenant:str}/configs", operation_id="ListConfigs", **route("operator", 404))
    def configs(self, tenant: FromPath[str], views: NamedDependency[Views]) -> Configs:
        """Return a business's pushes, the last first, refused ones too."""
        rows = views.configs(TenantId(tenant))
        if not rows:
            raise not_found("tenant")
        return Configs(items=tuple(config_row(row) for row in rows))

    @post(
        "/{tenant:str}/configs/{version:int}/activate",
        operation_id="ActivateConfig",
        status_code=200,
        **route("operator", 404, 409, 422, 503),
    )
    def activate(
        self,
        tenant: FromPath[str],
        version: Annotated[int, PathParameter(ge=1, le=1_000_000)],
        views: NamedDependency[Views],
        activate: NamedDependency[Activate],
    ) -> ConfigRow:
        """Hold new calls with this version; a call in progress keeps its own."""
        owner = TenantId(tenant)
        if all(row.version != version for row in views.configs(owner)):
            raise not_found("config")
        activate(owner, version)
        views.catch_up()
        return next(config_row(row) for row in views.configs(owner) if row.version == version)
