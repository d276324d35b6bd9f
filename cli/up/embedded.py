"""The embedded shape: the API and browsers' calls in this process, workflows in one beside it."""

import asyncio
import os
import sys
import time
from functools import partial
from typing import Final

from agent_worker.core_files import read_core
from agent_worker.replaying import replay_apart
from cli.config.gate import Activator, open_gate
from cli.stack.crew import Crew
from cli.stack.part import Part, always
from cli.stack.state import Place
from cli.up.businesses import fill
from cli.up.calls import WarmingTalk
from cli.up.kept import open_kept
from cli.up.page import pages_for_up
from cli.up.place import Held
from cli.up.pulse import EmbeddedPulse
from cli.up.welcome import Welcome, show, tell
from cli.up.wish import Wish, api_of, end_with
from platform_api.app import build_app
from platform_api.links.inviting import address, invite
from platform_api.parts import About, Parts
from platform_api.serving import listen, serve
from spine.errors import SpotFunnelError
from spine.home import Home
from spine.log.sql import SqlCallLog
from spine.projections.store import Views
from spine.settings import Api

NAME: Final = "embedded"
"""Of the folder with the logs of what is started beside us."""


def run_embedded(home: Home, wish: Wish, held: Held) -> int:
    """Be up until told to stop.

    Raises:
        EnvironmentNeedsError: If the log can't be opened or the port is taken.
    """
    began = time.monotonic()
    pages_for_up(tell)
    with open_kept(home) as log:
        embedded = _Embedded(home, wish, log)
        asyncio.run(embedded.run(held, began))
    if embedded.talk.is_loading():  # native threads at work: Python would wait, or fall over them
        sys.stdout.flush()
        held.let_go()
        os._exit(0)
    return 0


class _Embedded:
    """Everything of one `up`."""

    def __init__(self, home: Home, wish: Wish, log: SqlCallLog) -> None:
        self._home = home
        self._wish = wish
        self._log = log
        self.talk = WarmingTalk(home)
        self._place = Place(NAME)
        self._place.make()
        self._crew = Crew(self._place, lambda: None)
        self._pulse = EmbeddedPulse(home, self.talk, self._crew)

    async def run(self, held: Held, began: float) -> None:
        """Serve until stopped; then stop everything in order."""
        stop = asyncio.Event()
        end_with(stop, self._wish)
        api = api_of(self._home, self._wish)
        listening = listen(api)
        serving = asyncio.create_task(serve(self._app(api), listening, api, stop))
        aside = asyncio.create_task(self._aside(api))
        try:
            await self._welcome(api, held, began)
            await serving
        finally:
            stop.set()
            await asyncio.gather(serving, return_exceptions=True)
            aside.cancel()
            await asyncio.gather(aside, return_exceptions=True)
            await asyncio.to_thread(self.talk.close)
            await self._crew.stop()

    async def _welcome(self, api: Api, held: Held, began: float) -> None:
        link = await asyncio.to_thread(invite, self._log, api, "operator", by="up")
        held.tell_others(address(api), {"api": {"host": api.host, "port": api.port}})
        welcome = Welcome(
            shape="embedded",
            pid=os.getpid(),
            home=str(self._home.root),
            dashboard=address(api),
            link=link.url,
            link_expires_unix_ms=link.expires_unix_ms,
            seconds=time.monotonic() - began,
        )
        show(welcome, as_json=self._wish.json)

    def _app(self, api: Api) -> object:
        core = read_core()
        return build_app(
            Parts(
                home=self._home,
                views=Views(self._log),
                api=api,
                about=About("embedded", core.version),
                activate=Activator(open_gate(self._home, self._log)),
                pulse=self._pulse,
                replay=partial(replay_apart, self._home),
                talk=self.talk,
                projects=True,
            )
        )

    async def _aside(self, api: Api) -> None:
        """What a page need not wait for: businesses, models, workflows."""
        workflows = _workflows(api)
        async with asyncio.TaskGroup() as group:
            await self._crew.begin(workflows)
            group.create_task(self._crew.keep_up(_nobody))
            await asyncio.to_thread(self._fill)
            group.create_task(self.talk.warm_up(self._ready))

    def _fill(self) -> None:
        try:
            fill(self._home, self._log, (), tell)
        except SpotFunnelError as error:
            self._pulse.businesses = str(error)
            tell(f"no business could be put into the log: {error}")
        else:
            self._pulse.businesses = ""

    def _ready(self, seconds: float) -> None:
        tell(f"Talk to it is ready ({seconds:.1f} s)")


def _workflows(api: Api) -> Part:
    async def lives() -> bool:
        return True

    environment = {
        **os.environ,
        "SPOTFUNNEL_API_PORT": str(api.port),
        "SPOTFUNNEL_API_PUBLIC_URL": address(api),
    }
    return Part(
        name="workflows",
        command=(sys.executable, "-m", "workflows.main"),
        environment=environment,
        check=always(lives),
        settles_s=1.0,
        patience_s=60.0,
        essential=False,
    )


async def _nobody(part: Part) -> None:
    del part
