"""Set-up: what it does to an environment, without a network and without doing it."""

import hashlib
import json
from pathlib import Path

import pytest

from tools import set_up


@pytest.fixture
def done(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A project whose `.venv` works; returns the lock of each sync that is done to it."""
    locks = {"demo": tmp_path / "demo.lock", "dev": tmp_path / "dev.lock"}
    for kind, lock in locks.items():
        lock.write_text(kind)
    synced: list[str] = []

    def run(*words: object) -> None:
        if "sync" in words:
            synced.append(Path(str(words[-1])).stem)

    monkeypatch.setattr(set_up, "LOCKS", locks)
    monkeypatch.setattr(set_up, "STAMP", tmp_path / "stamp.json")
    monkeypatch.setattr(set_up, "usable", lambda: True)
    monkeypatch.setattr(set_up, "find_python", lambda: "python3")
    monkeypatch.setattr(set_up, "bring_uv", lambda _: Path("uv"))
    monkeypatch.setattr(set_up, "run", run)
    return synced


def test_nothing_is_done_twice(done: list[str]) -> None:
    assert set_up.bring_packages("demo")
    assert not set_up.bring_packages("demo")
    assert done == ["demo"]


def test_what_tests_need_is_never_taken_away_by_a_demo(done: list[str]) -> None:
    set_up.bring_packages("dev")

    assert not set_up.bring_packages("demo")
    assert done == ["dev"]


def test_a_new_lock_is_followed_with_what_tests_need_kept(done: list[str]) -> None:
    set_up.bring_packages("dev")
    set_up.LOCKS["dev"].write_text("newer")

    assert set_up.bring_packages("demo")
    assert done == ["dev", "dev"]


def test_a_set_up_that_was_cut_short_is_done_again_with_what_tests_need(
    done: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    set_up.bring_packages("dev")
    working = set_up.run
    set_up.LOCKS["dev"].write_text("newer")

    def fails(*_: object) -> None:
        raise SystemExit(1)

    monkeypatch.setattr(set_up, "run", fails)
    with pytest.raises(SystemExit):
        set_up.bring_packages("dev")
    monkeypatch.setattr(set_up, "run", working)

    assert set_up.bring_packages("demo")
    assert done == ["dev", "dev"]


def test_the_stamp_names_the_lock_by_its_contents(done: list[str]) -> None:
    set_up.bring_packages("demo")

    assert json.loads(set_up.STAMP.read_text()) == {
        "kind": "demo",
        "lock": hashlib.sha256(b"demo").hexdigest(),
    }


@pytest.mark.parametrize("answer", ["echo 3 10", "exit 1"])
def test_a_machine_without_a_fit_python_is_told_what_to_install(
    answer: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in set_up.PYTHONS:
        (tmp_path / name).write_text(f"#!/bin/sh\n{answer}\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(SystemExit) as told:
        set_up.find_python()

    assert "apt-get install python3 python3-venv" in str(told.value)
