"""Names and lengths of all that the core waits for: nothing is waited for without a deadline."""

from typing import Final

ENDPOINT: Final = "endpoint"
"""The hold of the caller's turn (`endpointing.HOLD_MS`)."""
STUCK: Final = "stuck"
"""The recogniser owes a final."""
INSIST: Final = "insist"
"""The caller talks over us for longer than a backchannel lasts."""
WORDLESS: Final = "wordless"
"""The caller makes a sound that goes on, and nothing new is recognised in it."""
SILENCE: Final = "silence"
"""Nobody speaks."""
PLAYOUT: Final = "playout"
"""An utterance should have been played by now."""
TRANSFER: Final = "transfer"
"""Somebody is being rung."""
LIMIT: Final = "limit"
"""The call is too long."""

STUCK_MS: Final = 4_000
INSIST_MS: Final = 400
WORDLESS_MS: Final = 15_000
SILENCE_MS: Final = 6_000
KEYS_MS: Final = 4_000
"""Of half a value typed: then the rest is asked for (CAPTURE.md section 3)."""
PLAYOUT_MS: Final = 25_000
"""Twice the longest phrase of the bank (CAPTURE.md R9: 12 s)."""
TRANSFER_MS: Final = 30_000
"""Five or six rings, and what it takes to set them up."""
RINGING_MS: Final = 2_500
"""While it rings a caller is told so before the silence lasts three seconds."""
LIMIT_MS: Final = 15 * 60_000
SILENCES: Final = 2
"""Reprompts before we say goodbye (CAPTURE.md R8)."""
