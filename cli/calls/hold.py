"""Puts an embedded call together: a caller, a line inside the process, the agent, its papers."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import msgspec
from rich.console import Console

from agent_worker.core_files import read_core
from agent_worker.runtime.papers import Answered, local_time, new_call_id
from agent_worker.settings import Settings, read_settings
from agent_worker.version import keep_core
from agent_worker.voice_core.core import Core
from cli.businesses import EXAMPLES, compile_all
from cli.calls.caller import make_caller
from cli.calls.result import Result, show, take_stock
from cli.calls.view import CallView
from objective_engine.graph import Graph, nobodys
from sip.numbers import to_e164
from spine.errors import RequestError
from spine.home import Home, find_home
from stress.caller import Caller


class NotANumberError(RequestError):
    """What was dialled is no telephone number."""

    code = "call.not_a_number"
    exit_code = 2


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """What the command line asked for."""

    scenario: str
    say: tuple[str, ...]
    typed: bool
    text: bool
    business: Path | None
    number: str | None
    law: Literal["alaw", "mulaw"] | None
    seed: int | None
    json: bool


class Ready(msgspec.Struct, frozen=True, kw_only=True):
    """All that is known before the number is dialled."""

    wish: Wish
    home: Home
    settings: Settings
    core: Core
    graph: Graph
    dialled: str
    caller: Caller
    console: Console
    view: CallView


async def hold_and_tell(wish: Wish) -> int:
    """Hold the call that was wished for, and print what came of it."""
    ready = get_ready(wish)
    show(ready.console, await hold_one(ready), as_json=wish.json)
    return 0


def get_ready(wish: Wish) -> Ready:
    """Read the settings, the core and the business, and make the caller.

    Raises:
        RequestError: For an unknown scenario, a broken configuration or an impossible number.
    """
    console = Console(stderr=wish.json, soft_wrap=True, highlight=False)
    settings = read_settings()
    if wish.law is not None:
        settings = msgspec.structs.replace(settings, law=wish.law)
    caller, rings = make_caller(
        name=wish.scenario, say=wish.say, typed=wish.typed, seed=wish.seed, console=console
    )
    core, home = read_core(), find_home()
    keep_core(home, core.digest)
    (graph,) = compile_all((wish.business or EXAMPLES / f"{rings}.yaml",))
    dialled = graph.numbers[0] if wish.number is None else to_e164(wish.number)
    if dialled is None:
        raise NotANumberError(f"{wish.number!r} is not a number that can be dialled")
    return Ready(
        wish=wish,
        home=home,
        settings=settings,
        core=core,
        graph=graph if dialled in graph.numbers else nobodys(core=core.digest),
        dialled=dialled,
        caller=caller,
        console=console,
        view=CallView(console),
    )


async def hold_one(ready: Ready) -> Result:
    """Hold one call, write it down and ship it to the log."""
    now = datetime.now(UTC)
    call = new_call_id(now)
    answered = Answered(
        dialled=ready.dialled,
        caller_id=None,
        local_time=local_time(ready.graph, now),
        settings=ready.settings.digest(),
        carrier="carrier.none",
    )
    if ready.wish.text:
        from cli.calls.typed import hold_typed

        held = await hold_typed(ready, call, answered)
    else:
        from cli.calls.spoken import hold_spoken

        held = await hold_spoken(ready, call, answered)
    return await asyncio.to_thread(take_stock, ready.home, call, held)
