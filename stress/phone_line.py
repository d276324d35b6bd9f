"""The telephone's own process: one PJSIP call, driven by lines of JSON.

    python -m stress.phone --to sip:+61255501206@127.0.0.1:5060 --record heard.wav

takes `{"play": "clip.wav", "id": 1}`, `{"dtmf": "123"}` and `{"hangup": true}` on standard input
and prints what happens (`stress.phone.Happened`). With `--audio-fd`, what is heard also goes to
that pipe: signed 16-bit, 8 kHz, mono, 20 ms at a time, from the moment the sound begins.
"""

import argparse
import json
import os
import select
import sys
import time
import wave
from collections import deque
from pathlib import Path
from typing import Any, Final

import numpy as np
import pjsua2 as pj
import soxr
from numpy.typing import NDArray

Samples = NDArray[np.int16]

RATE_HZ: Final = 8_000
FRAME: Final = 160
LOOPBACK: Final = "127.0.0.1"
PUMP_MS: Final = 5
LAST_WORDS_S: Final = 2.0
"""How long the BYE may take to be answered."""
QUIET: Final = bytes(FRAME * 2)


OUT: Final = os.dup(1)
"""Where events go. PJSIP prints its own log on what it takes for standard output."""


def tell(event: str, **more: Any) -> None:
    """Print one event."""
    line = {"event": event, "mono": time.monotonic(), "wall": time.time(), **more}
    os.write(OUT, json.dumps(line).encode() + b"\n")


class Sound(pj.AudioMediaPort):  # type: ignore[misc]
    """Both directions of one call's sound; PJSIP's clock thread asks and gives, 20 ms a time."""

    def __init__(self) -> None:
        """Be silent, hear nothing."""
        super().__init__()
        self.heard: deque[bytes] = deque()
        self.happened: deque[tuple[str, int]] = deque()
        self._clips: deque[tuple[int, bytes]] = deque()
        self._saying: tuple[int, bytes] | None = None
        format_ = pj.MediaFormatAudio()
        format_.init(pj.PJMEDIA_FORMAT_PCM, RATE_HZ, 1, 20_000, 16)
        self.createPort("sound", format_)

    def say(self, clip: int, pcm: bytes) -> None:
        """Queue a clip."""
        self._clips.append((clip, pcm))

    def onFrameRequested(self, frame: Any) -> None:  # noqa: N802 - PJSIP's name
        """Hand over the next 20 ms of what we say."""
        chunk = self._next()
        frame.type = pj.PJMEDIA_FRAME_TYPE_AUDIO
        frame.buf = pj.ByteVector(chunk)
        frame.size = len(chunk)

    def onFrameReceived(self, frame: Any) -> None:  # noqa: N802 - PJSIP's name
        """Take 20 ms of what we hear."""
        sound = bytes(frame.buf)[: FRAME * 2]
        self.heard.append(sound.ljust(FRAME * 2, b"\0"))

    def _next(self) -> bytes:
        if self._saying is None and self._clips:
            self._saying = self._clips.popleft()
            self.happened.append(("playing", self._saying[0]))
        if self._saying is None:
            return QUIET
        clip, left = self._saying
        chunk, left = left[: FRAME * 2], left[FRAME * 2 :]
        self._saying = (clip, left) if left else None
        if not left:
            self.happened.append(("played", clip))
        return chunk.ljust(FRAME * 2, b"\0")


class Ringing(pj.Call):  # type: ignore[misc]
    """The call."""

    def __init__(self, account: Any, sound: Sound) -> None:
        """Belong to an account; carry this sound."""
        super().__init__(account)
        self.over = False
        self._sound = sound
        self._media: Any = None

    def onCallState(self, prm: Any) -> None:  # noqa: N802 - PJSIP's name
        """Say what became of the call."""
        del prm
        info = self.getInfo()
        said = {"code": info.lastStatusCode, "text": info.lastReason}
        if info.state == pj.PJSIP_INV_STATE_EARLY:
            tell("ringing", **said)
        elif info.state == pj.PJSIP_INV_STATE_CONFIRMED:
            tell("answered", **said)
        elif info.state == pj.PJSIP_INV_STATE_DISCONNECTED:
            self.over = True
            tell("disconnected", **said)

    def onCallMediaState(self, prm: Any) -> None:  # noqa: N802 - PJSIP's name
        """Join the sound once there is some."""
        del prm
        info = self.getInfo()  # must live while its media are looked at
        for index, media in enumerate(info.media):
            active = media.status == pj.PJSUA_CALL_MEDIA_ACTIVE
            if media.type == pj.PJMEDIA_TYPE_AUDIO and active and self._media is None:
                self._media = self.getAudioMedia(index)
                self._sound.startTransmit(self._media)
                self._media.startTransmit(self._sound)

    def onDtmfDigit(self, prm: Any) -> None:  # noqa: N802 - PJSIP's name
        """Say which key was pressed over there."""
        tell("key", text=prm.digit)


