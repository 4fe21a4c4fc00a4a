"""Owns how things join: what is named takes what waits for it, and what leads to it."""

from __future__ import annotations

from collections.abc import Sequence

from studio.sketch.scene import Arrangement
from studio.sketch.words.ahead import Ahead
from studio.sketch.words.binding import bind, known, least, objects_of, share_spots
from studio.sketch.words.draft import GROUNDS, Draft, Named, Words
from studio.sketch.words.dressing import dress
from studio.sketch.words.tagging import Tag


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
        self._halved = ""
        """the half of the ground whose colour comes next"""
        self._clause = 0
        """things named since the last comma, "and", "with" or full stop"""
        self._pattern_of = False
        self._tiled: list[int] = []
        """the first objects of a pattern of several"""
        self._listed: Arrangement = "free"
        """what the things that are listed later stand in"""
        self._laden: int | None = None
        """the bowl or table that what follows is on"""
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

    def _lists(self, comma: bool) -> bool:
        """Whether more colours follow those that wait."""
        return bool(self._words.colours) and not (comma and self._link == "on") and self._ahead.lists(comma)

    def _thing(self) -> Named | None:
        return None if self._last is None else self.draft.things[self._last]


def text_of(tag: Tag) -> str:
    """Its word as it should be written."""
    return tag.slip or tag.text.lower()
