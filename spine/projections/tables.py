"""Views of the log as tables: all of it can be thrown away and made again (`spotfunnel rebuild`).

What a caller said stands in them sealed, as in the log, and is opened when it is read: whoever
destroys a call's key has erased it here too, and nothing that makes a view needs a key.
"""

from typing import Final

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, LargeBinary, String, Table

from spine.log.schema import metadata

calls: Final = Table(
    "calls",
    metadata,
    Column("call", String(100), primary_key=True),
    Column("tenant", String(100), nullable=False),
    Column("dialled", String(100), nullable=False),
    Column("began_unix_ms", BigInteger, nullable=False),
    Column("last_unix_ms", BigInteger, nullable=False),
    Column("live", Boolean, nullable=False),
    Column("outcome", String(100), nullable=False),
    Column("ended_by", String(100), nullable=False),
    Column("duration_ms", BigInteger, nullable=False),
    Column("events", Integer, nullable=False),
    Column("lead", Boolean, nullable=False),
    Column("recorded", Boolean, nullable=False),
    Column("emergency", Boolean, nullable=False),
    Column("core", String(100), nullable=False),
    Column("config", String(100), nullable=False),
    Column("changed_pos", BigInteger, nullable=False),
    Index("calls_by_time", "began_unix_ms", "call"),
    Index("calls_by_tenant", "tenant", "began_unix_ms", "call"),
    Index("calls_by_change", "changed_pos"),
)

said: Final = Table(
    "said",
    metadata,
    Column("call", String(100), primary_key=True),
    Column("seq", BigInteger, primary_key=True),
    Column("body", LargeBinary, nullable=False),
)
"""The transcript: the log's own bytes of each utterance and turn."""

fields: Final = Table(
    "fields",
    metadata,
    Column("call", String(100), primary_key=True),
    Column("seq", BigInteger, primary_key=True),
    Column("body", LargeBinary, nullable=False),
)
"""What became of each thing to capture."""

usage: Final = Table(
    "usage",
    metadata,
    Column("call", String(100), primary_key=True),
    Column("provider", String(100), primary_key=True),
    Column("unit", String(100), primary_key=True),
    Column("quantity", BigInteger, nullable=False),
)

tenants: Final = Table(
    "tenants",
    metadata,
    Column("tenant", String(100), primary_key=True),
    Column("name", String(200), nullable=False),
    Column("config", String(100), nullable=False),
    Column("version", Integer, nullable=False),
)

numbers: Final = Table(
    "numbers",
    metadata,
    Column("number", String(32), primary_key=True),
    Column("tenant", String(100), nullable=False),
    Column("config", String(100), nullable=False),
    Column("version", Integer, nullable=False),
)

configs: Final = Table(
    "configs",
    metadata,
    Column("tenant", String(100), primary_key=True),
    Column("seq", BigInteger, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("config", String(100), nullable=False),
    Column("name", String(200), nullable=False),
    Column("trials", Integer, nullable=False),
    Column("status", String(16), nullable=False),
    Column("pushed_unix_ms", BigInteger, nullable=False),
    Column("activated_unix_ms", BigInteger, nullable=False),
    Column("why", String(500), nullable=False),
)
"""Every push, refused ones too; `seq` is its place in the tenant's stream."""

deliveries: Final = Table(
    "deliveries",
    metadata,
    Column("id", String(100), primary_key=True),
    Column("workflow", String(100), nullable=False),
    Column("tenant", String(100), nullable=False),
    Column("call", String(100), nullable=False),
    Column("status", String(16), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("why", String(500), nullable=False),
    Column("reference", String(200), nullable=False),
    Column("changed_unix_ms", BigInteger, nullable=False),
    Index("deliveries_by_change", "changed_unix_ms", "id"),
)

checkpoints: Final = Table(
    "checkpoints",
    metadata,
    Column("name", String(100), primary_key=True),
    Column("pos", BigInteger, nullable=False),
)

VIEWS: Final = (calls, said, fields, usage, tenants, numbers, configs, deliveries)
"""What a rebuild throws away."""
