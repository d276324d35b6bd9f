"""An installation with two businesses and their calls, and the real API over it."""

import asyncio
import wave
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import numpy as np
from httpx import ASGITransport, AsyncClient
from litestar import Litestar

from agent_worker.replaying import replay_apart
from platform_api.access.store import Access
from platform_api.app import build_app
from platform_api.parts import About, Parts
from platform_api.ports import PartHealth
from platform_api.talk.port import Receive, Send
from spine.events.call import (
    AgentSpoke,
    AnyEvent,
    CallEnded,
    CallStarted,
    CaptureConfirmed,
    CaptureStarted,
    RecordingStarted,
    TurnHeard,
)
from spine.events.inputs import AnyInput, CallAnswered, CallerHungUp, FinalHeard, UsageMetered
from spine.events.note import ConfigActivated, ConfigPushed, Role
from spine.events.scribe import GENESIS, Heading, inscribe
from spine.home import Home
from spine.ids import NOBODY, CallId, CallMs, FieldName, SegmentId, TenantId, UtteranceId
from spine.keys import KeyRing
from spine.log.note import Where, note
from spine.log.sql import SqlCallLog
from spine.projections.store import Views
from spine.settings import Api

HARBOUR: Final = TenantId("harbour")
SPARKLINE: Final = TenantId("sparkline")
NUMBERS: Final = {HARBOUR: "+61255501206", SPARKLINE: "+61355501207"}
NOW_MS: Final = 1_795_600_000_000
"""2026-11-25, 20:46:40 in Sydney."""
PATIENCE_S: Final = 20
SECRET: Final = "0491 570 156"
"""What the caller says: to be in nothing that is not theirs to see."""
CORE: Final = "1.0.0+0123456789ab"


def at(ms: int) -> CallMs:
    return CallMs(ms)


class Clock:
    """The wall clock of a house."""

    def __init__(self) -> None:
        self.ms = NOW_MS

    def now_ms(self) -> int:
        return self.ms

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.ms / 1_000, UTC)


async def until(holds: Callable[[], bool]) -> None:
    """Wait for what tells nobody that it came about."""
    async with asyncio.timeout(PATIENCE_S):
        while not holds():  # noqa: ASYNC110 - there is no event of it
            await asyncio.sleep(0.02)


class FakePulse:
    """Everything is well."""

    def __init__(self) -> None:
        self.is_online = True

    def online(self, tenant: TenantId) -> bool:
        return self.is_online

    def parts(self) -> tuple[PartHealth, ...]:
        return (PartHealth("worker-1", well=self.is_online, detail=""),)


class FakeTalk:
    """Says back what it hears, until it hears `{"type":"hangup"}`."""

    def __init__(self) -> None:
        self.rung: list[str] = []
        self.has_room = True
        self.left = 0

    def room(self) -> bool:
        return self.has_room

    async def hold(self, dialled: str, receive: Receive, send: Send) -> None:
        self.rung.append(dialled)
        await send('{"type":"call","call":"20261124T101500-aa"}')
        while (frame := await receive()) is not None:
            if isinstance(frame, str) and "hangup" in frame:
                await send('{"type":"ended"}')
                return
            await send(frame)
        self.left += 1


class FakeCall:
    """A call that goes on for as long as somebody adds to it."""

    def __init__(self, house: "House", tenant: TenantId, call: str, began_ms: int) -> None:
        self.id = CallId(call)
        self._house = house
        self._tip = GENESIS
        self._sealer = house.keys.make(self.id)
        self._heading = Heading(
            call=self.id, tenant=tenant, core=CORE, config="c" * 64, start_unix_ms=began_ms
        )

    def add(self, happening: AnyInput, *decided: AnyEvent) -> None:
        written, self._tip = inscribe(
            self._heading, self._sealer.seal, self._tip, happening, decided
        )
        self._house.log.append(written)
        self._house.views.catch_up()

    def answer(self, dialled: str) -> None:
        self.add(
            CallAnswered(at_ms=at(0), dialled=dialled, local_time="", settings="t"),
            CallStarted(at_ms=at(0), dialled=dialled, settings="t"),
            RecordingStarted(at_ms=at(0)),
            AgentSpoke(at_ms=at(0), utterance=UtteranceId(1), phrases=("hello",), text="Hello."),
            CaptureStarted(at_ms=at(0), field=FieldName("phone"), primitive="phone"),
        )

    def say(self, text: str, at_ms: int = 2_000) -> None:
        self.add(
            FinalHeard(at_ms=at(at_ms), segment=SegmentId(1), texts=(text,)),
            TurnHeard(at_ms=at(at_ms), texts=(text,), held_ms=700),
            CaptureConfirmed(at_ms=at(at_ms), field=FieldName("phone"), value=text),
        )

    def end(self, outcome: str = "lead", at_ms: int = 5_000) -> None:
        self.add(
            UsageMetered(at_ms=at(at_ms), provider="whisper.tiny.en", unit="audio_ms", quantity=900)
        )
        self.add(
            CallerHungUp(at_ms=at(at_ms)),
            CallEnded(at_ms=at(at_ms), outcome=outcome, by="caller", duration_ms=at_ms),
        )


