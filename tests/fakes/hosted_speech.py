"""Deepgram, ElevenLabs and OpenAI on loopback, as far as their documented protocols concern us.

Source:
    docs/sources.md#deepgram-listen, #elevenlabs-stream, #openai-audio.
"""

import asyncio
import base64
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Literal, TypeVar

import numpy as np
from aiohttp import WSMsgType, web

Fault = Literal["", "5xx", "stall", "drop"]
"""`stall`: takes everything, answers nothing. `drop`: closes in the middle."""

HEARD = "my tap is leaking"
SPOKEN_S = 1.0


class HostedSpeech:
    """One server with all three protocols; the test sets `fault` and reads what arrived."""

    def __init__(self) -> None:
        self.fault: Fault = ""
        self.queries: list[dict[str, str]] = []
        self.keyterms: list[list[str]] = []
        self.messages: list[str] = []
        self.texts: list[str] = []
        self.audio_bytes = 0
        self.url = ""

    def app(self) -> web.Application:
        app = web.Application()
        app.add_routes(
            [
                web.get("/v1/listen", self.listen),
                web.post("/v1/text-to-speech/{voice}/stream", self.eleven_http),
                web.get("/v1/text-to-speech/{voice}/multi-stream-input", self.eleven_socket),
                web.post("/v1/audio/speech", self.openai_speech),
                web.post("/v1/audio/transcriptions", self.openai_transcription),
            ]
        )
        return app

    async def listen(self, request: web.Request) -> web.StreamResponse:
        """Deepgram: linear16 in, `Results` out; `Finalize` is answered with `from_finalize`."""
        await self._fail_early()
        assert request.headers["Authorization"] == "Token key"
        self.queries.append(dict(request.query))
        self.keyterms.append(request.query.getall("keyterm", []))
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        heard, told = 0, False
        async for message in socket:
            if message.type == WSMsgType.BINARY:
                heard += len(message.data)
                self.audio_bytes += len(message.data)
                if self.fault == "drop":
                    await socket.close(code=1011)
                elif not told and heard > 8_000 and not self.fault:
                    told = True
                    await socket.send_json(results("my tap", is_final=False))
            elif message.type == WSMsgType.TEXT:
                kind = json.loads(message.data)["type"]
                self.messages.append(kind)
                if kind == "Finalize" and not self.fault:
                    text = HEARD if heard > 8_000 else ""
                    await socket.send_json(results(text, is_final=True))
                    heard, told = 0, False
                elif kind == "CloseStream":
                    break
        return socket

    async def eleven_http(self, request: web.Request) -> web.StreamResponse:
        """ElevenLabs: JSON in, chunks of raw samples out."""
        await self._fail_early()
        assert request.headers["xi-api-key"] == "key"
        assert request.query["output_format"] == "pcm_16000"
        self.texts.append((await request.json())["text"])
        return await self._chunks(request, 16_000)

    async def eleven_socket(self, request: web.Request) -> web.StreamResponse:
        """ElevenLabs: contexts over a WebSocket; audio as base64, `isFinal` ends a context."""
        await self._fail_early()
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        async for message in socket:
            packet = json.loads(message.data)
            context = packet.get("context_id")
            if packet.get("text", "").strip():
                self.texts.append(packet["text"].strip())
                rate = int(request.query["output_format"].split("_")[1])
                audio = base64.b64encode(_tone(rate)).decode()
                if self.fault == "drop":
                    await socket.close(code=1011)
                    break
                if not self.fault:
                    await socket.send_json({"contextId": context, "audio": audio})
            if packet.get("close_context") and not self.fault:
                await socket.send_json({"contextId": context, "isFinal": True})
            if packet.get("close_socket"):
                break
        return socket

    async def openai_speech(self, request: web.Request) -> web.StreamResponse:
        """OpenAI: JSON in; audio bytes out where the server has no event stream."""
        await self._fail_early()
        assert request.headers["Authorization"] == "Bearer key"
        self.texts.append((await request.json())["input"])
        return await self._chunks(request, 24_000)

    async def openai_transcription(self, request: web.Request) -> web.Response:
        """OpenAI: a WAV in a form; JSON out."""
        await self._fail_early()
        form = await request.post()
        file = form["file"]
        assert isinstance(file, web.FileField)
        self.audio_bytes += len(file.file.read())
        return web.json_response({"text": HEARD})

    async def _fail_early(self) -> None:
        if self.fault == "5xx":
            raise web.HTTPServiceUnavailable
        if self.fault == "stall":
            await asyncio.sleep(3_600)

    async def _chunks(self, request: web.Request, rate_hz: int) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "audio/pcm"})
        await response.prepare(request)
        body = _tone(rate_hz)
        await response.write(body[: len(body) // 2])
        if self.fault == "drop":
            assert request.transport is not None
            request.transport.abort()
            return response
        await response.write(body[len(body) // 2 :])
        return response


@asynccontextmanager
async def hosted_speech() -> AsyncIterator[HostedSpeech]:
    """Serve canned speech on a free port of loopback."""
    async with serve(HostedSpeech()) as hosted:
        yield hosted


Speech = TypeVar("Speech", bound=HostedSpeech)


@asynccontextmanager
async def serve(hosted: Speech) -> AsyncIterator[Speech]:
    """Serve on a free port of loopback."""
    runner = web.AppRunner(hosted.app(), shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    hosted.url = f"http://{host}:{port}/v1"
    try:
        yield hosted
    finally:
        await runner.cleanup()


def _tone(rate_hz: int) -> bytes:
    time_s = np.arange(int(SPOKEN_S * rate_hz)) / rate_hz
    return (8_000 * np.sin(2 * np.pi * 200 * time_s)).astype("<i2").tobytes()


def results(text: str, *, is_final: bool) -> dict[str, object]:
    """Return Deepgram's `Results` message."""
    words = [
        {"word": word, "punctuated_word": word, "start": 0.0, "end": 0.1, "confidence": 0.9}
        for word in text.split()
    ]
    alternative = {"transcript": text, "confidence": 0.9, "words": words}
    return {
        "type": "Results",
        "channel_index": [0, 1],
        "duration": 1.0,
        "start": 0.0,
        "is_final": is_final,
        "speech_final": is_final,
        "from_finalize": is_final,
        "channel": {"alternatives": [alternative]},
        "metadata": {"request_id": "r", "model_info": {}, "model_uuid": "m"},
    }
