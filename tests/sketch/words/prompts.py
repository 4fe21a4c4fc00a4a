"""Reads the lists of prompts beside this file: "prompt => what is drawn"."""

from __future__ import annotations

from pathlib import Path


def listed(name: str) -> list[tuple[str, str]]:
    """Prompts with what is expected of them; lines that start with "# " are headings."""
    lines = (Path(__file__).parent / name).read_text(encoding="utf-8").splitlines()
    pairs = (line.split(" => ", 1) for line in lines if line and not line.startswith("# "))
    return [(prompt, expected) for prompt, expected in pairs]
