from typing import Annotated

import msgspec

from platform_api.access.store import Key
from platform_api.model import Model
from spine.events.note import Role

Name = Annotated[str, msgspec.Meta(min_length=1, max_length=100)]


class WantedKey(Model, frozen=True):
    """What a key is for."""

    name: Name
    """Stands in the audit: a program's, never a person's."""
    tenant: Name | None = None
    """Whose calls it may see; without it, an operator's key."""


class ApiKey(Model, frozen=True):
    """What may be shown of a key."""

    id: str
    name: str
    role: Role
    tenant: str
    made_unix_ms: int
    used_unix_ms: int | None
    """To the minute."""
    revoked_unix_ms: int | None


class MadeKey(Model, frozen=True):
    """A new key, shown this once."""

    key: ApiKey
    secret: str
    """Send it as `Authorization: Bearer <secret>`."""


class Keys(Model, frozen=True):
    """Every key, the newest first."""

    items: tuple[ApiKey, ...]


def shown(key: Key) -> ApiKey:
    """Return a key as it goes out."""
    return ApiKey(
        id=key.id,
        name=key.name,
        role=key.role,
        tenant=key.tenant,
        made_unix_ms=key.made_unix_ms,
        used_unix_ms=key.used_unix_ms,
        revoked_unix_ms=key.revoked_unix_ms,
    )
