"""`spotfunnel up`: everything on this machine, in the foreground."""

import os
from pathlib import Path
from typing import Literal


def up(  # noqa: PLR0913 - one parameter for each option
    *,
    shape: Literal["embedded", "stack"] = "embedded",
    port: int = 0,
    home: Path | None = None,
    sip_port: int = 0,
    workers: int = 2,
    json: bool = False,
    owner_pid: int = 0,
    owner_fd: int = -1,
) -> int:
    """Start everything on this machine and stay in the foreground; Ctrl-C stops all of it.

    Embedded: one file for a database and no server; calls by `spotfunnel call` and by the browser.
    Stack: the real servers (LiveKit, SIP, Kafka, PostgreSQL); calls by any SIP phone too.

    Exit code 0: stopped; 1: something could not start or be kept up; 4: it is up already.

    Example: spotfunnel up --shape stack

    Args:
        shape: `embedded` or `stack`.
        port: The dashboard's; the settings' (8080) if left out, or any free one if that is taken.
        home: Where calls are kept, instead of what SPOTFUNNEL_HOME says.
        sip_port: Where to ring a stack; any free port if left out.
        workers: How many agent workers a stack has.
        json: Print one JSON document when it is up, and nothing else on standard output.
        owner_pid: Everything ends when this process does.
        owner_fd: Everything ends when the other end of this inherited pipe is closed.
    """
    from cli.up.place import alone
    from cli.up.wish import Wish
    from spine.home import VARIABLE, find_home

    if home is not None:
        os.environ[VARIABLE] = str(home.expanduser().absolute())
    wish = Wish(
        shape=shape,
        port=port,
        sip_port=sip_port,
        workers=workers,
        json=json,
        owner_pid=owner_pid,
        owner_fd=owner_fd,
    )
    here = find_home()
    with alone(here) as held:
        if shape == "stack":
            from cli.up.stacked import run_stack

            return run_stack(here, wish, held)
        from cli.up.embedded import run_embedded

        return run_embedded(here, wish, held)
