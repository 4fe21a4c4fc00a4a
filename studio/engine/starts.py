"""What the pictures of a set start from: noise, the picture given, or a layout drawn for them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import assert_never

from studio.engine.family import Encoded, LoadedModel
from studio.engine.layouts import Layout, layout_of
from studio.engine.pictures import Pictures
from studio.engine.stop import Stop
from studio.recipe.recipe import Blank, Recipe, Sketched, StartImage


@dataclass(frozen=True, kw_only=True)
class Start:
    """What one picture starts from."""

    encoded: Encoded | None = None
    """None for noise"""
    layout: Layout | None = None
    """that it was drawn as"""

    @property
    def said(self) -> tuple[str, ...]:
        return () if self.layout is None else self.layout.said

    @property
    def warnings(self) -> tuple[str, ...]:
        return () if self.layout is None else self.layout.warnings

    @property
    def versions(self) -> dict[str, str]:
        return {} if self.layout is None else self.layout.versions


class Starts:
    """Draws and encodes for one picture after the other; what several share, once."""

    def __init__(self, given: Pictures, model: LoadedModel, stop: Stop) -> None:
        self._given = given
        self._model = model
        self._stop = stop
        self._said: set[str] = set()
        self._shared: Start | None = None

    def layout(self, recipe: Recipe) -> Layout | None:
        """The drawing that it starts from, if it does."""
        start = recipe.start
        if not isinstance(start, Sketched):
            return None
        return layout_of(recipe) if self._shared is None else self._shared.layout

    def news(self, layout: Layout) -> Iterator[str]:
        """What is to be told of a layout and was not told of one before."""
        for sentence in layout.said:
            if sentence not in self._said:
                self._said.add(sentence)
                yield sentence

    def encoded(self, recipe: Recipe, layout: Layout | None) -> Start:
        """Ready for the model. Raises Stopped before it begins, since drawing may have taken a while."""
        if self._shared is not None:
            return self._shared
        self._stop.check()
        match recipe.start:
            case Blank():
                start = Start()
            case StartImage():
                assert self._given.start is not None  # unpacked() saw to it
                start = Start(encoded=self._model.encode(recipe, self._given.start, self._given.mask))
            case Sketched():
                assert layout is not None
                start = Start(encoded=self._model.encode(recipe, layout.rows, None), layout=layout)
            case _:
                assert_never(recipe.start)
        if not isinstance(recipe.start, Sketched) or recipe.start.layout is not None:
            self._shared = start
        return start
