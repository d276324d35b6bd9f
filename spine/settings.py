"""One settings file for every process: a table for each concern, the environment above it.

    [spine]
    log_url = "postgresql+psycopg://…"

`SPOTFUNNEL_SETTINGS` names the file; `run.toml` in the state folder, which `spotfunnel up` writes
and removes, has the addresses of what is up; `SPOTFUNNEL_SPINE_LOG_URL` beats both.
"""

import difflib
import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Final, TypeVar

import msgspec

from spine.errors import RequestError
from spine.home import Home, find_home

PREFIX: Final = "SPOTFUNNEL_"
FILE_VARIABLE: Final = "SPOTFUNNEL_SETTINGS"


class SettingsError(RequestError):
    """The settings file or an environment variable cannot be used; the message says where."""

    code = "settings.invalid"


class Section(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A table of the settings file, named by its tag."""


class Spine(Section, frozen=True, tag="spine"):
    """Where events go."""

    log_url: str = ""
    """SQLAlchemy's; empty: SQLite in the state folder."""
    kafka: str = ""
    """`host:port`; empty: journals go straight into the log."""


class Mail(Section, frozen=True, tag="mail"):
    """How letters leave; user and password stay in the environment."""

    smtp_url: str = ""
    """`smtp://host:port` or `smtps://…`; empty: letters become files in the state folder."""
    sender: str = "SpotFunnel <calls@spotfunnel.example>"


class Api(Section, frozen=True, tag="api"):
    """Where people and programs reach us."""

    host: str = "127.0.0.1"
    port: int = 8080
    """0: any free one."""
    public_url: str = ""
    """What links begin with; empty: http on host and port."""
    livekit_url: str = ""
    """Where a browser reaches the media server; empty: calls come over our own WebSocket."""


SECRETS: Final = frozenset({"user", "password"})
"""Only ever in the environment, read by whoever uses them."""
SECTIONS: Final[tuple[type[Section], ...]] = (Spine, Mail, Api)
S = TypeVar("S", bound=Section)


def section_names() -> frozenset[str]:
    """Return the tables that a settings file may have."""
    return frozenset(_name(section) for section in SECTIONS)


def read_section(
    section: type[S], environment: Mapping[str, str] | None = None, home: Home | None = None
) -> S:
    """Read one table.

    Raises:
        SettingsError: For a file that cannot be read, an unknown name or a value out of range.
    """
    given = os.environ if environment is None else environment
    home, name = home or find_home(), _name(section)
    values: dict[str, object] = {}
    for file in (given.get(FILE_VARIABLE), str(home.run_file)):
        values |= _table(file, name, optional=file != given.get(FILE_VARIABLE))
    values |= _from_environment(section, given)
    for key in values:
        _known(section, key)
    try:
        return msgspec.convert(values, section, strict=False)
    except msgspec.ValidationError as exc:
        raise SettingsError(f"[{name}] {exc}") from exc


def read_file(path: Path) -> dict[str, object]:
    """Return what stands in a settings file.

    Raises:
        SettingsError: If it cannot be read.
    """
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as exc:
        raise SettingsError(f"the settings file {path} cannot be used: {exc}") from exc


def _name(section: type[Section]) -> str:
    return str(section.__struct_config__.tag)


def _table(file: str | None, name: str, *, optional: bool) -> dict[str, object]:
    if not file or (optional and not Path(file).exists()):
        return {}
    table = read_file(Path(file)).get(name, {})
    if not isinstance(table, dict):
        raise SettingsError(f"{file}: [{name}] is a table")
    return table


def _from_environment(section: type[Section], environment: Mapping[str, str]) -> dict[str, object]:
    prefix = f"{PREFIX}{_name(section).upper()}_"
    ours = {
        key.removeprefix(prefix).lower(): value
        for key, value in environment.items()
        if key.startswith(prefix)
    }
    return {key: value for key, value in ours.items() if key not in SECRETS}


def _known(section: type[Section], key: str) -> None:
    names = section.__struct_fields__
    if key in names:
        return
    near = difflib.get_close_matches(key, names, n=1)
    hint = f"; did you mean {near[0]!r}?" if near else ""
    raise SettingsError(f"[{_name(section)}]: there is no setting {key!r}{hint}")
