"""Reads the Voice Core's data from its files, once, at a process's edge."""

import tomllib
from pathlib import Path
from typing import Final

import msgspec

from agent_worker.version import actual
from agent_worker.voice_core.capture import prepare
from agent_worker.voice_core.core import Core
from agent_worker.voice_core.locale import Locale, Phrase

EN_AU: Final = Path(__file__).parent / "voice_core" / "locale" / "en_au"


def read_locale(folder: Path = EN_AU) -> Locale:
    """Read a locale's data files into one frozen value.

    `phrases/*.toml` are tables of `Phrase`; `words/*.toml` are tables of word lists, each named
    `<file>.<key>` (`words/consent.toml` with `yes = [...]` gives `consent.yes`); `tables/*.txt`
    are kept as text, for the grammar that knows what is in them.
    """
    phrases: dict[str, Phrase] = {}
    for file in sorted((folder / "phrases").glob("*.toml")):
        phrases |= msgspec.convert(tomllib.loads(file.read_text("utf-8")), dict[str, Phrase])
    words: dict[str, tuple[str, ...]] = {}
    for file in sorted((folder / "words").glob("*.toml")):
        table = msgspec.convert(tomllib.loads(file.read_text("utf-8")), dict[str, tuple[str, ...]])
        words |= {f"{file.stem}.{key}": value for key, value in table.items()}
    tables = {file.stem: file.read_text("utf-8") for file in (folder / "tables").glob("*.txt")}
    return Locale(name=folder.name, phrases=phrases, words=words, tables=tables)


def read_core() -> Core:
    """Read the Voice Core that is installed here."""
    version = actual()
    locale = read_locale()
    prepare(locale)
    return Core(version=str(version), digest=version.digest, locale=locale)
