"""What every call of a process shares: loaded once, warm before the first caller rings."""

import asyncio
from pathlib import Path
from typing import Any

import msgspec
from livekit.agents import tts, vad

from agent_worker.runtime.phrase_store import PhraseStore
from agent_worker.runtime.providers.choose import make_stt, make_tts, make_vad, voice_name
from agent_worker.runtime.providers.segments import SegmentSTT
from agent_worker.runtime.speaking import Speaking
from agent_worker.settings import Settings
from agent_worker.voice_core.core import Core
from agent_worker.voice_core.effects import Line
from agent_worker.voice_core.phrases import bank, render
from objective_engine.graph import Graph

Voices = tuple[tts.TTS[Any], ...]


class Models(msgspec.Struct, frozen=True):
    """Ears and voices. `load` blocks for about two seconds."""

    settings: Settings
    activity: vad.VAD
    recogniser: SegmentSTT
    voices: Voices
    store: PhraseStore

    def speaking(self) -> Speaking:
        """Return one call's voice."""
        deadline_ms = self.settings.line_deadline_ms
        return Speaking(self.voices, self.store, deadline_ms=deadline_ms)

    async def warm(self, core: Core, graphs: tuple[Graph, ...]) -> None:
        """Have the phrase bank ready, and what is said with each business's name."""
        speaking = self.speaking()
        await speaking.warm((*bank(core.locale), *_with_name(core, graphs)))
        await speaking.aclose()


def load(settings: Settings, home: Path, core: Core) -> Models:
    """Load what the settings choose. Blocks for two seconds; on the main thread only (LiveKit)."""
    recogniser, voices = make_stt(settings), make_tts(settings)
    _into_memory(recogniser, voices)
    return _models(settings, home, core, recogniser=recogniser, voices=voices)


async def load_aside(settings: Settings, home: Path, core: Core) -> Models:
    """Load with the weights read in a thread: the loop, on the main thread, goes on."""
    recogniser, voices = make_stt(settings), make_tts(settings)
    await asyncio.to_thread(_into_memory, recogniser, voices)
    return _models(settings, home, core, recogniser=recogniser, voices=voices)


def _into_memory(recogniser: SegmentSTT, voices: Voices) -> None:
    for part in (recogniser, *voices):
        getattr(part, "prewarm", lambda: None)()


def _models(
    settings: Settings, home: Path, core: Core, *, recogniser: SegmentSTT, voices: Voices
) -> Models:
    store = PhraseStore(home, voice=voice_name(voices), core=core.digest)
    return Models(settings, make_vad(settings), recogniser, voices, store)


def _with_name(core: Core, graphs: tuple[Graph, ...]) -> list[Line]:
    """Return the sentences whose only slot is the business."""
    named: list[Line] = []
    for graph in graphs:
        slots = (("business", graph.spoken_name),)
        for name, phrase in core.locale.phrases.items():
            if phrase.text.count("{") == phrase.text.count("{business}") > 0:
                named += render(core.locale, name, slots)
    return named
