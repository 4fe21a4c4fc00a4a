"""Hugging Face's cache on this machine, read without its client: models that other programs fetched."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from studio.catalog.anatomy import WEIGHTS, entries
from studio.catalog.finding import Found, control_found, file_found, folder_found
from studio.catalog.shelf import NotedFile
from studio.families.control import is_control_folder

TOOL = "Hugging Face"
_REPO = re.compile(r"models--(?P<repo>.+)")


def cache_folder() -> Path:
    """As the client itself finds it: HF_HUB_CACHE, HF_HOME, XDG_CACHE_HOME, or ~/.cache."""
    if hub := os.environ.get("HF_HUB_CACHE") or os.environ.get("HUGGINGFACE_HUB_CACHE"):
        return Path(os.path.expandvars(hub)).expanduser()
    if home := os.environ.get("HF_HOME"):
        return Path(os.path.expandvars(home)).expanduser() / "hub"
    base = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    return Path(base).expanduser() / "huggingface" / "hub"


def found_in_cache(cache: Path) -> Iterator[Found]:
    """Models for pictures, and LoRAs, ControlNets and adapters, of the newest snapshot of everything that lies there;
    language models and the like are passed over."""
    for name, folder in entries(cache).items():
        match = _REPO.fullmatch(name)
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


def whole_snapshot(cache: Path, repo: str, commit: str, files: Iterable[NotedFile]) -> Path | None:
    """The folder in the cache that has every one of `files` under its name at the hub; None if something is missing.

    Large files lie there under their sha256, so the name of what a link leads to says what it is.
    """
    snapshot = cache / f"models--{repo.replace('/', '--')}" / "snapshots" / commit
    return snapshot if all(_has(snapshot, file) for file in files) else None


def repo_of(folder: Path) -> str:
    """maker/model of a snapshot's folder; empty for any other folder."""
    match = _REPO.fullmatch(folder.parent.parent.name) if folder.parent.name == "snapshots" else None
    return match["repo"].replace("--", "/") if match else ""


def _has(snapshot: Path, file: NotedFile) -> bool:
    path = snapshot / file.source
    try:
        blob = path.resolve(strict=True)
        if blob.stat().st_size != file.size:
            return False
    except (OSError, RuntimeError):  # links that circle
        return False
    named = blob.name if re.fullmatch(r"[0-9a-f]{64}", blob.name) else ""
    return not (named and file.sha256) or named == file.sha256


def _newest(folder: Path) -> Path | None:
    """The snapshot that refs/main names, else the one that changed last."""
    snapshots = [path for path in entries(folder / "snapshots").values() if path.is_dir()]
    try:
        main = (folder / "refs" / "main").read_text(encoding="utf-8").strip()
    except (OSError, UnicodeError):
        main = ""
    named = [path for path in snapshots if path.name == main]
    return next(iter(named), None) or max(snapshots, key=lambda path: path.stat().st_mtime, default=None)
