"""`spotfunnel up` as a person types it: a page, a link that works, calls that appear."""

import json
import os
import select
import signal
import sqlite3
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import httpx
import pytest

from spine.home import PROJECT

SPOTFUNNEL: Final = (sys.executable, "-m", "cli.main")
MARK: Final = "SPOTFUNNEL_TEST_MARK"
PATIENCE_S: Final = 120


class Bench:
    """A state folder, and a mark on everything that is started from it."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.mark = uuid.uuid4().hex
        self.environment = {**os.environ, "SPOTFUNNEL_HOME": str(home), MARK: self.mark}

    def run(self, *words: str, code: int = 0) -> str:
        ran = subprocess.run(
            (*SPOTFUNNEL, *words),
            cwd=PROJECT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE_S,
        )
        assert ran.returncode == code, ran.stdout + ran.stderr
        return ran.stdout if words[-1] == "--json" else ran.stdout + ran.stderr

    @contextmanager
    def up(self, *words: str, owner: int = 0) -> Iterator["Up"]:
        owned = ("--owner-pid", str(owner or os.getpid()))
        command = (*SPOTFUNNEL, "up", "--json", *owned, *words)
        with subprocess.Popen(
            command, cwd=PROJECT, env=self.environment, stdout=subprocess.PIPE, text=True
        ) as process:
            try:
                yield Up(process)
            finally:
                process.send_signal(signal.SIGTERM)
                process.wait(30)

    def alive(self) -> list[int]:
        """Every process that carries our mark."""
        found = []
        for entry in Path("/proc").iterdir():
            try:
                marked = f"{MARK}={self.mark}".encode() in (entry / "environ").read_bytes()
            except OSError:
                continue
            if marked:
                found.append(int(entry.name))
        return found

    def dead_after(self, patience_s: float) -> list[int]:
        deadline = time.monotonic() + patience_s
        while (left := self.alive()) and time.monotonic() < deadline:
            time.sleep(0.05)
        return left


class Up:
    """One `up` that has said where it is."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        assert process.stdout is not None
        assert select.select([process.stdout], [], [], PATIENCE_S)[0], "it said nothing"
        self.said: dict[str, Any] = json.loads(process.stdout.readline())

    def client(self) -> httpx.Client:
        opened = {"link": self.said["link"].partition("#")[2]}
        signed_in = httpx.post(f"{self.said['dashboard']}/api/session", json=opened, timeout=30)
        signed_in.raise_for_status()
        return httpx.Client(base_url=self.said["dashboard"], timeout=30, cookies=signed_in.cookies)


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    bench = Bench(tmp_path / "home")
    yield bench
    for pid in bench.alive():
        os.kill(pid, signal.SIGKILL)


def parts_of(client: httpx.Client) -> dict[str, dict[str, Any]]:
    parts = client.get("/api/status").raise_for_status().json()["parts"]
    return {part["name"]: part for part in parts}


def until_well(client: httpx.Client, name: str) -> dict[str, Any]:
    deadline = time.monotonic() + PATIENCE_S
    while not (part := parts_of(client).get(name, {})).get("well"):
        assert time.monotonic() < deadline, parts_of(client)
        time.sleep(0.2)
    return part


def test_a_call_from_another_terminal_appears_and_nothing_is_left_after_a_stop(
    bench: Bench,
) -> None:
    with bench.up() as up, up.client() as client:
        assert client.get("/api/health").json() == {"status": "well"}
        assert client.get("/api/session").json()["role"] == "operator"
        again = {"link": up.said["link"].partition("#")[2]}
        assert httpx.post(f"{up.said['dashboard']}/api/session", json=again).status_code == 401
        assert client.get("/").headers["content-type"].startswith("text/html")

        until_well(client, "businesses")
        tenants = {one["tenant"] for one in client.get("/api/tenants").json()["items"]}
        assert {"harbour-plumbing", "sparkline-electrical"} <= tenants

        held = json.loads(bench.run("call", "--text", "--json"))
        listed = client.get("/api/calls").json()["items"]
        deadline = time.monotonic() + 10
        while not listed and time.monotonic() < deadline:
            time.sleep(0.1)
            listed = client.get("/api/calls").json()["items"]
        assert [row["call"] for row in listed] == [held["call"]]
        assert listed[0]["lead"] is True
        assert until_well(client, "workflows")["detail"] == "healthy"

    assert up.process.returncode == 0
    assert bench.dead_after(5) == []
    assert not (bench.home / "run.toml").exists()


