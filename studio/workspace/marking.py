"""Marks, notes, tags and the trash: shown at once, then asked of the library; put back if it refuses; undoable."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from functools import partial
from itertools import groupby
from typing import Literal

import msgspec

from studio.errors import PictureGone, StudioError
from studio.recipe.asset import Asset, Change, Mark
from studio.workspace.core import Core, Shelf
from studio.workspace.grid import Grid
from studio.workspace.loading import Loading
from studio.workspace.problems import Problems
from studio.workspace.sets import CellRef
from studio.workspace.undo import Undo

Ask = Callable[[Shelf, Sequence[str]], Awaitable[Change]]
Turn = Callable[[Sequence[Asset], Sequence[Asset]], Awaitable[object]]
"""Brings the library from the first to the second; both name the same pictures in the same order."""
_AT_ONCE = 100
"""pictures; more than a screen has"""
Field = Literal["mark", "note", "tags", "trashed"]


class Marking:
    """Assets are given as the caller saw them: their ids say which are meant."""

    def __init__(
        self, grid: Grid, loading: Loading, undo: Undo, problems: Problems, ready: Callable[[], Awaitable[Core]]
    ) -> None:
        self._grid = grid
        self._loading = loading
        self._undo = undo
        self._problems = problems
        self._ready = ready

    async def assets(self, refs: Sequence[CellRef]) -> tuple[Asset, ...]:
        """What the library has in these places, in their order; what nobody looked at yet is loaded for it."""
        rows = {ref.job: self._grid.get(ref.job) for ref in refs}
        missing = [job for job, shown in rows.items() if shown is not None and not shown.loaded]
        if missing:
            await self._ready()
            await self._loading.load(missing)
        cells = (self._grid.cell(ref) for ref in refs)
        return tuple(cell.asset for cell in cells if cell is not None and cell.asset is not None)

    async def mark(self, assets: Sequence[Asset], mark: Mark, verb: str) -> None:
        """`verb` is what the user calls it, for undo."""
        before = [asset for asset in assets if asset.mark != mark]
        after = [msgspec.structs.replace(asset, mark=mark) for asset in before]
        await self._do(_named(verb, len(before)), "mark", before, after, self._set_marks)

    async def annotate(self, asset: Asset, note: str, sitting: int | None = None) -> None:
        """What is written of one picture in one `sitting` is undone at once."""
        if note != asset.note:
            label = "write a note" if note else "remove a note"
            one = None if sitting is None else (asset.id, sitting)
            after = msgspec.structs.replace(asset, note=note)
            await self._do(label, "note", [asset], [after], self._set_notes, one)

    async def delete(self, assets: Sequence[Asset]) -> None:
        after = [msgspec.structs.replace(asset, trashed=True) for asset in assets]
        await self._do(_named("delete", len(assets)), "trashed", assets, after, self._set_trashed)

    async def tag(self, assets: Sequence[Asset], add: Sequence[str], remove: Sequence[str]) -> None:
        """The library decides which tags are the same and how they are written: it is asked first."""
        core = await self._ready()
        async with self._undo.doing():
            before = self._now(assets)
            core.announce(await core.library.tag(_ids(before), add, remove))
            await self._loading.refresh(frozenset(_ids(before)))
            now = {one.id: one for one in self._now(before)}
            before = [one for one in before if one.id in now and now[one.id].tags != one.tags]
            if before:
                after = [now[one.id] for one in before]
                self._step(_named("tag" if add else "untag", len(before)), before, after, self._set_tags)

    async def _do(
        self,
        label: str,
        field: Field,
        before: Sequence[Asset],
        after: Sequence[Asset],
        turn: Turn,
        sitting: tuple[str, int] | None = None,
    ) -> None:
        """Shown at once, even while something before it is still under way; then done in its turn."""
        if before:
            with self._loading.holding(self._rows_of(after)):
                self._show_now(field, after[:_AT_ONCE])
                async with self._undo.doing():
                    await turn(before, after)
                    self._step(label, before, after, turn, sitting)

    def _step(
        self,
        label: str,
        before: Sequence[Asset],
        after: Sequence[Asset],
        turn: Turn,
        sitting: tuple[str, int] | None = None,
    ) -> None:
        self._undo.done(label, partial(turn, after, before), partial(turn, before, after), sitting)

    async def _set_marks(self, before: Sequence[Asset], after: Sequence[Asset]) -> None:
        gone: list[Asset] = []
        for mark in ("none", "starred", "rejected"):
            same = [(old, new) for old, new in zip(before, after, strict=True) if new.mark == mark]
            gone += await self._set("mark", same, lambda shelf, ids, mark=mark: shelf.mark(ids, mark))
        self._say_gone(gone, len(after))

    async def _set_notes(self, before: Sequence[Asset], after: Sequence[Asset]) -> None:
        gone: list[Asset] = []
        for old, new in zip(before, after, strict=True):
            gone += await self._set(
                "note", [(old, new)], lambda shelf, ids, note=new.note: shelf.annotate(ids[0], note)
            )
        self._say_gone(gone, len(after))

    async def _set_tags(self, before: Sequence[Asset], after: Sequence[Asset]) -> None:
        """What was there is taken away and what shall be there added: so the order of the tags comes back as well."""
        gone: list[Asset] = []
        pairs = sorted(zip(before, after, strict=True), key=_tags)
        for (old, new), same in groupby(pairs, key=_tags):
            gone += await self._set("tags", list(same), lambda shelf, ids, old=old, new=new: shelf.tag(ids, new, old))
        self._say_gone(gone, len(after))

    async def _set_trashed(self, before: Sequence[Asset], after: Sequence[Asset]) -> None:
        pairs = list(zip(before, after, strict=True))
        if after[0].trashed:
            gone = await self._set("trashed", pairs, lambda shelf, ids: shelf.trash(ids))
        else:
            gone = await self._set("trashed", pairs, lambda shelf, ids: shelf.untrash(ids), at_once=False)
            await self._loading.refresh(frozenset(_ids(after)))
        self._say_gone(gone, len(after))

    async def _set(
        self,
        field: Field,
        pairs: Sequence[tuple[Asset, Asset]],
        ask: Ask,
        *,
        at_once: bool = True,
    ) -> list[Asset]:
        """Show it, ask for it in one call, put it back if that is refused. Returns those that are gone."""
        if not pairs:
            return []
        core = await self._ready()
        before, after = [old for old, _ in pairs], [new for _, new in pairs]
        with self._loading.holding(self._rows_of(after)):
            if at_once:
                await self._show(field, after)
            try:
                change = await ask(core.library, _ids(after))
            except StudioError:
                await self._show(field, before)
                raise
        core.announce(change)
        untouched = [asset for asset in after if asset.id not in change.assets]
        gone = [asset for asset in untouched if await core.library.asset(asset.id) is None]
        await self._loading.refresh(frozenset(_ids(gone)))
        return gone

    async def _show(self, field: Field, assets: Sequence[Asset]) -> None:
        """The first are shown before anything else happens; the loop is never held for long."""
        for begin in range(0, len(assets), _AT_ONCE):
            if begin:
                await asyncio.sleep(0)
            self._show_now(field, assets[begin : begin + _AT_ONCE])

    def _show_now(self, field: Field, assets: Sequence[Asset]) -> None:
        """This one field: the others may have changed since."""
        with self._grid.together():
            for asset in assets:
                place = self._grid.place(asset.id)
                shown = None if place is None else self._grid.get(place.job)
                if place is not None and shown is not None:
                    now = shown.cells[place.index].asset or asset
                    new = {field: getattr(asset, field), "index": place.index}
                    shown.amend(place.index, msgspec.structs.replace(now, **new))

    def _now(self, assets: Iterable[Asset]) -> list[Asset]:
        """As they are shown; those that are not shown any more are left out."""
        places = (self._grid.place(asset.id) for asset in assets)
        cells = (None if place is None else self._grid.cell(place) for place in places)
        return [cell.asset for cell in cells if cell is not None and cell.asset is not None]

    def _rows_of(self, assets: Iterable[Asset]) -> set[str]:
        places = (self._grid.place(asset.id) for asset in assets)
        return {place.job for place in places if place is not None}

    def _say_gone(self, gone: Sequence[Asset], of: int) -> None:
        if not gone:
            return
        if len(gone) == of:
            raise PictureGone(
                f"{gone[0].path.name} is not in the library any more, so this cannot be changed."
                if of == 1
                else "These pictures are not in the library any more, so this cannot be changed.",
                remedy="Everything else can still be undone.",
            )
        self._problems.tell(f"{_pictures(len(gone))} of {of} could not be changed: not in the library any more.")


def _ids(assets: Iterable[Asset]) -> tuple[str, ...]:
    return tuple(asset.id for asset in assets)


def _tags(pair: tuple[Asset, Asset]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    old, new = pair
    return old.tags, new.tags


def _named(verb: str, number: int) -> str:
    return f"{verb} {_pictures(number)}"


def _pictures(number: int) -> str:
    return "1 picture" if number == 1 else f"{number} pictures"
