"""A LiveKit room as a telephone line: the caller's frames, our track, keys and hang-ups.

The caller comes over SIP, or with a browser. What a browser rang stands in an attribute that our
API signed into its token; it may not change it, and nothing else that it says is believed.
"""

import asyncio
from collections.abc import AsyncIterator
from typing import Final

import numpy as np
import structlog
from livekit import rtc
from livekit.agents import AutoSubscribe, JobContext
from numpy.typing import NDArray

from agent_worker.runtime.audio import as_frame
from agent_worker.runtime.inbox import Inbox
from sip.numbers import Parties, parties, to_e164
from spine.events.inputs import CallerHungUp, KeyPressed, MediaLost
from spine.ids import CallId

Samples = NDArray[np.int16]

RATE_HZ: Final = 16_000
HEAR_FRAME_MS: Final = 20
RINGING_S: Final = 20.0
"""A caller who has not been connected by then has gone."""
SIP: Final = rtc.ParticipantKind.PARTICIPANT_KIND_SIP
BROWSER: Final = rtc.ParticipantKind.PARTICIPANT_KIND_STANDARD
CALLERS: Final = [SIP, BROWSER]
DIALLED: Final = "spotfunnel.dialled"
"""Attribute of a browser: the number that it rings."""
CALL: Final = "spotfunnel.call"
"""Attribute of ours: which call this is, for a browser to show."""


log = structlog.get_logger()


def parties_of(caller: rtc.RemoteParticipant) -> Parties:
    """Return whose call it is: as the carrier says, or as our API wrote into a browser's token."""
    if caller.kind == SIP:
        return parties(caller.attributes)
    dialled = to_e164(caller.attributes.get(DIALLED, ""))
    return Parties(dialled=dialled, caller=None, forwarded_by=None)


def carrier_of(caller: rtc.RemoteParticipant) -> str:
    """Return whose minutes these are; a browser's are nobody's."""
    return "carrier.sip" if caller.kind == SIP else "carrier.none"


class RoomLine:
    """One caller in one room. Made in the job, opened before the call is answered."""

    def __init__(self, job: JobContext) -> None:
        """Take the job's room; nothing is connected yet."""
        self._job = job
        self._source = rtc.AudioSource(RATE_HZ, 1, queue_size_ms=0)
        self._active = asyncio.Event()
        self._inbox: Inbox | None = None
        self._caller = ""
        self._over = False
        self._hung_up = False
        self._naming: asyncio.Task[None] | None = None

    async def open(self) -> rtc.RemoteParticipant:
        """Connect, publish our track (livekit-sip answers once it is there), wait for the answer.

        Raises:
            TimeoutError: If the caller is gone before the call was connected.
        """
        room = self._job.room
        room.on("participant_attributes_changed", self._on_attributes)
        room.on("participant_disconnected", self._on_disconnected)
        room.on("sip_dtmf_received", self._on_key)
        room.on("disconnected", self._on_room_lost)
        await self._job.connect(auto_subscribe=AutoSubscribe.AUDIO_ONLY)
        track = rtc.LocalAudioTrack.create_audio_track("agent", self._source)
        options = rtc.TrackPublishOptions(
            source=rtc.TrackSource.SOURCE_MICROPHONE, dtx=False, red=False
        )
        _, caller = await asyncio.gather(
            room.local_participant.publish_track(track, options),
            self._job.wait_for_participant(kind=CALLERS),
        )
        self._caller = caller.identity
        if caller.kind == BROWSER or caller.attributes.get("sip.callStatus") == "active":
            self._active.set()
        await asyncio.wait_for(self._active.wait(), RINGING_S)
        if self._over:
            raise TimeoutError
        return caller

    def attach(self, inbox: Inbox) -> None:
        """Send keys and hang-ups there from now on."""
        self._inbox = inbox
        if self._over:
            inbox.put(CallerHungUp)

    async def frames(self) -> AsyncIterator[Samples]:
        """Yield the caller's sound, 20 ms of 16 kHz mono a time."""
        stream = rtc.AudioStream.from_participant(
            participant=self._job.room.remote_participants[self._caller],
            track_source=rtc.TrackSource.SOURCE_MICROPHONE,
            sample_rate=RATE_HZ,
            num_channels=1,
            frame_size_ms=HEAR_FRAME_MS,
        )
        try:
            async for event in stream:
                yield np.frombuffer(event.frame.data, np.int16)
        finally:
            await stream.aclose()

    async def push(self, frame: Samples) -> None:
        """Send 10 ms of our sound."""
        await self._source.capture_frame(as_frame(frame))

    def clear(self) -> None:
        """Nothing waits on our side of a room: it takes sound at the pace that it is heard at."""

    def name(self, call: CallId) -> None:
        """Tell a browser which call this is, aside: no call waits for a page."""
        caller = self._job.room.remote_participants.get(self._caller)
        if caller is not None and caller.kind == BROWSER:
            self._naming = asyncio.create_task(self._name(call))

    async def _name(self, call: CallId) -> None:
        try:
            await self._job.room.local_participant.set_attributes({CALL: call})
        except Exception as error:  # noqa: BLE001 - an edge: the page then shows no words, that is all
            log.warning("call.not_named", call=call, why=type(error).__name__)

    async def hang_up(self) -> None:
        """End the call: a BYE goes out when the room is gone. `shutdown` alone leaves dead air."""
        self._over = True
        if not self._hung_up:
            self._hung_up = True
            await self._job.delete_room()

    def _on_attributes(self, changed: dict[str, str], who: rtc.Participant) -> None:
        status = changed.get("sip.callStatus")
        if who.kind != SIP or status is None:
            return
        if status == "active":
            self._active.set()
        elif status == "hangup":
            self._gone()

    def _on_disconnected(self, who: rtc.RemoteParticipant) -> None:
        if who.kind not in CALLERS or self._caller not in {"", who.identity}:
            return
        connected = self._job.room.connection_state == rtc.ConnectionState.CONN_CONNECTED
        if connected and who.disconnect_reason:
            self._gone()
        else:
            self._lost("participant_lost")

    def _on_room_lost(self, _: object) -> None:
        self._lost("room_lost")

    def _on_key(self, key: rtc.SipDTMF) -> None:
        if key.participant is not None and key.participant.kind != SIP:
            return  # a browser's would be a message of its own making
        if self._inbox is not None:
            self._inbox.put(KeyPressed, key=key.digit)

    def _gone(self) -> None:
        if self._over:
            return
        self._over = True
        self._active.set()
        if self._inbox is not None:
            self._inbox.put(CallerHungUp)

    def _lost(self, code: str) -> None:
        if self._over:
            return
        self._over = True
        self._active.set()
        if self._inbox is not None:
            self._inbox.put(MediaLost, code=code)
