"""Owns the grammar: words in order become things with what is said of them, and relations between them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import cast

import msgspec

from studio.sketch.words.binding import least, like, nest, objects_of, share_spots
from studio.sketch.words.draft import GROUNDS, Draft, Named, Words
from studio.sketch.words.grounds import CLOTHS
from studio.sketch.words.joining import text_of
from studio.sketch.words.relating import Relating
from studio.sketch.words.tagging import Tag
from studio.sketch.words.tokens import is_emoji
from studio.sketch.words.vocabulary import PATTERNS_OF

_TILED = 20
"""Objects that stand for a pattern of them."""
_TOWERS = 5
"""Buildings that stand for a city."""
_PAIRS = ("glasses", "scissors", "headphones")
"""What is one thing and called a pair."""
_ALIKE = ("sheep", "fish", "goldfish", "deer", "reindeer", "squid", "dice")
"""Words that are the same for one and for several."""
_OF_ONE = ("icon", "logo", "sticker", "emblem", "symbol", "tank", "head")
"""What follows such a word where one is meant."""
_FURNITURE = ("chair", "sofa", "bed", "door", "window")
"""What is not on a table even if the table is with it."""
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
        if self.draft.above:
            self._see_from_above()
        nest(self.draft)

    def _on_object(self, tag: Tag) -> None:
        if self._again(tag, []) or (tag.value == "table" and self._ahead.before() == "texture" and self._of_table()):
            return
        self._name_object(self._as_meant(tag))

    def _on_tinted(self, tag: Tag) -> None:
        """An emoji of a shape in a colour."""
        colour, shape = tag.value.split()
        if not self._again(msgspec.structs.replace(tag, value=shape), [colour]):
            self._words.colours = self._words.colours or [colour]
            self._name_object(msgspec.structs.replace(tag, value=shape))

    def _again(self, tag: Tag, colours: list[str]) -> bool:
        """The same emoji once more: one more of the thing."""
        last = self._thing()
        if last is None or not (is_emoji(tag.text) and self._fresh and last.kind == "object"):
            return False
        if self._words.said or self._joined or (last.value, last.colours) != (tag.value, colours):
            return False
        last.number, last.exact, last.plural = least(last) + 1, True, True
        return True

    def _of_table(self) -> bool:
        """ "on a wooden table" is the ground; elsewhere the table is a thing."""
        last = self._thing()
        before = self._tags[max(0, self._ahead.at - 4) : self._ahead.at]
        if last and last.kind == "texture" and not any(tag.kind == "link" and tag.value == "on" for tag in before):
            last.kind, last.value, last.word = "object", "table", "table"
            self._chain = [len(self.draft.things) - 1]
        return last is not None

    def _as_meant(self, tag: Tag) -> Tag:
        """A pair of glasses is one thing, two glasses are to drink from; "sheep" without a number are several."""
        number = self._words.number
        if tag.value in _PAIRS and self._words.pair:
            self._words.number = None
        elif tag.value == "glasses" and tag.text.lower() == "glasses" and number is not None and number > 1:
            return msgspec.structs.replace(tag, value="glass", plural=True)
        elif tag.text.lower() in _ALIKE and number is None and not self._words.article:
            after = [text_of(other) for other in self._tags[self._ahead.at + 1 :][:1]]
            return msgspec.structs.replace(tag, plural=not set(after) & set(_OF_ONE))
        return tag

    def _name_object(self, tag: Tag) -> None:
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
        if self._laden is not None and self._last not in (None, self._laden) and tag.value not in _FURNITURE:
            self._bind([self._laden], "on it", len(self.draft.things) - 1)
            self._chain = [self._laden]

    def _on_category(self, tag: Tag) -> None:
        """ "nine different fruits": each kind in its turn."""
        words, values = self._words, tag.value.split("|")
        one = words.article and not tag.text.lower().endswith("s")
        number = words.number or (1 if one else len(values[:6]))
        first = len(self.draft.things)
        for k, value in enumerate(values[:number]):
            self._words = Words(number=len(range(k, number, len(values))), exact=True, size=words.size)
            self._joined = k > 0
            self._name("object", value, tag)
        things = list(range(first, len(self.draft.things)))
        if len(things) > 1:
            share_spots(self.draft, things, words.arrangement)

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
        if tag.value == "skyscraper":
            self._words.number, self._words.arrangement = self._words.number or _TOWERS, "row"
            self._words.size = self._words.size or "large"
            self._name("object", "skyscraper", tag)
            return
        self._words.number, self._link, self._relation = self._words.number or 9, "", None
        self._words.arrangement = "scattered"
        self._name("object", "pine", tag)
        if not any(thing.kind == "land" for thing in self.draft.things):
            self.draft.things.append(Named(kind="land", value="hills", word=text_of(tag)))

    def _see_from_above(self) -> None:
        """Of a beach only the sand is seen."""
        for thing in self.draft.things:
            if thing.kind == "land" and "beach" in thing.word:
                thing.kind, thing.value = "texture", "sand"

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
