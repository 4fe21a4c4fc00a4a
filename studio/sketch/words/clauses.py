"""Owns the grammar: words in order become things with what is said of them, and relations between them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import cast

from studio.sketch.words.binding import like, nest, objects_of, share_spots
from studio.sketch.words.draft import GROUNDS, Draft, Named, Words
from studio.sketch.words.grounds import CLOTHS
from studio.sketch.words.joining import text_of
from studio.sketch.words.relating import Relating
from studio.sketch.words.tagging import Tag
from studio.sketch.words.vocabulary import PATTERNS_OF

_TILED = 20
"""Objects that stand for a pattern of them."""
_DARK, _LIGHT = "#1c2133", "#f4f2ec"
"""A background that is only said to be dark, or light."""


def read(tags: Sequence[Tag]) -> Draft:
    """What the words ask for."""
    return _Reader(tags).draft


class _Reader(Relating):
    """Goes over the words once, and reads those that name something."""

    def __init__(self, tags: Sequence[Tag]) -> None:
        super().__init__(tags)
        for self._ahead.at, tag in enumerate(tags):
            handler = cast(Callable[[Tag], None] | None, getattr(self, f"_on_{tag.kind.replace(' ', '_')}", None))
            if handler:
                handler(tag)
        self._close("end")
        self._set_listed()
        nest(self.draft)

    def _on_object(self, tag: Tag) -> None:
        self._open_pattern(tag.plural or not self._words.article)
        mixed = self._pattern_of and (self._ahead.joins() or bool(self._tiled))
        if self._pattern_of and tag.value in PATTERNS_OF and not mixed:
            self._name("motif", PATTERNS_OF[tag.value], tag)
        else:
            self._name("object", tag.value, tag)
            thing = self._thing()
            if self._pattern_of and thing and thing.kind == "object":
                self._in_rows(thing)
        self._pattern_of = self._pattern_of and mixed and self._ahead.joins()

    def _open_pattern(self, repeats: bool) -> None:
        """ "a pattern with cats", "blue pattern, white stars": the pattern is of what is named after it, where that
        `repeats`: not in "a print with a big fox"."""
        last = self._thing()
        if last is None or (last.kind, last.value) != ("motif", "") or self._relation is not None:
            return
        if last is not self.draft.things[-1]:
            return
        self.draft.behind += last.colours
        self.draft.things.pop()
        self._last, self._fresh, self._chain, self._link = None, False, [], ""
        self._pattern_of = repeats

    def _in_rows(self, thing: Named) -> None:
        """As near to a pattern as objects without one can be; of several, each takes its turn in the rows."""
        things = [*self._tiled, self.draft.things.index(thing)]
        self._tiled = things if self._pattern_of and self._ahead.joins() else []
        share_spots(self.draft, things, "rows")
        for tile in (self.draft.things[k] for k in things):
            tile.number = tile.number if tile.exact else -(-_TILED // len(things))
        if not self._tiled:
            total = sum(self.draft.things[k].number or 0 for k in things)
            self.draft.note(f"There is no seamless pattern of this: {total} are set in rows.")

    def _on_things(self, tag: Tag) -> None:
        """ "a row of three icons: a phone, a key and a bell": the number and the row are of what follows."""
        if self._words.number is not None or self._words.arrangement != "free":
            self._listed, self._words = self._words.arrangement, Words()

    def _set_listed(self) -> None:
        things = objects_of(self.draft)
        if self._listed != "free" and len(things) > 1:
            share_spots(self.draft, things, self._listed)

    def _on_extra(self, tag: Tag) -> None:
        self._words.number, self._link, self._relation = self._words.number or 9, "", None
        self._name("object", "pine", tag)
        if not any(thing.kind == "land" for thing in self.draft.things):
            self.draft.things.append(Named(kind="land", value="hills", word=text_of(tag)))

    def _on_one(self, tag: Tag) -> None:
        if self._words.number is not None and (self._words.colours or self._words.size):
            self._settle()
            self._words.number, self._words.exact = 1, True
            return
        found = like(self.draft, self._words.colours)
        self._words = Words()
        if found:
            self._mention(found[-1])

    def _on_motif(self, tag: Tag) -> None:
        last = self._thing()
        if tag.value == "grid" and last and self._fresh and last.kind == "object" and last.rows:
            return
        if tag.value == "grid" and self._words.grid:
            if self._ahead.matters() == "link" and self._link != "in":
                self._words.arrangement = "rows"
            elif last and last.kind == "object":
                self._into_grid(last, self._words.grid)
                self._words = Words()
            return
        self._name("motif", tag.value, tag)

    def _on_pattern(self, tag: Tag) -> None:
        last = self._thing()
        if last and self._fresh and last.kind == "object" and last.value in PATTERNS_OF and not self._words.said:
            last.kind, last.value = "motif", PATTERNS_OF[last.value]
        elif last and self._fresh and last.kind == "manner" and last.value == "memphis":
            last.kind, last.value = "motif", "memphis squiggles"
        elif last and self._fresh and last.kind == "object" and not self._words.said:
            self._in_rows(last)
        elif not (last and self._fresh and last.kind in GROUNDS):
            self._name("motif", "", tag)

    def _on_pattern_of(self, tag: Tag) -> None:
        self._pattern_of = True

    def _on_times(self, tag: Tag) -> None:
        """An X that multiplies nothing."""
        if self._words.said or self._words.article:
            self._name("object", "cross", tag)

    def _on_texture(self, tag: Tag) -> None:
        last = self._thing()
        if last and last.kind == "motif" and self._fresh and not self._words.said and tag.value in CLOTHS:
            return
        self._name("texture", tag.value, tag)

    def _on_vein(self, tag: Tag) -> None:
        last = self._thing()
        if last and last.kind == "texture":
            last.behind += self._words.colours
        self._words = Words()

    def _on_gradient(self, tag: Tag) -> None:
        if tag.value == "radial":
            self._words.direction = "radial"
        self._name("gradient", "linear", tag)

    def _on_mesh(self, tag: Tag) -> None:
        self._name("mesh", "mesh", tag)

    def _on_sky(self, tag: Tag) -> None:
        if tag.value == "night":
            self._once("time", "night", "time of day")
        self._name("sky", tag.value, tag)

    def _on_manner(self, tag: Tag) -> None:
        self._name("manner", tag.value, tag)

    def _on_land(self, tag: Tag) -> None:
        last = self._thing()
        if last and last.kind == "land" and not last.value:
            last.value = tag.value
            self._words = Words()
            return
        if not tag.value and last and last.kind == "land":
            return
        self._name("land", tag.value, tag)

    def _on_ground(self, tag: Tag) -> None:
        last = self._thing()
        if last and last.kind in GROUNDS and self._fresh and not self._words.said and not self._words.article:
            return
        if self._words.ways and not self._words.colours:
            self._words.colours = [_DARK if self._words.ways[0] in ("dark", "deep") else _LIGHT]
        if self._relation and self._relation[2]:
            self._resolve_relation()
            self._words = Words()
            return
        self._name("ground", "plain", tag)

    def _on_palette(self, tag: Tag) -> None:
        if self._words.colours and self._link not in ("in", "with") and not self._fresh:
            self.draft.loose += self._words.colours
            self._words.colours = []