@cache
def _empty_log() -> bytes:
    """Return a migrated log: migrating takes longer than most of these tests."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "log.db"
        log = SqlCallLog(path)
        with log.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        log.close()
        return path.read_bytes()


class House:
    """One installation in a folder."""

    def __init__(self, folder: Path, log_at: Path | str | None = None, **parts: Any) -> None:
        self.home = Home(folder)
        if log_at is None:
            self.home.log_db.write_bytes(_empty_log())
        self.log = SqlCallLog(log_at or self.home.log_db)
        self.views = Views(self.log)
        self.keys = KeyRing(self.home.keys)
        self.clock = Clock()
        self.access = Access(self.log, self.clock.now_ms)
        self.pulse = FakePulse()
        self.talk = FakeTalk()
        self.activated: list[tuple[TenantId, int]] = []
        made: dict[str, Any] = {
            "home": self.home,
            "views": self.views,
            "api": Api(port=8080),
            "about": About("embedded", CORE),
            "activate": self._activate,
            "pulse": self.pulse,
            "replay": partial(replay_apart, self.home),
            "talk": self.talk,
            "dist": folder / "dist",
            "now_ms": self.clock.now_ms,
            "now": self.clock.now,
        }
        self.parts = Parts(**(made | parts))
        self.app: Litestar = build_app(self.parts)
        for tenant, number in NUMBERS.items():
            self.push(tenant, number)

    def _activate(self, tenant: TenantId, version: int) -> None:
        self.activated.append((tenant, version))

    def push(self, tenant: TenantId, number: str, version: int = 1, config: str = "") -> None:
        """Push and activate a version."""
        config, name, now = config or f"{version}" * 64, f"{tenant} Pty Ltd", self.clock.now()
        where = Where(stream="tenant", stream_id=tenant, tenant=tenant, core=CORE, config=config)
        pushed = ConfigPushed(config=config, version=version, name=name, trials=3)
        active = ConfigActivated(config=config, version=version, name=name, numbers=(number,))
        note(self.log, where, pushed, now=now)
        note(self.log, where, active, now=now)
        self.views.catch_up()

    def call(self, tenant: TenantId, call: str, began_ms: int = NOW_MS - 60_000) -> FakeCall:
        """Return a call that is over."""
        made = self.begin(tenant, call, began_ms)
        made.say(SECRET)
        made.end()
        return made

    def begin(self, tenant: TenantId, call: str, began_ms: int = NOW_MS - 60_000) -> FakeCall:
        made = FakeCall(self, tenant, call, began_ms)
        made.answer(NUMBERS.get(tenant, "+61255500000"))
        return made

    def record(self, call: str, caller: Sequence[int], agent: Sequence[int]) -> Path:
        """Leave a call's recording."""
        path = self.home.recording_of(CallId(call))
        path.parent.mkdir(parents=True, exist_ok=True)
        with wave.open(str(path), "wb") as file:
            file.setnchannels(2)
            file.setsampwidth(2)
            file.setframerate(16_000)
            file.writeframes(np.array([caller, agent], "<i2").T.tobytes())
        return path

    def audit(self) -> list[str]:
        """Return the types of what was written down in the audit."""
        stored = self.log.read_stream("audit", "audit")
        return [one.body.decode().partition('"type":"')[2].partition('"')[0] for one in stored]

    def client(self) -> AsyncClient:
        """Return a client; for streams and sockets, `serve` the app instead."""
        app: Any = self.app
        transport = ASGITransport(app, raise_app_exceptions=False)
        return AsyncClient(transport=transport, base_url="http://spotfunnel.test")

    async def sign_in(self, client: AsyncClient, role: Role, tenant: TenantId = NOBODY) -> None:
        """Sign a client in by a link; from then on it proves itself as the page does."""
        link = self.access.make_link(role, tenant)
        answer = await client.post("/api/session", json={"link": link.token})
        assert answer.status_code == 200, answer.text
        client.headers["x-csrftoken"] = answer.cookies["csrftoken"]

    def close(self) -> None:
        self.log.close()
