"""What every recogniser of ours promises, whoever does the work behind it.

Frames are pushed only while the caller speaks (with a little before), `flush()` ends a segment, and
then exactly one final transcript answers it, in order, its text empty where nothing was heard.
Partial transcripts after one final and before the next belong to the segment of the next.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any, Final, Self

from livekit import rtc
from livekit.agents import LanguageCode, stt
from livekit.agents.types import (
    DEFAULT_API_CONNECT_OPTIONS,
    NOT_GIVEN,
    APIConnectOptions,
    NotGivenOr,
)

from agent_worker.runtime.audio import RATE_HZ

ENGLISH: Final = LanguageCode("en")
ABILITIES: Final = stt.STTCapabilities(
    streaming=True, interim_results=True, offline_recognize=True, keyterms=True
)


class SegmentStream(stt.RecognizeStream, ABC):
    """One call's ear. 16 kHz mono frames."""

    one_final_each: Final = True
    """Each flush is answered once: nobody needs to wait for more."""

    def __init__(self, *, stt: stt.STT[Any], conn_options: APIConnectOptions) -> None:
        super().__init__(stt=stt, conn_options=conn_options, sample_rate=RATE_HZ)
        self._owes_final = False

    def push_frame(self, frame: rtc.AudioFrame) -> None:
        """Hear a little more of the segment."""
        self._owes_final = True
        super().push_frame(frame)

    def flush(self) -> None:
        """End the segment: one final will answer, empty if no frame was pushed."""
        super().flush()
        self._owes_final = False

    def end_input(self) -> None:
        """Say that nothing more will come; a segment left open is answered too."""
        if self._owes_final:
            self.flush()
        self._input_ch.close()

    @abstractmethod
    def set_hints(self, words: Sequence[str]) -> None:
        """Say which words to expect, from the next decode on; none clears them."""

    @abstractmethod
    def hint_silence(self) -> None:
        """Say that the caller may have stopped: what was said so far can be recognised ahead.

        Cheap and harmless when wrong. Meant for 100 to 160 ms into a silence.
        """

    async def __aenter__(self) -> Self:
        """Use the ear; leaving closes it."""
        return self


class SegmentSTT(stt.STT[Any], ABC):
    """A recogniser whose streams keep the promise above."""

    @abstractmethod
    def stream(
        self,
        *,
        language: NotGivenOr[str] = NOT_GIVEN,
        conn_options: APIConnectOptions = DEFAULT_API_CONNECT_OPTIONS,
    ) -> SegmentStream:
        """Open one call's ear."""


def transcript(
    kind: stt.SpeechEventType, texts: Sequence[str], confidence: float, segment: int
) -> stt.SpeechEvent:
    """Make an event; `request_id` is the segment's number in its stream, from 1."""
    return stt.SpeechEvent(
        type=kind,
        request_id=str(segment),
        alternatives=[
            stt.SpeechData(language=ENGLISH, text=text, confidence=confidence) for text in texts
        ],
    )


def usage(samples: int, segment: int) -> stt.SpeechEvent:
    """Make the event that meters what a recogniser was sent."""
    return stt.SpeechEvent(
        type=stt.SpeechEventType.RECOGNITION_USAGE,
        request_id=str(segment),
        recognition_usage=stt.RecognitionUsage(audio_duration=samples / RATE_HZ),
    )
