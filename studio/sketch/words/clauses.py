"""Owns the grammar: words in order become things with what is said of them, and relations between them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, cast

from studio.sketch.words.ahead import Ahead
from studio.sketch.words.binding import bind, known, least, like, line_up_all, meant, objects_of
from studio.sketch.words.draft import GROUNDS, Draft, Named, Words
from studio.sketch.words.dressing import dress, fill_rows, into_grid, line_up, lines, paint_ground
from studio.sketch.words.shading import shaded
from studio.sketch.words.tagging import Tag
from studio.sketch.words.vocabulary import PATTERNS_OF

_FALLBACKS = {"left of": "left", "right of": "right", "above": "top", "below": "bottom", "inside": "centre"}
"""Where a thing stands that is on one side of nothing named: of the picture."""
_DEPTHS = {"behind": "above", "before": "below"}
_TILED = 20
"""Objects that stand for a pattern of them."""
_DARK, _LIGHT = "#1c2133", "#f4f2ec"
"""A background that is only said to be dark, or light."""
_FULL = {"inside", "around", "between", "on"}


def read(tags: Sequence[Tag]) -> Draft:
    """What the words ask for."""
    return _Reader(tags).draft


class _Reader:
    """Goes over the words once. Adjectives wait for their noun; a preposition waits for what it leads to."""

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
        self._leading: tuple[str, int | None] | None = None
        """a relation whose second thing comes first, and that thing once it came"""
        self._place: str | None = None
        self._clause = 0
        """things named since the last comma, "and", "with" or full stop"""
        self._pattern_of = False
        self._row_words = ""
        self._each = False
        """whether what is inside is inside each of them"""
        self._elided: list[Words] = []
        """what was said of a thing that is named later: "a red and a blue circle\""""
        for self._ahead.at, tag in enumerate(tags):
            handler = cast(Callable[[Tag], None] | None, getattr(self, f"_on_{tag.kind.replace(' ', '_')}", None))
            if handler:
                handler(tag)
        self._close("end")

    # What waits for a noun

    def _on_article(self, tag: Tag) -> None:
        if self._words.said and self._words.arrangement == "free":
            self._settle()
        self._words.article = True
        self._words.definite = tag.value == "the"

    def _on_number(self, tag: Tag) -> None:
        self._words.number, self._words.exact, self._words.unknown = int(tag.value), True, ""

    def _on_vague(self, tag: Tag) -> None:
        if self._words.number is None or not self._words.exact:
            self._words.number, self._words.exact = int(tag.value), False

    def _on_grid(self, tag: Tag) -> None:
        rows, columns = tag.value.split("x")
        self._words.grid = max(1, int(rows)), max(1, int(columns))

    def _on_size(self, tag: Tag) -> None:
        self._words.size, self._words.unknown = cast(Any, tag.value), ""

    def _on_shade(self, tag: Tag) -> None:
        self._words.ways.append(tag.value)

    def _on_colour(self, tag: Tag) -> None:
        self._words.colours.append(shaded(tag.value, tuple(reversed(self._words.ways))))
        self._words.ways, self._words.unknown = [], ""

    def _on_direction(self, tag: Tag) -> None:
        self._words.direction = tag.value

    def _on_radial(self, tag: Tag) -> None:
        self._words.direction = "radial"

    def _on_none(self, tag: Tag) -> None:
        self._close("join")
        self._words.none = True

    def _on_unknown(self, tag: Tag) -> None:
        self._words.unknown = tag.value

    # What is said of the whole

    def _on_mood(self, tag: Tag) -> None:
        self.draft.mood = tag.value

    def _on_time(self, tag: Tag) -> None:
        self._once("time", tag.value, "time of day")

    def _on_weather(self, tag: Tag) -> None:
        self._once("weather", tag.value, "weather")

    def _on_season(self, tag: Tag) -> None:
        self._once("season", tag.value, "season")

    def _on_style(self, tag: Tag) -> None:
        if self.draft.style and "flat" in (self.draft.style, tag.value):
            self.draft.style = tag.value if self.draft.style == "flat" else self.draft.style
        else:
            self._once("style", tag.value, "style")

    def _once(self, what: str, value: str, words: str) -> None:
        said = getattr(self.draft, what)
        if said and said != value:
            self.draft.note(f"Only one {words} can be drawn; {said} was taken, and {value} was left out.")
            return
        setattr(self.draft, what, value)

    # Prepositions and marks

    def _on_comma(self, tag: Tag) -> None:
        if not self._lists(comma=True):
            self._close("comma")

    def _on_join(self, tag: Tag) -> None:
        if self._lists(comma=False):
            return
        counted = self._words.article or self._words.number is not None
        if self._words.colours and counted and self._ahead.next() in ("article", "number", "vague"):
            self._elided.append(self._words)
            self._words = Words()
        else:
            self._close("join")
        self._joined = True

    def _on_to(self, tag: Tag) -> None:
        if self._words.colours and self._ahead.matters() in ("colour", "shade"):
            self._words.run = True

    def _on_end(self, tag: Tag) -> None:
        self._close("end")

    def _on_link(self, tag: Tag) -> None:
        if tag.value == "of" and (self._words.arrangement != "free" or self._words.rows or self._words.columns):
            return
        if tag.value == "of" and (self._row_words or self._each):
            return
        if tag.value == "of" and self._ahead.next() == "pronoun" and self._part_off():
            return
        self._settle()
        self._link = tag.value
        if tag.value == "with":
            self._clause = 0

    def _on_its(self, tag: Tag) -> None:
        """ "to its left": of the thing before the one just named, or else of that one, for the next."""
        self._settle()
        last = self._last
        if self._clause and self._fresh and last is not None and (other := meant(self.draft, [last])) is not None:
            self._bind([last], tag.value, other)
            return
        self._close("comma")
        if objects_of(self.draft):
            self._leading = (tag.value, objects_of(self.draft)[-1])

    def _on_pronoun(self, tag: Tag) -> None:
        objects = objects_of(self.draft)
        self._each = self._relation is not None and tag.text.lower().startswith("each")
        if self._each and self._ahead.next() in ("link", "number", "object", "colour", "size"):
            return
        if self._relation is None:
            if self._leading and self._leading[1] is None and objects:
                self._leading = (self._leading[0], objects[-1])
            return
        relation, subjects, _ = self._relation
        self._relation = None
        other = meant(self.draft, subjects) if self._clause else None
        if other is not None:
            self._bind(subjects, relation, other)
        elif objects:
            self._leading = (relation, objects[-1])

    def _on_relation(self, tag: Tag) -> None:
        self._settle()
        relation = _DEPTHS.get(tag.value, tag.value)
        if relation != tag.value:
            self.draft.note(f"The drawing is flat: what stands {_text(tag)} something is set {relation} it.")
        self._resolve_relation()
        subjects = list(self._chain)
        text = _FALLBACKS.get(relation, "") if _text(tag).endswith(" of") else ""
        if subjects and objects_of(self.draft):
            self._relation = (relation, subjects, text)
        else:
            self._leading = (relation, None)

    def _on_than(self, tag: Tag) -> None:
        self._settle()
        if self._last is not None:
            self._relation = (f"than {tag.value}", [self._last], "")

    def _on_place(self, tag: Tag) -> None:
        self._settle()
        last = self._thing()
        if last and last.kind == "object" and self._fresh and last.place is None:
            last.place = tag.value
        else:
            self._place = tag.value

    # Arrangements

    def _on_arrangement(self, tag: Tag) -> None:
        last = self._thing()
        if self._words.said or last is None or (not self._fresh and self._ahead.names()):
            self._words.arrangement = cast(Any, tag.value)
        elif last.kind == "object":
            last.arrangement = cast(Any, tag.value)
            line_up_all(self.draft, last)

    def _on_prefix(self, tag: Tag) -> None:
        if tag.value == "circle" and not self._ahead.names():
            self._name("object", "ring" if tag.text.lower().startswith("ring") else "circle", tag)
            return
        self._words.arrangement = cast(Any, tag.value)
        if tag.value != "free":
            self._words.number = None

    def _on_rows(self, tag: Tag) -> None:
        number = self._words.number if self._words.number is not None else (0 if tag.plural else 1)
        last = self._thing()
        follows = self._ahead.matters() == "link" and self._link != "in"
        self._words.number = None
        if last and last.kind == "object" and (self._link == "in" or not follows):
            line_up(last, tag.value, number)
            line_up_all(self.draft, last)
            self._row_words = tag.value
            self._link = ""
            return
        self._words.per_row = number > 1
        if tag.value == "rows":
            self._words.rows = number
        else:
            self._words.columns = number
        self._words.arrangement = lines(tag.value, number)

    def _part_off(self) -> bool:
        """ "five stars, two of them red": the two become a group of their own."""
        last, number = self._thing(), self._words.number
        if last is None or last.kind != "object" or last.number is None or not number or number >= last.number:
            return False
        last.number -= number
        part = Named(kind="object", value=last.value, word=last.word, plural=number > 1, number=number, exact=True)
        part.place, part.size = last.place, last.size
        self._words = Words()
        self.draft.things.append(part)
        self._last, self._fresh, self._chain = len(self.draft.things) - 1, True, [len(self.draft.things) - 1]
        return True

    # Nouns

    def _on_object(self, tag: Tag) -> None:
        if self._pattern_of and tag.value in PATTERNS_OF:
            self._name("motif", PATTERNS_OF[tag.value], tag)
        else:
            self._name("object", tag.value, tag)
            thing = self._thing()
            if self._pattern_of and thing and thing.kind == "object":
                self._in_rows(thing)
        self._pattern_of = False

    def _in_rows(self, thing: Named) -> None:
        """As near to a pattern as objects without one can be."""
        thing.arrangement, thing.number = "rows", thing.number or _TILED
        self.draft.note(f"There is no seamless pattern of this: {thing.number} are set in rows.")

    def _on_extra(self, tag: Tag) -> None:
        self._words.number = self._words.number or 9
        self._name("object", "pine", tag)
        if not any(thing.kind == "land" for thing in self.draft.things):
            self.draft.things.append(Named(kind="land", value="hills", word=_text(tag)))

    def _on_one(self, tag: Tag) -> None:
        found = like(self.draft, self._words.colours)
        self._words = Words()
        if found:
            self._mention(found[-1])

    def _on_motif(self, tag: Tag) -> None:
        last = self._thing()
        if tag.value == "grid" and self._words.grid:
            if self._ahead.matters() == "link" and self._link != "in":
                self._words.arrangement = "rows"
            elif last and last.kind == "object":
                into_grid(last, self._words.grid)
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

    def _on_texture(self, tag: Tag) -> None:
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

    # How things join

    def _name(self, kind: str, value: str, tag: Tag) -> None:
        words, self._words = self._words, Words()
        text = _text(tag)
        if words.none or words.number == 0:
            if kind not in GROUNDS:
                self.draft.absent.append(text)
            self._link = ""
            return
        before = known(self.draft, value, words) if kind == "object" else None
        if before is not None:
            self._mention(before)
            return
        thing = Named(kind=kind, value=value, word=text, plural=tag.plural)
        dress(thing, words)
        self._name_elided(kind, value, text)
        last = self._thing()
        if kind == "object" and last and self._link == "with" and (last.kind, last.value) == ("motif", ""):
            last.value = PATTERNS_OF.get(value, "")
            last.behind, last.colours = last.colours, thing.colours
            return
        if kind == "motif" and last and last.kind == "ground" and (self._link in ("with", "of") or self._fresh):
            thing.behind, last.colours = [*last.colours], []
        self.draft.things.append(thing)
        self._mention(len(self.draft.things) - 1)

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
        if thing.kind != "object":
            self._chain = self._chain[:-1] or [index]
        self._joined = False
        self._last, self._fresh, self._row_words = index, True, ""
        self._clause += 1

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
        relation, second = self._leading
        if second is None:
            self._leading = (relation, index)
            return
        self._leading = None
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
        elif others and relation in {*_FALLBACKS, *_FULL} and relation != "between":
            self._bind(subjects, relation, others[-1])
        elif relation in _FALLBACKS:
            for k in subjects:
                self.draft.things[k].place = self.draft.things[k].place or _FALLBACKS[relation]

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
        if words.unknown and (words.colours or words.number or words.size or needed):
            self._stand_in()
            return
        self._words = Words(arrangement=words.arrangement if not words.said else "free")
        last = self._thing()
        if words.colours:
            self._paint(words, last)
        if words.grid and last and last.kind == "object":
            into_grid(last, words.grid)
        elif words.number is not None and last:
            self._count(last, words)
        if words.size and last and last.size is None:
            last.size = words.size
        if words.direction and last and last.kind == "gradient":
            last.direction = words.direction

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
        elif last and last.kind == "object" and (self._fresh or not last.colours) and self._link != "on":
            bare = [self.draft.things[k] for k in self._chain if not self.draft.things[k].colours]
            for thing in bare if self._link == "in" and bare else [last]:
                thing.colours += words.colours
        else:
            paint_ground(self.draft, words.colours, last, behind=self._link == "on")

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


def _text(tag: Tag) -> str:
    return tag.slip or tag.text.lower()
