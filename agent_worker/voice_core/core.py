"""The Voice Core as a value: everything that decides, besides the code itself."""

import msgspec

from agent_worker.voice_core.locale import Locale


class Core(msgspec.Struct, frozen=True):
    """Read once at a process's edge (`agent_worker.core_files`) and handed in."""

    version: str
    """Semantic version, then `+` and the digest's first twelve characters."""
    digest: str
    locale: Locale
