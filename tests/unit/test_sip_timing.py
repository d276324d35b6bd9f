import numpy as np

from agent_worker.runtime.g711 import encode
from bench.sip_timing import (
    Moment,
    Stretch,
    first_after,
    going_on_at,
    last_speech_sample,
    loudness,
    stretches,
)
from stress.rtp_wire import Packet


def moments(*levels: float) -> list[Moment]:
    return [Moment(at=index * 0.02, rms=level) for index, level in enumerate(levels)]


def test_a_short_pause_does_not_end_a_stretch_and_a_long_one_does() -> None:
    heard = stretches(moments(0, 900, 900, *[0] * 5, 900, *[0] * 20, 900, 0))

    assert [(round(one.began_at, 2), round(one.ended_at, 2)) for one in heard] == [
        (0.02, 0.16),
        (0.58, 0.58),
    ]


def test_the_answer_is_the_first_stretch_that_begins_later() -> None:
    heard = [Stretch(1.0, 2.0), Stretch(3.0, 4.0)]

    assert first_after(heard, 1.5) == Stretch(3.0, 4.0)
    assert first_after(heard, 5.0) is None


def test_an_interruption_cuts_the_stretch_that_is_going_on() -> None:
    heard = [Stretch(1.0, 2.0), Stretch(3.0, 4.0)]

    assert going_on_at(heard, 3.5) == Stretch(3.0, 4.0)
    assert going_on_at(heard, 2.5) is None


def test_the_lines_silence_is_not_sound_in_either_law() -> None:
    silence = np.zeros(160, np.int16)
    for law in ("alaw", "mulaw"):
        packet = Packet(1.0, 8, 1, 1, encode(silence, law).tobytes())

        assert stretches(loudness([packet], law)) == []


def test_a_clips_end_is_its_last_audible_sample() -> None:
    clip = np.concatenate([np.full(800, 5_000), np.full(400, 30)]).astype(np.int16)

    assert last_speech_sample(clip) == 799
