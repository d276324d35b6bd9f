from litestar import Controller, delete, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from platform_api.access.store import Access
from platform_api.guard import route
from platform_api.keys.issuing import issue, revoke
from platform_api.keys.models import Keys, MadeKey, WantedKey, shown
from platform_api.problems import not_found
from spine.ids import TenantId
from spine.projections.store import Views


class KeysController(Controller):
    """Keys for programs."""

    path = "/api/keys"
    tags = ("access",)

    @get(operation_id="ListKeys", **route("operator"))
    def every(self, access: NamedDependency[Access]) -> Keys:
        """Return every key, revoked ones too; none of the secrets."""
        return Keys(items=tuple(shown(key) for key in access.every_key()))

    @post(operation_id="MakeKey", status_code=200, **route("operator", 404, 413))
    def make(self, data: JSONBody[WantedKey], views: NamedDependency[Views]) -> MadeKey:
        """Make a key; its secret is shown this once."""
        tenant = None if data.tenant is None else TenantId(data.tenant)
        if tenant is not None and views.tenant(tenant) is None:
            raise not_found("tenant")
        key, secret = issue(views.log, data.name, tenant)
        return MadeKey(key=shown(key), secret=secret)

    @delete("/{key_id:str}", operation_id="RevokeKey", **route("operator", 404))
    def revoke(self, key_id: FromPath[str], views: NamedDependency[Views]) -> None:
        """Make a key worth nothing, from the next request on."""
        revoke(views.log, key_id)