def test_a_workflow_process_that_is_killed_is_started_again(bench: Bench) -> None:
    with bench.up() as up, up.client() as client:
        until_well(client, "workflows")
        children = Path(f"/proc/{up.process.pid}/task/{up.process.pid}/children")
        (before,) = (int(word) for word in children.read_text().split())

        os.kill(before, signal.SIGKILL)

        deadline = time.monotonic() + 30
        while (now := children.read_text().split()) in ([], [str(before)]):
            assert time.monotonic() < deadline
            time.sleep(0.05)
        assert client.get("/api/health").status_code == 200
        assert now
        until_well(client, "workflows")


def test_a_second_up_names_the_first_with_its_address(bench: Bench) -> None:
    with bench.up() as up:
        said = bench.run("up", code=4)

        assert up.said["dashboard"] in said
        assert f"kill {up.process.pid}" in said


def test_two_installations_are_up_side_by_side(bench: Bench, tmp_path: Path) -> None:
    with bench.up() as first, bench.up("--home", str(tmp_path / "other")) as second:
        for up in (first, second):
            assert httpx.get(f"{up.said['dashboard']}/api/health").status_code == 200
        assert first.said["dashboard"] != second.said["dashboard"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL], ids=["ctrl-c", "kill"])
def test_nothing_lives_after_the_end_however_it_came(bench: Bench, number: signal.Signals) -> None:
    with bench.up() as up:
        up.process.send_signal(number)
        up.process.wait(30)

    assert bench.dead_after(5) == []


def test_nothing_lives_after_the_owner_is_gone(bench: Bench) -> None:
    owner = subprocess.Popen(["sleep", "300"])
    with bench.up(owner=owner.pid) as up:
        owner.kill()
        owner.wait()
        assert up.process.wait(30) == 0
    assert bench.dead_after(5) == []


def test_what_a_killed_up_left_is_noticed_by_the_next_command(bench: Bench) -> None:
    with bench.up() as up:
        up.process.kill()
        up.process.wait()
    assert (bench.home / "run.toml").exists()

    said = bench.run("timeline", "last", code=3)

    assert "was killed" in said
    assert not (bench.home / "run.toml").exists()


def test_a_port_that_is_taken_is_named_and_with_none_asked_for_another_is_found(
    bench: Bench,
) -> None:
    with bench.up() as up:
        port = up.said["dashboard"].rpartition(":")[2]

        said = bench.run("up", "--home", str(bench.home / "other"), "--port", port, code=1)

    assert f"port {port}" in said
    assert "--port" in said


def test_a_log_from_a_newer_release_is_named_with_the_cure(bench: Bench) -> None:
    bench.home.mkdir()
    with sqlite3.connect(bench.home / "log.db") as log:
        log.execute("create table alembic_version (version_num varchar(32))")
        log.execute("insert into alembic_version values ('9999')")
    log.close()

    said = bench.run("up", code=1)

    assert "9999" in said
    assert "newer release" in said


@pytest.mark.parametrize("half", [b"SQLite format 3\0 and then nothing", b"not a database at all"])
def test_a_log_that_is_half_written_is_named_with_the_cure(bench: Bench, half: bytes) -> None:
    bench.home.mkdir()
    (bench.home / "log.db").write_bytes(half * 100)

    said = bench.run("up", code=1)

    assert "log.db" in said
    assert "Traceback" not in said


def test_a_home_that_is_no_folder_is_named_with_the_cure(bench: Bench) -> None:
    bench.home.write_text("a file")

    said = bench.run("up", code=1)

    assert str(bench.home) in said
    assert "--home" in said
    assert "Traceback" not in said


def test_torn_files_of_an_earlier_run_are_no_hindrance(bench: Bench) -> None:
    bench.home.mkdir()
    (bench.home / "run.toml").write_text("[api\nport = ")
    (bench.home / "up.lock").write_text("{")
    (bench.home / "stack" / "embedded").mkdir(parents=True)
    (bench.home / "stack" / "embedded" / "state.json").write_text("{")

    with bench.up() as up:
        assert httpx.get(f"{up.said['dashboard']}/api/health").status_code == 200
