"""Which recogniser, synthesiser and voice detector a process uses: settings say, nothing else."""

import hashlib
import os
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from typing import Any, Final

from livekit.agents import tts, vad
from livekit.plugins import silero

from agent_worker.runtime.providers.hibari import HibariTTS
from agent_worker.runtime.providers.pronounce import SOUNDS
from agent_worker.runtime.providers.segments import SegmentSTT
from agent_worker.runtime.providers.whisper import WhisperSTT
from agent_worker.settings import Settings
from spine.errors import EnvironmentNeedsError

KEYS: Final[Mapping[str, str]] = {
    "deepgram": "DEEPGRAM_API_KEY",
    "elevenlabs": "ELEVEN_API_KEY",
    "openai": "OPENAI_API_KEY",
}


class ProviderKeyError(EnvironmentNeedsError):
    """Settings choose a hosted provider whose key is not in the environment."""

    code = "environment.provider_key"


def make_stt(settings: Settings) -> SegmentSTT:
    """Return the chosen recogniser, a hosted one backed by the local one.

    Raises:
        ProviderKeyError: If the chosen provider's key is missing.
    """
    local = WhisperSTT(threads=settings.whisper_threads)
    if settings.recogniser == "whisper":
        return local
    from agent_worker.runtime.providers.hosted import hosted_stt  # slow to import

    _key(settings.recogniser)
    return hosted_stt(settings, local)


def make_tts(settings: Settings) -> tuple[tts.TTS[Any], ...]:
    """Return the synthesisers in the order to try them; the last one is local.

    Raises:
        ProviderKeyError: If the chosen provider's key is missing.
    """
    local = HibariTTS(threads=settings.hibari_threads)
    if settings.synthesiser == "hibari":
        return (local,)
    from agent_worker.runtime.providers.hosted import hosted_tts  # slow to import

    _key(settings.synthesiser)
    return (hosted_tts(settings), local)


def make_vad(settings: Settings) -> vad.VAD:
    """Return Silero, loaded: blocking, about 0.2 s. 16 kHz."""
    return silero.VAD.load(
        min_speech_duration=settings.vad_min_speech_ms / 1000,
        min_silence_duration=settings.vad_min_silence_ms / 1000,
        activation_threshold=settings.vad_activation,
        prefix_padding_duration=0.3,
        sample_rate=16_000,
    )


def voice_name(voices: Sequence[tts.TTS[Any]]) -> str:
    """Name what determines a line's sound: the cache of phrases is kept apart by it."""
    first = voices[0]
    recipe = hashlib.sha256(repr((version("hibari-tts"), sorted(SOUNDS.items()))).encode())
    return f"{first.provider}.{first.model}.{recipe.hexdigest()[:8]}".lower()


def _key(provider: str) -> None:
    variable = KEYS[provider]
    if not os.environ.get(variable):
        message = f"settings choose {provider!r}, but {variable} is not set in the environment"
        raise ProviderKeyError(message)
