"""All of level 3 is up, or broken, or was never there: the call is the same to the byte."""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Final

import msgspec
import pytest
from rich.console import Console

from agent_worker.core_files import read_core
from agent_worker.runtime.papers import papers
from agent_worker.voice_core.core import Core
from cli.calls.caller import make_caller
from objective_engine.graph import Graph, Trigger
from spine.events.envelope import decode_envelope
from spine.events.inputs import CallAnswered
from spine.home import Home
from spine.ids import CallId, CallMs
from spine.keys import KeyRing
from spine.log.sql import SqlCallLog
from stress.text_call import TextCall
from tests.fakes.core_walk import graph as real_business
from tests.fakes.mail_server import MailServer
from tests.fakes.workflow_running import running, smtp_to, until
from workflows.cue import NOTIFY_EMAIL
from workflows.mail.port import Handed

CALL: Final = CallId("20260921T133320-0123456789ab")
BEGAN: Final = datetime(2026, 9, 21, 13, 33, 20, tzinfo=UTC)


@pytest.fixture(scope="module")
def core() -> Core:
    return read_core()


@pytest.fixture
def graph() -> Graph:
    return msgspec.structs.replace(
        real_business(),
        triggers=(Trigger(on=("lead",), run=NOTIFY_EMAIL),),
        emails=("owner@example.com",),
    )


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    """Keys that every run of the call shares, for it is sealed in all of them."""
    KeyRing(tmp_path / "keys").make(CALL)
    return tmp_path / "keys"


class Breaks:
    """A way out that is none."""

    def send(self, letter: EmailMessage, recipients: Sequence[str]) -> Handed:
        raise RuntimeError("level 3 is broken")


@contextmanager
def _level_3(how: str, root: Path, server: MailServer) -> Iterator[None]:
    """Up; or absent; or with a way out that raises, and a checkpoint that is rubbish."""
    if how == "absent":
        yield
        return
    if how == "broken":
        home = Home(root)
        home.workflows.mkdir(parents=True)
        (home.workflows / "followed.json").write_bytes(b"\xff rubbish")
    with running(root, smtp_to(server) if how == "up" else Breaks()):
        yield


async def _hold(core: Core, graph: Graph, root: Path) -> tuple[bytes, ...]:
    """Hold the call as `spotfunnel call --text` does; return its events from the log."""
    home = Home(root)
    caller, _ = make_caller(
        name="burst-pipe", say=(), typed=False, seed=1, console=Console(quiet=True)
    )
    first = CallAnswered(
        at_ms=CallMs(0), dialled=graph.numbers[0], local_time=BEGAN.isoformat(), settings="s"
    )
    async with papers(home, CALL, core=core, graph=graph, began=BEGAN) as journal:
        await TextCall(core, graph, caller=caller, record=journal.record).run(first)
    log = SqlCallLog(home.log_db)
    stored = tuple(one.body for one in log.read(CALL))
    log.close()
    return stored


async def test_a_call_is_the_same_to_the_byte_whatever_becomes_of_level_3(
    tmp_path: Path, core: Core, graph: Graph, keys: Path
) -> None:
    held: dict[str, tuple[bytes, ...]] = {}
    with MailServer() as server:
        for how in ("up", "absent", "broken"):
            root = tmp_path / how
            shutil.copytree(keys, root / "keys")
            with _level_3(how, root, server):
                held[how] = await _hold(core, graph, root)
                if how == "up":
                    until(lambda: server.letters)

    assert decode_envelope(held["up"][-1]).type == "call.ended.v1"
    assert len(held["up"]) > 30
    assert held["absent"] == held["up"]
    assert held["broken"] == held["up"]
    assert len(server.letters) == 1
