"""`spotfunnel key`: keys for programs that use the API."""

import sys
from typing import TYPE_CHECKING, Final

from cyclopts import App

if TYPE_CHECKING:
    from spine.log.sql import SqlCallLog

OK: Final = 0

app = App(name="key", help="Keys for programs that use the API.")


@app.command
def add(name: str, *, tenant: str | None = None) -> int:
    """Make a key and print it, this once: an operator's, or one for a tenant's calls alone.

    Exit code 0: made; 3: there is no such tenant.

    Example: spotfunnel key add reporting --tenant harbour-plumbing

    Args:
        name: What it is for; stands in the audit.
        tenant: Whose calls it may see; without it, everything.
    """
    from cli.access import known_tenant
    from platform_api.keys.issuing import issue

    with _log() as log:
        key, secret = issue(log, name, None if tenant is None else known_tenant(log, tenant))
    print(secret)
    print(f"key {key.id}, {key.role}; send it as `Authorization: Bearer …`", file=sys.stderr)
    return OK


@app.command(name="list")
def list_keys(*, json: bool = False) -> int:
    """List keys: what for, whose, when used last.

    Args:
        json: Print one JSON document.
    """
    import msgspec
    from rich.console import Console
    from rich.table import Table

    from platform_api.access.store import Access

    with _log() as log:
        keys = Access(log).every_key()
    if json:
        sys.stdout.buffer.write(msgspec.json.encode({"keys": keys}) + b"\n")
        return OK
    table = Table("id", "name", "role", "tenant", "made", "last used", "revoked", box=None)
    for key in keys:
        times = (key.made_unix_ms, key.used_unix_ms, key.revoked_unix_ms)
        table.add_row(key.id, key.name, key.role, key.tenant, *map(_when, times))
    Console(highlight=False, markup=False, soft_wrap=True).print(table)
    return OK


@app.command
def revoke(key: str) -> int:
    """Make a key worth nothing, from the next request on.

    Exit code 0: revoked; 3: there is no such key, or no longer.

    Args:
        key: Its id, as `key list` shows it.
    """
    from platform_api.keys.issuing import revoke as revoke_key

    with _log() as log:
        gone = revoke_key(log, key)
    print(f"key {gone.id} ({gone.name}) is revoked")
    return OK


def _log() -> "SqlCallLog":
    from spine.home import find_home
    from spine.log.open import open_log

    return open_log(find_home())


def _when(unix_ms: int | None) -> str:
    from datetime import UTC, datetime

    if unix_ms is None:
        return ""
    return f"{datetime.fromtimestamp(unix_ms / 1_000, UTC):%Y-%m-%d %H:%M}Z"
