"""Engines for the two databases that a log lives in."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import Connection, Engine, Table, create_engine, event
from sqlalchemy.dialects import postgresql, sqlite

from spine.files import make_folder

BUSY_S: Final = 10
"""Other processes write too; each for milliseconds."""
LOCK: Final = 0x5F07
"""Of PostgreSQL's advisory locks, the one that whoever appends holds."""
CONNECTIONS: Final = 16
_INSERT: Final[Mapping[str, Any]] = MappingProxyType(
    {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
)


def make_engine(where: Path | str) -> Engine:
    """Return an engine for a SQLite file (its folder is made) or for a URL of SQLAlchemy's."""
    if isinstance(where, Path):
        make_folder(where.parent)
        return _sqlite(where)
    return create_engine(
        where,
        pool_size=CONNECTIONS,
        max_overflow=0,
        pool_pre_ping=True,
        connect_args={"connect_timeout": BUSY_S},
    )


def insert_into(connection: Connection, table: Table) -> Any:
    """Return an insert that may say what to do on a conflict: each database has its own."""
    return _INSERT[connection.dialect.name](table)


def _sqlite(path: Path) -> Engine:
    engine = create_engine(f"sqlite:///{path}", connect_args={"timeout": BUSY_S})

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # SQLAlchemy begins, not the driver
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        kind = connection.get_execution_options().get("spine_begin", "DEFERRED")
        connection.exec_driver_sql(f"BEGIN {kind}")

    return engine
