"""The hosted providers' own LiveKit plugins, pointed where settings say. Keys: environment only."""

from functools import partial
from typing import Any, Final

import aiohttp
from livekit.agents import stt, tts
from livekit.agents.types import DEFAULT_API_CONNECT_OPTIONS, APIConnectOptions
from livekit.plugins import deepgram, elevenlabs, openai
from openai import AsyncClient

from agent_worker.runtime.audio import RATE_HZ
from agent_worker.runtime.providers.relay import Named, RelaySTT
from agent_worker.runtime.providers.segments import SegmentSTT
from agent_worker.settings import Settings

OPENAI_HEARS: Final = "gpt-4o-mini-transcribe"
OPENAI_SPEAKS: Final = "gpt-4o-mini-tts"


def hosted_stt(settings: Settings, local: SegmentSTT) -> RelaySTT:
    """Return the chosen hosted recogniser, `local` behind it."""
    if settings.recogniser == "deepgram":
        make, named = _deepgram, Named(provider="deepgram", model=settings.deepgram_model)
    else:
        make, named = _openai, Named(provider="openai", model=OPENAI_HEARS)
    return RelaySTT(
        partial(make, settings), local, named=named, deadline_ms=settings.hosted_final_ms
    )


def hosted_tts(settings: Settings) -> tts.TTS[Any]:
    """Return the chosen hosted synthesiser."""
    if settings.synthesiser == "elevenlabs":
        return ElevenLabs(settings)
    return openai.TTS(
        model=OPENAI_SPEAKS, voice=settings.openai_voice, base_url=settings.openai_url
    )


def _deepgram(settings: Settings, session: aiohttp.ClientSession) -> stt.STT[Any]:
    return deepgram.STT(
        model=settings.deepgram_model,
        language="en-AU",
        base_url=settings.deepgram_url,
        http_session=session,
        filler_words=False,
    )


def _openai(settings: Settings, session: aiohttp.ClientSession) -> stt.STT[Any]:
    del session  # it brings its own
    return _OpenAI(settings)


class _OpenAI(openai.STT):
    """The plugin, which does not close its HTTP client by itself."""

    def __init__(self, settings: Settings) -> None:
        self._http = AsyncClient(base_url=settings.openai_url, max_retries=0)
        super().__init__(model=OPENAI_HEARS, language="en", client=self._http)

    async def aclose(self) -> None:
        """Close every connection."""
        await super().aclose()
        await self._http.close()


class ElevenLabs(tts.TTS[Any]):
    """The plugin, made when a loop runs: its session belongs to one. Raw samples, no MP3."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(
            capabilities=tts.TTSCapabilities(streaming=False), sample_rate=RATE_HZ, num_channels=1
        )
        self._settings = settings
        self._session: aiohttp.ClientSession | None = None
        self._plugin: elevenlabs.TTS | None = None

    @property
    def model(self) -> str:
        """Name of the model."""
        return self._settings.elevenlabs_model

    @property
    def provider(self) -> str:
        """Name for the meter."""
        return "elevenlabs"

    def synthesize(
        self, text: str, *, conn_options: APIConnectOptions = DEFAULT_API_CONNECT_OPTIONS
    ) -> tts.ChunkedStream:
        """Say one line."""
        return self.plugin().synthesize(text, conn_options=conn_options)

    def plugin(self) -> elevenlabs.TTS:
        """Return the plugin."""
        if self._plugin is None:
            self._session = aiohttp.ClientSession()
            self._plugin = elevenlabs.TTS(
                voice_id=self._settings.elevenlabs_voice,
                model=self._settings.elevenlabs_model,
                encoding="pcm_16000",
                base_url=self._settings.elevenlabs_url,
                http_session=self._session,
            )
        return self._plugin

    async def aclose(self) -> None:
        """Close the plugin and its connections."""
        if self._plugin is not None:
            await self._plugin.aclose()
        if self._session is not None:
            await self._session.close()
