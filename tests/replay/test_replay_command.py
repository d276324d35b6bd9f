"""`spotfunnel replay` as a person runs it, over a real call of the real core in a copied tree."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from agent_worker.version import TREE

PARTS = (
    "agent_worker",
    "cli",
    "examples",
    "migrations",
    "objective_engine",
    "sip",
    "spine",
    "stress",
)
PHONE = "agent_worker/voice_core/capture/phone_plan.py"


class Tree:
    """A copy of the project with a state folder of its own."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.home = root / ".spotfunnel"
        for part in PARTS:
            skip = shutil.ignore_patterns("__pycache__")
            shutil.copytree(TREE / part, root / part, ignore=skip)
        for name in ("pyproject.toml", "requirements.lock"):
            shutil.copy(TREE / name, root / name)

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Run a module of the copy."""
        environment = {
            **{name: value for name, value in os.environ.items() if name != "PYTHONPATH"},
            "SPOTFUNNEL_HOME": str(self.home),
        }
        return subprocess.run(
            [sys.executable, "-m", *command],
            cwd=self.root,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )

    def spotfunnel(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Run the command."""
        return self.run("cli.main", *command)

    def replay(self, code: int) -> dict[str, Any]:
        """Replay the last call; the exit code has to be this one."""
        ran = self.spotfunnel("replay", "last", "--json")
        assert ran.returncode == code, ran.stdout + ran.stderr
        report: dict[str, Any] = json.loads(ran.stdout)
        return report

    def edit(self, name: str, was: str, now: str) -> None:
        """Change the source."""
        text = (self.root / name).read_text("utf-8")
        assert was in text
        (self.root / name).write_text(text.replace(was, now), "utf-8")

    def declare(self) -> None:
        """Declare the core of the copy as it is."""
        ran = self.run("agent_worker.version", "--write", "--bump", "patch")
        assert ran.returncode == 0, ran.stderr


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    """A copied tree in which one call was held."""
    made = Tree(tmp_path / "tree")
    made.declare()
    ran = made.spotfunnel("call", "--text", "--json")
    assert ran.returncode == 0, ran.stderr
    return made


@pytest.mark.timeout(240)
def test_a_call_replays_and_a_changed_constant_is_found(tree: Tree) -> None:
    report = tree.replay(0)
    assert report["outcome"]["result"] == "identical"
    assert report["with_tree"]
    assert not report["warnings"]

    tree.edit(PHONE, 'WORDS: Final = ("oh"', 'WORDS: Final = ("zero"')
    report = tree.replay(6)
    assert report["outcome"]["result"] == "differs"
    assert "oh four nine one" in report["outcome"]["stored"]
    assert "zero four nine one" in report["outcome"]["replayed"]
    assert "declares" in report["warnings"][0]

    tree.declare()  # now the call's core is an older one, of which the artefact was kept
    report = tree.replay(0)
    assert report["outcome"]["result"] == "identical"
    assert not report["with_tree"]


@pytest.mark.timeout(240)
def test_a_changed_byte_is_refused_and_an_erased_call_says_so(tree: Tree) -> None:
    with sqlite3.connect(tree.home / "log.db") as log:
        (body,) = log.execute("select body from events where seq = 5").fetchone()
        log.execute("update events set body = ? where seq = 5", (body[:40] + b"~" + body[41:],))
    report = tree.replay(6)
    assert report["outcome"]["result"] == "chain_broken"
    assert report["outcome"]["seq"] == 5
    assert tree.spotfunnel("timeline", "last").returncode == 6

    with sqlite3.connect(tree.home / "log.db") as log:
        log.execute("update events set body = ? where seq = 5", (body,))
    timeline = tree.spotfunnel("timeline", "last", "--json")
    assert timeline.returncode == 0
    assert len(timeline.stdout.splitlines()) == tree.replay(0)["outcome"]["events"]

    assert tree.spotfunnel("erase", "last").returncode == 2
    assert tree.spotfunnel("erase", "last", "--yes").returncode == 0
    assert tree.replay(0)["outcome"]["result"] == "erased"
    assert "erased" in tree.spotfunnel("timeline", "last").stdout
    assert tree.spotfunnel("replay", "nobody").returncode == 3
