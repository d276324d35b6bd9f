"""`spotfunnel link`: a one-time link that signs somebody in."""

import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from spine.events.note import Role

OK: Final = 0


def link(*, tenant: str | None = None, json: bool = False) -> int:
    """Make a link that opens the dashboard, once: an operator's, or a customer's of one tenant.

    An operator's is good for 15 minutes, a customer's for 7 days.

    Exit code 0: made; 1: nobody serves it; 3: there is no such tenant.

    Example: spotfunnel link --tenant harbour-plumbing

    Args:
        tenant: Whose customer may come in; without it, an operator.
        json: Print one JSON document.
    """
    import msgspec

    from cli.access import known_tenant
    from platform_api.links.inviting import invite
    from spine.errors import EnvironmentNeedsError
    from spine.home import find_home
    from spine.ids import NOBODY
    from spine.log.open import open_log
    from spine.settings import Api, read_section

    home = find_home()
    api = read_section(Api, home=home)
    if not api.port and not api.public_url:
        raise EnvironmentNeedsError("the API is not up, so its port is unknown: spotfunnel up")
    with open_log(home) as log:
        owner = NOBODY if tenant is None else known_tenant(log, tenant)
        role: Role = "operator" if tenant is None else "customer"
        made = invite(log, api, role, owner, by="cli")
    if json:
        sys.stdout.buffer.write(msgspec.json.encode(made) + b"\n")
        return OK
    until = datetime.fromtimestamp(made.expires_unix_ms / 1_000, UTC).astimezone()
    print(made.url)
    print(f"good once, until {until:%d %b %Y, %H:%M %Z}", file=sys.stderr)
    return OK
