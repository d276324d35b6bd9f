"""What every call of a process shares: loaded once, warm before the first caller rings."""

import asyncio
from pathlib import Path
from typing import Any

import msgspec
from livekit.agents import tts, vad

from agent_worker.runtime.phrase_store import PhraseStore
from agent_worker.runtime.providers.choose import make_stt, make_tts, make_vad
from agent_worker.runtime.providers.segments import SegmentSTT
from agent_worker.runtime.speaking import Speaking
from agent_worker.settings import Settings
from agent_worker.voice_core.core import Core
from agent_worker.voice_core.effects import Line
from agent_worker.voice_core.phrases import bank, render
from objective_engine.graph import Graph


class Models(msgspec.Struct, frozen=True):
    """Ears and voices. `load` blocks for about two seconds."""

    settings: Settings
    activity: vad.VAD
    recogniser: SegmentSTT
    voices: tuple[tts.TTS[Any], ...]
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
    """Load the models that the settings choose, with their weights in memory."""
    recogniser, voices = make_stt(settings), make_tts(settings)
    for part in (recogniser, *voices):
        getattr(part, "prewarm", lambda: None)()
    store = PhraseStore(home, voice=f"{voices[0].provider}.{voices[0].model}", core=core.digest)
    return Models(settings, make_vad(settings), recogniser, voices, store)


async def load_aside(settings: Settings, home: Path, core: Core) -> Models:
    """Load in a thread: the loop goes on."""
    return await asyncio.to_thread(load, settings, home, core)


def _with_name(core: Core, graphs: tuple[Graph, ...]) -> list[Line]:
    """Return the sentences whose only slot is the business."""
    named: list[Line] = []
    for graph in graphs:
        slots = (("business", graph.spoken_name),)
        for name, phrase in core.locale.phrases.items():
            if phrase.text.count("{") == phrase.text.count("{business}") > 0:
                named += render(core.locale, name, slots)
    return named
