"""Who may come in: what is secret is here by its SHA-256 only. `migrations/` makes these."""

from typing import Final

from sqlalchemy import BigInteger, Column, MetaData, String, Table

metadata: Final = MetaData()

sessions: Final = Table(
    "sessions",
    metadata,
    Column("hash", String(64), primary_key=True),
    Column("role", String(16), nullable=False),
    Column("tenant", String(100), nullable=False),
    Column("made_unix_ms", BigInteger, nullable=False),
    Column("seen_unix_ms", BigInteger, nullable=False),
    Column("expires_unix_ms", BigInteger, nullable=False, index=True),
)

links: Final = Table(
    "links",
    metadata,
    Column("hash", String(64), primary_key=True),
    Column("role", String(16), nullable=False),
    Column("tenant", String(100), nullable=False),
    Column("made_unix_ms", BigInteger, nullable=False),
    Column("expires_unix_ms", BigInteger, nullable=False, index=True),
    Column("used_unix_ms", BigInteger),
)

api_keys: Final = Table(
    "api_keys",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("hash", String(64), nullable=False, unique=True),
    Column("name", String(100), nullable=False),
    Column("role", String(16), nullable=False),
    Column("tenant", String(100), nullable=False),
    Column("made_unix_ms", BigInteger, nullable=False),
    Column("used_unix_ms", BigInteger),
    Column("revoked_unix_ms", BigInteger),
)
