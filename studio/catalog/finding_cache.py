"""Hugging Face's cache on this machine, read without its client: models that other programs fetched."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec

from studio.catalog.anatomy import WEIGHTS, entries
from studio.catalog.finding import Found, control_found, file_found, folder_found
from studio.catalog.hub_cache import REPO
from studio.families.control import is_control_folder

TOOL = "Hugging Face"


def found_in_cache(cache: Path) -> Iterator[Found]:
    """Models for pictures, and LoRAs, ControlNets and adapters, of the newest snapshot of everything that lies there;
    language models and the like are passed over."""
    for name, folder in entries(cache).items():
        match = REPO.fullmatch(name)
        snapshot = _newest(folder) if match else None
        if match and snapshot is not None:
            yield from _in_snapshot(match["repo"].replace("--", "/"), snapshot)


def _in_snapshot(repo: str, snapshot: Path) -> Iterator[Found]:
    if (snapshot / "model_index.json").exists():
        yield folder_found(TOOL, repo, snapshot)
    elif is_control_folder(snapshot):
        yield control_found(TOOL, repo, snapshot)
    elif not (snapshot / "config.json").exists():
        for folder in (snapshot, *(path for path in entries(snapshot).values() if path.is_dir())):
            for name, path in entries(folder).items():
                found = file_found(TOOL, "model", path) if name.endswith(WEIGHTS) else None
                if found is not None and found.kind != "model":
                    yield msgspec.structs.replace(found, name=f"{repo}, {path.stem}")


def _newest(folder: Path) -> Path | None:
    """The snapshot that refs/main names, else the one that changed last."""
    snapshots = [path for path in entries(folder / "snapshots").values() if path.is_dir()]
    try:
        main = (folder / "refs" / "main").read_text(encoding="utf-8").strip()
    except (OSError, UnicodeError):
        main = ""
    named = [path for path in snapshots if path.name == main]
    return next(iter(named), None) or max(snapshots, key=lambda path: path.stat().st_mtime, default=None)
