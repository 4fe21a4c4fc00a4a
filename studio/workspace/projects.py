"""Which project is open, and which there are; opening one lays out its desk and fills the grid with its sets."""

from __future__ import annotations

from psygnal import Signal

from studio.errors import InputError
from studio.recipe.prompt import tidy
from studio.settings import LIBRARY_PROJECT
from studio.workspace.core import Core
from studio.workspace.desks import Desks
from studio.workspace.grid import Grid
from studio.workspace.loading import Loading
from studio.workspace.tasks import Tasks

MOST_OF_A_NAME = 100
"""characters of a project's name"""


class Projects:
    """`current` is the open one, `every` all that there are, the most recently used first."""

    opened = Signal(str)
    """its name; its sets are still to come"""
    listed = Signal()

    def __init__(self, last: str, grid: Grid, desks: Desks, loading: Loading, tasks: Tasks) -> None:
        """`last` was open in the last session; empty before there was any."""
        self._last = last
        self._grid = grid
        self._desks = desks
        self._loading = loading
        self._tasks = tasks
        self._core: Core | None = None
        self.current = grid.project = last or LIBRARY_PROJECT.default
        self.every: tuple[str, ...] = (self.current,)

    @property
    def remembered(self) -> str:
        """For the next session: nothing as long as nobody knows which project is the user's first."""
        return self._last if self._core is None else self.current

    async def begin(self, core: Core) -> None:
        """Fill the grid with the sets of the project that was open last, or else of the core's own."""
        self._core = core
        if not self._last:
            self._name(core.project)
        await self._loading.open(core, self.current)

    async def open(self, core: Core, name: str) -> None:
        """Raises InputError for a name that names nothing; the open project then stays."""
        wanted = self._meant(name)
        if wanted == self.current:
            return
        self._desks.put_away(self.current)
        self._grid.clear(wanted)
        self._desks.lay_out(wanted)
        self._name(wanted)
        await self._loading.open(core, wanted)
        await self.list(core)

    async def list(self, core: Core) -> None:
        """Look again which there are: with work, or with a prompt that was begun and left."""
        used = await core.library.projects()
        begun = tuple(name for name, desk in self._desks.others.items() if desk.draft.prompt)
        now = () if self.current in used else (self.current,)
        every = tuple(dict.fromkeys((*now, *used, *reversed(begun))))
        if every != self.every:
            self.every = every
            self.listed.emit()

    def seen(self, name: str) -> None:
        """There is work for this project, which may be new."""
        if name not in self.every and self._core is not None:
            self._tasks.start(self.list(self._core), "list the projects")

    def _name(self, name: str) -> None:
        self.current = self._grid.project = name
        self.opened.emit(name)

    def _meant(self, name: str) -> str:
        """Names differ by more than case, since their folders must."""
        tidied = " ".join(tidy(name).split())
        if not tidied or len(tidied) > MOST_OF_A_NAME:
            raise InputError(
                "This is no name for a project.", remedy=f"Give it a name of 1 to {MOST_OF_A_NAME} characters."
            )
        known = (*self.every, *self._desks.others)
        return next((one for one in known if one.casefold() == tidied.casefold()), tidied)
