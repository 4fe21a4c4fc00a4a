"""Owns how things join: what is named takes what waits for it, and clauses end."""

from __future__ import annotations

from collections.abc import Sequence

from studio.sketch.words.ahead import Ahead
from studio.sketch.words.binding import SIDES, bind, known, least, objects_of, part_off, share_spots
from studio.sketch.words.draft import GROUNDS, Draft, Named, Words
from studio.sketch.words.dressing import dress, fill_rows, into_grid, paint_ground
from studio.sketch.words.tagging import Tag

FALLBACKS = {**SIDES, "inside": "centre"}
"""Where a thing stands that is on one side of nothing named: of the picture."""
_FULL = {"inside", "around", "between", "on"}


class Joining:
    """What was read so far, and what waits: adjectives for their noun, a preposition for what it leads to."""

    def __init__(self, tags: Sequence[Tag]) -> None:
        self.draft = Draft()
        self._tags = tags
        self._ahead = Ahead(tags)
        self._words = Words()
        self._link = ""
        self._last: int | None = None
        self._fresh = False
        """nothing but the thing named last has come since the last comma, "and" or preposition"""
        self._chain: list[int] = []
        self._joined = False
        self._relation: tuple[str, list[int], str] | None = None
        """what it is, of which things, and the place it would be if nothing follows"""
        self._leading: tuple[str, list[int]] | None = None
        """a relation whose second thing comes first, and that thing, or both of two, once they came"""
        self._place: str | None = None
        self._clause = 0
        """things named since the last comma, "and", "with" or full stop"""
        self._pattern_of = False
        self._tiled: list[int] = []
        """the first objects of a pattern of several"""
        self._row_words = ""
        self._each = False
        """whether what is inside is inside each of them"""
        self._elided: list[Words] = []
        """what was said of a thing that is named later: "a red and a blue circle\""""
        self._further = ""
        """the last colour word, where it names a shade that a plain one may follow: "honey yellow\""""

    def _name(self, kind: str, value: str, tag: Tag) -> None:
        words, self._words = self._words, Words()
        text = text_of(tag)
        if words.none or words.number == 0:
            if kind not in GROUNDS:
                self.draft.absent.append(text)
            self._link = ""
            return
        before = self._known(value, words) if kind == "object" else None
        if before is not None:
            self._mention(before)
            return
        thing = Named(kind=kind, value=value, word=text, plural=tag.plural)
        dress(thing, words)
        self._name_elided(kind, value, text)
        last = self._thing()
        if kind == "motif" and last and last.kind == "ground" and (self._link in ("with", "of") or self._fresh):
            thing.behind, last.colours = [*last.colours], []
        self.draft.things.append(thing)
        self._mention(len(self.draft.things) - 1)

    def _known(self, value: str, words: Words) -> int | None:
        """The thing named before that "the circle", or "circle in red" after a list, speaks of."""
        listed = not words.article and words.number is None and not words.size and not words.colours
        if listed and self._ahead.next() in ("link", "colour", "shade") and not self._link and not self._joined:
            things = [(k, self.draft.things[k]) for k in objects_of(self.draft)]
            bare = (k for k, thing in things if thing.value == value and not thing.colours and least(thing) == 1)
            return next(bare, None)
        return known(self.draft, value, words)

    def _name_elided(self, kind: str, value: str, text: str) -> None:
        """The first of "a red and a blue circle", once it is known what it is."""
        elided, self._elided = self._elided, []
        for words in elided if kind == "object" else ():
            thing = Named(kind=kind, value=value, word=text, plural=(words.number or 1) > 1)
            dress(thing, words)
            self.draft.things.append(thing)
            self._mention(len(self.draft.things) - 1)
            self._joined = True

    def _mention(self, index: int) -> None:
        """A thing named now or before takes part in what waits for it."""
        thing = self.draft.things[index]
        if self._place is not None and thing.kind == "object":
            thing.place, self._place = self._place, None
        link, self._link = self._link, ""
        self._lead(index)
        if self._relation:
            self._relate(index)
        elif link in ("on", "in") and thing.kind in ("object", "land"):
            self._bind(self._chain, "on" if link == "on" else "inside", index)
        self._chain = [*self._chain, index] if self._joined and not link else [index]
        self._share(thing)
        if thing.kind != "object":
            self._chain = self._chain[:-1] or [index]
        self._joined = False
        self._last, self._fresh, self._row_words = index, True, ""
        self._clause += 1

    def _share(self, thing: Named) -> None:
        """ "a row of stars and hearts": both are in it."""
        first = self.draft.things[self._chain[0]]
        alike = first.kind == thing.kind == "object" and first.plural and thing.plural and first is not thing
        open_ones = first.number is None and thing.number is None and thing.arrangement == "free"
        if alike and open_ones and first.arrangement != "free":
            share_spots(self.draft, self._chain, first.arrangement)

    def _relate(self, index: int) -> None:
        assert self._relation is not None
        relation, subjects, _ = self._relation
        self._bind(subjects, relation, index)
        count = least(self.draft.things[index])
        pair = [b for b in self.draft.bonds if b[1] == "between" and b[0] in subjects]
        self._relation = self._relation if relation == "between" and count == 1 and len(pair) < 2 else None

    def _lead(self, index: int) -> None:
        """A relation at the start of a sentence: the thing it leads to, then the thing it is said of."""
        if self._leading is None:
            return
        relation, seconds = self._leading
        first_of_two = relation == "between" and len(seconds) == 1 and least(self.draft.things[seconds[0]]) == 1
        if not seconds or (first_of_two and self._joined):
            seconds.append(index)
            return
        self._leading = None
        for second in seconds:
            self._bind([index], relation, second)

    def _bind(self, firsts: Sequence[int], relation: str, second: int) -> None:
        bind(self.draft, firsts, relation, second, each=self._each)

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
            into_grid(last, words.grid)
        elif words.number is not None and last:
            self._count(last, words)
        if words.size and last and last.size is None:
            last.size = words.size
        if words.direction and last and last.kind in ("gradient", "motif", "object"):
            last.direction = words.direction

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
        if words.run or self._link == "from":
            self._run(words)
        elif self._link != "on" and (bare := self._each_its_own(words.colours)):
            for thing, colour in zip(bare, words.colours, strict=True):
                thing.colours = [colour]
        elif last and last.kind == "object" and (self._fresh or not last.colours) and self._link != "on":
            for thing in self._bare(last):
                thing.colours += words.colours
        else:
            paint_ground(self.draft, words.colours, last, behind=self._link == "on")

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

    # Looking about

    def _lists(self, comma: bool) -> bool:
        """Whether more colours follow those that wait."""
        return bool(self._words.colours) and not (comma and self._link == "on") and self._ahead.lists(comma)

    def _thing(self) -> Named | None:
        return None if self._last is None else self.draft.things[self._last]


def text_of(tag: Tag) -> str:
    """Its word as it should be written."""
    return tag.slip or tag.text.lower()
