"""The process's settings: frozen, read once, the same for every tenant. A typo stops the start."""

import difflib
import hashlib
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Final, Literal

import msgspec

from spine.home import VARIABLE as HOME_VARIABLE
from spine.settings import FILE_VARIABLE, PREFIX, SettingsError, read_file, section_names

TABLES: Final = section_names()
"""Of the same file, for other processes (`spine.settings`)."""

Ms = Annotated[int, msgspec.Meta(ge=0, le=10_000)]
Share = Annotated[float, msgspec.Meta(gt=0, lt=1)]
Threads = Annotated[int, msgspec.Meta(ge=1, le=64)]


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How this process hears, speaks and connects. Keys stay in the environment, never in here."""

    recogniser: Literal["whisper", "deepgram", "openai"] = "whisper"
    synthesiser: Literal["hibari", "elevenlabs", "openai"] = "hibari"

    deepgram_url: str = "https://api.deepgram.com/v1/listen"
    deepgram_model: str = "nova-3"
    elevenlabs_url: str = "https://api.elevenlabs.io/v1"
    elevenlabs_voice: str = "IKne3meq5aSn9XLyUdCD"
    elevenlabs_model: str = "eleven_flash_v2_5"
    openai_url: str = "https://api.openai.com/v1"
    openai_voice: str = "ash"

    hosted_final_ms: Ms = 1_500
    """A hosted recogniser that has not answered a flush by then is given up for the local one."""
    line_deadline_ms: Ms = 1_200
    """A hosted synthesiser that has not finished a line by then is passed over."""

    whisper_threads: Threads = 2
    hibari_threads: Threads = 1

    vad_activation: Share = 0.5
    vad_min_speech_ms: Ms = 50
    vad_min_silence_ms: Ms = 200
    """Silence that ends a segment of speech; when a turn ends is the Voice Core's business."""

    law: Literal["alaw", "mulaw"] = "alaw"
    """How the embedded call's telephone line codes sound; Australian carriers use A-law."""
    livekit_url: str = "ws://127.0.0.1:7880"

    def digest(self) -> str:
        """Name these settings by their content."""
        body = msgspec.json.encode(self, order="deterministic")
        return hashlib.sha256(body).hexdigest()[:16]


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Read the file that `SPOTFUNNEL_SETTINGS` names, if any, then the environment's overrides.

    Every field has a variable: `law` is `SPOTFUNNEL_LAW`.

    Raises:
        SettingsError: For a file that cannot be read, an unknown name or a value out of range.
    """
    given = os.environ if environment is None else environment
    values = _from_file(given.get(FILE_VARIABLE)) | _from_environment(given)
    for name in values:
        _known(name, where=given.get(FILE_VARIABLE, "settings"))
    try:
        return msgspec.convert(values, Settings, strict=False)
    except msgspec.ValidationError as exc:
        raise SettingsError(str(exc)) from exc


def _from_file(path: str | None) -> dict[str, object]:
    if not path:
        return {}
    return {name: value for name, value in read_file(Path(path)).items() if name not in TABLES}


def _from_environment(environment: Mapping[str, str]) -> dict[str, object]:
    """Take our variables; one that is nearly a setting's name is a typo and stops the start."""
    values: dict[str, object] = {}
    for variable, value in environment.items():
        name = variable.removeprefix(PREFIX).lower()
        if not variable.startswith(PREFIX) or variable in {FILE_VARIABLE, HOME_VARIABLE}:
            continue
        if name.partition("_")[0] in TABLES:
            continue
        if name in Settings.__struct_fields__:
            values[name] = value
        elif difflib.get_close_matches(name, Settings.__struct_fields__, n=1, cutoff=0.75):
            _known(name, where=variable)
    return values


def _known(name: str, *, where: str) -> None:
    if name in Settings.__struct_fields__:
        return
    near = difflib.get_close_matches(name, Settings.__struct_fields__, n=1)
    hint = f"; did you mean {near[0]!r}?" if near else ""
    message = f"{where}: there is no setting {name!r}{hint}"
    raise SettingsError(message)
