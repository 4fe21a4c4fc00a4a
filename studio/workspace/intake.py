"""What comes in from outside: a picture that carries a recipe, or one to start from."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

from studio.errors import StudioError
from studio.recipe.codec import Decoded
from studio.recipe.recipe import SKETCH, SKETCH_EDITION, Blank, Recipe, Sketched, StartImage
from studio.workspace.core import Core
from studio.workspace.draft import DraftState, StartPicture
from studio.workspace.masking import strength_unmasked
from studio.workspace.model_choice import choose
from studio.workspace.painting import painter
from studio.workspace.problems import Problem, Problems


class Intake:
    """`ready()` waits for the core: what needs no library is done before."""

    def __init__(self, draft: DraftState, problems: Problems, ready: Callable[[], Awaitable[Core]]) -> None:
        self._draft = draft
        self._problems = problems
        self._ready = ready

    async def open_file(self, path: Path) -> None:
        """A dropped file: a picture with a recipe brings the recipe back, any other becomes the start picture.

        Raises ImageError, NewerRecipe; the draft is then as it was.
        """
        self._problems.clear("start")
        decoded = await asyncio.to_thread(_recipe_in, path)
        if decoded is None:
            await self.start_from(path)
        else:
            await self._take(decoded, path.name)

    async def start_from(self, picture: bytes | Path) -> None:
        """Use a file, or the content of one, as start picture. Raises ImageError; the draft is then as it was.

        Where the sketch was to draw, which begins with words alone, a model is chosen that can.
        """
        self._problems.clear("start")
        core = await self._ready()
        start, notices = await core.add_start(picture)
        if self._draft.drawn:
            notices = (*notices, await self._choose_painter(core))
        name = picture.name if isinstance(picture, Path) else "pasted picture"
        here = self._draft.start
        if not isinstance(here, StartPicture) or here.sha256 != start.sha256:  # the same picture keeps its mask
            self._draft.strength = strength_unmasked(self._draft)
            self._draft.start = StartPicture(sha256=start.sha256, name=name)
        for notice in notices:
            self._problems.tell(notice, "start")

    async def _choose_painter(self, core: Core) -> str:
        """Returns what is told of it. Raises ModelUnsupported."""
        model = await asyncio.to_thread(painter, core.catalog, None)
        before = await asyncio.to_thread(core.catalog.get, SKETCH)
        choose(self._draft, before.capabilities, model)
        return f"{model.name} is chosen: the sketch draws from words alone."

    async def _take(self, decoded: Decoded, name: str) -> None:
        self._problems.clear("prompt", "size", "count", "start")
        self._draft.take(decoded.recipe)
        self._problems.tell(f"The recipe of {name} is on the canvas, its seed locked.")
        if decoded.unknown:
            parts = ", ".join(decoded.unknown)
            self._problems.tell(f"This recipe has parts that this version does not know and leaves out: {parts}.")
        core = await self._ready()
        self._check_start(core, decoded.recipe)
        await self._check_model(core, decoded.recipe)

    def _check_start(self, core: Core, recipe: Recipe) -> None:
        match recipe.start:
            case Blank():
                pass
            case StartImage(sha256=sha256):
                try:
                    core.library.blobs.path(sha256)
                except StudioError as error:
                    self._problems.put(Problem(place="start", message=error.message, remedy=error.remedy))
            case Sketched(edition=edition):
                if edition != SKETCH_EDITION:
                    self._problems.tell(
                        "The sketch draws otherwise since this was made: expect a similar layout, not the same.",
                        "start",
                    )

    async def _check_model(self, core: Core, recipe: Recipe) -> None:
        model = await asyncio.to_thread(core.catalog.get, recipe.model.id)
        if model.ref != recipe.model:
            self._problems.tell(
                f"The model “{model.name}” here has other weights than the one that made this picture: "
                "expect a similar picture, not the same."
            )


def _recipe_in(path: Path) -> Decoded | None:
    """The recipe a file carries; None for a picture without one. Raises ImageError, NewerRecipe."""
    from studio.provenance.pictures import read_recipe  # brings the picture library: not for the first paint

    return read_recipe(path)
