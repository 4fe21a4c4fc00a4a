"""Owns the part of the grammar that relates: prepositions, places, arrangements, and where clauses end."""

from __future__ import annotations

from typing import Any, cast

from studio.sketch.words.binding import line_up_all, meant, objects_of
from studio.sketch.words.describing import Describing
from studio.sketch.words.draft import Named, Words
from studio.sketch.words.dressing import line_up, lines
from studio.sketch.words.joining import FALLBACKS, text_of
from studio.sketch.words.tagging import Tag

_DEPTHS = {"behind": "above", "before": "below"}


class Relating(Describing):
    """Reads the words that say where things are."""

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
