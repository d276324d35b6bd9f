"""A worker that does nothing but beep: what the transport alone costs, and a callee for tests.

It beeps on answer and as soon as the caller's sound ends, and stops a long beep as soon as the
caller's sound begins. It decides on loudness alone, on the first 10 ms frame that shows it, so the
gap seen at the caller is the way there and back.

Any key makes it beep for eight seconds. Environment as `agent_worker.main`.
"""

import asyncio
import os
from typing import Final

import numpy as np
from livekit import rtc
from livekit.agents import AgentServer, AutoSubscribe, JobContext, JobExecutorType
from numpy.typing import NDArray

Samples = NDArray[np.int16]

RATE_HZ: Final = 16_000
FRAME: Final = RATE_HZ // 100
"""10 ms."""
BURST: Final = 7
"""Frames sent at once at the start: livekit-sip's mixer waits for 60 ms before it plays."""
LOUD: Final = 600
"""Peak, in sample units, of a frame that holds speech."""
HANGOVER_FRAMES: Final = 1
"""Quiet frames that end the caller's speech: none of them is spent on being sure."""
BEEP_MS: Final = 400
LONG_MS: Final = 8_000
BEEP_HZ: Final = 800
SIP: Final = rtc.ParticipantKind.PARTICIPANT_KIND_SIP


def beep(length_ms: int) -> Samples:
    """Make a tone, 16 kHz mono."""
    time_s = np.arange(RATE_HZ * length_ms // 1000) / RATE_HZ
    return (np.sin(2 * np.pi * BEEP_HZ * time_s) * 9_000).astype(np.int16)


class Beeper:
    """Plays one beep at a time, with its own clock over a source without a queue."""

    def __init__(self) -> None:
        """Be silent."""
        self.source = rtc.AudioSource(RATE_HZ, 1, queue_size_ms=0)
        self._task: asyncio.Task[None] | None = None

    def start(self, length_ms: int = BEEP_MS) -> None:
        """Beep from the beginning."""
        self.stop()
        self._task = asyncio.create_task(self._play(beep(length_ms)))

    def stop(self) -> None:
        """Be silent within a frame."""
        if self._task is not None:
            self._task.cancel()

    async def _play(self, sound: Samples) -> None:
        loop = asyncio.get_running_loop()
        due = loop.time() - BURST * 0.01
        for start in range(0, len(sound) - FRAME + 1, FRAME):
            frame = sound[start : start + FRAME]
            await self.source.capture_frame(rtc.AudioFrame(frame.tobytes(), RATE_HZ, 1, FRAME))
            due += 0.01
            await asyncio.sleep(max(0.0, due - loop.time()))


class Ear:
    """Turns loudness into beginnings and ends."""

    def __init__(self, beeper: Beeper) -> None:
        """Answer with this beeper."""
        self._beeper = beeper
        self._talking = False
        self._quiet = 0

    def hear(self, frame: Samples) -> None:
        """Take 10 ms of the caller."""
        if int(np.abs(frame.astype(np.int32)).max(initial=0)) > LOUD:
            self._quiet = 0
            if not self._talking:
                self._talking = True
                self._beeper.stop()
        elif self._talking:
            self._quiet += 1
            if self._quiet >= HANGOVER_FRAMES:
                self._talking = False
                self._beeper.start()


async def hold(job: JobContext) -> None:
    """Hold one call."""
    gone = asyncio.Event()
    room = job.room
    active = asyncio.Event()

    def leave(who: rtc.Participant) -> None:
        if who.kind == SIP:
            gone.set()

    room.on("participant_disconnected", leave)
    room.on("disconnected", lambda _: gone.set())

    def see(who: rtc.Participant) -> None:
        if who.kind == SIP and who.attributes.get("sip.callStatus") == "active":
            active.set()

    room.on("participant_attributes_changed", lambda _, who: see(who))
    await job.connect(auto_subscribe=AutoSubscribe.AUDIO_ONLY)
    beeper = Beeper()
    track = rtc.LocalAudioTrack.create_audio_track("agent", beeper.source)
    microphone = rtc.TrackSource.SOURCE_MICROPHONE
    options = rtc.TrackPublishOptions(source=microphone, dtx=False, red=False)
    _, caller = await asyncio.gather(
        room.local_participant.publish_track(track, options), job.wait_for_participant(kind=SIP)
    )
    see(caller)
    await active.wait()
    room.on("sip_dtmf_received", lambda _: beeper.start(LONG_MS))
    beeper.start()
    stream = rtc.AudioStream.from_participant(
        participant=caller,
        track_source=microphone,
        sample_rate=RATE_HZ,
        num_channels=1,
        frame_size_ms=10,
    )
    listening = asyncio.create_task(_listen(stream, Ear(beeper)))
    await gone.wait()
    listening.cancel()
    beeper.stop()
    await job.delete_room()
    job.shutdown()


async def _listen(stream: rtc.AudioStream, ear: Ear) -> None:
    async for event in stream:
        ear.hear(np.frombuffer(event.frame.data, np.int16))


def main() -> None:
    """Serve until told to stop."""
    server = AgentServer(
        job_executor_type=JobExecutorType.THREAD,
        num_idle_processes=1,
        ws_url=os.environ["LIVEKIT_URL"],
        api_key=os.environ["LIVEKIT_API_KEY"],
        api_secret=os.environ["LIVEKIT_API_SECRET"],
        host="127.0.0.1",
        port=int(os.environ["SPOTFUNNEL_WORKER_PORT"]),
        load_fnc=lambda *_: 0.0,
        drain_timeout=5,
    )
    server.rtc_session(hold, agent_name="core")
    asyncio.run(server.run())


if __name__ == "__main__":
    main()