def make_endpoint(codec: str) -> Any:
    """Start PJSIP: one thread, no sound card, loopback only, the wanted codec first."""
    endpoint = pj.Endpoint()
    endpoint.libCreate()
    settings = pj.EpConfig()
    settings.uaConfig.mainThreadOnly = True
    settings.uaConfig.threadCnt = 0
    settings.logConfig.level = settings.logConfig.consoleLevel = 1
    media = settings.medConfig
    media.noVad, media.ecTailLen, media.audioFramePtime = True, 0, 20
    media.clockRate = media.sndClockRate = RATE_HZ
    endpoint.libInit(settings)
    transport = pj.TransportConfig()
    transport.boundAddress = LOOPBACK
    endpoint.transportCreate(pj.PJSIP_TRANSPORT_UDP, transport)
    endpoint.libStart()
    endpoint.audDevManager().setNullDev()
    order = {codec.upper(): 255, "PCMA": 254, "PCMU": 254}
    for known in endpoint.codecEnum2():
        name = known.codecId.partition("/")[0]
        wanted = max((rank for key, rank in order.items() if key == name), default=0)
        endpoint.codecSetPriority(known.codecId, 255 if name == codec.upper() else wanted)
    return endpoint


def make_account(caller: str) -> Any:
    """Be somebody who rings; no registrar."""
    settings = pj.AccountConfig()
    settings.idUri = f"sip:{caller}@{LOOPBACK}"
    settings.mediaConfig.transportConfig.boundAddress = LOOPBACK
    account = pj.Account()
    account.create(settings)
    return account


class Line:
    """Runs the call: commands in, events and sound out."""

    def __init__(self, call: Ringing, sound: Sound, *, audio_fd: int, record: str) -> None:
        """Take the call that has been made."""
        self._call = call
        self._sound = sound
        self._audio_fd = audio_fd
        self._record = _recording(record) if record else None
        self._commands = b""
        self._hangs_up_at = 0.0
        if audio_fd >= 0:
            os.set_blocking(audio_fd, False)

    def run(self, endpoint: Any) -> None:
        """Go on until the call is over."""
        while not self._call.over:
            endpoint.libHandleEvents(PUMP_MS)
            self._take_commands()
            self._give_sound()
            if self._hangs_up_at and time.monotonic() > self._hangs_up_at + LAST_WORDS_S:
                tell("disconnected", text="the other side did not answer our BYE")
                break
        self._give_sound()
        if self._record is not None:
            self._record.close()

    def _take_commands(self) -> None:
        while select.select([sys.stdin], [], [], 0)[0]:
            said = os.read(sys.stdin.fileno(), 65_536)
            if not said:  # whoever held us is gone
                self._do({"hangup": True})
                return
            self._commands += said
            while b"\n" in self._commands:
                line, _, self._commands = self._commands.partition(b"\n")
                self._do(json.loads(line))

    def _do(self, command: dict[str, Any]) -> None:
        if self._call.over:
            return
        if "play" in command:
            try:
                self._sound.say(int(command.get("id", 0)), read_clip(Path(command["play"])))
            except (OSError, wave.Error, ValueError) as exc:
                tell("problem", text=f"{command['play']}: {exc}")
        elif "dtmf" in command:
            self._call.dialDtmf(command["dtmf"])
        elif "hangup" in command and not self._hangs_up_at:
            self._hangs_up_at = time.monotonic()
            self._call.hangup(pj.CallOpParam())

    def _give_sound(self) -> None:
        while self._sound.happened:
            event, clip = self._sound.happened.popleft()
            tell(event, id=clip)
        while self._sound.heard:
            frame = self._sound.heard.popleft()
            if self._record is not None:
                self._record.writeframes(frame)
            if self._audio_fd >= 0:
                try:
                    os.write(self._audio_fd, frame)
                except BlockingIOError:
                    tell("problem", text="nobody takes the sound; 20 ms are lost")
                except BrokenPipeError:
                    self._audio_fd = -1


def _recording(path: str) -> wave.Wave_write:
    recording = wave.open(path, "wb")  # noqa: SIM115 - closed at the end of the call
    recording.setnchannels(1)
    recording.setsampwidth(2)
    recording.setframerate(RATE_HZ)
    return recording


def read_clip(file: Path) -> bytes:
    """Read a WAV file as 8 kHz mono, whatever its rate; 16-bit only."""
    with wave.open(str(file), "rb") as clip:
        if clip.getsampwidth() != 2 or clip.getnchannels() != 1:
            raise ValueError("a clip is mono, 16 bits a sample")
        rate_hz = clip.getframerate()
        samples = np.frombuffer(clip.readframes(clip.getnframes()), np.int16)
    if rate_hz != RATE_HZ:
        samples = soxr.resample(samples, rate_hz, RATE_HZ)
    sound: bytes = samples.astype(np.int16).tobytes()
    return sound


def main() -> None:
    """Ring, and stay until the call is over."""
    words = argparse.ArgumentParser(prog="stress.phone", description=__doc__.splitlines()[0])
    words.add_argument("--to", required=True, help="sip:+61…@127.0.0.1:PORT")
    words.add_argument("--caller", default="+61491570156", help="who rings")
    words.add_argument("--codec", choices=("pcma", "pcmu"), default="pcma")
    words.add_argument("--record", default="", help="a WAV file for what is heard")
    words.add_argument("--audio-fd", type=int, default=-1, help="a pipe for what is heard")
    given = words.parse_args()
    os.dup2(2, 1)
    endpoint = make_endpoint(given.codec)
    account = make_account(given.caller)
    sound = Sound()
    call = Ringing(account, sound)
    tell("calling", text=given.to)
    call.makeCall(given.to, pj.CallOpParam(True))  # noqa: FBT003 - PJSIP takes no keyword
    Line(call, sound, audio_fd=given.audio_fd, record=given.record).run(endpoint)
    os._exit(0)  # PJSIP asserts on the order in which Python buries its objects


if __name__ == "__main__":
    main()
