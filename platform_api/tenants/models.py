from typing import Literal

from platform_api.model import Model
from spine.projections import rows


class TenantRow(Model, frozen=True):
    """A business that takes calls."""

    tenant: str
    name: str
    config: str
    version: int
    numbers: tuple[str, ...]


class Tenants(Model, frozen=True):
    """Every business, by id."""

    items: tuple[TenantRow, ...]


class ConfigRow(Model, frozen=True):
    """One push of a configuration."""

    tenant: str
    version: int
    """0 of a refused one."""
    config: str
    name: str
    trials: int
    status: Literal["pushed", "active", "superseded", "refused"]
    pushed_unix_ms: int
    activated_unix_ms: int | None
    why: str


class Configs(Model, frozen=True):
    """A business's pushes, the last first."""

    items: tuple[ConfigRow, ...]


def tenant_row(row: rows.TenantRow) -> TenantRow:
    """Return a business as it goes out."""
    return TenantRow(
        tenant=row.tenant,
        name=row.name,
        config=row.config,
        version=row.version,
        numbers=row.numbers,
    )


def config_row(row: rows.ConfigRow) -> ConfigRow:
    """Return a push as it goes out."""
    return ConfigRow(
        tenant=row.tenant,
        version=row.version,
        config=row.config,
        name=row.name,
        trials=row.trials,
        status=row.status,
        pushed_unix_ms=row.pushed_unix_ms,
        activated_unix_ms=row.activated_unix_ms or None,
        why=row.why,
    )
