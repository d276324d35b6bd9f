"""The offline voice: hibari, whose weights come in its wheel."""

import asyncio
import functools
from functools import partial
from typing import Any, Final

from livekit.agents import APIError, tts, utils
from livekit.agents.types import DEFAULT_API_CONNECT_OPTIONS, APIConnectOptions

from agent_worker.runtime.audio import Pcm, to_pcm
from agent_worker.runtime.providers.pronounce import pronounced
from agent_worker.runtime.providers.worker import Urgency, Worker

RATE_HZ: Final = 24_000
SEED: Final = 0
"""The voice's breath is noise; from a fixed seed the same text is the same sound, bit for bit."""
PEAK: Final = 0.95


class HibariVoice:
    """Synthesises whole sentences. Blocking: call it on `worker` only."""

    def __init__(self, threads: int) -> None:
        from hibari import Hibari  # heavy, and only here

        self._hibari: Any = Hibari(threads=threads)
        self.worker: Final = Worker("hibari")
        self.say("Hello.")  # the first run allocates

    def say(self, text: str, speed: float = 1.0) -> Pcm:
        """Return `text` as sound at 24 kHz; empty for a text without words."""
        wave = self._hibari(pronounced(text), speed=speed, seed=SEED)
        loudest = float(abs(wave).max()) if len(wave) else 0.0
        return to_pcm(wave * min(1.0, PEAK / loudest) if loudest else wave)


class HibariTTS(tts.TTS[Any]):
    """One American voice at 24 kHz. Call `prewarm()` (blocking) before the first call is taken."""

    def __init__(self, *, threads: int = 1) -> None:
        super().__init__(
            capabilities=tts.TTSCapabilities(streaming=False), sample_rate=RATE_HZ, num_channels=1
        )
        self.load: Final = partial(hibari_voice, threads)

    @property
    def model(self) -> str:
        """Name of the voice."""
        return "heart"

    @property
    def provider(self) -> str:
        """Name for the meter."""
        return "hibari"

    def prewarm(self) -> None:
        """Load the voice. Blocks for about a second; later calls are free."""
        self.load()

    def synthesize(
        self, text: str, *, conn_options: APIConnectOptions = DEFAULT_API_CONNECT_OPTIONS
    ) -> "HibariStream":
        """Say one line."""
        return HibariStream(tts=self, input_text=text, conn_options=conn_options)


class HibariStream(tts.ChunkedStream):
    """One line being synthesised."""

    def __init__(self, *, tts: HibariTTS, input_text: str, conn_options: APIConnectOptions) -> None:
        super().__init__(tts=tts, input_text=input_text, conn_options=conn_options)
        self._load = tts.load

    async def _run(self, output_emitter: tts.AudioEmitter) -> None:
        voice = await asyncio.to_thread(self._load)
        try:
            pcm = await voice.worker.submit(partial(voice.say, self.input_text), Urgency.FINAL)
        except RuntimeError as exc:
            message = "hibari could not say the line"
            raise APIError(message, retryable=False) from exc
        output_emitter.initialize(
            request_id=utils.shortuuid(),
            sample_rate=RATE_HZ,
            num_channels=1,
            mime_type="audio/pcm",
        )
        output_emitter.push(pcm.tobytes())
        output_emitter.flush()


@functools.lru_cache(maxsize=1)
def hibari_voice(threads: int) -> HibariVoice:
    """Return this process's voice, loaded and warm."""
    return HibariVoice(threads)
