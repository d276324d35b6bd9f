"""A whole call of the real runtime and the real core, with fakes at its edges, on virtual time."""

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any, Final
from zlib import crc32

import numpy as np

from agent_worker.runtime.audio import Pcm
from agent_worker.runtime.call import Parts, hold
from agent_worker.runtime.papers import Answered
from agent_worker.runtime.phrase_store import PhraseStore
from agent_worker.runtime.speaking import Sound, Speaking
from agent_worker.voice_core.core import Core
from agent_worker.voice_core.effects import Line
from agent_worker.voice_core.state import State
from objective_engine.graph import Graph
from spine.events.call import AgentSpoke, AnyEvent, CallEnded
from spine.events.envelope import decode_envelope
from spine.events.inputs import AnyInput, PlayoutDone
from tests.fakes.line import Ears, FakeLine, FakeVAD
from tests.fakes.recorded import HEADING, SEALER
from tests.fakes.speech import FakeTTS
from tests.fakes.spine_memory import MemoryJournal

MOBILE: Final = "oh four nine one five seven oh one five six"
SAYS: Final[Mapping[str, str]] = {
    "reason_ask": "my kitchen tap is leaking",
    "name_ask": "Tom Harris",
    "name_readback": "yes",
    "phone_ask": MOBILE,
    "phone_readback": "yes that's right",
    "name_and_phone": "yes that's right",
}
"""A caller who makes no trouble: what follows on which sentence."""
THINKS_S: Final = 0.3

Act = Callable[["HeldCall"], None]


