"""Makes and revokes keys, for the API and for the command line. Blocks."""

from datetime import UTC, datetime

from platform_api.access.store import Access, Key
from spine.errors import RequestError
from spine.events.note import KeyMade, KeyRevoked, Role
from spine.ids import NOBODY, TenantId
from spine.log.note import audit_of, note
from spine.log.sql import SqlCallLog


class KeyNotFoundError(RequestError):
    """There is no such key, or it is revoked already."""

    code = "key.not_found"
    exit_code = 3

    def __init__(self, key: str) -> None:
        super().__init__(f"there is no key {key!r} that could be revoked")


def issue(log: SqlCallLog, name: str, tenant: TenantId | None = None) -> tuple[Key, str]:
    """Make a key: an operator's, or one tenant's; the second is the secret, never kept."""
    role: Role = "operator" if tenant is None else "customer"
    owner = tenant or NOBODY
    key, secret = Access(log).make_key(name, role, owner)
    made = KeyMade(name=name, role=role, tenant=owner)
    note(log, audit_of(owner), made, now=datetime.now(UTC))
    return key, secret


def revoke(log: SqlCallLog, key_id: str) -> Key:
    """Make a key worth nothing, from the next request on.

    Raises:
        KeyNotFoundError: If there is none, or no longer.
    """
    key = Access(log).revoke_key(key_id)
    if key is None:
        raise KeyNotFoundError(key_id)
    note(log, audit_of(key.tenant), KeyRevoked(name=key.name), now=datetime.now(UTC))
    return key
