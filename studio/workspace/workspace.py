"""An open window's state and what the user can do with it, free of Qt."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Literal

from psygnal import Signal

from studio.errors import StudioError
from studio.paths import Home
from studio.recipe.capabilities import Capabilities
from studio.recipe.recipe import SKETCH
from studio.recipe.speed import Speed
from studio.workspace.additions import Additions
from studio.workspace.autosave import Autosave
from studio.workspace.away import Away
from studio.workspace.channels import FILE as CHANNELS_FILE
from studio.workspace.channels import Channels
from studio.workspace.choices import Choices
from studio.workspace.core import Core, Model
from studio.workspace.desks import Desks
from studio.workspace.draft import DraftState
from studio.workspace.extending import Extending
from studio.workspace.following import Following
from studio.workspace.grid import Grid
from studio.workspace.guides import Guides
from studio.workspace.intake import Intake
from studio.workspace.layouts import Layouts
from studio.workspace.loading import Loading
from studio.workspace.loras import Loras
from studio.workspace.marking import Marking
from studio.workspace.masking import Masking
from studio.workspace.model_choice import ModelFolders, choose
from studio.workspace.models import Models
from studio.workspace.nearness import Nearness, nearest
from studio.workspace.painting import painter
from studio.workspace.picks import Picks
from studio.workspace.plans import Plans
from studio.workspace.problems import Place, Problem, Problems
from studio.workspace.projects import Projects
from studio.workspace.prompts import PromptHistory
from studio.workspace.queue import Queue
from studio.workspace.queue_acts import QueueActs
from studio.workspace.selection import Selection
from studio.workspace.session import Session
from studio.workspace.sets import PictureSet
from studio.workspace.sketching import Sketching
from studio.workspace.starts import Starts
from studio.workspace.tasks import Tasks
from studio.workspace.undo import Undo
from studio.workspace.view import ViewState
from studio.workspace.weights_in import WeightsIn

_WARM_AGAIN = 20.0
"""seconds after which typing asks for a warm engine again"""

_PLACE_OF_FIELD: dict[str, Place] = {
    "prompt": "prompt",
    "negative": "prompt",
    "width": "size",
    "height": "size",
    "count": "count",
    "start": "start",
}
"""a change there answers what was said there"""

Readiness = Literal["starting", "ready", "failed"]


class Workspace:
    """Everything a window shows. The core comes later than the window: until `attach` requests wait for it."""

    readiness_changed = Signal(str)
    more_wanted = Signal(str)
    """tells of which kind of additions (recipe/additions.py) the user wants to see what could be got"""

    def __init__(self, home: Home, session: Session, clock: Callable[[], float] = time.monotonic) -> None:
        self.home = home
        self.clock = clock
        self.draft = DraftState()
        self.draft.restore(session.draft)
        self.view = ViewState()
        self.view.restore(session.view)
        self.grid = Grid()
        self.grid.filter = session.filter
        self.selection = Selection(self.grid)
        self.desks = Desks(self.draft, self.view, self.grid, self.selection, session.desks)
        self.desks.choose(session.view.current, session.chosen)
        self.grid.remember(session.sets)
        self.problems = Problems()
        self.tasks = Tasks(self.tell_error)
        self.intake = Intake(self.draft, self.problems, self._when_ready)
        self.model_folders = ModelFolders(self._when_ready, self.list_models)
        self.prompts = PromptHistory(home, self.problems.tell)
        self.speeds: dict[str, Speed] = dict(session.speeds)
        self._models = Models(self.draft, self.tell_error)
        self.model_changed = self._models.changed
        """which models there are, or which of them is meant"""
        self.readiness: Readiness = "starting"
        self._ready = asyncio.Event()
        self._core: Core | None = None
        self._failure: StudioError | None = None
        self._loading = Loading(self.grid, self.tasks)
        self._projects = Projects(session.project, self.grid, self.desks, self._loading, self.tasks)
        self.project_changed = self._projects.opened
        """tells the name of the project that is open now"""
        self.projects_changed = self._projects.listed
        self._following = Following(self.grid, self._loading, self.tasks, self.speeds, clock, self._projects.seen)
        self.queue = Queue(self.tasks, self.speeds)
        self.channels = Channels(home.data / CHANNELS_FILE)
        self.plans = Plans(self.tasks, self._when_ready, session.plans)
        self.away = Away(self.problems, self.tasks, self._when_ready, session.looked)
        self.undo = Undo()
        self.choices = Choices(self.draft, self.undo, lambda: self.project)
        self.starts = Starts(self.draft, self.choices)
        self.additions = Additions(self.draft, lambda: self.capabilities, self.model_changed)
        self.loras = Loras(self.draft, self.choices)
        self.weights_in = WeightsIn(
            self.additions, self.loras, self.model_folders, self.problems, self._when_ready, self._choose_model
        )
        self.nearness = Nearness(self.draft, lambda: self.capabilities, self._chosen_seed)
        self.guides = Guides(self.draft, self.choices, self.additions, self._when_ready)
        self.masking = Masking(self.draft, self.undo, lambda: self.project, self._when_ready)
        self.layouts = Layouts(self.draft, self.starts)
        self.sketching = Sketching(self.draft, self.layouts, lambda: self.capabilities, self.model_changed, self.tasks)
        self.queue_acts = QueueActs(self.queue, self.grid, self.undo, self._when_ready)
        self.picks = self._picks()
        self.extending = Extending(
            self.draft, self.choices, lambda: self.models, lambda: self.model, self._when_ready, self.picks.make
        )
        self._warmed = float("-inf")
        self._autosave = Autosave(home, self.session, self.problems.tell)
        self._listen()

    def _picks(self) -> Picks:
        return Picks(
            grid=self.grid,
            draft=self.draft,
            view=self.view,
            intake=self.intake,
            marking=Marking(self.grid, self._loading, self.undo, self.problems, self._when_ready),
            following=self._following,
            problems=self.problems,
            ready=self._when_ready,
            cancel=self.cancel,
            says=self.sketching.says,
        )

    def _listen(self) -> None:
        for news in (self.draft.events, self.view.events, self.selection.changed, self.grid.inserted, self.grid.reset):
            news.connect(lambda: self._autosave.touch())
        self.plans.recent_changed.connect(lambda: self._autosave.touch())
        self.grid.moved.connect(self._set_moved)
        self.project_changed.connect(lambda: self._following.show_running())
        self.draft.events.prompt.connect(lambda: self._typed())
        self.draft.events.prompt.connect(lambda: setattr(self.draft, "text", None))  # what is new is read as usual
        for field, place in _PLACE_OF_FIELD.items():
            self.draft.events[field].connect(partial(self._answered, place))
        self.draft.events.model.connect(lambda: self._model_chosen())
        self.selection.changed.connect(lambda: self.nearness.look())

    def _set_moved(self, job: str) -> None:
        """While a set is in work the library knows it better than the session; its end is worth saving."""
        shown = self.grid.get(job)
        if shown is not None and shown.ended:
            self._autosave.touch()

    def _answered(self, place: Place, *_change: object) -> None:
        self.problems.clear(place)

    def session(self) -> Session:
        """What the next window is to begin with."""
        return Session(
            project=self._projects.remembered,
            draft=self.draft.saved(),
            filter=self.grid.filter,
            chosen=self.desks.chosen,
            view=self.view.saved(),
            desks=self.desks.others,
            sets=self.grid.shown(),
            speeds=dict(self.speeds),
            plans=self.plans.recent,
            looked=self.away.looked,
        )

    @property
    def project(self) -> str:
        """The open one."""
        return self._projects.current

    @property
    def projects(self) -> tuple[str, ...]:
        """The most recently used first; the open one is among them."""
        return self._projects.every

    @property
    def models(self) -> tuple[Model, ...]:
        return self._models.every

    @property
    def model(self) -> Model | None:
        """The chosen or default one; None while it is unknown or missing."""
        return self._models.meant

    @property
    def capabilities(self) -> Capabilities | None:
        """What the chosen model can do; None while no model is known."""
        return None if self.model is None else self.model.capabilities

    def speed_of(self, model_id: str) -> Speed:
        return self.speeds.get(model_id, Speed())

    def seconds_left(self, shown: PictureSet) -> float | None:
        """Of a set, by what its model was seen to need here; None while that is unknown."""
        return shown.seconds_left(self.speed_of(shown.facts.model))

    def tell_error(self, error: StudioError) -> None:
        self.problems.put(Problem.of(error))

    def blob(self, sha256: str) -> Path | None:
        """Where a start picture lies, for showing it; None while the library is closed or if it is gone."""
        if self._core is None:
            return None
        try:
            return self._core.library.blobs.path(sha256)
        except StudioError:
            return None

    def hear(self, core: Core) -> None:
        """Show what the core has to tell; called before it opens, since opening may already have something to say."""
        core.noticed.connect(self.problems.tell)

    async def attach(self, core: Core) -> None:
        """The core is open: show its models and sets, follow what runs, serve what was asked meanwhile."""
        self._core = core
        self._following.listen(core)
        await self._projects.begin(core)
        await self._following.begin(core)
        await self.prompts.open()
        await self.list_models()
        await self.queue.begin(core)
        self.plans.begin(core)
        await self._projects.list(core)
        self._set_readiness("ready")
        self._ready.set()
        self.away.begin()
        self.sketching.begin()

    async def list_models(self) -> tuple[Model, ...]:
        """Look again which models there are, and which of them is meant."""
        if self._core is not None:
            self.list_additions()
            await self._models.list(self._core)
        return self.models

    def list_additions(self) -> None:
        """Look again, meanwhile, which LoRAs and other additions there are."""
        if self._core is not None:
            self.tasks.start(self.additions.list(self._core), "list the additions")

    def fail(self, error: StudioError) -> None:
        """The core could not be opened."""
        self._failure = error
        self.problems.put(Problem.at_start(error))
        self._set_readiness("failed")
        self._ready.set()

    async def close(self) -> None:
        """Save the session and let go of the core, which its owner closes."""
        self._following.end()
        self.queue.end()
        self.plans.end()
        self.away.end()
        self.sketching.end()
        if self._core is not None:
            self._core.noticed.disconnect(self.problems.tell, missing_ok=True)  # pyright: ignore[reportUnknownMemberType]
        await self.tasks.close()
        await self.prompts.close()
        await self._autosave.close()

    async def make(self) -> None:
        """Make the draft; while the studio still starts, as soon as it can."""
        draft, sketching = self.draft.frozen(), self.sketching
        core = await self._when_ready()
        if self.model is not None and draft.model not in (None, self.model.ref.id):
            await self._models.find(core)  # it was chosen only just now
        draft, left_out = self.additions.fitting(draft)
        project = self.project
        self.problems.clear("prompt", "size", "count", "start")
        self.problems.clear_errors("window")
        made = await core.make(draft, project=project)
        self.prompts.add(draft.prompt, draft.negative)
        told = [notice for notice in (*left_out, *made.notices) if not sketching.says(notice)]
        if told:
            self.problems.tell(" ".join(told), "prompt")
        if not self.draft.seed_locked:
            self.draft.seed = made.job.order.recipe.seed
        await self._following.expect(core, made.job)

    async def open_project(self, name: str) -> None:
        """Show another project; a new name is a new project, which begins with its first picture.

        The draft and the place in the grid are kept for each. Raises InputError for a name that names nothing.
        """
        await self._projects.open(await self._when_ready(), name)

    async def cancel(self, job_id: str) -> None:
        """The set says at once that it stops; then the core is asked. What is refused is raised, and goes on."""
        core = await self._when_ready()
        shown = self.grid.get(job_id)
        before = None if shown is None else shown.state
        if shown is not None:
            shown.stop()
        try:
            await core.cancel(job_id)
        except StudioError:
            if shown is not None and before is not None:
                shown.go_on(before)
            raise

    async def cancel_foremost(self) -> None:
        """Stop the running set; if none runs, the newest that waits."""
        shown = self.grid.foremost()
        if shown is not None:
            await self.cancel(shown.id)

    async def reuse(self, job_id: str) -> None:
        """Bring the recipe of a set back to the canvas, its seed locked."""
        core = await self._when_ready()
        job = await core.library.jobs.job(job_id)
        if job is not None:
            self.draft.take(job.order.recipe)
            self.draft.count = job.order.count

    async def sketch_first(self) -> None:
        """Have the layout drawn from the prompt first, or not any more.

        Where the sketch draws the picture itself, a model is chosen to paint over it; a layout that is kept stays.
        """
        if not self.draft.drawn:
            self.starts.turn_sketch()
            return
        core = await self._when_ready()
        model = await asyncio.to_thread(painter, core.catalog, None)
        kept = self.layouts.seed if self.layouts.kept else None
        self.starts.sketch_first(kept)  # before the model is another: there is a layout all the while
        choose(self.draft, self.capabilities, model)

    async def draw_alone(self) -> None:
        """Have the sketch make the picture, with no model; a layout that is kept stays."""
        core = await self._when_ready()
        model = await asyncio.to_thread(core.catalog.get, SKETCH)
        seed, kept = self.layouts.seed, self.layouts.kept
        choose(self.draft, self.capabilities, model)
        if kept:
            self.draft.seed, self.draft.seed_locked = seed, True

    def _set_readiness(self, readiness: Readiness) -> None:
        self.readiness = readiness
        self.readiness_changed.emit(readiness)

    async def _when_ready(self) -> Core:
        """The open core; raises what kept it from opening."""
        await self._ready.wait()
        if self._failure is not None:
            raise self._failure
        assert self._core is not None
        return self._core

    def _model_chosen(self) -> None:
        if self._core is not None:
            self.tasks.start(self._models.find(self._core), "find the model")
            self._warm()

    def _choose_model(self, model: Model) -> None:
        choose(self.draft, self.capabilities, model, self.additions.paced)

    def _chosen_seed(self) -> int | None:
        """Of the picture that is chosen alone, or where the keyboard is."""
        current = self.selection.current
        cell = None if current is None else self.grid.cell(current)
        recipe = None if cell is None or cell.asset is None else cell.asset.recipe
        return None if recipe is None or recipe.drawn else nearest(recipe.seed, recipe.near)

    def _typed(self) -> None:
        if self.clock() - self._warmed > _WARM_AGAIN:
            self._warm()

    def _warm(self) -> None:
        if self._core is not None and self.draft.prompt:
            self._warmed = self.clock()
            self._core.warm(self.draft.model)
