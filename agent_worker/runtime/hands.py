"""Does what the core decided. No decision is made here."""

import asyncio
from collections.abc import Callable
from typing import Final, assert_never

from agent_worker.runtime.hearing import Hearing
from agent_worker.runtime.inbox import Inbox
from agent_worker.runtime.playout import Playout
from agent_worker.runtime.speaking import Speaking, SpeakingError
from agent_worker.runtime.timers import Timers
from agent_worker.voice_core.effects import (
    CancelTimer,
    Duck,
    Effect,
    HangUp,
    Listen,
    Pause,
    Resume,
    Say,
    StartRecording,
    StartTimer,
    Stop,
    StopRinging,
    Transfer,
)
from spine.events.inputs import PlayoutStopped, SpeakingFailed, TransferFailed
from spine.ids import UtteranceId

NOT_AVAILABLE: Final = "not_available"


class Hands:
    """Carries out effects in order; none waits, but for synthesis, which has its own task."""

    def __init__(  # noqa: PLR0913 - the hands of a call are its parts
        self,
        *,
        inbox: Inbox,
        timers: Timers,
        playout: Playout,
        speaking: Speaking,
        hearing: Hearing,
        start_recording: Callable[[], None],
    ) -> None:
        """Put the parts of a call together."""
        self._inbox = inbox
        self._timers = timers
        self._playout = playout
        self._speaking = speaking
        self._hearing = hearing
        self._start_recording = start_recording
        self._saying: asyncio.Task[None] | None = None

    def do(self, effect: Effect) -> None:  # noqa: C901, PLR0912 - one case for each effect
        """Carry out one effect."""
        match effect:
            case Say():
                self._hush()
                self._playout.ready()
                self._saying = asyncio.create_task(self._say(effect))
            case Duck():
                self._playout.duck()
            case Pause():
                self._playout.pause()
            case Resume():
                self._playout.resume()
            case Stop(utterance=utterance):
                self._stop(utterance)
            case StartTimer(timer=timer, due_ms=due_ms):
                self._timers.start(timer, due_ms)
            case CancelTimer(timer=timer):
                self._timers.cancel(timer)
            case Listen(hints=hints):
                self._hearing.expect(hints)
            case StartRecording():
                self._start_recording()
            case Transfer(attempt=attempt):  # no line of ours can ring anybody yet
                self._inbox.put(TransferFailed, attempt=attempt, code=NOT_AVAILABLE)
            case StopRinging():
                pass
            case HangUp():
                self._hush()
            case _:
                assert_never(effect)

    def close(self) -> None:
        """Say nothing that is not being played yet."""
        self._hush()

    def _hush(self) -> bool:
        """Drop what is still being synthesised; whether there was anything."""
        saying, self._saying = self._saying, None
        return saying is not None and saying.cancel()

    def _stop(self, utterance: UtteranceId) -> None:
        if self._hush():
            self._inbox.put(PlayoutStopped, utterance=utterance, position_ms=0, lines_done=0)
        else:
            self._playout.stop(utterance)

    async def _say(self, say: Say) -> None:
        try:
            sound = await self._speaking.render(say.lines)
        except SpeakingError as error:
            self._inbox.put(SpeakingFailed, utterance=say.utterance, code=error.code)
            return
        except Exception as error:  # noqa: BLE001 - one of the three edges: a call
            self._inbox.put(SpeakingFailed, utterance=say.utterance, code=type(error).__name__)
            return
        self._playout.play(say.utterance, sound)
