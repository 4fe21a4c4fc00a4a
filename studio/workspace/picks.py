"""Everything a user does with pictures of the grid: keep, throw away, describe, and make more of them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

import msgspec

from studio.errors import StudioError
from studio.recipe.asset import Asset, Mark
from studio.recipe.draft import Draft, DraftSketch, DraftStart
from studio.recipe.recipe import Blank, Near, Recipe, Sketched, StartImage, variation
from studio.workspace.core import Core, Made, Model
from studio.workspace.draft import DraftState, Part, asked_product
from studio.workspace.draft_additions import (
    asked_addons,
    asked_controls,
    asked_references,
    taken_addons,
    taken_controls,
    taken_references,
)
from studio.workspace.following import Following
from studio.workspace.grid import Grid
from studio.workspace.intake import Intake
from studio.workspace.marking import Marking
from studio.workspace.nearness import nearest
from studio.workspace.painting import as_drawn, painted_over, painter
from studio.workspace.problems import Problems
from studio.workspace.sets import CellRef
from studio.workspace.view import ViewState


class Picks:
    """Places that hold no picture yet are left out. What the library or the queue refuses is raised as StudioError."""

    def __init__(
        self,
        *,
        grid: Grid,
        draft: DraftState,
        view: ViewState,
        intake: Intake,
        marking: Marking,
        following: Following,
        problems: Problems,
        ready: Callable[[], Awaitable[Core]],
        cancel: Callable[[str], Awaitable[object]],
        says: Callable[[str], bool] = lambda _: False,
    ) -> None:
        """`says(notice)`: whether the canvas says that already."""
        self._grid = grid
        self._draft = draft
        self._view = view
        self._intake = intake
        self._marking = marking
        self._following = following
        self._problems = problems
        self._ready = ready
        self._cancel = cancel
        self._says = says

    async def star(self, refs: Sequence[CellRef]) -> None:
        """Star them all; if all are starred, none."""
        await self._toggle(refs, "starred", "star", "unstar")

    async def reject(self, refs: Sequence[CellRef]) -> None:
        """Reject them all; if all are rejected, none."""
        await self._toggle(refs, "rejected", "reject", "unreject")

    async def mark(self, refs: Sequence[CellRef], mark: Mark) -> None:
        assets = await self._marking.assets(refs)
        words = {"starred": "star", "rejected": "reject", "none": "unmark"}
        await self._marking.mark(assets, mark, words[mark])

    async def delete(self, refs: Sequence[CellRef]) -> None:
        """Into the trash of their project, from where undo brings them back."""
        await self._marking.delete(await self._marking.assets(refs))

    async def annotate(self, ref: CellRef, text: str, sitting: int | None = None) -> None:
        """Its note; what is written in one `sitting`, saved meanwhile or not, is one step of undo."""
        for asset in await self._marking.assets((ref,)):
            await self._marking.annotate(asset, text, sitting)

    async def known_tags(self) -> tuple[str, ...]:
        """Every tag in use, most used first."""
        return await (await self._ready()).library.tags()

    async def tag(self, refs: Sequence[CellRef], add: Sequence[str] = (), remove: Sequence[str] = ()) -> None:
        await self._marking.tag(await self._marking.assets(refs), add, remove)

    async def more_like(self, ref: CellRef, strength: float | None = None) -> None:
        """As many pictures as the canvas says, started from this one, with the prompt of its own recipe.

        `strength` as in a draft: near 0 the same picture, 1 a new one; None for that of the dial. What the sketch drew
        goes on with a model, since the sketch begins with words alone.
        """
        core = await self._ready()
        for asset in await self._marking.assets((ref,)):
            start, notices = await core.add_start(asset.path)
            wanted = self._view.strength if strength is None else strength
            begun = DraftStart(sha256=start.sha256, strength=wanted)
            draft = await self._draft_like(core, asset, begun)
            self._tell(notices)
            await self._make(core, draft, asset.project or self._grid.project)

    async def paint_over(self, ref: CellRef) -> None:
        """Have a model paint over the layout that the sketch drew here: same words, same seed, same layout."""
        core = await self._ready()
        for asset in await self._marking.assets((ref,)):
            recipe = asset.recipe
            if recipe is None or not recipe.drawn:
                self._tell(("Only what the sketch drew can be painted over; use this as a start picture instead.",))
                continue
            model = await self._painter(core)
            draft = painted_over(recipe, model, self._draft.count, as_drawn(recipe), recipe.seed)
            await self._make(core, draft, asset.project or self._grid.project)

    def is_drawn(self, ref: CellRef) -> bool:
        """Whether the sketch drew the picture there."""
        cell = self._grid.cell(ref)
        recipe = None if cell is None or cell.asset is None else cell.asset.recipe
        return recipe is not None and recipe.drawn

    async def another_seed(self, ref: CellRef) -> None:
        """The recipe of this picture with a new seed, as often as its row has pictures."""
        core = await self._ready()
        recipe = await self._recipe(core, ref)
        shown = self._grid.get(ref.job)
        if recipe is not None and shown is not None:
            await self._make(core, draft_of(recipe, shown.facts.count), shown.facts.project or self._grid.project)

    async def vary(self, ref: CellRef, amount: float) -> None:
        """As many pictures as the canvas says with this one's recipe, near it: `amount` as in Near.

        One that was itself made near another is varied about the nearer of its two seeds.
        """
        core = await self._ready()
        recipe = await self._recipe(core, ref)
        if recipe is None or recipe.drawn:
            why = "the sketch draws every seed anew" if recipe is not None else "it was not made here"
            self._tell((f"This picture cannot be varied: {why}.",))
            return
        near = Near(seed=nearest(recipe.seed, recipe.near), amount=amount)
        draft = msgspec.structs.replace(draft_of(recipe, self._draft.count), near=near, start=_begun_again(recipe))
        shown = self._grid.get(ref.job)
        await self._make(core, draft, (shown and shown.facts.project) or self._grid.project)

    async def again(self, job: str) -> None:
        """The row once more, with new seeds, in its own project."""
        await self.another_seed(CellRef(job=job, index=0))

    async def resume(self, job: str) -> None:
        """Make what is missing of a row that failed or was stopped; it waits at once."""
        core = await self._ready()
        shown = self._grid.get(job)
        if shown is not None and shown.ended and shown.state != "done":
            shown.again()
        try:
            await self._following.expect(core, await core.resume(job))
        except StudioError:
            await self._put_back(core, job)
            raise

    async def stop(self, job: str) -> None:
        """The row says at once that it stops; its pictures stay."""
        await self._cancel(job)

    async def start_from(self, ref: CellRef) -> None:
        """Make it the start picture of the canvas."""
        for asset in await self._marking.assets((ref,)):
            await self._intake.start_from(asset.path)

    async def reuse(self, ref: CellRef, parts: frozenset[Part] | None = None) -> None:
        """Bring its recipe back to the canvas, or these parts of it; also of a picture that is not made yet."""
        recipe = await self._recipe(await self._ready(), ref)
        if recipe is None:
            self._problems.tell("This picture was not made here: it has no recipe to reuse.")
        else:
            self._draft.take(recipe, parts)

    async def make(self, draft: Draft, project: str, notices: Sequence[str]) -> None:
        """Put what was made of a picture into the queue, in `project` or the open one, and tell `notices`."""
        core = await self._ready()
        self._tell(notices)
        await self._make(core, draft, project or self._grid.project)

    def recipe_text(self, ref: CellRef) -> str:
        """Prompt and settings, as other programs read them; empty for a picture without a recipe."""
        from studio.provenance.parameters import parameters

        cell = self._grid.cell(ref)
        recipe = None if cell is None or cell.asset is None else cell.asset.recipe
        return "" if recipe is None else parameters(recipe)

    def path(self, ref: CellRef) -> Path | None:
        """Its file; None where there is no picture."""
        cell = self._grid.cell(ref)
        return cell.image if cell is not None and isinstance(cell.image, Path) else None

    async def save_copies(self, refs: Sequence[CellRef], folder: Path) -> tuple[Path, ...]:
        """Copies in `folder` under their own names, or free ones beside them. Raises StorageError."""
        from studio.workspace.copies import save_copies  # brings the library: not for the first paint

        assets = await self._marking.assets(refs)
        return await asyncio.to_thread(save_copies, tuple(asset.path for asset in assets), folder)

    async def _toggle(self, refs: Sequence[CellRef], mark: Mark, forth: str, back: str) -> None:
        assets = await self._marking.assets(refs)
        if all(asset.mark == mark for asset in assets):
            await self._marking.mark(assets, "none", back)
        else:
            await self._marking.mark(assets, mark, forth)

    async def _draft_like(self, core: Core, asset: Asset, start: DraftStart) -> Draft:
        own = asset.recipe
        if own is not None and own.drawn:
            return painted_over(own, await self._painter(core), self._draft.count, start)
        if own is not None:
            return draft_of(own, self._draft.count, start)
        draft = msgspec.structs.replace(self._draft.frozen(), start=start, seed=None)
        if not self._draft.drawn:
            return draft
        return msgspec.structs.replace(draft, model=(await self._painter(core)).ref.id)

    async def _painter(self, core: Core) -> Model:
        """The model on the canvas, if it can begin with a picture."""
        return await asyncio.to_thread(painter, core.catalog, self._draft.model)

    async def _recipe(self, core: Core, ref: CellRef) -> Recipe | None:
        """Of what is in this place, or will be."""
        cell = self._grid.cell(ref)
        if cell is not None and cell.asset is not None:
            return cell.asset.recipe
        job = await core.library.jobs.job(ref.job)
        return None if job is None else variation(job.order.recipe, ref.index)

    async def _make(self, core: Core, draft: Draft, project: str) -> None:
        made: Made = await core.make(draft, project=project)
        self._tell(made.notices)
        await self._following.expect(core, made.job)

    async def _put_back(self, core: Core, job: str) -> None:
        known = await core.library.jobs.job(job)
        if known is not None:
            await self._following.refresh(core, known)

    def _tell(self, notices: Sequence[str]) -> None:
        for notice in notices:
            if not self._says(notice):
                self._problems.tell(notice)


def draft_of(recipe: Recipe, count: int, start: DraftStart | None = None) -> Draft:
    """This recipe asked for again with another seed, from `start` or from what it began with."""
    return Draft(
        prompt=recipe.prompt,
        negative=recipe.negative,
        width=recipe.width,
        height=recipe.height,
        count=count,
        steps=recipe.steps,
        guidance=recipe.guidance,
        model=recipe.model.id,
        start=_begun_with(recipe) if start is None else start,
        fit=recipe.fit,
        tile=recipe.tile,
        product=asked_product(recipe.product),
        near=recipe.near if start is None else None,
        text="plain" if recipe.text == "plain" and not recipe.drawn else None,
        addons=asked_addons(taken_addons(recipe.addons, ())),
        controls=asked_controls(taken_controls(recipe.controls, ())),
        references=asked_references(taken_references(recipe.references, ())),
    )


def _begun_again(recipe: Recipe) -> DraftStart | DraftSketch | None:
    """What this one picture began with: a layout of its own seed stays that one."""
    begun = _begun_with(recipe)
    if isinstance(begun, DraftSketch) and begun.layout is None:
        return msgspec.structs.replace(begun, layout=recipe.seed)
    return begun


def _begun_with(recipe: Recipe) -> DraftStart | DraftSketch | None:
    match recipe.start:
        case Blank():
            return None
        case StartImage(sha256=sha256, strength=strength, mask=mask):
            return DraftStart(sha256=sha256, strength=strength, mask=mask)
        case Sketched(strength=strength, layout=layout):
            return DraftSketch(strength=strength, layout=layout)
