"""Owns the grammar: words in order become things with what is said of them, and relations between them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, cast

from studio.sketch.words.binding import like, line_up_all, meant, objects_of
from studio.sketch.words.draft import GROUNDS, Draft, Named, Words
from studio.sketch.words.dressing import into_grid, line_up, lines
from studio.sketch.words.joining import FALLBACKS, Joining, text_of
from studio.sketch.words.shading import shaded
from studio.sketch.words.tagging import Tag
from studio.sketch.words.vocabulary import PATTERNS_OF

_DEPTHS = {"behind": "above", "before": "below"}
_TILED = 20
"""Objects that stand for a pattern of them."""
_DARK, _LIGHT = "#1c2133", "#f4f2ec"
"""A background that is only said to be dark, or light."""


def read(tags: Sequence[Tag]) -> Draft:
    """What the words ask for."""
    return _Reader(tags).draft


class _Reader(Joining):
    """Goes over the words once."""

    def __init__(self, tags: Sequence[Tag]) -> None:
        super().__init__(tags)
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
            self.draft.note(f"The drawing is flat: what stands {text_of(tag)} something is set {relation} it.")
        self._resolve_relation()
        subjects = list(self._chain)
        text = FALLBACKS.get(relation, "") if text_of(tag).endswith(" of") else ""
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
            self.draft.things.append(Named(kind="land", value="hills", word=text_of(tag)))

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
