"""Who asks."""

from typing import Literal

import msgspec

from platform_api.problems import not_found
from spine.events.note import Role
from spine.ids import NOBODY, TenantId


class Identity(msgspec.Struct, frozen=True, kw_only=True):
    """A person with a session or a program with a key."""

    role: Role
    tenant: TenantId
    """`NOBODY` of an operator, who may see all."""
    via: Literal["session", "key"]
    ref: str
    """Hash of the session's id, or the key's id: names the asker in limits."""
    expires_unix_ms: int

    @property
    def operates(self) -> bool:
        """Say whether this is one of us."""
        return self.role == "operator"

    def may_see(self, tenant: TenantId) -> bool:
        """Say whether what is this tenant's may be shown."""
        return self.operates or (tenant != NOBODY and tenant == self.tenant)

    def scope(self, asked: str | None) -> TenantId | None:
        """Return the tenant to show; None for all of them.

        Raises:
            Refused: 404, if another's was asked for.
        """
        if self.operates:
            return TenantId(asked) if asked else None
        if asked and asked != self.tenant:
            raise not_found("tenant")
        return self.tenant
