"""Hugging Face's cache on this machine, read without its client: where it is, and which snapshot is whose."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from pathlib import Path

from studio.catalog.shelf import NotedFile

REPO = re.compile(r"models--(?P<repo>.+)")
_DEEP = 3


def cache_folder() -> Path:
    """As the client itself finds it: HF_HUB_CACHE, HF_HOME, XDG_CACHE_HOME, or ~/.cache."""
    if hub := os.environ.get("HF_HUB_CACHE") or os.environ.get("HUGGINGFACE_HUB_CACHE"):
        return Path(os.path.expandvars(hub)).expanduser()
    if home := os.environ.get("HF_HOME"):
        return Path(os.path.expandvars(home)).expanduser() / "hub"
    base = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    return Path(base).expanduser() / "huggingface" / "hub"


def whole_snapshot(cache: Path, repo: str, commit: str, files: Iterable[NotedFile]) -> Path | None:
    """The folder in the cache that has every one of `files` under its name at the hub; None if something is missing.

    Large files lie there under their sha256, so the name of what a link leads to says what it is.
    """
    snapshot = cache / f"models--{repo.replace('/', '--')}" / "snapshots" / commit
    return snapshot if all(_has(snapshot, file) for file in files) else None


def repo_of(place: Path) -> str:
    """maker/model of a snapshot's folder, or of what lies in one; empty for any other place."""
    for folder in (place, *list(place.parents)[:_DEEP]):
        match = REPO.fullmatch(folder.parent.parent.name) if folder.parent.name == "snapshots" else None
        if match is not None:
            return match["repo"].replace("--", "/")
    return ""


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
