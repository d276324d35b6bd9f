"""Sessions, one-time links and keys, in the tables beside the log. Blocks: call it off the loop."""

import secrets
import time
from collections.abc import Callable
from typing import Any, Final

import msgspec
from sqlalchemy import Row, delete, insert, select, update

from platform_api.access.tables import api_keys, links, sessions
from platform_api.access.tokens import LONGEST, hash_token, new_key, new_token, well_formed
from platform_api.identity import Identity
from spine.events.note import Role
from spine.ids import NOBODY, TenantId
from spine.log.sql import SqlCallLog

MINUTE: Final = 60_000
HOUR: Final = 60 * MINUTE
DAY: Final = 24 * HOUR
LINK_MS: Final[dict[Role, int]] = {"operator": 15 * MINUTE, "customer": 7 * DAY}
IDLE_MS: Final[dict[Role, int]] = {"operator": 2 * HOUR, "customer": 14 * DAY}
WHOLE_MS: Final[dict[Role, int]] = {"operator": 12 * HOUR, "customer": 60 * DAY}
SEEN_EVERY_MS: Final = MINUTE
"""How exactly the last use of a session or a key is known: not every reading writes."""
NEVER: Final = 1 << 53
"""Largest whole number that JavaScript has."""

Now = Callable[[], int]


def unix_ms() -> int:
    """Return the wall clock, in milliseconds."""
    return time.time_ns() // 1_000_000


class Link(msgspec.Struct, frozen=True):
    """A one-time link, as it is handed out."""

    token: str
    expires_unix_ms: int


class Opened(msgspec.Struct, frozen=True):
    """A session, as it is handed out."""

    token: str
    identity: Identity


class Key(msgspec.Struct, frozen=True):
    """What may be shown of a key."""

    id: str
    name: str
    role: Role
    tenant: TenantId
    made_unix_ms: int
    used_unix_ms: int | None
    revoked_unix_ms: int | None


