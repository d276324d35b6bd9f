"""What voice activity promises: one beginning and one end for a stretch of speech."""

import asyncio

import numpy as np
import pytest
from livekit.agents import vad

from agent_worker.runtime.audio import RATE_HZ, Pcm, as_frame, cut
from agent_worker.runtime.providers.choose import make_vad
from agent_worker.settings import Settings
from stress.voice import CallerVoice
from tests.fakes.line import FakeVAD

SILENCE = np.zeros(RATE_HZ, np.int16)


@pytest.fixture(scope="module")
def speech() -> Pcm:
    return CallerVoice(seed=1)("Good morning everybody")


def make(name: str) -> vad.VAD:
    return FakeVAD() if name == "fake" else make_vad(Settings())


async def events(name: str, sound: Pcm) -> list[vad.VADEvent]:
    stream = make(name).stream()
    for piece in cut(sound, 320):
        stream.push_frame(as_frame(piece))
        await asyncio.sleep(0)
    stream.end_input()
    found = [event async for event in stream]
    await stream.aclose()
    return found


@pytest.mark.parametrize("name", ["fake", "silero"])
async def test_a_stretch_of_speech_has_one_beginning_and_one_end(name: str, speech: Pcm) -> None:
    sound = np.concatenate([SILENCE, speech, SILENCE])
    told = [one for one in await events(name, sound) if one.type != vad.VADEventType.INFERENCE_DONE]

    kinds = [one.type for one in told]
    assert kinds == [vad.VADEventType.START_OF_SPEECH, vad.VADEventType.END_OF_SPEECH]
    assert 0.1 <= told[1].silence_duration <= 0.6


@pytest.mark.parametrize("name", ["fake", "silero"])
async def test_silence_is_no_speech(name: str) -> None:
    told = await events(name, np.concatenate([SILENCE, SILENCE]))

    assert {one.type for one in told} <= {vad.VADEventType.INFERENCE_DONE}


@pytest.mark.parametrize("name", ["fake", "silero"])
async def test_the_silence_so_far_is_told_before_the_end(name: str, speech: Pcm) -> None:
    told = await events(name, np.concatenate([SILENCE, speech, SILENCE]))
    kinds = [one.type for one in told]
    before = told[: kinds.index(vad.VADEventType.END_OF_SPEECH)]

    silences = [one.raw_accumulated_silence for one in before if one.speaking]
    assert max(silences) >= 0.1
