"""Owns the part of the grammar that relates: prepositions, places and arrangements."""

from __future__ import annotations

from typing import Any, cast

import msgspec

from studio.sketch.words.binding import least, line_up_all, meant, objects_of, part_off, share_spots
from studio.sketch.words.describing import Describing
from studio.sketch.words.draft import Words
from studio.sketch.words.dressing import line_up, lines
from studio.sketch.words.joining import text_of
from studio.sketch.words.settling import FALLBACKS
from studio.sketch.words.tagging import Tag

_DEPTHS = {"behind": "above", "before": "below"}
"""Where on a flat picture a thing is that stands so in depth."""
_BEARERS = {"bowl": ("of", "with"), "table": ("with",)}
"""What bears things, and the words that lead to those."""
_SOME = 6
"""How many there are of what is parted in halves, where it was not said."""
_OUTLINES = ("circle", "ring", "triangle", "square")
"""Shapes that others can be set in, and that are objects themselves: "a circle of gold"."""


class Relating(Describing):
    """Reads the words that say where things are."""

    # Prepositions and marks

    def _on_comma(self, tag: Tag) -> None:
        if self._ahead.elides(comma=True) and self._elide():
            self._joined = True
        elif not self._lists(comma=True):
            self._close("comma")

    def _on_join(self, tag: Tag) -> None:
        if self._lists(comma=False):
            return
        if not (self._ahead.elides(comma=False) and self._elide()):
            self._close("join")
        self._joined = True

    def _elide(self) -> bool:
        """Puts what waits aside for the object that is named later, where it is enough to tell one by."""
        counted = self._words.article or self._words.number is not None
        if not counted or not (self._words.colours or self._words.size):
            return False
        self._elided.append(self._words)
        self._words = Words()
        return True

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
        if tag.value == "of" and self._ahead.before() == "style":
            self._words.styled = True
            return
        if tag.value == "of" and self._ahead.next() == "them" and self._part(self._words.number or 0):
            return
        self._settle()
        self._link, self._laden = tag.value, None
        self._lade(tag.value)
        if tag.value == "with":
            self._clause = 0

    def _lade(self, link: str) -> None:
        """ "a bowl of oranges", "a desk with a lamp and a cup": what follows is on it."""
        last = self._thing()
        if last and self._fresh and last.kind == "object" and link in _BEARERS.get(last.value, ()):
            self._laden, self._link = self._last, ""

    def _on_its(self, tag: Tag) -> None:
        """ "to its left": of the thing before the one just named, or else of that one, for the next."""
        self._settle()
        last = self._last
        if self._clause and self._fresh and last is not None and (other := meant(self.draft, [last])) is not None:
            self._bind([last], tag.value, other)
            return
        self._close("comma")
        if objects_of(self.draft):
            self._leading = (tag.value, [objects_of(self.draft)[-1]])

    def _on_pronoun(self, tag: Tag) -> None:
        objects = objects_of(self.draft)
        self._each = self._relation is not None and tag.text.lower().startswith("each")
        if self._each and self._ahead.next() in ("link", "number", "object", "colour", "size"):
            return
        if self._relation is None:
            self._refer(objects)
            return
        relation, subjects, _ = self._relation
        self._relation = None
        subjects = self._about(subjects)
        other = meant(self.draft, subjects) if self._clause else None
        if other is not None:
            self._bind(subjects, relation, other)
        elif objects:
            self._leading = (relation, [objects[-1]])

    def _refer(self, objects: list[int]) -> None:
        """ "it" after a mere "on" or "in", or where a sentence begins with what it is said of."""
        if self._link in ("on", "in") and self._clause:
            relation, subjects = {"on": "on", "in": "inside"}[self._link], self._about(self._chain)
            other, self._link = meant(self.draft, subjects), ""
            if other is not None:
                self._bind(subjects, relation, other)
        elif self._leading and not self._leading[1] and objects:
            self._leading = (self._leading[0], [objects[-1]])

    def _about(self, subjects: list[int]) -> list[int]:
        """Of which things something is said with a pronoun: not of those that have a place already, or something
        beside them, nor of all there are."""
        placed = {second for _, _, second in self.draft.bonds}
        free = [k for k in subjects if self.draft.things[k].place is None and k not in placed] or subjects[-1:]
        return free if len(free) < len(objects_of(self.draft)) else free[-1:]

    def _on_them(self, tag: Tag) -> None:
        """ "them": several at once, or all that were named before."""
        if self._relation is None:
            return
        relation, subjects, _ = self._relation
        subjects = self._about(subjects)
        others = [k for k in objects_of(self.draft) if k not in subjects]
        several = [k for k in others if least(self.draft.things[k]) > 1]
        self._relation = None
        if len(several[-1:] or others) > 1:
            for k in subjects:
                self.draft.things[k].place = self.draft.things[k].place or FALLBACKS.get(relation)
        for k in several[-1:] or others:
            self._bind(subjects, relation, k)
        if not others:
            self._leading = (relation, [subjects[-1]])

    def _on_flank(self, tag: Tag) -> None:
        """ "a clock with a bell on either side": the one just named is two, on either side of the one before."""
        self._settle()
        other = None if self._last is None else meant(self.draft, [self._last])
        if self._last is not None and other is not None:
            self._bind([self._last], tag.value, other)

    def _on_half(self, tag: Tag) -> None:
        self._settle()
        whole = self._thing()
        if whole is not None and whole.part_of is not None:
            self._on_rest(tag)
        elif whole is not None and (whole.number or whole.plural):
            whole.number = whole.number or _SOME
            self._part(whole.number // 2)

    def _on_rest(self, tag: Tag) -> None:
        """What was not parted off."""
        self._settle()
        last = self._thing()
        if last is not None and last.part_of is not None:
            self._point_at(last.part_of)

    def _part(self, number: int) -> bool:
        """ "five stars, two of them red": what follows is said of those two."""
        part = None if self._last is None else part_off(self.draft, self._last, number)
        if part is not None:
            self._words = Words()
            self._point_at(part)
        elif (whole := self._thing()) is not None and number > (whole.number or number):
            self.draft.note(f"There are not as many as {number} of what was named before.")
        return part is not None

    def _on_relation(self, tag: Tag) -> None:
        self._settle()
        self._laden = None
        relation = _DEPTHS.get(tag.value, tag.value)
        if relation != tag.value:
            self.draft.note(f"The drawing is flat: what stands {text_of(tag)} something is set {relation} it.")
        self._resolve_relation()
        subjects = list(self._chain)
        text = FALLBACKS.get(relation, "") if text_of(tag).endswith(" of") else ""
        if subjects and objects_of(self.draft):
            self._relation = (relation, subjects, text)
        else:
            self._leading = (relation, [])

    def _on_than(self, tag: Tag) -> None:
        self._settle()
        if self._last is not None:
            self._relation = (f"than {tag.value}", [self._last], "")

    def _on_place(self, tag: Tag) -> None:
        if self._words.number is not None and not self._words.colours and not self._words.size:
            self._place_part(tag)
        if self._half(tag.value):
            return
        self._settle()
        if self._half_follows(tag):
            self._halved = tag.value
            return
        last = self._thing()
        if last and last.kind == "object" and self._fresh and last.place is None:
            if not (tag.value == "top" and text_of(tag) == "on top" and self._top_off()):
                last.place = tag.value
        else:
            self._place = tag.value

    def _half(self, place: str) -> bool:
        """ "red on the left", where that is said of the ground."""
        last = self._thing()
        if self._words.colours and not self._runs() and self._place is None and (last is None or last.kind == "ground"):
            self._place = place
            self._settle()
            return place in self.draft.halves
        return False

    def _half_follows(self, tag: Tag) -> bool:
        """ "a heart, top half white, bottom half navy": of the ground, where a comma parts it from the thing."""
        ahead = self._ahead.next() in ("colour", "shade") and not self._ahead.names()
        return "half" in tag.text.lower() and ahead and not self._fresh

    def _place_part(self, tag: Tag) -> None:
        """ "two circles, one left, one right", "four stars, one in each corner"."""
        last = self._thing()
        if tag.value == "corners" and last is not None and last.kind == "object":
            self._words, self._fresh = Words(), True
        elif self._last is not None:
            self._part(self._words.number or 0)

    def _top_off(self) -> bool:
        """ "a cake with a cherry on top": on the thing before, unless that has a place of its own."""
        below = None if self._last is None else meant(self.draft, [self._last])
        if self._last is None or below is None or self.draft.things[below].place is not None:
            return False
        self._bind([self._last], "on", below)
        return True

    # Arrangements

    def _on_arrangement(self, tag: Tag) -> None:
        last = self._thing()
        if self._ahead.before() == "things":
            self._listed = cast(Any, tag.value)
        elif self._words.said or last is None or (not self._fresh and self._ahead.names()):
            self._words.arrangement = cast(Any, tag.value)
        elif last.kind == "object":
            last.arrangement = cast(Any, tag.value)
            line_up_all(self.draft, last)
            if len(self._chain) > 1 and all(least(self.draft.things[k]) > 1 for k in self._chain):
                share_spots(self.draft, self._chain, last.arrangement)

    def _on_prefix(self, tag: Tag) -> None:
        shape = next((name for name in _OUTLINES if tag.text.lower().startswith(name)), "")
        if shape and not self._ahead.names():
            several = tag.text.lower().startswith(f"{shape}s")
            self._name("object", shape, msgspec.structs.replace(tag, text=shape + several * "s", plural=several))
            return
        self._words.arrangement = cast(Any, tag.value)
        if tag.value != "free":
            self._words.number = None

    def _on_rows(self, tag: Tag) -> None:
        number = self._words.number if self._words.number is not None else (0 if tag.plural else 1)
        last = self._thing()
        if tag.text.lower() == "line" and self._words.article and self._words.colours and self._link != "in":
            self._name("object", "line", tag)
            return
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
