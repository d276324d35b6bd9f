"""Nobody is left ringing: a call that no agent takes is offered again, then refused.

A job that was refused, or that met no worker, is never offered again by the server, and a caller
would hear ringing without end. So whoever runs the servers runs this beside them. A call that was
refused, or whose caller gave up first, was missed: whoever writes such things down is told.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from enum import Enum, auto
from typing import Final, assert_never

import aiohttp
import msgspec
from livekit import api

from sip.dispatch import AGENT, ROOM_PREFIX
from sip.numbers import Parties, parties

LOOK_EVERY_S: Final = 0.5
OFFER_AGAIN_S: Final = 2.0
REFUSE_S: Final = 6.0
GAVE_UP_S: Final = 1.0
"""A caller who rang for less may have been answered between two looks."""
RINGING: Final = "ringing"
AGENT_KIND: Final = api.ParticipantInfo.Kind.AGENT
SIP_KIND: Final = api.ParticipantInfo.Kind.SIP
BROWSER_KIND: Final = api.ParticipantInfo.Kind.STANDARD

Missed = Callable[[Parties, float], Awaitable[object]]
"""Told whose call was missed, and for how many seconds it had rung."""

_Failures = (api.TwirpError, aiohttp.ClientError, TimeoutError)


class Act(Enum):
    """What to do about one room now."""

    WAIT = auto()
    OFFER = auto()
    REFUSE = auto()
    FORGET = auto()


class Seen(msgspec.Struct, frozen=True):
    """One room at one look."""

    age_s: float
    ringing: str | None
    """Identity of the caller that rings: a telephone, or a browser that waits."""
    has_agent: bool
    offered: bool
    who: Parties | None = None
    """Whose call rings; None for a browser's, which is nobody's missed call."""


def decide(seen: Seen) -> Act:
    """Say what to do about a room, from what was seen of it."""
    if seen.has_agent:
        return Act.FORGET
    if seen.ringing is None:
        return Act.WAIT if seen.age_s < REFUSE_S else Act.FORGET
    if seen.age_s >= REFUSE_S:
        return Act.REFUSE
    if seen.age_s >= OFFER_AGAIN_S and not seen.offered:
        return Act.OFFER
    return Act.WAIT


class Unanswered:
    """Watches every call's room until an agent is in it."""

    def __init__(
        self,
        livekit: api.LiveKitAPI,
        *,
        agent: str = AGENT,
        tell: Callable[[str], None] = print,
        missed: Missed | None = None,
    ) -> None:
        """Watch the rooms of one server; `tell` gets a line for each thing done."""
        self._livekit = livekit
        self._agent = agent
        self._tell = tell
        self._missed = missed
        self._ringing: dict[str, Seen] = {}
        self._writing: set[asyncio.Task[None]] = set()
        self._first_seen: dict[str, float] = {}
        self._offered: set[str] = set()
        self._settled: set[str] = set()

    async def run(self) -> None:
        """Look again and again until cancelled; a server that is away is asked again later."""
        try:
            while True:
                try:
                    await self.look()
                except _Failures as exc:
                    self._tell(f"cannot see the rooms: {type(exc).__name__}")
                await asyncio.sleep(LOOK_EVERY_S)
        finally:
            await asyncio.gather(*self._writing)

    async def look(self) -> None:
        """Look at every unsettled room once."""
        listed = await self._livekit.room.list_rooms(api.ListRoomsRequest())
        names = {room.name for room in listed.rooms if room.name.startswith(ROOM_PREFIX)}
        self._settled &= names
        self._offered &= names
        now = asyncio.get_running_loop().time()
        self._first_seen = {name: self._first_seen.get(name, now) for name in names}
        for name in set(self._ringing) - names:
            self._miss(name)
        for name in names - self._settled:
            seen = await self._see(name, now - self._first_seen[name])
            await self._act(name, seen)

    async def _see(self, room: str, age_s: float) -> Seen:
        request = api.ListParticipantsRequest(room=room)
        people = (await self._livekit.room.list_participants(request)).participants
        ringing = [who for who in people if _rings(who)]
        is_call = bool(ringing) and ringing[0].kind == SIP_KIND
        return Seen(
            age_s=age_s,
            ringing=ringing[0].identity if ringing else None,
            has_agent=any(who.kind == AGENT_KIND for who in people),
            offered=room in self._offered,
            who=parties(ringing[0].attributes) if is_call else None,
        )

    async def _act(self, room: str, seen: Seen) -> None:
        if seen.has_agent:
            self._ringing.pop(room, None)
        elif seen.ringing is not None:
            self._ringing[room] = seen
        else:
            self._miss(room)
        match decide(seen):
            case Act.WAIT:
                pass
            case Act.FORGET:
                self._settled.add(room)
            case Act.OFFER:
                await self._do(room, "offered again", self._offer(room))
                self._offered.add(room)
            case Act.REFUSE:
                await self._do(room, "refused", self._refuse(room))
                self._settled.add(room)
                self._miss(room)
            case act:
                assert_never(act)

    async def _offer(self, room: str) -> None:
        request = api.CreateAgentDispatchRequest(agent_name=self._agent, room=room)
        await self._livekit.agent_dispatch.create_dispatch(request)

    async def _refuse(self, room: str) -> None:
        with contextlib.suppress(api.TwirpError):  # the caller may have gone just now
            await self._livekit.room.delete_room(api.DeleteRoomRequest(room=room))

    def _miss(self, room: str) -> None:
        """Tell of a call that rang unanswered to its end; once, and aside: others are ringing."""
        seen = self._ringing.pop(room, None)
        if self._missed is None or seen is None or seen.who is None or seen.age_s < GAVE_UP_S:
            return
        task = asyncio.ensure_future(self._written(self._missed(seen.who, seen.age_s)))
        self._writing.add(task)
        task.add_done_callback(self._writing.discard)

    async def _written(self, writing: Awaitable[object]) -> None:
        await writing

    async def _do(self, room: str, what: str, act: Awaitable[None]) -> None:
        self._tell(f"{room_without_number(room)}: no agent came, {what}")
        await act


def _rings(who: api.ParticipantInfo) -> bool:
    if who.kind == SIP_KIND:
        return who.attributes.get("sip.callStatus") == RINGING
    return bool(who.kind == BROWSER_KIND)


def room_without_number(room: str) -> str:
    """Name a room in a log: its random end, not the caller's number in its middle."""
    return f"room …{room.rpartition('_')[2]}"
