"""What calls were held with, kept for as long as the calls: graphs and Voice Cores, by content."""

import zipfile
from collections.abc import Mapping
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Final

from spine.errors import RequestError
from spine.files import write_once
from spine.home import Home, safe_name

_SOURCE: Final = ".source"


class ArtefactMissingError(RequestError):
    """What a call was held with was never kept here."""

    code = "artefact.missing"
    exit_code = 3


class ArtefactChangedError(RequestError):
    """What was kept is no longer what its name says."""

    code = "artefact.changed"


def keep_graph(home: Home, config: str, graph: bytes) -> None:
    """Keep a graph's canonical bytes under its id, their hash; durable when it returns."""
    path = home.configs / f"{safe_name(config)}.json"
    if not path.exists():
        write_once(path, graph)


def find_graph(home: Home, config: str) -> bytes:
    """Return a graph's canonical bytes.

    Raises:
        ArtefactMissingError: If it was never kept here.
        ArtefactChangedError: If the file is not what was kept.
    """
    path = home.configs / f"{safe_name(config)}.json"
    if not path.exists():
        raise ArtefactMissingError(f"the configuration {config[:12]} was not kept here")
    graph = path.read_bytes()
    if sha256(graph).hexdigest() != config:
        raise ArtefactChangedError(f"the configuration {config[:12]} was changed on disk")
    return graph


def keep_source(home: Home, config: str, source: bytes) -> None:
    """Keep what a graph was compiled from beside it, so that a later core can compile it again.

    Named by the graph and by its own hash; of two sources of one graph either will do.
    """
    if not list(home.configs.glob(f"{safe_name(config)}.*{_SOURCE}")):
        write_once(home.configs / f"{config}.{sha256(source).hexdigest()}{_SOURCE}", source)


def find_source(home: Home, config: str) -> bytes:
    """Return what a graph was compiled from, as canonical JSON.

    Raises:
        ArtefactMissingError: If it was never kept here.
        ArtefactChangedError: If the file is not what was kept.
    """
    found = sorted(home.configs.glob(f"{safe_name(config)}.*{_SOURCE}"))
    if not found:
        raise ArtefactMissingError(f"the source of the configuration {config[:12]} was not kept")
    source = found[0].read_bytes()
    if found[0].name != f"{config}.{sha256(source).hexdigest()}{_SOURCE}":
        raise ArtefactChangedError(f"the source of {config[:12]} was changed on disk")
    return source


def keep_core(home: Home, digest: str, files: Mapping[str, bytes]) -> Path:
    """Keep a core's files as one zip named by its digest; the same files are the same bytes."""
    path = home.cores / f"{safe_name(digest)}.zip"
    if not path.exists():
        write_once(path, _zip(files))
    return path


def find_core(home: Home, version: str) -> Path:
    """Return the zip of a core by its version string (`1.2.3+<first digits of the digest>`).

    Raises:
        ArtefactMissingError: If it was never kept here.
    """
    digits = safe_name(version.partition("+")[2])
    found = sorted(home.cores.glob(f"{digits}*.zip"))
    if not found:
        raise ArtefactMissingError(f"the Voice Core {version} was not kept here")
    return found[0]


def _zip(files: Mapping[str, bytes]) -> bytes:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as into:
        for name, content in sorted(files.items()):
            into.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return packed.getvalue()
