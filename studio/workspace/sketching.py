"""The live drawing of the prompt: what the sketch would make of it, drawn while it is written."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import msgspec
from psygnal import Signal, SignalInstance

from studio.recipe.capabilities import Capabilities
from studio.recipe.prompt import cut, tidy
from studio.recipe.recipe import Recipe
from studio.workspace.draft import DraftState
from studio.workspace.layouts import Layouts
from studio.workspace.origins import origins, plain_origins
from studio.workspace.sets import Pixels
from studio.workspace.size import UNKNOWN, made_size
from studio.workspace.tasks import Tasks
from studio.workspace.understood import told
from studio.workspace.words import Span

if TYPE_CHECKING:
    from studio.sketch.words.understanding import Span as Meant

LARGEST = 256
"""pixels of the longest side while someone types: what draws holds the interpreter, and so the window, now and then"""
FINEST = 512
"""pixels of the longest side when typing has paused, for screens that show so many"""
PAUSE = 0.15
"""seconds without another wish after which it is drawn as finely as there is room for"""
_SMALLEST = 16
_COARSE = 128
"""pixels of the longest side of what is drawn first, where the whole is slow"""
_SLOW = 0.012
"""seconds"""


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What decides a drawing."""

    typed: str
    seed: int
    made: tuple[int, int]
    """(width, height) of the picture, which the layout is for"""
    size: tuple[int, int]
    """(width, height) of the drawing"""
    weighted: bool = False
    """whether the model that paints over it reads weights: the sketch then reads the words alone"""


class Drawn(msgspec.Struct, frozen=True, kw_only=True):
    """A drawing, and what was understood of the prompt."""

    asked: Asked
    pixels: Pixels
    understood: tuple[str, ...]
    """thing by thing"""
    known: tuple[Span, ...]
    unknown: tuple[Span, ...]
    """places in what was typed"""
    notes: tuple[str, ...]
    """sentences: what was corrected, left out, or cannot be"""
    scenic: bool
    """whether the ground is more than a plain one or a pattern: a landscape, a texture, a poster"""
    announced: frozenset[str]
    """sentences that are told of this prompt when it is made"""
    seconds: float


def drawing_of(asked: Asked) -> Drawn:
    """Blocks while it draws. What draws is brought when it is needed first: not for the first paint."""
    from studio.sketch.drawing import MODEL, reading
    from studio.sketch.render import draw
    from studio.sketch.scene import Flat, Gradient, Pattern
    from studio.sketch.told import notices

    began = time.perf_counter()
    prompt, _ = cut(tidy(asked.typed))
    width, height = asked.made
    recipe = Recipe(
        prompt=prompt,
        width=width,
        height=height,
        seed=asked.seed,
        steps=1,
        guidance=1.0,
        scheduler="default",
        model=MODEL,
        text="weighted" if asked.weighted else "plain",
    )
    read = reading(recipe)
    picture, places = draw(read.scene, *asked.size), _places(asked, prompt)
    return Drawn(
        asked=asked,
        pixels=Pixels(width=asked.size[0], height=asked.size[1], encoding="rgb8", data=picture.tobytes()),
        understood=told(read.known),
        known=_placed(read.known, places),
        unknown=_placed(read.unknown, places),
        notes=read.notes,
        scenic=not isinstance(read.scene.ground, Flat | Gradient | Pattern),
        announced=frozenset((*notices(read, layout=True), *notices(read, layout=False))),
        seconds=time.perf_counter() - began,
    )


def _places(asked: Asked, prompt: str) -> Sequence[int]:
    """For each character that the sketch reads its place in what was typed; empty where that cannot be told."""
    typed = origins(asked.typed)
    return tuple(typed[at] for at in plain_origins(prompt)) if asked.weighted and typed else typed


def _placed(spans: Sequence[Meant], places: Sequence[int]) -> tuple[Span, ...]:
    """Where they were typed."""
    if not places:
        return ()
    return tuple(Span(start=places[span.start], end=places[span.end - 1] + 1, word=span.text) for span in spans)


