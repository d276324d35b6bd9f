"""What `activate` and `versions` of `spotfunnel config` do."""

import json
from datetime import UTC, datetime

import msgspec
from rich.console import Console
from rich.table import Table

from cli.config.commands import OK
from cli.config.gate import open_gate
from spine.deployment import Deployment, UnknownTenantError, deployment_of
from spine.home import find_home
from spine.ids import TenantId
from spine.log.open import open_log


def activate_version(tenant: str, version: int) -> int:
    """Activate a version that was pushed before; a roll-back is the same thing.

    Raises:
        RequestError: If there is no such version, a number is taken, or somebody was quicker.
    """
    home = find_home()
    with open_log(home) as log:
        seen = deployment_of(log, TenantId(tenant))
        active = open_gate(home, log).activate(seen, version, datetime.now(UTC))
    before = 0 if seen.active is None else seen.active.version
    if before == version:
        print(f"{active.name} ({tenant}): version {version} is active already")
    else:
        was = f", before it was version {before}" if before else ""
        print(f"{active.name} ({tenant}): version {version} is active from the next call on{was}")
    return OK


def list_versions(tenant: str, *, as_json: bool) -> int:
    """Print a tenant's versions and refusals, the last first.

    Raises:
        UnknownTenantError: If nothing was ever pushed.
    """
    with open_log(find_home()) as log:
        seen = deployment_of(log, TenantId(tenant))
    if not seen.versions and not seen.refusals:
        raise UnknownTenantError(f"nothing was ever pushed for {tenant!r}")
    if as_json:
        print(json.dumps(msgspec.to_builtins(seen)))
        return OK
    console = Console(highlight=False, markup=False, soft_wrap=True)
    console.print(_table(seen))
    for one in reversed(seen.refusals):
        console.print(f"refused {_when(one.refused_unix_ms)}: {one.trial}: {one.why}")
    return OK


def _table(seen: Deployment) -> Table:
    table = Table("version", "status", "pushed (UTC)", "active (UTC)", "trials", "graph", box=None)
    for one in reversed(seen.versions):
        pushed, activated = _when(one.pushed_unix_ms), _when(one.activated_unix_ms)
        row = (str(one.version), one.status, pushed, activated, str(one.trials), one.config[:12])
        table.add_row(*row)
    return table


def _when(unix_ms: int | None) -> str:
    if unix_ms is None:
        return ""
    return datetime.fromtimestamp(unix_ms / 1_000, UTC).strftime("%Y-%m-%d %H:%M")
