"""What lies on the table of each project: its draft, and where the user was looking, put away and laid out again."""

from __future__ import annotations

from collections.abc import Mapping

from studio.workspace.draft import DraftState, SavedDraft
from studio.workspace.grid import Grid
from studio.workspace.selection import Selection
from studio.workspace.session import MOST_CHOSEN, MOST_DESKS, Desk
from studio.workspace.sets import CellRef
from studio.workspace.view import ViewState


class Desks:
    """One project is laid out on canvas, grid and view; the desks of the others are kept here.

    A selection is laid out when its rows are in the grid, which may be pages later. Until then it is kept, unless
    the user chooses something else.
    """

    def __init__(
        self, draft: DraftState, view: ViewState, grid: Grid, selection: Selection, others: Mapping[str, Desk]
    ) -> None:
        self._draft = draft
        self._view = view
        self._grid = grid
        self._selection = selection
        self._others = dict(others)
        self._awaited: tuple[CellRef | None, tuple[CellRef, ...]] | None = None
        selection.changed.connect(self._chosen)
        grid.reset.connect(self._rows_came)
        grid.inserted.connect(self._rows_came)
        grid.completed.connect(self._all_came)

    @property
    def others(self) -> dict[str, Desk]:
        """By name, the one that was left last at the end."""
        return dict(list(self._others.items())[-MOST_DESKS:])

    @property
    def chosen(self) -> tuple[CellRef, ...]:
        """What is chosen, or will be when its rows are here; a huge selection is not worth keeping."""
        if self._awaited is not None:
            return self._awaited[1]
        return self._selection.chosen if len(self._selection) <= MOST_CHOSEN else ()

    def put_away(self, project: str) -> None:
        """The desk of `project`, which is laid out, as it is left."""
        self._others.pop(project, None)
        self._others[project] = Desk(
            draft=self._draft.saved(),
            filter=self._grid.filter,
            chosen=self.chosen,
            current=self._view.current,
            anchor=self._view.anchor,
            offset=self._view.offset,
        )

    def lay_out(self, project: str) -> None:
        """The desk of `project` as it was left; an empty one for a new project."""
        desk = self._others.pop(project, Desk(draft=SavedDraft(model=self._draft.model)))
        self._awaited = None
        self._selection.forget()
        self._draft.restore(desk.draft)
        self._view.anchor, self._view.offset = desk.anchor, desk.offset
        self._view.viewing = False
        self._grid.filter = desk.filter
        self.choose(desk.current, desk.chosen)

    def choose(self, current: CellRef | None, chosen: tuple[CellRef, ...]) -> None:
        """Choose these as soon as they are in the grid."""
        self._view.current = current
        self._awaited = (current, chosen)
        self._rows_came()

    def _rows_came(self) -> None:
        if self._awaited is not None:
            current, chosen = self._awaited
            if all(self._grid.get(ref.job) is not None for ref in (*chosen, *([current] if current else ()))):
                self._all_came()

    def _all_came(self) -> None:
        """What is not here now is gone."""
        if self._awaited is not None:
            (current, chosen), self._awaited = self._awaited, None
            self._selection.restore(current, chosen)
            self._view.current = self._selection.current

    def _chosen(self) -> None:
        self._awaited = None
        self._view.current = self._selection.current
