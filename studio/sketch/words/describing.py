"""Owns the part of the grammar that describes: numbers, sizes and colours that wait for a noun, and what is said of the
whole picture."""

from __future__ import annotations

from typing import Any, cast

from studio.sketch.words.joining import Joining
from studio.sketch.words.shading import shaded
from studio.sketch.words.tagging import Tag


class Describing(Joining):
    """Reads the words that describe."""

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
