"""Owns the reading of a prompt: text to scene, with what was understood and what was not."""

from __future__ import annotations

import random
from collections.abc import Sequence

from studio.sketch.palette import contrast
from studio.sketch.scene import Flat, Ground, Landscape, Scene
from studio.sketch.words.clauses import read
from studio.sketch.words.composing import compose
from studio.sketch.words.draft import GROUNDS, Draft
from studio.sketch.words.grounds import ground_of
from studio.sketch.words.groups import kinds_of
from studio.sketch.words.inking import inks_of
from studio.sketch.words.meanings import meaning
from studio.sketch.words.shading import spoken
from studio.sketch.words.tagging import Tag, tags
from studio.sketch.words.understanding import Span, Understanding

_LONGEST = 4000
"""Characters that are read; what follows them is not."""
_SHOWN = GROUNDS | {"object", "colour", "mood", "time", "weather", "season", "pattern", "extra"}
"""Kinds of words that decide what is seen."""


def understand(text: str, seed: int = 0, aspect: float = 1.0) -> Understanding:
    """The scene that `text` asks for, for a picture of width / height `aspect` (0.25..4). Any text gives one: what
    cannot be is mended and said in the notes. The same arguments give the same scene; `seed` varies what the text
    leaves open."""
    words = tags(text[:_LONGEST])
    draft = read(words)
    rng = random.Random(seed)
    _say_slips(words, draft)
    ground = ground_of(draft, inks_of(draft), rng)
    _keep_natural(draft, ground)
    kinds = kinds_of(draft, ground, rng)
    scene = compose(kinds, draft, ground, seed, min(4.0, max(0.25, aspect)))
    _say_rest(text, words, draft, scene)
    known, unknown = _spans(words)
    return Understanding(scene=scene, known=known, unknown=unknown, notes=tuple(draft.notes))


def _keep_natural(draft: Draft, ground: Ground) -> None:
    """In a landscape a mood recolours things only where it was said of colours: "a quiet lake with a boat"."""
    if isinstance(ground, Landscape) and not draft.palette:
        draft.mood = ""


def _say_slips(words: Sequence[Tag], draft: Draft) -> None:
    for tag in words:
        if tag.slip:
            draft.note(f"“{tag.text}” was read as “{tag.slip}”.")


def _say_rest(text: str, words: Sequence[Tag], draft: Draft, scene: Scene) -> None:
    """What could not be done, and what was made up."""
    for word in draft.absent:
        draft.note(f"No {word} drawn, as you asked.")
    if draft.loose and scene.groups:
        loose = " and ".join(spoken(colour) for colour in dict.fromkeys(draft.loose))
        draft.note(f"It was not clear what should be {loose}.")
    for group in scene.groups:
        if isinstance(scene.ground, Flat) and contrast(group.colour, scene.ground.colour) < 8:
            draft.note(f"The {group.shape} has the colour of its ground and can hardly be seen.")
    if len(text) > _LONGEST:
        draft.note(f"Only the first {_LONGEST:,} characters were read.")
    if not text.strip():
        draft.note("An empty prompt gives a calm ground.")
    elif not scene.groups and not draft.absent and not any(tag.kind in _SHOWN for tag in words):
        draft.note("Nothing was named that could be drawn, so this is a calm ground.")


def _spans(words: Sequence[Tag]) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    spans = [
        Span(start=tag.start, end=tag.end, text=tag.text, meaning=meaning(tag))
        for tag in words
        if meaning(tag) or tag.kind == "unknown"
    ]
    return tuple(span for span in spans if span.meaning), tuple(span for span in spans if not span.meaning)
