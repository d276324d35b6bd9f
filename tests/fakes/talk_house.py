"""The real API in this process, with the real desk behind its WebSocket: an `up` without a page."""

import asyncio
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import httpx
import msgspec

from agent_worker.desk import Desk
from cli.businesses import EXAMPLES, compile_all
from cli.up.talk import EmbeddedTalk
from objective_engine.graph import Graph, to_bytes
from platform_api.app import build_app
from platform_api.links.inviting import invite
from platform_api.parts import About, Parts
from platform_api.serving import listen, serve
from spine.activation import Active, write_active
from spine.artefacts import keep_graph
from spine.events.note import AnyNote, ConfigActivated, ConfigPushed
from spine.home import Home
from spine.log.note import Where, note
from spine.log.open import open_log
from spine.log.sql import SqlCallLog
from spine.projections.store import Views
from spine.settings import Api
from tests.fakes.api_house import FakePulse

PAGE: Final = Path(__file__).parent / "talk_page"


class TalkHouse:
    """One business, open; made on the main thread, where models may be loaded."""

    def __init__(self, home: Home) -> None:
        self.home = home
        self.log = open_log(home)
        (self.graph,) = compile_all((EXAMPLES / "harbour-plumbing.yaml",))
        open_business(home, self.log, self.graph)
        self.talk = EmbeddedTalk(Desk(home))
        self.talk.start()
        listening = listen(Api(port=0))
        self.api = Api(port=listening.getsockname()[1])
        self.address = f"http://127.0.0.1:{self.api.port}"
        self._loop = asyncio.new_event_loop()
        self._stop = asyncio.Event()
        self._serving = threading.Thread(target=self._serve, args=(listening,))
        self._serving.start()

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._serving.join()
        self.talk.close()
        self.log.close()

    def socket(self) -> str:
        """Sign in and ask for a way to talk, as a page does: the address of a WebSocket."""
        with httpx.Client(base_url=self.address) as client:
            link = invite(self.log, self.api, "operator")
            client.post("/api/session", json={"link": link.url}).raise_for_status()
            proof = {"x-csrftoken": client.cookies["csrftoken"]}
            wanted = {"tenant": self.graph.tenant}
            way = client.post("/api/talk", json=wanted, headers=proof).raise_for_status().json()
        return str(way["url"])

    def _serve(self, listening: Any) -> None:
        asyncio.set_event_loop(self._loop)
        app = build_app(
            Parts(
                home=self.home,
                views=Views(self.log),
                api=self.api,
                about=About(shape="embedded", core=""),
                activate=lambda _tenant, _version: None,
                pulse=FakePulse(),
                replay=lambda *_: _never(),
                talk=self.talk,
                projects=True,
                dist=PAGE,
            )
        )
        self._loop.run_until_complete(serve(app, listening, self.api, self._stop))
        self._loop.close()


def open_business(home: Home, log: SqlCallLog, graph: Graph, version: int = 1) -> None:
    """Have a business answered, as `config push` does, without its trials."""
    keep_graph(home, graph.id, to_bytes(graph))
    where = Where(stream="tenant", stream_id=graph.tenant, tenant=graph.tenant)
    notes: tuple[AnyNote, ...] = (
        ConfigPushed(config=graph.id, version=version, name=graph.business, trials=0),
        ConfigActivated(
            config=graph.id, version=version, name=graph.business, numbers=graph.numbers
        ),
    )
    for one in notes:
        note(log, where, one, now=datetime.now(UTC))
    row = Active(
        tenant=graph.tenant,
        config=graph.id,
        version=version,
        numbers=graph.numbers,
        name=graph.business,
    )
    write_active(home, (row,))


def renamed(graph: Graph, name: str) -> Graph:
    """The same business after it changed how it is called."""
    return msgspec.structs.replace(graph, business=name, spoken_name=name)


def _never() -> Any:
    raise AssertionError
