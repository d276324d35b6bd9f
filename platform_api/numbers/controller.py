from litestar import Controller, get
from litestar.di import NamedDependency

from platform_api.guard import route
from platform_api.numbers.models import NumberRow, Numbers
from spine.projections.store import Views


class NumbersController(Controller):
    """Numbers, and whose they are."""

    path = "/api/numbers"
    tags = ("tenants",)

    @get(operation_id="ListNumbers", **route("operator"))
    def every(self, views: NamedDependency[Views]) -> Numbers:
        """Return every number that is answered, and for whom."""
        items = (
            NumberRow(number=row.number, tenant=row.tenant, config=row.config, version=row.version)
            for row in views.numbers()
        )
        return Numbers(items=tuple(items))
