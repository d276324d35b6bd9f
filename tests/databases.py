"""A PostgreSQL cluster for this test process, and in it an empty database for whoever asks."""

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import psycopg

from cli.stack.ports import LOOPBACK
from cli.stack.postgres import NAME, postgres_in

_numbers: Final = itertools.count(1)


class Server:
    """One running cluster."""

    def __init__(self, port: int) -> None:
        self._port = port

    def empty(self) -> str:
        """Make an empty database and return SQLAlchemy's address of it."""
        name = f"test{next(_numbers)}"
        with psycopg.connect(
            host=LOOPBACK, port=self._port, user=NAME, dbname=NAME, autocommit=True
        ) as connection:
            connection.execute(f"create database {name}".encode())
        return f"postgresql+psycopg://{NAME}@{LOOPBACK}:{self._port}/{name}"


@contextmanager
def server_in(folder: Path) -> Iterator[Server]:
    """Run a cluster in a folder for as long as the block lasts."""
    with postgres_in(folder) as cluster:
        yield Server(cluster.port)
