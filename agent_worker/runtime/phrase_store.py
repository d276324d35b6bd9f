"""Sound of phrases, named by what was said and by whom: in memory, and on disk for a restart.

Nothing personal comes here: a name that a caller gave lives and dies with the call.
"""

import hashlib
import tempfile
from collections import OrderedDict
from pathlib import Path
from typing import Final

import numpy as np

from agent_worker.runtime.audio import Pcm

MEMORY_BYTES: Final = 64 * 1024 * 1024


class PhraseStore:
    """16 kHz mono clips of one voice and one core version. Shared by all calls of a process."""

    def __init__(self, home: Path, *, voice: str, core: str) -> None:
        """Keep clips under `home`/phrases, apart for each voice and core digest."""
        self.voice: Final = voice
        self._folder = home / "phrases" / f"{_file_name(voice)}-{core[:16]}"
        self._clips: OrderedDict[str, Pcm] = OrderedDict()
        self._bytes = 0

    def recall(self, text: str) -> Pcm | None:
        """Return a clip from memory: never waits."""
        clip = self._clips.get(text)
        if clip is not None:
            self._clips.move_to_end(text)
        return clip

    def load(self, text: str) -> Pcm | None:
        """Return a clip from disk. Blocking; a file that cannot be used is no clip."""
        try:
            body = self._path(text).read_bytes()
        except OSError:
            return None
        return np.frombuffer(body, dtype="<i2").astype(np.int16) if len(body) % 2 == 0 else None

    def remember(self, text: str, clip: Pcm) -> None:
        """Keep a clip in memory; the one unused for longest makes room."""
        old = self._clips.pop(text, None)
        self._bytes += clip.nbytes - (0 if old is None else old.nbytes)
        self._clips[text] = clip
        while self._bytes > MEMORY_BYTES and len(self._clips) > 1:
            _, dropped = self._clips.popitem(last=False)
            self._bytes -= dropped.nbytes

    def save(self, text: str, clip: Pcm) -> bool:
        """Keep a clip on disk, whole or not at all. Blocking.

        Returns:
            Whether it was kept: a full disk costs the cache, never the call.
        """
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=self._folder, delete=False) as file:
                file.write(clip.astype("<i2").tobytes())
            Path(file.name).replace(self._path(text))
        except OSError:
            return False
        return True

    def _path(self, text: str) -> Path:
        return self._folder / f"{hashlib.sha256(text.encode()).hexdigest()}.pcm"


def _file_name(voice: str) -> str:
    return "".join(letter if letter.isalnum() or letter in ".-" else "_" for letter in voice)
