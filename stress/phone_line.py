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
from pathlib import Path
from typing import Any, Final

import numpy as np
import pjsua2 as pj
import soxr

from stress.phone_pjsip import RATE_HZ, Ringing, Sound, make_account, make_endpoint, tell

PUMP_MS: Final = 5
LAST_WORDS_S: Final = 2.0
"""How long the BYE may take to be answered."""


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
