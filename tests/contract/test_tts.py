"""What every synthesiser promises, and what happens when a hosted one does not keep it."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from livekit.agents import tts
from livekit.plugins import elevenlabs

from agent_worker.runtime.phrase_store import PhraseStore
from agent_worker.runtime.providers.choose import ProviderKeyError, make_tts
from agent_worker.runtime.providers.hosted import hosted_tts
from agent_worker.runtime.speaking import Speaking, SpeakingError
from agent_worker.settings import Settings
from agent_worker.voice_core.effects import Line
from tests.fakes.hosted_speech import SPOKEN_S, Fault, HostedSpeech, hosted_speech
from tests.fakes.speech import FakeTTS

LINE = Line("ask_name", "What's your name?")
NOBODY = "http://127.0.0.1:9/v1"


@pytest.fixture
async def server() -> AsyncIterator[HostedSpeech]:
    async with hosted_speech() as hosted:
        yield hosted


@pytest.fixture(autouse=True)
def _keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ELEVEN_API_KEY", "key")
    monkeypatch.setenv("OPENAI_API_KEY", "key")


def on_disk(home: Path) -> list[Path]:
    return list(home.rglob("*.pcm"))


def synthesiser(name: str, url: str) -> tts.TTS[Any]:
    if name == "fake":
        return FakeTTS()
    if name == "elevenlabs":
        return hosted_tts(Settings(synthesiser="elevenlabs", elevenlabs_url=url))
    return hosted_tts(Settings(synthesiser="openai", openai_url=url))


@pytest.mark.parametrize("name", ["fake", "elevenlabs", "openai"])
async def test_a_line_becomes_sound_at_the_rate_that_is_promised(
    server: HostedSpeech, name: str
) -> None:
    voice = synthesiser(name, server.url)

    async with voice.synthesize(LINE.text) as stream:
        frame = await asyncio.wait_for(stream.collect(), 5)

    await voice.aclose()
    assert frame.sample_rate == voice.sample_rate
    said_s = len(LINE.text) * 0.05 if name == "fake" else SPOKEN_S
    assert frame.duration == pytest.approx(said_s, abs=0.02)  # the emitter rounds up
    assert name == "fake" or server.texts == [LINE.text]


@pytest.mark.parametrize("fault", ["5xx", "stall", "drop"])
@pytest.mark.parametrize("name", ["elevenlabs", "openai"])
async def test_the_local_voice_takes_the_line_when_the_hosted_one_fails(
    server: HostedSpeech, tmp_path: Path, name: str, fault: Fault
) -> None:
    server.fault = fault
    hosted, local = synthesiser(name, server.url), FakeTTS("local")
    store = PhraseStore(tmp_path, voice=name, core="core")
    speaking = Speaking([hosted, local], store, deadline_ms=300)

    sound = await asyncio.wait_for(speaking.render([LINE]), 5)

    await hosted.aclose()
    assert len(sound.pcm)
    assert speaking.usage() == {"local.tone": len(LINE.text)}
    assert not on_disk(tmp_path)


@pytest.mark.parametrize("name", ["elevenlabs", "openai"])
async def test_when_every_voice_has_failed_the_error_is_typed(tmp_path: Path, name: str) -> None:
    hosted = synthesiser(name, NOBODY)
    store = PhraseStore(tmp_path, voice=name, core="core")
    speaking = Speaking([hosted, FakeTTS(failures=1)], store)

    with pytest.raises(SpeakingError) as failed:
        await asyncio.wait_for(speaking.render([LINE]), 10)

    await hosted.aclose()
    assert failed.value.code == "speaking.failed"


async def test_the_elevenlabs_socket_speaks_in_contexts(server: HostedSpeech) -> None:
    async with aiohttp.ClientSession() as session:
        voice = elevenlabs.TTS(
            encoding="pcm_16000", base_url=server.url, api_key="key", http_session=session
        )
        async with voice.stream() as stream:
            stream.push_text(LINE.text)
            stream.end_input()
            frames = [event.frame async for event in stream]
        await voice.aclose()

    assert sum(frame.duration for frame in frames) == pytest.approx(SPOKEN_S, abs=0.02)


def test_a_missing_key_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ELEVEN_API_KEY")

    with pytest.raises(ProviderKeyError, match="ELEVEN_API_KEY"):
        make_tts(Settings(synthesiser="elevenlabs"))
