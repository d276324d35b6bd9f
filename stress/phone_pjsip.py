"""The telephone's insides: a PJSIP endpoint, one call and its sound."""

import json
import os
import socket
import time
from collections import deque
from typing import Any, Final

import pjsua2 as pj

RATE_HZ: Final = 8_000
FRAME: Final = 160
"""20 ms."""
LOOPBACK: Final = "127.0.0.1"
QUIET: Final = bytes(FRAME * 2)
OUT: Final = os.dup(1)
"""Where events go. PJSIP prints its own log on what it takes for standard output."""


def tell(event: str, **more: Any) -> None:
    """Print one event."""
    line = {"event": event, "mono": time.monotonic(), "wall": time.time(), **more}
    os.write(OUT, json.dumps(line).encode() + b"\n")


class Sound(pj.AudioMediaPort):  # type: ignore[misc]
    """Both directions of one call's sound; PJSIP's clock thread asks and gives, 20 ms a time."""

    def __init__(self) -> None:
        """Be silent, hear nothing."""
        super().__init__()
        self.heard: deque[bytes] = deque()
        self.happened: deque[tuple[str, int]] = deque()
        self._clips: deque[tuple[int, bytes]] = deque()
        self._saying: tuple[int, bytes] | None = None
        format_ = pj.MediaFormatAudio()
        format_.init(pj.PJMEDIA_FORMAT_PCM, RATE_HZ, 1, 20_000, 16)
        self.createPort("sound", format_)

    def say(self, clip: int, pcm: bytes) -> None:
        """Queue a clip."""
        self._clips.append((clip, pcm))

    def onFrameRequested(self, frame: Any) -> None:  # noqa: N802 - PJSIP's name
        """Hand over the next 20 ms of what we say."""
        chunk = self._next()
        frame.type = pj.PJMEDIA_FRAME_TYPE_AUDIO
        frame.buf = pj.ByteVector(chunk)
        frame.size = len(chunk)

    def onFrameReceived(self, frame: Any) -> None:  # noqa: N802 - PJSIP's name
        """Take 20 ms of what we hear."""
        sound = bytes(frame.buf)[: FRAME * 2]
        self.heard.append(sound.ljust(FRAME * 2, b"\0"))

    def _next(self) -> bytes:
        if self._saying is None and self._clips:
            self._saying = self._clips.popleft()
            self.happened.append(("playing", self._saying[0]))
        if self._saying is None:
            return QUIET
        clip, left = self._saying
        chunk, left = left[: FRAME * 2], left[FRAME * 2 :]
        self._saying = (clip, left) if left else None
        if not left:
            self.happened.append(("played", clip))
        return chunk.ljust(FRAME * 2, b"\0")


class Ringing(pj.Call):  # type: ignore[misc]
    """The call."""

    def __init__(self, account: Any, sound: Sound) -> None:
        """Belong to an account; carry this sound."""
        super().__init__(account)
        self.over = False
        self._sound = sound
        self._media: Any = None

    def onCallState(self, prm: Any) -> None:  # noqa: N802 - PJSIP's name
        """Say what became of the call."""
        del prm
        info = self.getInfo()
        said = {"code": info.lastStatusCode, "text": info.lastReason}
        if info.state == pj.PJSIP_INV_STATE_EARLY:
            tell("ringing", **said)
        elif info.state == pj.PJSIP_INV_STATE_CONFIRMED:
            tell("answered", **said)
        elif info.state == pj.PJSIP_INV_STATE_DISCONNECTED:
            self.over = True
            tell("disconnected", **said)

    def onCallMediaState(self, prm: Any) -> None:  # noqa: N802 - PJSIP's name
        """Join the sound once there is some."""
        del prm
        info = self.getInfo()  # must live while its media are looked at
        for index, media in enumerate(info.media):
            active = media.status == pj.PJSUA_CALL_MEDIA_ACTIVE
            if media.type == pj.PJMEDIA_TYPE_AUDIO and active and self._media is None:
                self._media = self.getAudioMedia(index)
                self._sound.startTransmit(self._media)
                self._media.startTransmit(self._sound)

    def onDtmfDigit(self, prm: Any) -> None:  # noqa: N802 - PJSIP's name
        """Say which key was pressed over there."""
        tell("key", text=prm.digit)


def make_endpoint(codec: str) -> Any:
    """Start PJSIP: one thread, no sound card, loopback only, the wanted codec first."""
    endpoint = pj.Endpoint()
    endpoint.libCreate()
    settings = pj.EpConfig()
    settings.uaConfig.mainThreadOnly = True
    settings.uaConfig.threadCnt = 0
    settings.logConfig.level = settings.logConfig.consoleLevel = 1
    media = settings.medConfig
    media.noVad, media.ecTailLen, media.audioFramePtime = True, 0, 20
    media.clockRate = media.sndClockRate = RATE_HZ
    endpoint.libInit(settings)
    transport = pj.TransportConfig()
    transport.boundAddress = LOOPBACK
    endpoint.transportCreate(pj.PJSIP_TRANSPORT_UDP, transport)
    endpoint.libStart()
    endpoint.audDevManager().setNullDev()
    order = {codec.upper(): 255, "PCMA": 254, "PCMU": 254}
    for known in endpoint.codecEnum2():
        name = known.codecId.partition("/")[0]
        wanted = max((rank for key, rank in order.items() if key == name), default=0)
        endpoint.codecSetPriority(known.codecId, 255 if name == codec.upper() else wanted)
    return endpoint


def make_account(caller: str) -> Any:
    """Be somebody who rings; no registrar."""
    settings = pj.AccountConfig()
    settings.idUri = f"sip:{caller}@{LOOPBACK}"
    settings.mediaConfig.transportConfig.boundAddress = LOOPBACK
    settings.mediaConfig.transportConfig.port = _free_rtp_port()
    account = pj.Account()
    account.create(settings)
    return account


def _free_rtp_port() -> int:
    """Return a port of this call's own: livekit-sip knows a call's sound by where it comes from.

    From PJSIP's usual 4000, it would be taken for that of a call whose phone has just died.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1]) & ~1
