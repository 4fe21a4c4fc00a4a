"""Owns the part of the grammar that describes: numbers, sizes and colours that wait for a noun, and what is said of the
whole picture."""

from __future__ import annotations

from typing import Any, cast

from studio.sketch.palette import COLOURS, contrast
from studio.sketch.words.colours import FURTHER
from studio.sketch.words.dressing import RINGS
from studio.sketch.words.joining import text_of
from studio.sketch.words.settling import Settling
from studio.sketch.words.shading import shaded, spoken
from studio.sketch.words.tagging import Tag

_NEAR = 75.0
"""A plain colour this near to a shade said just before it is its family name (CIE76)."""


class Describing(Settling):
    """Reads the words that describe."""

    # What waits for a noun

    def _on_article(self, tag: Tag) -> None:
        if self._words.said and self._words.arrangement == "free" and not self._words.styled:
            self._settle()
        self._words.article = True
        self._words.definite = tag.value == "the"

    def _on_number(self, tag: Tag) -> None:
        self._words.number, self._words.exact, self._words.unknown = int(tag.value), True, ""

    def _on_vague(self, tag: Tag) -> None:
        if self._words.number is None or not self._words.exact:
            self._words.number, self._words.exact = int(tag.value), False
            self._words.pair = "pair" in tag.text.lower()

    def _on_grid(self, tag: Tag) -> None:
        rows, columns = tag.value.split("x")
        self._words.grid = max(1, int(rows)), max(1, int(columns))

    def _on_size(self, tag: Tag) -> None:
        if self._words.size and self._words.size != tag.value:
            self.draft.note(f"A thing has one size: it is {self._words.size} here, and not {text_of(tag)}.")
            return
        self._words.size, self._words.unknown = cast(Any, tag.value), ""

    def _on_shade(self, tag: Tag) -> None:
        self._words.ways.append(tag.value)

    def _on_varied(self, tag: Tag) -> None:
        last = self._thing()
        if self._words.said or last is None or (not self._fresh and self._ahead.names()):
            self._words.varied = True
        else:
            last.varied = True

    def _on_concentric(self, tag: Tag) -> None:
        last = self._thing()
        if last is None or self._words.said or not self._fresh or last.kind != "object":
            self._words.concentric = True
        else:
            last.rings, last.number = last.number or RINGS, 1

    def _on_every(self, tag: Tag) -> None:
        """ "both", "all": of what was named, where no noun follows."""
        self._words.every = not self._ahead.names() and bool(self.draft.things)

    def _on_rounded(self, tag: Tag) -> None:
        last = self._thing()
        if last and last.kind == "object" and last.value == "square":
            last.value = "rounded square"

    def _on_colour(self, tag: Tag) -> None:
        if self._same_shade(tag):
            return
        self._further = tag.value if tag.value in FURTHER else ""
        self._words.colours.append(shaded(tag.value, tuple(reversed(self._words.ways))))
        self._words.ways, self._words.unknown = [], ""

    def _same_shade(self, tag: Tag) -> bool:
        """ "honey yellow": a plain colour word after a shade of it says nothing new."""
        if self._ahead.before() != "colour" or not self._further or tag.value not in COLOURS or self._words.ways:
            return False
        return contrast(self._further, tag.value) < _NEAR

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
        of_colours = "colo" in tag.text.lower()  # colourful, multicoloured, of different colors
        self.draft.palette = self.draft.palette or of_colours or self._ahead.next() == "palette"

    def _on_text(self, tag: Tag) -> None:
        self.draft.note("Words and letters are not drawn.")

    def _on_time(self, tag: Tag) -> None:
        self._once("time", tag.value, "time of day")

    def _on_weather(self, tag: Tag) -> None:
        self._once("weather", tag.value, "weather")

    def _on_season(self, tag: Tag) -> None:
        self._once("season", tag.value, "season")

    def _on_split(self, tag: Tag) -> None:
        """ "half red, half blue", "a split background"."""
        self._settle()
        self.draft.split = True

    def _on_seen(self, tag: Tag) -> None:
        self.draft.above = True

    def _on_overlap(self, tag: Tag) -> None:
        self.draft.note("Things never overlap in a drawing: they are set side by side.")

    def _on_style(self, tag: Tag) -> None:
        nothing = not any(thing.kind == "object" for thing in self.draft.things)
        if tag.value == "line art" and nothing and self._ahead.next() != "link" and not self._ahead.names():
            self._drop_colours()
        if self.draft.style and "flat" in (self.draft.style, tag.value):
            self.draft.style = tag.value if self.draft.style == "flat" else self.draft.style
        else:
            self._once("style", tag.value, "style")

    def _drop_colours(self) -> None:
        """ "red line art", and nothing that could be red."""
        if self._words.colours:
            words = " and ".join(spoken(colour) for colour in self._words.colours)
            self.draft.note(f"It was not clear what should be {words}.")
        self._words.colours = []

    def _once(self, what: str, value: str, words: str) -> None:
        said = getattr(self.draft, what)
        if said and said != value:
            self.draft.note(f"Only one {words} can be drawn; {said} was taken, and {value} was left out.")
            return
        setattr(self.draft, what, value)
