"""Makes one-time links, for the API and for the command line. Blocks."""

from datetime import UTC, datetime

from platform_api.access.store import Access
from platform_api.links.models import MadeLink
from spine.events.note import LinkMade, Role
from spine.ids import NOBODY, TenantId
from spine.log.note import audit_of, note
from spine.log.sql import SqlCallLog
from spine.settings import Api


def invite(
    log: SqlCallLog, api: Api, role: Role, tenant: TenantId = NOBODY, by: str = ""
) -> MadeLink:
    """Make a link and write down that it was made.

    Args:
        log: The log; sessions are beside it.
        api: Where people reach us; its port must be the one that is served.
        role: What the link makes of whoever has it.
        tenant: Whose customer; `NOBODY` of an operator.
        by: Who made it: a session's or key's name in the audit, or `cli`.
    """
    link = Access(log).make_link(role, tenant)
    where = audit_of(tenant)
    note(log, where, LinkMade(role=role, tenant=tenant, by=by), now=datetime.now(UTC))
    return MadeLink(url=f"{address(api)}/open#{link.token}", expires_unix_ms=link.expires_unix_ms)


def address(api: Api) -> str:
    """Return what links begin with."""
    return api.public_url.rstrip("/") or f"http://{_host(api.host)}:{api.port}"


def _host(host: str) -> str:
    everywhere = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}  # noqa: S104 - said, not listened on
    return everywhere.get(host, f"[{host}]" if ":" in host else host)
