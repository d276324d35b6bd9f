"""`spotfunnel stack`: the real servers on loopback, and a telephone to ring them with."""

from pathlib import Path
from typing import Annotated, Literal

from cyclopts import App, Parameter

app = App(name="stack", help=__doc__)

Name = Annotated[str, Parameter(help="Which stack; several live side by side.")]


@app.command
def build() -> int:
    """Bring and build all that a whole stack and its tests need, once."""
    from cli.stack.build import SERVERS, build_all
    from cli.stack.needs import TO_SEE, bring
    from cli.up.page import page_ready

    build_all(print, whole=True)
    bring(TO_SEE, print)
    print(f"dashboard: {page_ready(print)}")
    for server in SERVERS:
        print(f"{server.name}: {server.binary()}")
    return 0


@app.command
def up(  # noqa: PLR0913 - one parameter for each option
    *,
    name: Name = "default",
    workers: int = 2,
    configs: tuple[Path, ...] = (),
    sip_port: int = 0,
    owner_pid: int = 0,
    owner_fd: int = -1,
    worker: str = "agent_worker.main",
    json: bool = False,
) -> int:
    """Start the servers and workers; returns when a call would be answered.

    Args:
        name: Which stack; several live side by side.
        workers: How many agent workers.
        configs: Businesses that answer: files, or folders of them; the examples if left out.
        sip_port: Where to ring; any free port if left out.
        owner_pid: Everything ends when this process does.
        owner_fd: Everything ends when the other end of this inherited pipe is closed.
        worker: The module that is run as a worker.
        json: Print the state as one document.
    """
    from cli.stack.control import up as start
    from cli.stack.show import show, tell
    from cli.stack.state import Wanted

    wanted = Wanted(
        name=name,
        workers=workers,
        worker=worker,
        configs=tuple(str(path.absolute()) for path in configs),
        sip_port=sip_port,
        owner_pid=owner_pid,
        owner_fd=owner_fd,
    )
    show(start(wanted, tell), as_json=json)
    return 0


@app.command
def down(*, name: Name = "default") -> int:
    """Stop everything that `up` started."""
    from cli.stack.control import down as stop

    print(f"stack {name!r} is down" if stop(name) else f"stack {name!r} was not up")
    return 0


@app.command
def status(*, name: Name = "default", json: bool = False) -> int:
    """Show each part, its health, its address and its log; exits 1 unless calls are answered.

    Args:
        name: Which stack.
        json: Print the state as one document.
    """
    from cli.stack.control import health, look
    from cli.stack.show import show

    state = look(name)
    alive = state.phase in {"starting", "ready"}
    well = health(state) if alive else {}
    show(state, well, as_json=json)
    return 0 if state.phase == "ready" and all(well.values()) else 1


@app.command
def logs(part: str = "supervisor", *, name: Name = "default", lines: int = 40) -> int:
    """Show the end of one log.

    Args:
        part: `supervisor`, `redis`, `livekit-server`, `livekit-sip`, `worker-1`, …
        name: Which stack.
        lines: How many lines.
    """
    from cli.stack.show import show_log

    show_log(name, part, lines)
    return 0


@app.command
def call(  # noqa: PLR0913 - one parameter for each option
    *,
    scenario: str = "burst-pipe",
    say: tuple[str, ...] = (),
    number: str | None = None,
    codec: Literal["pcma", "pcmu"] = "pcma",
    record: Path | None = None,
    name: Name = "default",
) -> int:
    """Ring the stack from a real SIP phone and hold a conversation by ear.

    Args:
        scenario: A caller from stress/scenarios.
        say: The caller's turns instead, in order (repeatable).
        number: Number to dial; the first business's if left out.
        codec: G.711 A-law or mu-law.
        record: Keep what the caller hears as a WAV.
        name: Which stack.
    """
    import asyncio

    from rich.console import Console

    from cli.stack.call import ring

    console = Console(soft_wrap=True, highlight=False)
    return asyncio.run(
        ring(
            name=name,
            number=number,
            scene=scenario,
            say=say,
            codec=codec,
            record=record,
            console=console,
        )
    )