class Sketching:
    """Draws in a thread; while one is drawn the newest wish waits, and those between are left out.

    `pause` as PAUSE, in seconds.
    """

    changed = Signal()

    def __init__(
        self,
        draft: DraftState,
        layouts: Layouts,
        capabilities: Callable[[], Capabilities | None],
        model_changed: SignalInstance,
        tasks: Tasks,
        draw: Callable[[Asked], Drawn] = drawing_of,
        pause: float = PAUSE,
    ) -> None:
        self._draft = draft
        self._layouts = layouts
        self._capabilities = capabilities
        self._tasks = tasks
        self._drawing_of = draw
        self._pause = pause
        self._begun = False
        self._warmed = False
        self._room = (LARGEST, LARGEST)
        self._asked: Asked | None = None
        self._finely: asyncio.TimerHandle | None = None
        """draws it finely when nothing else was asked for in a while"""
        self._working = False
        self._slow = False
        """whether the last whole drawing was"""
        self.shown: Drawn | None = None
        """the newest that is there; None while nothing is to be drawn, or before the first"""
        events = draft.events
        for news in (events.prompt, events.width, events.height, events.fit, layouts.changed, model_changed):
            news.connect(self._look, max_args=0)

    @property
    def wanted(self) -> bool:
        """Whether there is something to draw."""
        return self._asked is not None

    @property
    def fresh(self) -> bool:
        """Whether what is shown is what is asked for now, as large as it is drawn while someone types or larger."""
        return self.shown is not None and self._asked is not None and self.shown.asked in (self._asked, self._finer())

    @property
    def fine(self) -> bool:
        """Whether what is shown is what is asked for now, and has all the pixels that it gets."""
        return self.shown is not None and self._asked is not None and self.shown.asked == self._finer()

    def says(self, sentence: str) -> bool:
        """Whether the canvas says what this sentence does already."""
        return self.shown is not None and sentence in self.shown.announced

    @property
    def shape(self) -> tuple[int, int]:
        """(width, height) of the picture that is drawn."""
        return made_size(self._draft, self._capabilities() or UNKNOWN)

    def begin(self) -> None:
        """From now on; before that the window has better to do."""
        self._begun = True
        self._look()

    def end(self) -> None:
        """Nothing is drawn any more: the window closes."""
        self._begun = False
        self._wait_no_more()

    def fit(self, width: int, height: int) -> None:
        """The pixels that there is room for."""
        self._room = min(width, FINEST), min(height, FINEST)
        self._look()

    def _look(self) -> None:
        if not self._begun:
            return
        wanted = self._layouts.use != "nothing" and not self._draft.prompt.isspace() and bool(self._draft.prompt)
        self._wait_no_more()
        self._asked = self._ask() if wanted else None
        self._warm()
        if self._asked is None and self.shown is not None:
            self.shown = None
            self.changed.emit()
        elif self._asked is not None and not self._working:
            self._go_on()

    def _go_on(self) -> None:
        """Draw what is asked for: now, or what is there already once more and finely when typing has paused."""
        if not self.fresh:
            self._start(None)
        elif not self.fine:
            self._finely = asyncio.get_running_loop().call_later(self._pause, lambda: self._start(self._finer()))

    def _start(self, first: Asked | None) -> None:
        self._finely = None
        self._working = True
        self._tasks.start(self._draw(first), "draw the sketch")

    def _wait_no_more(self) -> None:
        if self._finely is not None:
            self._finely.cancel()
            self._finely = None

    def _warm(self) -> None:
        """Bring what draws before there is anything to draw, so that the first word need not wait for it."""
        if self._warmed or self._layouts.use == "nothing":
            return
        self._warmed = True
        if self._asked is None:
            self._tasks.start(asyncio.to_thread(self._drawing_of, self._ask()), "get ready to draw")

    def _ask(self) -> Asked:
        made, (width, height) = self.shape, self._room
        size = _within(made, (min(width, LARGEST), min(height, LARGEST)))
        can = self._capabilities()
        weighted = can is not None and "weighted" in can.modes and not self._draft.drawn
        return Asked(typed=self._draft.prompt, seed=self._layouts.seed, made=made, size=size, weighted=weighted)

    def _finer(self) -> Asked | None:
        """The same with as many pixels as there is room for."""
        if self._asked is None:
            return None
        return msgspec.structs.replace(self._asked, size=_within(self._asked.made, self._room))

    async def _draw(self, first: Asked | None) -> None:
        """`first`, if it is given; then until what was asked for last is there."""
        try:
            if first is not None:
                await self._take(first)
            while (asked := self._asked) is not None and not self.fresh:
                await self._take(self._coarse(asked) or asked)
        finally:
            self._working = False
        if self._begun and self._asked is not None:
            self._go_on()

    async def _take(self, asked: Asked) -> None:
        self._show(await asyncio.to_thread(self._drawing_of, asked))

    def _coarse(self, asked: Asked) -> Asked | None:
        """The same, quickly; None where that is shown already, or the whole is as quick."""
        if not self._slow or max(asked.size) <= _COARSE:
            return None
        quick = msgspec.structs.replace(asked, size=_within(asked.made, (_COARSE, _COARSE)))
        return None if self.shown is not None and self.shown.asked == quick else quick

    def _show(self, drawn: Drawn) -> None:
        """Also what is not the newest wish any more, but nearer to it than what stood there."""
        if LARGEST >= max(drawn.asked.size) > _COARSE:
            self._slow = drawn.seconds > _SLOW
        if self._asked is not None:
            self.shown = drawn
            self.changed.emit()


def _within(made: tuple[int, int], room: tuple[int, int]) -> tuple[int, int]:
    scale = min(room[0] / made[0], room[1] / made[1])
    return max(_SMALLEST, round(made[0] * scale)), max(_SMALLEST, round(made[1] * scale))
