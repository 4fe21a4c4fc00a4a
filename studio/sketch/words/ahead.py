"""Owns looking ahead: what the words after the one being read will be."""

from __future__ import annotations

from collections.abc import Sequence

from studio.sketch.words.tagging import Tag

_BREAKS = ("comma", "join", "end", "link", "relation")

_COUNTS = ("article", "number", "vague")
_ADJECTIVES = (*_COUNTS, "colour", "shade", "size", "comma", "join", "stop")


class Ahead:
    """The words after position `at`, which the reader moves."""

    def __init__(self, tags: Sequence[Tag]) -> None:
        self._tags = tags
        self.at = 0

    def next(self) -> str:
        """The kind of the very next word; empty at the end."""
        return next((tag.kind for tag in self._after()), "")

    def before(self) -> str:
        """The kind of the word just before; empty at the start."""
        return self._tags[self.at - 1].kind if self.at else ""

    def matters(self) -> str:
        """The kind of the next word that is more than an article; empty at the end."""
        return next((tag.kind for tag in self._after() if tag.kind not in ("stop", "article")), "")

    def names(self) -> bool:
        """Whether an object is still to be named in this clause."""
        kinds = (tag.kind for tag in self._after() if tag.kind in ("object", *_BREAKS))
        return next(kinds, "") == "object"

    def joins(self) -> bool:
        """Whether "and" follows with another object."""
        kinds = [tag.kind for tag in self._after() if tag.kind in ("object", *_BREAKS)]
        return kinds[:2] == ["join", "object"] and self.next() == "join"

    def lists(self, comma: bool) -> bool:
        """Whether a colour goes on a list here: after a comma only if an "and" with a colour follows, as in "red, white
        and blue", or nothing but colours to the end."""
        kinds = [tag.kind for tag in self._after() if tag.kind != "shade"]
        if kinds[:1] != ["colour"]:
            return False
        rest = next((k for k, kind in enumerate(kinds) if kind not in ("colour", "comma")), len(kinds))
        return not comma or kinds[rest : rest + 2] in (["join", "colour"], [], ["end"])

    def elides(self, comma: bool) -> bool:
        """Whether what waits is of an object that is named later: "a red, a blue and a green circle"."""
        kinds = [tag.kind for tag in self._after()]
        named = kinds.index("object") if "object" in kinds else 0
        between = kinds[:named]
        listed = all(kind in _ADJECTIVES for kind in between) and between[:1] and between[0] in _COUNTS
        return bool(listed) and (not comma or "join" in between)

    def _after(self) -> Sequence[Tag]:
        return self._tags[self.at + 1 :]
