"""A measured telephone call: what is said and heard, timed on the wire."""

import time
import wave
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, Self

from agent_worker.runtime.audio import Pcm
from bench.probe import Probe
from bench.sip_timing import Moment, Stretch, last_speech_sample, loudness, stretches
from cli.stack.control import down, up
from cli.stack.state import StackState, Wanted
from spine.errors import EnvironmentNeedsError, SpotFunnelError
from stress.rtp_stream import Utterance
from stress.sip_call import SipCall
from stress.sip_ua import UserAgent

LOOK_S: Final = 0.02
ANSWER_S: Final = 15.0


class NobodyThereError(SpotFunnelError):
    """The call was not answered, or the other side said nothing."""

    code = "bench.nobody_there"


class MeasuredCall:
    """One call from the caller's side; a context that hangs up."""

    def __init__(self, agent: UserAgent, probe: Probe | None, state: StackState) -> None:
        """Prepare to ring the stack's first number."""
        host, _, port = state.sip.partition(":")
        self._agent = agent
        self._probe = probe
        self._moments: list[Moment] = []
        self.call: Final[SipCall] = agent.dial((host, int(port)), state.numbers[0])

    def __enter__(self) -> Self:
        """Wait for the answer."""
        if not self.call.answered.wait(ANSWER_S):
            raise NobodyThereError(f"not answered, last status {self.call.code}")
        return self

    def __exit__(self, *_: object) -> None:
        """Hang up and wait for the end."""
        self.call.hang_up()
        self.call.ended.wait(5)

    def heard(self) -> list[Stretch]:
        """Return the stretches of sound heard so far."""
        packets = self.call.sound.received[len(self._moments) :]
        self._moments += loudness(packets, self._agent.law)
        return stretches(self._moments)

    def say(self, pcm: Pcm) -> Utterance:
        """Say a clip (8 kHz) and return when its last packet has left."""
        spoken = self.begin(pcm)
        length_s = len(pcm) / 8_000
        self.wait(lambda: spoken.speech_ended_at > 0, patience_s=length_s + 5)
        return spoken

    def begin(self, pcm: Pcm) -> Utterance:
        """Begin to say a clip."""
        return self.call.sound.say(pcm, last_speech_sample(pcm))

    def wait(self, happened: Callable[[], bool], *, patience_s: float) -> bool:
        """Wait for something; say whether it came before patience or the call ended."""
        deadline = time.monotonic() + patience_s
        while not happened():
            if time.monotonic() > deadline or self.call.ended.is_set():
                return False
            time.sleep(LOOK_S)
        return True

    def wait_for_sound(self, after: float, *, patience_s: float = 8.0) -> bool:
        """Wait until the other side is heard after a time of the wall clock."""
        return self.wait(
            lambda: any(one.ended_at > after for one in self.heard()), patience_s=patience_s
        )

    def wait_for_quiet(self, quiet_s: float, *, patience_s: float = 20.0) -> bool:
        """Wait until the other side has been quiet for so long."""

        def quiet() -> bool:
            heard = self.heard()
            return not heard or time.time() - heard[-1].ended_at > quiet_s

        return self.wait(quiet, patience_s=patience_s)

    def left_at(self, sequence: int, otherwise: float) -> float:
        """Return when a packet of ours was on the wire; by our own clock if nobody probed."""
        if self._probe is None:
            return otherwise
        seen = self._probe.sent_from(self.call.sound.port).get(sequence)
        return otherwise if seen is None else seen.at


@contextmanager
def running_stack(wanted: Wanted, tell: Callable[[str], None]) -> Iterator[StackState]:
    """Hold a stack for the length of a bench."""
    state = up(wanted, tell)
    try:
        yield state
    finally:
        down(wanted.name)


def open_probe(state: StackState, tell: Callable[[str], None]) -> Probe | None:
    """Open a probe, or say why times are taken from the sockets instead."""
    try:
        return Probe(*state.rtp_ports)
    except EnvironmentNeedsError as missing:
        tell(f"{missing}; sending times are taken from our own clock")
        return None


def keep(call: MeasuredCall, folder: Path, name: str) -> None:
    """Keep what was heard, as evidence."""
    folder.mkdir(parents=True, exist_ok=True)
    with wave.open(str(folder / f"{name}.wav"), "wb") as file:
        file.setparams((1, 2, 8_000, 0, "NONE", ""))
        file.writeframes(call.call.sound.heard().tobytes())
