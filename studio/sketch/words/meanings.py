"""Owns how an understood word is told in plain words."""

from __future__ import annotations

from studio.sketch.words.tagging import Tag

_LABELS = {
    "object": "object",
    "tinted": "object",
    "colour": "colour",
    "shade": "shade",
    "mood": "palette",
    "size": "size",
    "than": "size",
    "place": "place",
    "relation": "relation",
    "its": "relation",
    "arrangement": "arrangement",
    "prefix": "arrangement",
    "motif": "pattern",
    "pattern": "pattern",
    "pattern of": "pattern",
    "texture": "texture",
    "gradient": "ground",
    "mesh": "ground",
    "ground": "ground",
    "plain": "ground",
    "sky": "ground",
    "land": "landscape",
    "extra": "landscape",
    "time": "time of day",
    "weather": "weather",
    "season": "season",
    "manner": "poster",
    "style": "style",
    "direction": "direction",
    "radial": "direction",
    "vein": "texture",
    "none": "left out",
}
_NUMBERS = {"number": "number", "vague": "about", "grid": "rows and columns"}


def meaning(tag: Tag) -> str:
    """What the word was taken for, such as "colour: red"; empty for words that only hold a sentence together."""
    if tag.kind in _NUMBERS:
        return f"{_NUMBERS[tag.kind]}: {tag.value.replace('x', ' by ')}"
    if tag.kind == "rows":
        return f"arrangement: {tag.value}"
    label = _LABELS.get(tag.kind)
    if label is None:
        return ""
    value = tag.value if tag.kind not in ("plain", "vein", "none", "extra", "gradient") else tag.text.lower()
    return f"{label}: {value or tag.text.lower()}"
