"""PostgreSQL as a private cluster: Debian's programs, a folder and a loopback port of our own.

The server refuses root, so root runs it in a user namespace in which it is somebody else: the
folder stays closed to everybody else, and nothing has to be handed to another account.
"""

import asyncio
import contextlib
import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import msgspec

from cli.stack.health import Check
from cli.stack.ports import LOOPBACK, free_port
from cli.stack.state import tail
from spine.errors import EnvironmentNeedsError

BIN: Final = Path("/usr/lib/postgresql/15/bin")
VERSION: Final = "15"
PACKAGE: Final = "postgresql-15"
NAME: Final = "spine"
"""Of the user and of the database."""
ANSWER_S: Final = 2
START_S: Final = 30.0
STOP_S: Final = 10.0
_AS_SOMEBODY: Final = ("unshare", "--user", "--map-user=1000", "--map-group=1000")
_SETTINGS: Final = (
    f"listen_addresses={LOOPBACK}",
    "unix_socket_directories=",  # a socket's path may have 107 bytes, a state folder's has more
    "dynamic_shared_memory_type=mmap",  # in the folder: what is killed leaves nothing in /dev/shm
    "shared_buffers=64MB",
    "fsync=on",
    "synchronous_commit=on",
    "idle_in_transaction_session_timeout=10s",  # a forgotten session must not hold a lock
    "log_min_messages=warning",
    "log_min_error_statement=panic",  # statements hold what callers said, sealed or not
    "logging_collector=off",
)


class Cluster(msgspec.Struct, frozen=True):
    """One cluster: where it lies and where it listens."""

    folder: Path
    port: int

    @property
    def url(self) -> str:
        """SQLAlchemy's address of the database."""
        return f"postgresql+psycopg://{NAME}@{LOOPBACK}:{self.port}/{NAME}"

    @property
    def command(self) -> tuple[str, ...]:
        """What runs the server in the foreground; SIGINT stops it cleanly at once."""
        settings = (word for setting in _SETTINGS for word in ("-c", setting))
        program = (
            str(BIN / "postgres"),
            "-D",
            str((self.folder / "data").resolve()),
            "-p",
            str(self.port),
        )
        return (*as_somebody(), *program, *settings)


def is_installed() -> bool:
    """Say whether Debian's server is there."""
    return (BIN / "postgres").exists() and (BIN / "initdb").exists()


def as_somebody() -> tuple[str, ...]:
    """Return what stands before a server's program that refuses root; nothing for anybody else."""
    return _AS_SOMEBODY if os.geteuid() == 0 else ()


def make_cluster(folder: Path) -> None:
    """Make the cluster's files unless they are there; a half-made one is thrown away.

    Raises:
        EnvironmentNeedsError: Without the server, for files of another version, or if initdb fails.
    """
    need_postgres()
    data = folder / "data"
    if data.exists():
        _same_version(data)
        return
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    half = folder / "data.half"
    shutil.rmtree(half, ignore_errors=True)
    options = ("-U", NAME, "--auth=trust", "--data-checksums", "-E", "UTF8", "--locale=C.UTF-8")
    _run((str(BIN / "initdb"), "-D", str(half), "--no-instructions", *options))
    one_statement = (str(BIN / "postgres"), "--single", "-D", str(half), "postgres")
    _run(one_statement, f"create database {NAME}\n")
    half.replace(data)


def need_postgres() -> None:
    """Make sure that there is a server which we can run.

    Raises:
        EnvironmentNeedsError: Naming the package and its command.
    """
    if not is_installed():
        raise EnvironmentNeedsError(
            "PostgreSQL 15 is missing: it keeps the event log. On Debian 12, as root: "
            f"apt-get install --yes --no-install-recommends {PACKAGE}"
        )


def postgres_answers(cluster: Cluster) -> Check:
    """Make a check that the database answers, and that it is this one and no stranger's."""

    def ask() -> bool:
        import psycopg  # in its thread: it takes a moment, and others are asked meanwhile

        address = f"host={LOOPBACK} port={cluster.port} user={NAME} dbname={NAME}"
        with contextlib.suppress(psycopg.Error):
            with psycopg.connect(address, connect_timeout=ANSWER_S) as connection:
                told = connection.execute("show data_directory").fetchone()
            return told == (str((cluster.folder / "data").resolve()),)
        return False

    async def check() -> bool:
        return await asyncio.to_thread(ask)

    return check


@contextlib.contextmanager
def postgres_in(folder: Path, port: int = 0) -> Iterator[Cluster]:
    """Run a cluster of its own for as long as the block lasts; its files stay.

    Raises:
        EnvironmentNeedsError: If it cannot be made or does not start; with the end of its log.
    """
    cluster = Cluster(folder, port or free_port())
    make_cluster(folder)
    log = folder / "postgres.log"
    with log.open("ab") as file:
        server = subprocess.Popen(
            cluster.command, stdin=subprocess.DEVNULL, stdout=file, stderr=subprocess.STDOUT
        )
    try:
        asyncio.run(_answers_in_time(server, cluster, log))
        yield cluster
    finally:
        server.send_signal(signal.SIGINT)
        try:
            server.wait(STOP_S)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


async def _answers_in_time(server: subprocess.Popen[bytes], cluster: Cluster, log: Path) -> None:
    check, clock = postgres_answers(cluster), asyncio.get_running_loop().time
    deadline = clock() + START_S
    while not await check():
        if server.poll() is not None or clock() > deadline:
            raise EnvironmentNeedsError(f"postgres did not start. The end of {log}:\n{tail(log)}")
        await asyncio.sleep(0.02)


def _same_version(data: Path) -> None:
    file = data / "PG_VERSION"
    found = file.read_text("ascii").strip() if file.exists() else "no version"
    if found != VERSION:
        raise EnvironmentNeedsError(
            f"the database in {data} was not made by PostgreSQL {VERSION} (it says {found}): move "
            "the folder away to begin with an empty one, or dump it with the version that made it"
        )


def _run(command: tuple[str, ...], stdin: str = "") -> None:
    ran = subprocess.run(
        (*as_somebody(), *command),
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "LC_ALL": "C.UTF-8"},
    )
    if ran.returncode == 0:
        return
    said = "\n".join((ran.stderr or ran.stdout).strip().splitlines()[-5:])
    hint = (
        "\nPostgreSQL refuses root and this machine allows no user namespaces: run as somebody else"
        if said.startswith("unshare")
        else ""
    )
    raise EnvironmentNeedsError(f"{Path(command[0]).name} failed: {said}{hint}")
