import asyncio
from pathlib import Path

import numpy as np
import pytest

from agent_worker.runtime.audio import RATE_HZ, rms_dbfs
from agent_worker.runtime.leveller import level, trim
from agent_worker.runtime.phrase_store import PhraseStore
from agent_worker.runtime.speaking import BETWEEN_LINES, Speaking, SpeakingError
from agent_worker.voice_core.effects import Line
from tests.fakes.speech import FakeTTS

GREETING = Line("greeting", "Harbour Plumbing.")
ASK = Line("ask_name", "What's your name?")
THEIRS = Line("check_name", "Was that Sarah?", personal=True)


def on_disk(home: Path) -> list[Path]:
    return list(home.rglob("*.pcm"))


@pytest.fixture
def store(tmp_path: Path) -> PhraseStore:
    return PhraseStore(tmp_path, voice="fake.tone", core="0123456789abcdef0123")


async def test_lines_end_where_playout_counts_them_done(store: PhraseStore) -> None:
    speaking = Speaking([FakeTTS()], store)

    one = await speaking.render([GREETING])
    both = await speaking.render([GREETING, ASK])

    assert one.line_ends == (len(one.pcm),)
    assert both.line_ends == (len(one.pcm), len(both.pcm))
    gap = both.pcm[both.line_ends[0] : both.line_ends[0] + BETWEEN_LINES]
    assert not gap.any()


async def test_a_line_is_synthesised_once_for_all_calls(store: PhraseStore) -> None:
    voice = FakeTTS()
    first, second = Speaking([voice], store), Speaking([voice], store)

    heard = await first.render([ASK])
    again = await second.render([ASK])

    assert voice.said == [ASK.text]
    assert np.array_equal(heard.pcm, again.pcm)
    assert first.usage() == {"fake.tone": len(ASK.text)}
    assert second.usage() == {}


async def test_a_new_process_finds_the_phrases_on_disk(tmp_path: Path) -> None:
    voice = FakeTTS()
    for _ in range(2):
        store = PhraseStore(tmp_path, voice="fake.tone", core="core")
        await Speaking([voice], store).render([ASK])

    assert voice.said == [ASK.text]


async def test_another_core_or_voice_shares_nothing(tmp_path: Path) -> None:
    voice = FakeTTS()
    for name, core in [("a", "1"), ("a", "2"), ("b", "1")]:
        await Speaking([voice], PhraseStore(tmp_path, voice=name, core=core)).render([ASK])

    assert voice.said == [ASK.text] * 3


async def test_what_a_caller_said_is_never_on_disk_and_dies_with_the_call(
    store: PhraseStore, tmp_path: Path
) -> None:
    voice = FakeTTS()
    speaking = Speaking([voice], store)

    await speaking.render([THEIRS])
    await speaking.render([THEIRS])
    await speaking.aclose()
    await Speaking([voice], store).render([THEIRS])

    assert voice.said == [THEIRS.text] * 2
    assert not on_disk(tmp_path)


async def test_preparing_twice_and_then_saying_it_synthesises_once(store: PhraseStore) -> None:
    voice = FakeTTS()
    speaking = Speaking([voice], store)

    speaking.prepare([ASK, THEIRS])
    speaking.prepare([ASK, THEIRS])
    await speaking.render([ASK, THEIRS])

    assert sorted(voice.said) == sorted([ASK.text, THEIRS.text])


async def test_who_stops_waiting_does_not_stop_the_synthesis(store: PhraseStore) -> None:
    voice = FakeTTS()
    speaking = Speaking([voice], store)

    waiting = asyncio.create_task(speaking.render([ASK]))
    await asyncio.sleep(0)
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    await speaking.render([ASK])

    assert voice.said == [ASK.text]


async def test_warming_bills_no_call(store: PhraseStore) -> None:
    speaking = Speaking([FakeTTS()], store)

    failed = await speaking.warm([GREETING, ASK])

    assert failed == 0
    assert speaking.usage() == {}
    assert store.recall(ASK.text) is not None


async def test_a_line_that_failed_is_tried_again_the_next_time(store: PhraseStore) -> None:
    speaking = Speaking([FakeTTS(failures=1)], store)

    with pytest.raises(SpeakingError):
        await speaking.render([ASK])
    sound = await speaking.render([ASK])

    assert len(sound.pcm)


async def test_a_broken_file_is_no_clip(store: PhraseStore, tmp_path: Path) -> None:
    voice = FakeTTS()
    await Speaking([voice], store).render([ASK])
    (file,) = on_disk(tmp_path)
    file.write_bytes(b"odd")

    fresh = PhraseStore(tmp_path, voice="fake.tone", core="0123456789abcdef0123")
    await Speaking([voice], fresh).render([ASK])

    assert voice.said == [ASK.text] * 2


async def test_a_full_disk_costs_only_the_cache(store: PhraseStore, tmp_path: Path) -> None:
    (tmp_path / "phrases").write_text("a file where a folder should be")

    sound = await Speaking([FakeTTS()], store).render([ASK])

    assert len(sound.pcm)


def test_trimming_keeps_the_speech_and_a_little_around_it() -> None:
    tone = (5_000 * np.sin(np.arange(RATE_HZ) / 5)).astype(np.int16)
    padded = np.concatenate([np.zeros(RATE_HZ, np.int16), tone, np.zeros(RATE_HZ, np.int16)])

    trimmed = trim(padded)

    assert len(tone) <= len(trimmed) <= len(tone) + RATE_HZ // 10


@pytest.mark.parametrize("peak", [300, 5_000, 30_000])
def test_every_clip_is_equally_loud(peak: int) -> None:
    tone = (peak * np.sin(np.arange(RATE_HZ) / 5)).astype(np.int16)

    assert rms_dbfs(level(tone)) == pytest.approx(-20, abs=0.2)
