from typing import Annotated

from litestar import Controller, get
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from platform_api.deliveries.models import Deliveries, DeliveryRow
from platform_api.guard import route
from spine.ids import CallId, TenantId
from spine.projections.store import Views


class DeliveriesController(Controller):
    """What follows calls."""

    path = "/api/deliveries"
    tags = ("deliveries",)

    @get(operation_id="ListDeliveries", **route("operator"))
    def every(
        self,
        views: NamedDependency[Views],
        tenant: Annotated[str | None, QueryParameter(min_length=1, max_length=100)] = None,
        call: Annotated[str | None, QueryParameter(min_length=1, max_length=100)] = None,
        limit: Annotated[int, QueryParameter(ge=1, le=100)] = 50,
    ) -> Deliveries:
        """Return what became of workflows, the last changed first."""
        rows = views.deliveries(
            None if tenant is None else TenantId(tenant),
            call=None if call is None else CallId(call),
            limit=limit,
        )
        items = (
            DeliveryRow(
                id=row.id,
                workflow=row.workflow,
                tenant=row.tenant,
                call=row.call,
                status=row.status,
                attempts=row.attempts,
                why=row.why,
                reference=row.reference,
                changed_unix_ms=row.changed_unix_ms,
            )
            for row in rows
        )
        return Deliveries(items=tuple(items))