class Access:
    """Who may come in."""

    def __init__(self, log: SqlCallLog, now: Now = unix_ms) -> None:
        """Keep it where the log is."""
        self._log = log
        self._now = now

    def make_link(self, role: Role, tenant: TenantId = NOBODY) -> Link:
        """Make a link that opens one session, once."""
        token, now = new_token(), self._now()
        row = {
            "hash": hash_token(token),
            "role": role,
            "tenant": tenant,
            "made_unix_ms": now,
            "expires_unix_ms": now + LINK_MS[role],
        }
        with self._log.writing() as connection:
            connection.execute(delete(links).where(links.c.expires_unix_ms < now - DAY))
            connection.execute(insert(links).values(row))
        return Link(token, now + LINK_MS[role])

    def open_session(self, link: str, replacing: str | None = None) -> Opened | None:
        """Use a link up for a new session; None if it is unknown, used or too old.

        Args:
            link: The link's token.
            replacing: The session that the browser had: it ends.
        """
        if len(link) > LONGEST:
            return None
        now = self._now()
        unused = (
            links.c.hash == hash_token(link),
            links.c.used_unix_ms.is_(None),
            links.c.expires_unix_ms > now,
        )
        used = update(links).where(*unused).values(used_unix_ms=now)
        with self._log.writing() as connection:
            found = connection.execute(used.returning(links.c.role, links.c.tenant)).first()
            if found is None:
                return None
            connection.execute(delete(sessions).where(sessions.c.expires_unix_ms <= now))
            if replacing is not None:
                gone = sessions.c.hash == hash_token(replacing)
                connection.execute(delete(sessions).where(gone))
            token = new_token()
            row = {
                "hash": hash_token(token),
                "role": found.role,
                "tenant": found.tenant,
                "made_unix_ms": now,
                "seen_unix_ms": now,
                "expires_unix_ms": now + WHOLE_MS[found.role],
            }
            connection.execute(insert(sessions).values(row))
        return Opened(token, _session(row["hash"], found.role, found.tenant, now, row))

    def find_session(self, token: str) -> Identity | None:
        """Return whose session this is, if it is one and is not over."""
        if len(token) > LONGEST:
            return None
        now = self._now()
        query = select(sessions).where(sessions.c.hash == hash_token(token))
        with self._log.engine.connect() as connection:
            row = connection.execute(query).mappings().first()
        if row is None:
            return None
        identity = _session(row["hash"], row["role"], row["tenant"], row["seen_unix_ms"], row)
        if identity.expires_unix_ms <= now:
            return None
        if now - row["seen_unix_ms"] < SEEN_EVERY_MS:
            return identity
        seen = update(sessions).where(sessions.c.hash == row["hash"]).values(seen_unix_ms=now)
        with self._log.writing() as connection:
            connection.execute(seen)
        return _session(row["hash"], row["role"], row["tenant"], now, row)

    def has_session(self, token: str) -> bool:
        """Say whether this is a session that is not over; looking is no use of it."""
        query = select(sessions).where(sessions.c.hash == hash_token(token))
        with self._log.engine.connect() as connection:
            row = connection.execute(query).mappings().first()
        if row is None:
            return False
        who = _session(row["hash"], row["role"], row["tenant"], row["seen_unix_ms"], row)
        return who.expires_unix_ms > self._now()

    def close_session(self, token: str) -> None:
        """End a session; again is harmless."""
        with self._log.writing() as connection:
            connection.execute(delete(sessions).where(sessions.c.hash == hash_token(token)))

    def make_key(self, name: str, role: Role, tenant: TenantId = NOBODY) -> tuple[Key, str]:
        """Make a key; the second is the key itself, which is never to be had again."""
        secret, now = new_key(), self._now()
        key = Key(secrets.token_hex(8), name, role, tenant, now, None, None)
        row = msgspec.structs.asdict(key) | {"hash": hash_token(secret)}
        with self._log.writing() as connection:
            connection.execute(insert(api_keys).values(row))
        return key, secret

    def find_key(self, secret: str) -> Identity | None:
        """Return whose key this is, if it is one and was not revoked."""
        if not well_formed(secret):
            return None
        now = self._now()
        query = select(api_keys).where(
            api_keys.c.hash == hash_token(secret), api_keys.c.revoked_unix_ms.is_(None)
        )
        with self._log.engine.connect() as connection:
            row = connection.execute(query).first()
        if row is None:
            return None
        if now - (row.used_unix_ms or 0) >= SEEN_EVERY_MS:
            used = update(api_keys).where(api_keys.c.id == row.id).values(used_unix_ms=now)
            with self._log.writing() as connection:
                connection.execute(used)
        return Identity(
            role=row.role, tenant=row.tenant, via="key", ref=row.id, expires_unix_ms=NEVER
        )

    def every_key(self) -> tuple[Key, ...]:
        """Return every key, the newest first, revoked ones too."""
        query = select(api_keys).order_by(api_keys.c.made_unix_ms.desc(), api_keys.c.id)
        with self._log.engine.connect() as connection:
            return tuple(_key(row) for row in connection.execute(query))

    def revoke_key(self, key_id: str) -> Key | None:
        """Make a key worth nothing; None if there is no such key, or no longer."""
        live = (api_keys.c.id == key_id, api_keys.c.revoked_unix_ms.is_(None))
        revoke = update(api_keys).where(*live).values(revoked_unix_ms=self._now())
        with self._log.writing() as connection:
            row = connection.execute(revoke.returning(api_keys)).first()
        return None if row is None else _key(row)


def _session(ref: Any, role: Role, tenant: Any, seen: int, row: Any) -> Identity:
    idle = seen + IDLE_MS[role]
    return Identity(
        role=role,
        tenant=TenantId(tenant),
        via="session",
        ref=ref,
        expires_unix_ms=min(idle, row["expires_unix_ms"]),
    )


def _key(row: Row[Any]) -> Key:
    return Key(*(getattr(row, name) for name in Key.__struct_fields__))
