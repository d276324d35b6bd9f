"""The private PostgreSQL: made, run, stopped, killed, and found whole again."""

import os
import select
import signal
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from cli.stack import postgres
from cli.stack.postgres import make_cluster, postgres_in
from spine.errors import EnvironmentNeedsError


def ask(port: int, question: str) -> list[tuple[object, ...]]:
    address = f"host=127.0.0.1 port={port} user=spine dbname=spine"
    with psycopg.connect(address) as connection:
        told = connection.execute(question)
        return told.fetchall() if told.description else []


def test_what_was_committed_is_there_after_a_stop_and_a_kill(tmp_path: Path) -> None:
    with postgres_in(tmp_path) as first:
        ask(first.port, "create table kept (what text)")
        ask(first.port, "insert into kept values ('before the stop')")
    with postgres_in(tmp_path) as second:
        ask(second.port, "insert into kept values ('before the kill')")
        os.kill(int((tmp_path / "data" / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
    with postgres_in(tmp_path) as third:
        kept = ask(third.port, "select what from kept")

    assert kept == [("before the stop",), ("before the kill",)]


def test_it_is_ours_alone_and_keeps_its_word(tmp_path: Path) -> None:
    with postgres_in(tmp_path) as cluster:
        (shown,) = ask(
            cluster.port,
            "select current_setting('listen_addresses'), current_setting('fsync'),"
            " current_setting('data_checksums'), current_setting('synchronous_commit'),"
            " current_setting('idle_in_transaction_session_timeout')",
        )

    assert shown == ("127.0.0.1", "on", "on", "on", "10s")
    assert (tmp_path / "data").stat().st_mode & 0o077 == 0


def test_a_cluster_that_was_half_made_is_made_again(tmp_path: Path) -> None:
    (tmp_path / "data.half" / "base").mkdir(parents=True)
    (tmp_path / "data.half" / "PG_VERSION").write_text("15\n")

    with postgres_in(tmp_path) as cluster:
        assert ask(cluster.port, "select 1") == [(1,)]


def test_a_cluster_of_another_version_is_named_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "PG_VERSION").write_text("11\n")

    with pytest.raises(EnvironmentNeedsError, match=r"says 11.*move the folder away"):
        make_cluster(tmp_path)
    assert (tmp_path / "data" / "PG_VERSION").read_text() == "11\n"


def test_a_missing_server_is_named_with_its_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres, "BIN", tmp_path)

    with pytest.raises(EnvironmentNeedsError, match=r"apt-get install .* postgresql-15"):
        make_cluster(tmp_path / "cluster")


def test_a_server_that_does_not_start_is_told_with_the_end_of_its_log(tmp_path: Path) -> None:
    with (
        postgres_in(tmp_path) as cluster,
        pytest.raises(EnvironmentNeedsError, match=r"(?s)did not start.*already in use"),
        postgres_in(tmp_path / "other", cluster.port),
    ):
        pass


def test_a_server_dies_with_the_process_that_started_it(tmp_path: Path) -> None:
    script = (
        "import sys, os; from pathlib import Path;"
        "from cli.stack.leash import spawn; from cli.stack.ports import free_port;"
        "from cli.stack.postgres import Cluster, make_cluster;"
        "folder = Path(sys.argv[1]); make_cluster(folder);"
        "print(spawn(Cluster(folder, free_port()).command, environment=os.environ,"
        " log=open(os.devnull, 'wb')).pid, flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as owner:
        assert owner.stdout is not None
        watched = os.pidfd_open(int(owner.stdout.readline()))

        owner.kill()

    assert select.select([watched], [], [], 5)[0], "it is still there"
    os.close(watched)
