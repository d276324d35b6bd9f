"""The log's tables; `migrations/` brings a database to them."""

from typing import Final

from sqlalchemy import (
    BigInteger,
    Column,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    UniqueConstraint,
)

metadata: Final = MetaData()

_Position = BigInteger().with_variant(Integer, "sqlite")
"""SQLite numbers rows by itself only where the type is INTEGER."""

events: Final = Table(
    "events",
    metadata,
    Column("pos", _Position, primary_key=True, autoincrement=True),
    Column("stream", String(16), nullable=False),
    Column("stream_id", String(100), nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("type", String(100), nullable=False),
    Column("tenant", String(100), nullable=False),
    Column("occurred_at_ms", BigInteger, nullable=False),
    Column("prev", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
    Column("body", LargeBinary, nullable=False),
    UniqueConstraint("stream", "stream_id", "seq", name="events_place"),
)

quarantine: Final = Table(
    "quarantine",
    metadata,
    Column("pos", _Position, primary_key=True, autoincrement=True),
    Column("place", String(150), nullable=False),
    Column("cause", String(100), nullable=False),
    Column("hash", String(64), nullable=False),
    Column("body", LargeBinary, nullable=False),
    UniqueConstraint("place", "hash", name="quarantine_once"),
)
