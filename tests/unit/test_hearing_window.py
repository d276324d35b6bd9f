import numpy as np
import pytest

from agent_worker.runtime.providers.whisper_model import is_phantom, loops, stutters
from agent_worker.runtime.providers.window import CUT_AFTER, Window

LOUD = np.full(320, 8_000, np.int16)
QUIET = np.full(320, 20, np.int16)


def window(*frames: "np.ndarray[tuple[int], np.dtype[np.int16]]") -> Window:
    made = Window()
    for frame in frames:
        made.push(frame)
    return made


def test_voice_ends_with_the_last_frame_near_the_loudest() -> None:
    assert window(QUIET, LOUD, LOUD, QUIET, QUIET).voiced_until() == 3 * 320


def test_silence_has_no_voice() -> None:
    assert window(QUIET, QUIET).voiced_until() == 0
    assert Window().voiced_until() == 0


def test_a_window_is_cut_at_its_quietest_recent_frame_and_nothing_is_lost() -> None:
    loud, quiet_at = CUT_AFTER // 320, CUT_AFTER // 320 - 50
    frames = [LOUD] * quiet_at + [QUIET] + [LOUD] * (loud - quiet_at)
    whole = window(*frames)
    before = whole.pcm()
    assert whole.is_too_long

    rest = whole.cut()

    assert len(whole.pcm()) == whole.samples == quiet_at * 320
    assert np.array_equal(np.concatenate([whole.pcm(), rest.pcm()]), before)


@pytest.mark.parametrize(
    ("text", "is_loop"),
    [
        ("it's oh four one two it's oh four one two it's oh four one two", True),
        ("Mama. Mama. Mama. Mama. Mama. Mama. Mama. Mama.", True),
        ("oh four oh oh oh oh oh oh one two", False),
        ("yes yes yes", False),
        ("no no no that's wrong", False),
        ("", False),
    ],
)
def test_a_text_that_loops_is_told_from_one_that_repeats(text: str, *, is_loop: bool) -> None:
    assert loops(text) is is_loop


@pytest.mark.parametrize(
    ("no_speech", "score", "loud_dbfs", "phantom"),
    [
        (0.05, -0.2, -20.0, False),
        (0.5, -0.1, -70.0, True),
        (0.05, -0.1, -50.0, False),
        (0.7, -0.9, -20.0, True),
        (0.7, -0.3, -20.0, False),
        (0.1, -1.4, -20.0, True),
    ],
)
def test_a_phantom_is_judged_by_sound_and_score(
    no_speech: float, score: float, loud_dbfs: float, *, phantom: bool
) -> None:
    assert is_phantom(no_speech, score, loud_dbfs) is phantom


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("oh four one six three one four four four four four four", True),
        ("0416 314 44444", True),
        ("it's oh four one six, three one four, triple four", False),
        ("oh four four four, one two", False),
        ("no no no no it's not", False),
    ],
)
def test_a_digit_said_over_and_over_is_a_stutter(text: str, expected: bool) -> None:
    assert stutters(text) is expected
