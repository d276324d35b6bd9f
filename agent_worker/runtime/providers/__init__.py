"""Recognisers, synthesisers and voice detection, ours and hosted, behind LiveKit's classes."""

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

from livekit.agents import stt


@runtime_checkable
class TakesHints(Protocol):
    """A recogniser's stream that can be told what to expect."""

    def set_hints(self, words: Sequence[str]) -> None:
        """Expect these words from now on; none clears them."""
        ...


def set_hints(stream: stt.RecognizeStream, words: Sequence[str]) -> None:
    """Tell a recogniser's stream which words are likely, if it can be told."""
    if isinstance(stream, TakesHints):
        stream.set_hints(words)
