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


SAMPLE: Final[Mapping[str, Any]] = {
    "schema": 2,
    "tenant": "sample-business",
    "business": {
        "name": "Sample Business",
        "numbers": ["+61255501299"],
        "time_zone": "Australia/Sydney",
        "hours": {"mon": ["09:00-17:00"]},
        "area": {"postcodes": ["2000"]},
    },
    "contacts": [
        {"name": "owner", "title": "the owner", "number": "+61491570006"},
        {"name": "on_call", "title": "on call", "number": "+61491570156", "rung": "always"},
    ],
    "services": [{"name": "one", "title": "one"}, {"name": "two", "title": "two"}],
}


def as_business(data: Any) -> Any:
    """Return a template as a business that uses nothing else, to be checked where it stands.

    Anything but a template is returned as it is.
    """
    if not isinstance(data, Mapping) or "trade" not in data or "tenant" in data:
        return data
    own = {key: value for key, value in data.items() if key not in {"trade", "extends", "toggles"}}
    under = {"template": data["extends"]} if "extends" in data else {}
    return {**SAMPLE, **under, **_untoggled(own)}


def _untoggled(data: Any) -> Any:
    if isinstance(data, Mapping):
        return {key: _untoggled(value) for key, value in data.items() if key != "toggle"}
    return [_untoggled(one) for one in data] if isinstance(data, list) else data
