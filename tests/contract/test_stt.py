"""What every recogniser promises, ours and the hosted plugins behind our relay."""

import asyncio
from collections.abc import AsyncIterator

import numpy as np
import pytest
from livekit.agents import APIError, stt

from agent_worker.runtime.audio import RATE_HZ, Pcm, as_frame, cut
from agent_worker.runtime.providers.choose import ProviderKeyError, make_stt
from agent_worker.runtime.providers.hosted import hosted_stt
from agent_worker.runtime.providers.segments import SegmentStream, SegmentSTT
from agent_worker.settings import Settings
from tests.fakes.hosted_speech import HEARD, Fault, HostedSpeech, hosted_speech
from tests.fakes.speech import FakeSTT

SPEECH = (np.random.default_rng(1).normal(0, 3_000, RATE_HZ)).astype(np.int16)
NOBODY = "http://127.0.0.1:9/v1"


@pytest.fixture
async def server() -> AsyncIterator[HostedSpeech]:
    async with hosted_speech() as hosted:
        yield hosted


@pytest.fixture(autouse=True)
def _keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEEPGRAM_API_KEY", "key")
    monkeypatch.setenv("OPENAI_API_KEY", "key")


def settings(recogniser: str, url: str, final_ms: int = 400) -> Settings:
    if recogniser == "deepgram":
        return Settings(
            recogniser="deepgram", deepgram_url=f"{url}/listen", hosted_final_ms=final_ms
        )
    return Settings(recogniser="openai", openai_url=url, hosted_final_ms=final_ms)


def recogniser(name: str, url: str, local: FakeSTT | None = None) -> SegmentSTT:
    if name == "fake":
        return FakeSTT([HEARD, HEARD, ""])
    return hosted_stt(settings(name, url), local or FakeSTT(["local"] * 9))


async def say(stream: SegmentStream, pcm: Pcm) -> None:
    """Push frames with room for the other side to answer, then end the segment."""
    for piece in cut(pcm, 320):
        stream.push_frame(as_frame(piece))
        await asyncio.sleep(0.001)
    await asyncio.sleep(0.05)
    stream.flush()


async def finals(stream: SegmentStream, count: int) -> tuple[list[str], list[str]]:
    """Return the partials and the first `count` finals."""
    partials: list[str] = []
    texts: list[str] = []
    async for event in stream:
        if event.type == stt.SpeechEventType.INTERIM_TRANSCRIPT:
            partials.append(event.alternatives[0].text)
        if event.type == stt.SpeechEventType.FINAL_TRANSCRIPT:
            texts.append(event.alternatives[0].text)
            if len(texts) == count:
                break
    return partials, texts


@pytest.mark.parametrize("name", ["fake", "deepgram", "openai"])
async def test_each_flush_is_answered_once_and_in_order(server: HostedSpeech, name: str) -> None:
    ear = recogniser(name, server.url)
    async with ear.stream() as stream:
        await say(stream, SPEECH)
        await say(stream, SPEECH)

        _, texts = await asyncio.wait_for(finals(stream, 2), 5)

    await ear.aclose()
    assert texts == [HEARD, HEARD]


@pytest.mark.parametrize("name", ["fake", "deepgram"])
async def test_a_partial_comes_before_its_final(server: HostedSpeech, name: str) -> None:
    ear = recogniser(name, server.url)
    async with ear.stream() as stream:
        await say(stream, SPEECH)

        partials, _ = await asyncio.wait_for(finals(stream, 1), 5)

    await ear.aclose()
    assert partials
    assert HEARD.startswith(partials[0])


@pytest.mark.parametrize("fault", ["5xx", "stall", "drop"])
@pytest.mark.parametrize("name", ["deepgram", "openai"])
async def test_the_local_recogniser_answers_when_the_hosted_one_does_not(
    server: HostedSpeech, name: str, fault: Fault
) -> None:
    server.fault = "5xx" if (name, fault) == ("openai", "drop") else fault
    ear = recogniser(name, server.url)
    async with ear.stream() as stream:
        await say(stream, SPEECH)
        await say(stream, SPEECH)

        _, texts = await asyncio.wait_for(finals(stream, 2), 10)

    await ear.aclose()
    assert texts == ["local", "local"]


@pytest.mark.parametrize("name", ["deepgram", "openai"])
async def test_a_refused_connection_is_answered_locally(name: str) -> None:
    ear = recogniser(name, NOBODY)
    async with ear.stream() as stream:
        await say(stream, SPEECH)

        _, texts = await asyncio.wait_for(finals(stream, 1), 10)

    await ear.aclose()
    assert texts == ["local"]


async def test_when_every_recogniser_has_failed_the_stream_says_so() -> None:
    ear = recogniser("deepgram", NOBODY, FakeSTT([None] * 9))
    stream = ear.stream()
    await say(stream, SPEECH)

    with pytest.raises(APIError):
        await asyncio.wait_for(finals(stream, 1), 10)

    await stream.aclose()
    await ear.aclose()


async def test_hints_reach_deepgram_as_key_terms_between_segments(server: HostedSpeech) -> None:
    ear = recogniser("deepgram", server.url)
    async with ear.stream() as stream:
        await say(stream, SPEECH)
        stream.set_hints(["double", "oh"])
        await asyncio.wait_for(finals(stream, 1), 5)
        await asyncio.sleep(0.2)

    await ear.aclose()
    assert server.keyterms == [[], ["double", "oh"]]


async def test_deepgram_is_asked_to_finalize_at_each_flush(server: HostedSpeech) -> None:
    ear = recogniser("deepgram", server.url)
    async with ear.stream() as stream:
        await say(stream, SPEECH)
        await asyncio.wait_for(finals(stream, 1), 5)

    await ear.aclose()
    assert server.queries[0]["encoding"] == "linear16"
    assert server.queries[0]["sample_rate"] == "16000"
    assert "Finalize" in server.messages
    assert server.audio_bytes == len(SPEECH) * 2


def test_a_missing_key_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DEEPGRAM_API_KEY")

    with pytest.raises(ProviderKeyError, match="DEEPGRAM_API_KEY"):
        make_stt(Settings(recogniser="deepgram"))
