"""The stack shape: the supervisor has everything; we start it, tell of it, and stop it."""

import asyncio
import os
import time
from typing import Final

from cli.stack.control import down, look
from cli.stack.control import up as start
from cli.stack.leash import kill_all
from cli.stack.state import Place, StackError, StackState, Wanted
from cli.up.page import pages_for_up
from cli.up.place import CONFLICT, Held
from cli.up.welcome import Welcome, show, tell
from cli.up.wish import Wish, api_of, end_with
from platform_api.links.inviting import address, invite
from spine.home import Home
from spine.log.open import open_log
from spine.settings import Api, Spine

NAME: Final = "default"
GOING_S: Final = 15.0
"""What an `up` that was killed had started is gone after that."""


def run_stack(home: Home, wish: Wish, held: Held) -> int:
    """Be up until told to stop, or until calls can't be answered any more.

    Raises:
        StackError: If something would not start, or could not be kept up: which, and why.
        EnvironmentNeedsError: If the machine lacks something.
    """
    began = time.monotonic()
    if not Place(NAME).wait_until_over(GOING_S):
        raise StackError(
            f"the stack {NAME!r} in {home.root} runs already, and no `up` holds it: "
            "`spotfunnel stack down` stops it",
            CONFLICT,
        )
    pages_for_up(tell)
    api = api_of(home, wish)
    wanted = Wanted(
        name=NAME,
        whole=True,
        workers=wish.workers,
        sip_port=wish.sip_port,
        api_port=api.port,
        owner_pid=os.getpid(),
    )
    state = start(wanted, tell)
    try:
        welcome = _welcome(home, state, api, began)
        held.tell_others(
            welcome.dashboard,
            {
                "spine": {"log_url": state.log_url, "kafka": state.kafka},
                "api": {"host": api.host, "port": api.port, "livekit_url": state.livekit},
            },
        )
        show(welcome, as_json=wish.json)
        asyncio.run(_until_over(wish, state))
    finally:
        over = look(NAME)
        down(NAME)
        kill_all(os.getpid(), "")  # pages may still be being built
    if over.phase == "failed":
        raise StackError(over.problem)
    return 0


def _welcome(home: Home, state: StackState, api: Api, began: float) -> Welcome:
    with open_log(home, Spine(log_url=state.log_url)) as log:
        link = invite(log, api, "operator", by="up")
    return Welcome(
        shape="stack",
        pid=os.getpid(),
        home=str(home.root),
        dashboard=address(api),
        link=link.url,
        link_expires_unix_ms=link.expires_unix_ms,
        numbers=state.numbers,
        sip=state.sip,
        livekit=state.livekit,
        log_url=state.log_url,
        kafka=state.kafka,
        seconds=time.monotonic() - began,
    )


async def _until_over(wish: Wish, state: StackState) -> None:
    stop = asyncio.Event()
    end_with(stop, wish, os.pidfd_open(state.guard_pid))
    await stop.wait()
