"""With keys set, the same call runs on hosted speech: real plugins, their protocols, loopback."""

import asyncio
import json
import os
import sys
from pathlib import Path

import numpy as np
from aiohttp import WSMsgType, web

from agent_worker.runtime.audio import RATE_HZ, Pcm, resample
from agent_worker.runtime.providers.hibari import RATE_HZ as VOICE_HZ
from agent_worker.runtime.providers.hibari import HibariVoice
from agent_worker.runtime.providers.whisper_model import whisper_model
from agent_worker.runtime.providers.worker import Urgency
from spine.home import PROJECT
from tests.fakes.hosted_speech import HostedSpeech, results, serve


class TalkingSpeech(HostedSpeech):
    """The hosted protocols with a real recogniser and a real voice behind them."""

    def __init__(self) -> None:
        super().__init__()
        self._model = whisper_model(1)
        self._voice = HibariVoice(threads=1)

    async def listen(self, request: web.Request) -> web.StreamResponse:
        """Recognise what came since the last `Finalize`."""
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        sound = bytearray()
        async for message in socket:
            if message.type == WSMsgType.BINARY:
                sound += message.data
            elif message.type == WSMsgType.TEXT:
                kind = json.loads(message.data)["type"]
                self.messages.append(kind)
                if kind == "Finalize":
                    text = await self._heard(np.frombuffer(bytes(sound), np.int16))
                    sound.clear()
                    await socket.send_json(results(text, is_final=True))
                elif kind == "CloseStream":
                    break
        return socket

    async def eleven_http(self, request: web.Request) -> web.StreamResponse:
        """Say the text, 16 kHz."""
        text = (await request.json())["text"]
        self.texts.append(text)
        said = await asyncio.to_thread(self._voice.say, text)
        pcm = resample(np.asarray(said, np.int16), VOICE_HZ, RATE_HZ)
        return web.Response(body=pcm.astype("<i2").tobytes(), content_type="audio/pcm")

    async def _heard(self, pcm: Pcm) -> str:
        job = self._model.worker.submit(lambda: self._model.decode(pcm), Urgency.FINAL)
        return (await job).text


async def test_the_same_call_runs_on_hosted_providers(tmp_path: Path) -> None:
    async with serve(TalkingSpeech()) as hosted:
        called = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "cli.main", "call", "--scenario", "wrong-digit", "--seed", "2", "--json"),
            cwd=PROJECT,
            env={
                "PATH": os.environ["PATH"],
                "HOME": os.environ["HOME"],
                "SPOTFUNNEL_HOME": str(tmp_path),
                "SPOTFUNNEL_RECOGNISER": "deepgram",
                "SPOTFUNNEL_SYNTHESISER": "elevenlabs",
                "SPOTFUNNEL_DEEPGRAM_URL": f"{hosted.url}/listen",
                "SPOTFUNNEL_ELEVENLABS_URL": hosted.url,
                "DEEPGRAM_API_KEY": "key",
                "ELEVEN_API_KEY": "key",
            },
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        said, complained = await called.communicate()

    assert called.returncode == 0, complained.decode()
    result = json.loads(said)
    assert result["outcome"] == "lead", result["transcript"]
    assert result["fields"]["phone"]["value"] == "+61491570156"
    assert "Finalize" in hosted.messages
    assert any("Harbour Plumbing" in text for text in hosted.texts)
    billed = {line["provider"]: line for line in result["cost"]["lines"]}
    assert billed["deepgram.nova-3"]["cost_microaud"] > 0
