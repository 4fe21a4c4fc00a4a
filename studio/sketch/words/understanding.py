"""Owns what reading a prompt gives: the scene, and which words decided it."""

from __future__ import annotations

import msgspec

from studio.sketch.scene import Scene


class Span(msgspec.Struct, frozen=True, kw_only=True):
    """Characters `start` to `end` (exclusive) of the prompt, and in plain words what they were taken for; `meaning`
    is empty where they mean nothing to the sketch."""

    start: int
    end: int
    text: str
    meaning: str = ""


class Understanding(msgspec.Struct, frozen=True, kw_only=True):
    """What a prompt was understood to ask for. Words that only hold a sentence together are neither known nor
    unknown; `notes` are sentences for the person who asked: what was corrected, left out, or cannot be."""

    scene: Scene
    known: tuple[Span, ...]
    unknown: tuple[Span, ...]
    notes: tuple[str, ...]
