"""Owns how clauses end: adjectives without a noun, and relations that lead to nothing, find what they are about."""

from __future__ import annotations

from studio.sketch.words.binding import SIDES, least, objects_of, part_off, share_spots
from studio.sketch.words.draft import Named, Words
from studio.sketch.words.dressing import fill_rows, into_grid, paint_ground
from studio.sketch.words.joining import Joining
from studio.sketch.words.tagging import Tag

FALLBACKS = {**SIDES, "inside": "centre"}
"""Where a thing stands that is on one side of nothing named: of the picture."""
_SIDES_OF = ("left", "right", "top", "bottom")
"""Halves of the ground that can have a colour of their own."""
_FULL = {"inside", "around", "between", "on"}


class Settling(Joining):
    """Settles what waits when no noun comes."""

    def _resolve_relation(self) -> None:
        """A relation that leads to nothing: to the thing before, or to the picture."""
        if self._relation is None:
            return
        relation, subjects, place = self._relation
        self._relation = None
        others = [k for k in objects_of(self.draft) if k not in subjects]
        if place:
            for k in subjects:
                self.draft.things[k].place = self.draft.things[k].place or place
        elif others and relation in {*FALLBACKS, *_FULL} and relation != "between":
            self._bind(subjects, relation, others[-1])
        elif relation in FALLBACKS:
            for k in subjects:
                self.draft.things[k].place = self.draft.things[k].place or FALLBACKS[relation]

    def _close(self, by: str) -> None:
        """A clause ends: what waits belongs to what came before."""
        waiting = self._relation is not None and self._relation[0] == "between" and by == "join"
        self._settle()
        if not waiting:
            self._resolve_relation()
        if self._place is not None and (by == "end" or self._fresh or self._ahead.matters() in ("", "end", "link")):
            self._give_place()
        self._link, self._fresh, self._row_words, self._joined = "", False, "", False
        if by != "join":
            self._clause = 0
        if by == "comma":
            self._chain = self._chain[-1:]
        if by == "end":
            self._leading, self._chain = None, []
        self._words.none = False

    def _give_place(self) -> None:
        found = next(
            (self.draft.things[k] for k in reversed(objects_of(self.draft)) if not self.draft.things[k].place), None
        )
        if found:
            found.place = self._place
        self._place = None

    def _settle(self) -> None:
        """Adjectives without a noun go to the thing they are about."""
        words = self._words
        needed = words.article and self._relation is not None and not self._relation[0].startswith("than")
        if words.unknown and self._link == "on" and words.colours and words.number is None:
            words.unknown = ""
        if words.unknown and (words.colours or words.number or words.size or needed):
            self._stand_in()
            return
        self._words = Words(arrangement=words.arrangement if not words.said else "free")
        if words.every:
            self._settle_all(words)
            return
        if self._settle_part(words):
            return
        last = self._thing()
        if words.colours:
            self._paint(words, last)
        if words.grid and last and last.kind == "object":
            self._into_grid(last, words.grid)
        elif words.number is not None and last:
            self._count(last, words)
        if words.size and last and last.size is None:
            last.size = words.size
        if words.direction and last and last.kind in ("gradient", "motif", "object"):
            last.direction = words.direction

    def _into_grid(self, last: Named, grid: tuple[int, int]) -> None:
        """The last thing, or as many single things as the grid holds."""
        singles = [k for k in objects_of(self.draft) if least(self.draft.things[k]) == 1]
        if len(singles) == grid[0] * grid[1] > 1 and last is self.draft.things[singles[-1]]:
            share_spots(self.draft, singles, "rows")
            first = self.draft.things[singles[0]]
            first.rows, first.columns, first.number = *grid, 1
        else:
            into_grid(last, grid)

    def _settle_all(self, words: Words) -> None:
        """ "a star and a moon, both small"."""
        for thing in (self.draft.things[k] for k in objects_of(self.draft)):
            thing.size = thing.size or words.size
            thing.colours = thing.colours or list(words.colours)

    def _settle_part(self, words: Words) -> bool:
        """ "four gears, two large": two of them, where no noun follows."""
        if self._last is None or self._row_words or not words.exact or not (words.colours or words.size):
            return False
        part = part_off(self.draft, self._last, words.number or 0)
        if part is None:
            return False
        self._point_at(part)
        self.draft.things[part].colours += words.colours
        self.draft.things[part].size = words.size or self.draft.things[part].size
        return True

    def _point_at(self, index: int) -> None:
        """What follows is said of this thing."""
        self._last, self._fresh, self._chain = index, True, [index]

    def _stand_in(self) -> None:
        word = self._words.unknown
        at = next(tag for tag in reversed(self._tags[: self._ahead.at + 1]) if tag.value == word)
        several = (self._words.number or 1) > 1
        stands = "circles stand in their place" if several else "a circle stands in its place"
        self.draft.note(f"There is no drawing of “{word}”: {stands}.")
        tag = Tag(start=at.start, end=at.end, text=word, kind="object", value="circle", plural=several)
        self._name("object", "circle", tag)

    def _paint(self, words: Words, last: Named | None) -> None:
        if self._halved:
            self.draft.halves[self._halved], self._halved = words.colours[0], ""
        elif self._place in _SIDES_OF and self._link != "on" and not (self._runs() or (last and last.kind == "object")):
            self.draft.halves[self._place], self._place = words.colours[0], None
        elif words.run or self._link == "from":
            self._run(words)
        elif self._link != "on" and (bare := self._each_its_own(words.colours)):
            for thing, colour in zip(bare, words.colours, strict=True):
                thing.colours = [colour]
        elif last and last.kind == "object" and (self._fresh or not last.colours) and self._link != "on":
            for thing in self._bare(last):
                thing.colours += words.colours
        else:
            paint_ground(self.draft, words.colours, last, behind=self._link == "on")

    def _runs(self) -> bool:
        """Whether colours run into one another, so that none is a half of the ground."""
        gradient = any(thing.kind in ("gradient", "mesh") for thing in self.draft.things)
        return gradient or self._words.run or self._link == "from"

    def _each_its_own(self, colours: list[str]) -> list[Named]:
        """ "a tick and a cross, green and red": as many single things without colours as there are colours."""
        things = [self.draft.things[k] for k in objects_of(self.draft)]
        bare = [thing for thing in things if not thing.colours]
        single = all(least(thing) == 1 for thing in bare)
        return bare if single and len(bare) == len(colours) > 1 else []

    def _bare(self, last: Named) -> list[Named]:
        """The things that colours after them are said of: the last, those joined to it, and what is as bare of it."""
        joined = [self.draft.things[k] for k in self._chain if not self.draft.things[k].colours]
        if self._link == "in" and joined:
            return joined
        index = next((k for k in (last.part_of, last.among) if k is not None), self._last)
        things = self.draft.things
        alike = [things[k] for k in objects_of(self.draft) if index in (k, things[k].part_of, things[k].among)]
        return [last] if self._fresh else [thing for thing in alike if not thing.colours] or [last]

    def _run(self, words: Words) -> None:
        """Colours that run into one another are a gradient's, named or not."""
        found = next((thing for thing in self.draft.things if thing.kind in ("gradient", "mesh")), None)
        if found is None:
            found = Named(kind="gradient", value="linear", word="gradient")
            self.draft.things.append(found)
            self._last = len(self.draft.things) - 1
        found.colours += words.colours

    def _count(self, last: Named, words: Words) -> None:
        if self._row_words and words.number:
            fill_rows(last, self._row_words, words.number)
        elif last.kind == "object" and last.number is None and not self._fresh:
            last.number, last.exact = words.number, words.exact
