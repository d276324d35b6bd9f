"""Real speech through a real telephone's coding into the real recogniser."""

import asyncio
import re
from collections.abc import Sequence

import numpy as np
import pytest
from livekit.agents import stt

from agent_worker.runtime.audio import RATE_HZ, Pcm, as_frame, cut
from agent_worker.runtime.providers.whisper import WhisperStream, WhisperSTT
from agent_worker.runtime.providers.whisper_model import Decoded
from stress.voice import CallerVoice

DIGIT_WORDS = [
    "oh",
    "zero",
    *["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "double"],
]
QUIET = np.zeros(RATE_HZ // 5, np.int16)

pytestmark = pytest.mark.timeout(20)


@pytest.fixture(scope="module")
def ear() -> WhisperSTT:
    whisper = WhisperSTT(threads=2)
    whisper.prewarm()
    return whisper


@pytest.fixture(scope="module")
def say() -> CallerVoice:
    return CallerVoice(seed=1)


async def hear(stream: WhisperStream, sound: Pcm, *, hint: bool) -> tuple[list[str], str]:
    """Speak in real time; return the partials and the final."""
    loop = asyncio.get_running_loop()
    due = loop.time()
    pieces = list(cut(np.concatenate([QUIET, sound, QUIET]), 320))
    hint_at = len(pieces) - len(QUIET) // 320 + 6 if hint else -1
    for number, piece in enumerate(pieces):
        stream.push_frame(as_frame(piece))
        if number == hint_at:
            stream.hint_silence()
        due += 0.02
        await asyncio.sleep(max(0.0, due - loop.time()))
    stream.flush()
    partials: list[str] = []
    async for event in stream:
        if event.type == stt.SpeechEventType.FINAL_TRANSCRIPT:
            return partials, event.alternatives[0].text
        if event.type == stt.SpeechEventType.INTERIM_TRANSCRIPT:
            partials.append(event.alternatives[0].text)
    pytest.fail("the stream ended without a final")


def words(text: str) -> list[str]:
    return re.findall(r"[a-z']+", text.lower())


async def test_a_sentence_is_heard_with_partials_on_the_way(
    ear: WhisperSTT, say: CallerVoice
) -> None:
    stream = ear.stream()
    said = "My hot water system has stopped working and there's water everywhere."

    partials, final = await hear(stream, say(said), hint=True)

    await stream.aclose()
    assert words(final) == words(said)
    assert len(partials) >= 2
    assert words(partials[0])[:1] == ["my"]


async def test_a_number_is_heard_as_words_when_the_hints_are_number_words(
    ear: WhisperSTT, say: CallerVoice
) -> None:
    said = "It's oh four one two, three four five, six seven eight."
    stream = ear.stream()
    stream.set_hints(DIGIT_WORDS)

    _, final = await hear(stream, say(said), hint=True)

    await stream.aclose()
    assert words(final) == words(said)


async def test_what_was_decoded_ahead_is_not_decoded_again_for_the_final(
    ear: WhisperSTT, say: CallerVoice, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = ear.load()
    decoded: list[int] = []
    decode = model.decode

    def counted(pcm: Pcm, hints: tuple[str, ...] = ()) -> Decoded:
        decoded.append(len(pcm))
        return decode(pcm, hints)

    monkeypatch.setattr(model, "decode", counted)
    stream = ear.stream()
    for piece in cut(np.concatenate([say("Tomorrow morning please."), QUIET]), 320):
        stream.push_frame(as_frame(piece))
    stream.hint_silence()
    await asyncio.sleep(0.05)
    while not model.worker.idle:  # noqa: ASYNC110  # a thread: there is no event to await
        await asyncio.sleep(0.01)
    ahead = len(decoded)
    for piece in cut(QUIET, 320):
        stream.push_frame(as_frame(piece))
    stream.flush()
    final = await _final(stream)

    await stream.aclose()
    assert "tomorrow" in final.lower()
    assert len(decoded) == ahead


@pytest.mark.parametrize("level", [3, 300, 3_000])
async def test_noise_is_not_speech(ear: WhisperSTT, level: int) -> None:
    noise = np.random.default_rng(level).normal(0, level, 2 * RATE_HZ).astype(np.int16)
    stream = ear.stream()

    _, final = await hear(stream, noise, hint=True)

    await stream.aclose()
    assert final == ""


async def test_a_long_story_is_cut_at_quiet_places_and_heard_whole(
    ear: WhisperSTT, say: CallerVoice
) -> None:
    sentences = [f"Then the {thing} broke on {day}." for thing, day in _story()]
    sound = np.concatenate([np.concatenate([say(one), QUIET, QUIET]) for one in sentences])
    assert len(sound) > 26 * RATE_HZ
    stream = ear.stream()

    for piece in cut(sound, 320):
        stream.push_frame(as_frame(piece))
    stream.flush()
    final = await _final(stream)

    await stream.aclose()
    heard = words(final)
    assert heard.count("broke") >= len(sentences) - 1
    assert "pump" in heard
    assert "boiler" in heard


def _story() -> Sequence[tuple[str, str]]:
    things = ["boiler", "kitchen tap", "toilet", "shower", "washing machine", "dishwasher"]
    days = ["Monday morning", "Tuesday afternoon", "Wednesday evening", "Thursday morning"]
    pairs = [(thing, day) for day in days[:2] for thing in things]
    return [*pairs, ("pump", days[3])]


async def _final(stream: WhisperStream) -> str:
    async for event in stream:
        if event.type == stt.SpeechEventType.FINAL_TRANSCRIPT:
            return event.alternatives[0].text
    pytest.fail("the stream ended without a final")


async def test_the_same_seed_and_text_are_the_same_sound(say: CallerVoice) -> None:
    assert np.array_equal(CallerVoice(seed=1)("Yes, that's right."), say("Yes, that's right."))
