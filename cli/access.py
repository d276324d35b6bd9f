"""What the commands that let people and programs in have in common."""

from spine.errors import RequestError
from spine.ids import TenantId
from spine.log.sql import SqlCallLog
from spine.projections.store import Views


class UnknownTenantError(RequestError):
    """No business of that id takes calls here."""

    code = "tenant.unknown"
    exit_code = 3


def known_tenant(log: SqlCallLog, named: str) -> TenantId:
    """Return the id of a business that takes calls here.

    Raises:
        UnknownTenantError: If there is none; the message lists those that there are.
    """
    views = Views(log)
    views.catch_up()
    known = [row.tenant for row in views.tenants()]
    if named not in known:
        listed = ", ".join(known) or "none: spotfunnel config push FILE"
        raise UnknownTenantError(f"no tenant {named!r} takes calls here; there are: {listed}")
    return TenantId(named)