class AtOnce(ThreadPoolExecutor):
    """Runs what is meant for a thread in place: a thread knows nothing of virtual time."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> "Future[Any]":
        done: Future[Any] = Future()
        try:
            done.set_result(fn(*args, **kwargs))
        except Exception as error:  # noqa: BLE001 - as an executor does
            done.set_exception(error)
        return done


class QuickTTS(FakeTTS):
    """A voice that takes 20 ms for a letter; it can be made slow."""

    def __init__(self, name: str = "quick", *, failures: int = 0) -> None:
        super().__init__(name, failures=failures)
        self.broken: Exception | None = None
        """Raised for every line from now on."""

    def sound(self, text: str) -> Pcm:
        if self.broken is not None:
            raise self.broken
        super().sound(text)
        noise = np.random.default_rng(crc32(text.encode()))  # no two stretches of it are alike
        return noise.integers(-8_000, 8_000, len(text) * 320, dtype=np.int16)


class KeptSpeaking(Speaking):
    """Remembers what it rendered; can take its time."""

    def __init__(self, voices: Sequence[QuickTTS], store: PhraseStore) -> None:
        super().__init__(voices, store)
        self.delay_s = 0.0
        self.rendered: list[Sound] = []

    async def render(self, lines: Sequence[Line]) -> Sound:
        await asyncio.sleep(self.delay_s)
        sound = await super().render(lines)
        self.rendered.append(sound)
        return sound


class HeldCall:
    """A call with its caller; `hold()` returns when it is over."""

    def __init__(self, core: Core, graph: Graph, folder: Path) -> None:
        self.core = core
        self.graph = graph
        self.line = FakeLine()
        self.ears = Ears()
        self.activity = FakeVAD()
        self.voice = QuickTTS()
        store = PhraseStore(folder, voice="quick", core="0" * 16)
        self.speaking = KeptSpeaking([self.voice], store)
        self.journal = MemoryJournal(HEADING, SEALER.seal)
        self.recording = folder / "call.wav"
        self.caller_id: str | None = None
        self.says: dict[str, str] = dict(SAYS)
        """What the caller answers, by the last phrase of what was said."""
        self.over: dict[str, tuple[float, Act]] = {}
        """What happens so many seconds into a sentence, by its last phrase; once each."""
        self.at_input: dict[int, Act] = {}
        """What happens when the n-th input has been stepped, from 1."""
        self.inputs: list[AnyInput] = []
        self.events: list[AnyEvent] = []
        self.tasks_left: set[str] = set()
        self.timers_left: list[asyncio.TimerHandle] = []
        self._later: list[asyncio.TimerHandle] = []

    async def hold(self) -> State:
        """Hold the call and look at what it left behind."""
        loop = asyncio.get_running_loop()
        loop.set_default_executor(AtOnce())
        tasks, timers = asyncio.all_tasks(), _running(loop)
        answered = Answered(
            dialled=self.graph.numbers[0] if self.graph.numbers else "+61255500000",
            caller_id=self.caller_id,
            local_time="2026-11-23T09:00:00+11:00",
            settings="test",
            carrier="carrier.none",
        )
        try:
            return await hold(self.line, answered, self._parts())
        finally:
            for one in self._later:
                one.cancel()
            await asyncio.sleep(0)
            self.tasks_left = {repr(task) for task in asyncio.all_tasks() - tasks}
            self.timers_left = [one for one in _running(loop) if one not in timers]

    def _parts(self) -> Parts:
        return Parts(
            core=self.core,
            graph=self.graph,
            activity=self.activity,
            recogniser=self.ears,
            speaking=self.speaking,
            journal=self.journal,
            recording=self.recording,
            watch=self._watch,
        )

    def say(self, text: str, for_ms: int = 600) -> None:
        """Have the caller say something now."""
        self.ears.coming.append(text)
        self.line.speak(for_ms)

    def later(self, after_s: float, act: Act) -> None:
        """Do something later."""
        self._later.append(asyncio.get_running_loop().call_later(after_s, self._do, act))

    def _do(self, act: Act) -> None:
        with suppress(AssertionError):
            act(self)

    def _watch(self, happening: AnyInput, events: tuple[AnyEvent, ...]) -> None:
        self.inputs.append(happening)
        self.events += events
        act = self.at_input.pop(len(self.inputs), None)
        if act is not None:
            act(self)
        for event in events:
            if isinstance(event, AgentSpoke) and event.phrases[-1] in self.over:
                self.later(*self.over.pop(event.phrases[-1]))
        if isinstance(happening, PlayoutDone):
            self._answer(self.spoken(happening.utterance))

    def _answer(self, spoke: AgentSpoke) -> None:
        text = self.says.get(spoke.phrases[-1])
        if text:
            self.later(THINKS_S, lambda call: call.say(text))

    def spoken(self, utterance: int) -> AgentSpoke:
        """What we said as this utterance."""
        spoken: Iterator[AgentSpoke] = self.of(AgentSpoke)
        return next(one for one in spoken if one.utterance == utterance)

    @property
    def spoken_all(self) -> list[AgentSpoke]:
        """All that we began to say, in order."""
        return list(self.of(AgentSpoke))

    def of(self, kind: type[Any]) -> Iterator[Any]:
        """Every input or event of a kind."""
        return (one for one in (*self.inputs, *self.events) if isinstance(one, kind))

    def assert_nothing_is_left(self) -> None:
        """It was hung up once, nothing of it runs any more, and its journal is whole."""
        assert self.line.hung_up == 1
        assert not self.tasks_left
        assert not self.timers_left
        stored = [decode_envelope(one).type for one in self.journal.stored]
        stepped = [str(one.__struct_config__.tag) for one in (*self.inputs, *self.events)]
        assert sorted(stored[: len(stepped)]) == sorted(stepped)
        after = stored[len(stepped) :]
        assert all(kind.startswith("input.") for kind in after)
        assert after[-2:] == ["input.usage_metered.v1"] * 2

    @property
    def bill(self) -> list[bytes]:
        """What was metered."""
        return [one for one in self.journal.stored if b"input.usage_metered.v1" in one]

    @property
    def ended(self) -> CallEnded:
        """How it ended: exactly once."""
        (ended,) = self.of(CallEnded)
        assert isinstance(ended, CallEnded)
        return ended

    @property
    def phrases(self) -> list[str]:
        """Every phrase that was begun."""
        return [phrase for spoke in self.of(AgentSpoke) for phrase in spoke.phrases]

    @property
    def played(self) -> Pcm:
        """All that we sent."""
        return np.concatenate(self.line.played) if self.line.played else np.zeros(0, np.int16)


def _running(loop: asyncio.AbstractEventLoop) -> list[asyncio.TimerHandle]:
    scheduled: list[asyncio.TimerHandle] = loop._scheduled  # type: ignore[attr-defined]
    return [one for one in scheduled if not one.cancelled()]
