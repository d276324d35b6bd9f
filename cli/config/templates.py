"""The templates that come with the engine, read once at the edge."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from cli.config.source import read_source
from spine.errors import BrokenPromiseError

FOLDER: Final = Path(__file__).parents[2] / "objective_engine" / "templates"


class BrokenTemplateError(BrokenPromiseError):
    """A template of ours cannot be read."""

    code = "template.broken"


def read_templates(folder: Path = FOLDER) -> Mapping[str, Any]:
    """Return every template by its trade.

    Raises:
        BrokenTemplateError: If one of them cannot be read.
    """
    made = {}
    for file in sorted(folder.glob("*.yaml")):
        source = read_source(file)
        if source.found or source.data.get("trade") != file.stem:
            raise BrokenTemplateError(f"{file.name}: {source.found or 'it names another trade'}")
        made[file.stem] = source.data
    return made
