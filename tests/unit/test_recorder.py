import asyncio
import threading
from pathlib import Path

import numpy as np
import pytest
import soundfile

from agent_worker.runtime import recorder
from agent_worker.runtime.recorder import Recorder

FRAME = 320
"""20 ms at 16 kHz."""


def frame(value: int, samples: int = FRAME) -> "np.ndarray[tuple[int], np.dtype[np.int16]]":
    return np.full(samples, value, np.int16)


def read(path: Path) -> "np.ndarray[tuple[int, int], np.dtype[np.int16]]":
    samples, rate_hz = soundfile.read(path, dtype="int16")
    assert rate_hz == 16_000
    return samples  # type: ignore[no-any-return]


def _wait(for_it: threading.Event) -> None:
    for_it.wait(5)


def record(path: Path, *, frames: int, start_at: int = 0) -> Recorder:
    """The caller says frame numbers from 1; the agent says 7 at the same times."""
    tape = Recorder(path)
    for number in range(frames):
        if number == start_at:
            tape.start()
        tape.caller(frame(number + 1))
        tape.agent(frame(7), number * 20)
    return tape


def test_time_in_the_file_is_time_on_the_calls_clock(tmp_path: Path) -> None:
    record(tmp_path / "call.wav", frames=200).close()

    both = read(tmp_path / "call.wav")

    assert len(both) == 200 * FRAME
    assert (both[:, 0] == np.repeat(np.arange(200) + 1, FRAME)).all()
    assert (both[:, 1] == 7).all()


def test_nothing_from_before_the_start_is_kept(tmp_path: Path) -> None:
    record(tmp_path / "call.wav", frames=300, start_at=170).close()

    both = read(tmp_path / "call.wav")

    assert len(both) == 300 * FRAME
    assert not both[: 170 * FRAME].any()
    assert both[170 * FRAME :].all()


def test_a_call_that_is_not_recorded_leaves_no_file(tmp_path: Path) -> None:
    record(tmp_path / "call.wav", frames=300, start_at=-1).close()

    assert not list(tmp_path.iterdir())


def test_the_agent_is_placed_where_it_is_heard_and_silence_fills_the_rest(tmp_path: Path) -> None:
    tape = Recorder(tmp_path / "call.wav")
    tape.start()
    for number in range(100):
        tape.caller(frame(1))
        if number == 40:
            tape.agent(frame(9, 160), 810)
    tape.close()

    right = read(tmp_path / "call.wav")[:, 1]

    assert list(np.flatnonzero(right)[[0, -1]]) == [810 * 16, 820 * 16 - 1]


def test_a_gap_in_the_callers_sound_does_not_shift_what_follows(tmp_path: Path) -> None:
    tape = Recorder(tmp_path / "call.wav")
    tape.start()
    tape.caller(frame(1))
    tape.agent(frame(9), 3_000)
    tape.caller(frame(2))
    tape.close()

    left = read(tmp_path / "call.wav")[:, 0]

    assert np.flatnonzero(left == 2)[0] == 3_000 * 16


def test_a_crash_leaves_a_file_that_can_be_played(tmp_path: Path) -> None:
    tape = record(tmp_path / "call.wav", frames=500)
    done = threading.Event()
    tape._queue(done.set)
    assert done.wait(5)

    both = read(tmp_path / "call.wav")  # nobody closed it

    assert len(both) >= 8 * 16_000
    tape.close()


async def test_a_full_disk_stops_the_recording_and_says_so_on_the_loop(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    full = asyncio.get_running_loop().create_future()

    def no_space(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("wave.Wave_write.writeframes", no_space)
    tape = Recorder(tmp_path / "call.wav", full.set_result)
    tape.start()
    for _ in range(200):
        tape.caller(frame(1))

    code = await asyncio.wait_for(full, 5)

    assert code == "recorder.OSError.28"
    tape.caller(frame(1))  # the call goes on
    tape.close()


def test_a_disk_that_is_too_slow_costs_the_recording_not_the_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recorder, "MOST_WAITING", 50)
    codes: list[str] = []
    tape = Recorder(tmp_path / "call.wav", codes.append)
    disk = threading.Event()
    tape._queue(lambda: _wait(disk))

    for _ in range(100):
        tape.caller(frame(1))

    assert codes == ["recorder.disk_too_slow"]
    disk.set()
    tape.close()
