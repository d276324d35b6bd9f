"""A telephone: PJSIP in a process of its own, told what to do line by line.

PJSIP carries four calls a process, has one endpoint, and aborts when it is torn down in the wrong
order; so it lives alone (`stress.phone_line`) and this is how it is held. Use it to see that a real
user agent gets on with us, never to measure delay: its jitter buffer adds its own.
"""

import asyncio
import contextlib
import os
import sys
import tempfile
import time
import wave
from collections.abc import AsyncIterator
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Literal, Self

import msgspec
import numpy as np
from numpy.typing import NDArray

from spine.errors import SpotFunnelError

Samples = NDArray[np.int16]
Codec = Literal["pcma", "pcmu"]

RATE_HZ: Final = 8_000
FRAME: Final = 160
"""20 ms."""
TEST_CALLER: Final = "+61491570156"
"""A number that the regulator keeps for fiction."""
ANSWER_S: Final = 20.0
GOING_S: Final = 5.0


class Happened(msgspec.Struct, frozen=True):
    """One line from the telephone."""

    event: str
    """`calling`, `ringing`, `answered`, `playing`, `played`, `key`, `disconnected` or `problem`."""
    mono: float
    """Seconds of CLOCK_MONOTONIC, which all processes share."""
    wall: float
    code: int = 0
    """SIP status, of `ringing`, `answered` and `disconnected`."""
    text: str = ""
    id: int = 0
    """Which clip, of `playing` and `played`."""


class NotAnsweredError(SpotFunnelError):
    """The call was refused, or rang for too long."""

    code = "phone.not_answered"


class Phone:
    """One call to one address; a context that hangs up when it is left."""

    def __init__(
        self,
        to: str,
        *,
        caller: str = TEST_CALLER,
        codec: Codec = "pcma",
        record: Path | None = None,
    ) -> None:
        """Prepare to ring `to` (`sip:+61…@host:port`); `record` is a WAV file for what is heard."""
        self.events: list[Happened] = []
        self._command = ["--to", to, "--caller", caller, "--codec", codec]
        if record is not None:
            self._command += ["--record", str(record)]
        self._folder = tempfile.TemporaryDirectory(prefix="phone-")
        self._clips = 0
        self._change = asyncio.Condition()
        self._heard: asyncio.Queue[Samples | None] = asyncio.Queue()

    async def __aenter__(self) -> Self:
        """Begin to ring."""
        ear, mouth = os.pipe()
        with (Path(self._folder.name) / "pjsip.log").open("wb") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                *("-m", "stress.phone_line", *self._command, "--audio-fd", str(mouth)),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=log,
                pass_fds=(mouth,),
            )
        os.close(mouth)
        self._tasks = [
            asyncio.create_task(self._read_events()),
            asyncio.create_task(self._read_sound(ear)),
        ]
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Hang up, and see the process gone."""
        with contextlib.suppress(ConnectionError, RuntimeError):
            self.hang_up()
        try:
            await asyncio.wait_for(self._process.wait(), GOING_S)
        except TimeoutError:
            self._process.kill()
            await self._process.wait()
        await asyncio.gather(*self._tasks)
        self._folder.cleanup()

    async def answered(self, patience_s: float = ANSWER_S) -> Happened:
        """Wait for the call to be answered.

        Raises:
            NotAnsweredError: If it was refused, with the code, or went on ringing.
        """
        try:
            happened = await self.wait_for("answered", "disconnected", patience_s=patience_s)
        except TimeoutError:
            rang = any(event.event == "ringing" for event in self.events)
            state = "still ringing" if rang else "no answer at all"
            raise NotAnsweredError(f"{state} after {patience_s:.0f} s") from None
        if happened.event == "disconnected":
            raise NotAnsweredError(f"{happened.code} {happened.text}")
        return happened

    async def say(self, sound: Samples | Path, patience_s: float = 60.0) -> Happened:
        """Speak (8 kHz mono, or a WAV file) and return when the last sample is on its way."""
        clip = self.begin(sound)
        return await self.wait_for("played", "disconnected", clip=clip, patience_s=patience_s)

    def begin(self, sound: Samples | Path) -> int:
        """Begin to speak, after what is still being said; return the clip's id."""
        self._clips += 1
        file = sound if isinstance(sound, Path) else self._file(sound)
        self._send({"play": str(file), "id": self._clips})
        return self._clips

    def press(self, keys: str) -> None:
        """Press keys: `0` to `9`, `*` and `#`."""
        self._send({"dtmf": keys})

    def hang_up(self) -> None:
        """End the call."""
        self._send({"hangup": True})

    async def ended(self, patience_s: float = 60.0) -> Happened:
        """Wait for the end of the call, whoever ended it."""
        return await self.wait_for("disconnected", patience_s=patience_s)

    async def hear(self) -> AsyncIterator[Samples]:
        """Yield what is heard, 20 ms of 8 kHz mono a time, until the call is over."""
        while (frame := await self._heard.get()) is not None:
            yield frame

    async def wait_for(self, *kinds: str, patience_s: float, clip: int | None = None) -> Happened:
        """Wait for the first event of one of these kinds (of this clip, where clips have them).

        Raises:
            TimeoutError: If there is none in time.
        """

        def found() -> Happened | None:
            for event in self.events:
                if event.event in kinds and (clip is None or event.id in {clip, 0}):
                    return event
            return None

        async with asyncio.timeout(patience_s), self._change:
            while (event := found()) is None:
                await self._change.wait()
            return event

    def _file(self, sound: Samples) -> Path:
        file = Path(self._folder.name) / f"{self._clips}.wav"
        with wave.open(str(file), "wb") as out:
            out.setnchannels(1)
            out.setsampwidth(2)
            out.setframerate(RATE_HZ)
            out.writeframes(sound.astype(np.int16).tobytes())
        return file

    def _send(self, command: dict[str, Any]) -> None:
        if self._process.stdin is not None:
            self._process.stdin.write(msgspec.json.encode(command) + b"\n")

    async def _read_events(self) -> None:
        if self._process.stdout is None:
            return
        async for line in self._process.stdout:
            async with self._change:
                self.events.append(msgspec.json.decode(line, type=Happened))
                self._change.notify_all()
        async with self._change:
            if not any(event.event == "disconnected" for event in self.events):
                gone = "the telephone's process ended"
                self.events.append(
                    Happened("disconnected", time.monotonic(), time.time(), text=gone)
                )
            self._change.notify_all()

    async def _read_sound(self, ear: int) -> None:
        reader = asyncio.StreamReader()
        pipe = os.fdopen(ear, "rb")
        transport, _ = await asyncio.get_running_loop().connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(reader), pipe
        )
        with contextlib.closing(transport), contextlib.suppress(asyncio.IncompleteReadError):
            while True:
                frame = await reader.readexactly(FRAME * 2)
                self._heard.put_nowait(np.frombuffer(frame, np.int16))
        self._heard.put_nowait(None)


def main() -> None:
    """Be the telephone itself: commands on standard input, events on standard output."""
    from stress.phone_line import main as be_the_line

    be_the_line()


if __name__ == "__main__":
    main()
