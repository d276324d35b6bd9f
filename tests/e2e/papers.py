"""What a call left behind, read as a stranger would: from the log, the file, the command."""

import subprocess
import sys
import wave
from pathlib import Path

import numpy as np

from agent_worker.runtime.audio import RATE_HZ, Pcm
from agent_worker.runtime.providers.whisper_model import whisper_model
from spine.events.personal import Recorded
from spine.home import PROJECT, Home
from spine.ids import CallId
from spine.keys import KeyRing
from spine.log.sql import SqlCallLog
from spine.reading import read_entries

QUIET = 60
"""Peak, in sample units, below which 20 ms are a pause."""
PAUSE = 30
"""Frames of 20 ms that part two utterances."""


def spotfunnel(home: Path, *words: str, timeout_s: float = 150) -> subprocess.CompletedProcess[str]:
    """Run the command as a person would."""
    return subprocess.run(
        [sys.executable, "-m", "cli.main", *words],
        cwd=PROJECT,
        env={"PATH": "/usr/bin:/bin", "SPOTFUNNEL_HOME": str(home), "HOME": str(Path.home())},
        capture_output=True,
        text=True,
        timeout=timeout_s,
        check=False,
    )


def newest_call(home: Home) -> CallId:
    """Return the call that began last."""
    log = SqlCallLog(home.log_db)
    try:
        return log.calls(1)[0].call
    finally:
        log.close()


def events_of(home: Home, call: CallId) -> list[Recorded]:
    """Return a call's events from the log, its chain verified, opened with its key."""
    log = SqlCallLog(home.log_db)
    try:
        entries = read_entries(log.read(call), KeyRing(home.keys).find(call))
    finally:
        log.close()
    return [entry.event for entry in entries if entry.event is not None]


def channel(recording: Path, number: int) -> Pcm:
    """Return one side of a recording: 0 is the caller, 1 the agent."""
    with wave.open(str(recording)) as file:
        assert (file.getframerate(), file.getnchannels()) == (RATE_HZ, 2)
        sound = np.frombuffer(file.readframes(file.getnframes()), np.int16)
    return sound[number::2]


def words_in(sound: Pcm) -> str:
    """Recognise one side of a call, an utterance at a time."""
    model = whisper_model(2)
    return " ".join(model.decode(one).text for one in _utterances(sound)).lower()


def _utterances(sound: Pcm) -> list[Pcm]:
    frames = sound[: len(sound) // 320 * 320].reshape(-1, 320)
    loud = np.flatnonzero(np.abs(frames.astype(np.int32)).max(axis=1) > QUIET)
    if not len(loud):
        return []
    cuts = np.flatnonzero(np.diff(loud) > PAUSE)
    starts = [loud[0], *loud[cuts + 1]]
    ends = [*loud[cuts], loud[-1]]
    return [
        frames[max(0, first - 5) : last + 6].reshape(-1)
        for first, last in zip(starts, ends, strict=True)
    ]
