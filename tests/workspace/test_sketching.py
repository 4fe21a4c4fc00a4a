"""The live drawing: what is asked for last is what is shown, drawn as the sketch itself would."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from studio.errors import StudioError
from studio.paths import Home
from studio.recipe.draft import DraftSketch
from studio.recipe.emphasis import plain
from studio.recipe.recipe import SKETCH, Fit, Recipe
from studio.sketch.about import CAPABILITIES, MODEL
from studio.sketch.drawing import reading
from studio.sketch.render import draw
from studio.sketch.told import notices
from studio.workspace.choices import Choices
from studio.workspace.draft import DraftState
from studio.workspace.layouts import Layouts
from studio.workspace.origins import plain_origins
from studio.workspace.session import Session
from studio.workspace.sketching import FINEST, LARGEST, Asked, Drawn, Sketching, drawing_of
from studio.workspace.starts import Starts
from studio.workspace.tasks import Tasks
from studio.workspace.undo import Undo
from studio.workspace.workspace import Workspace
from tests.workspace.scripted_core import ScriptedCore, ScriptedModel
from tests.workspace.waiting import until


@pytest.fixture
async def workspace(place: Home, core: ScriptedCore) -> AsyncIterator[Workspace]:
    """With the scripted model and the sketch."""
    core.catalog.installed.append(ScriptedModel(ref=MODEL, name="Sketch", capabilities=CAPABILITIES))
    opened = Workspace(place, Session())
    await opened.attach(core)
    yield opened
    await opened.close()


async def drawn(sketching: Sketching) -> Drawn:
    await until(lambda: sketching.fresh)
    assert sketching.shown is not None
    return sketching.shown


async def test_nothing_is_drawn_that_nobody_wants(workspace: Workspace) -> None:
    workspace.draft.prompt = "a red circle"
    await asyncio.sleep(0.05)
    assert workspace.sketching.shown is None
    assert not workspace.sketching.wanted


async def test_weights_are_for_the_model_that_paints_over_it() -> None:
    size = (96, 96)
    typed = r"(three  green:1.3) triangles, BREAK \(zorgle\)"
    read = drawing_of(Asked(typed=typed, seed=7, made=size, size=size, weighted=True))
    said = drawing_of(Asked(typed="three green triangles, (zorgle)", seed=7, made=size, size=size))
    assert read.pixels.data == said.pixels.data
    assert [typed[span.start : span.end] for span in read.unknown] == ["zorgle"]
    assert [span.word for span in read.known] == [span.word for span in said.known]


@pytest.mark.parametrize(
    "prompt",
    ["a (red:1.3) boat", r"a \(b\) (c \) d:1.2) BREAK  e ", "((a))(b:0)c (wat)er", "x\\y (a:1.2", " BREAK ", ""],
)
def test_each_character_that_is_read_is_found_where_it_stands(prompt: str) -> None:
    *places, _end = plain_origins(prompt)
    joined = ["".join(found) for found in zip(plain(prompt), (prompt[at] for at in places), strict=True)]
    assert all(pair[0] == pair[1] or pair[0] == " " for pair in joined)


async def test_what_is_shown_is_what_the_sketch_draws(workspace: Workspace) -> None:
    workspace.draft.prompt, workspace.draft.seed = "three green triangles, zorgle", 7
    workspace.sketching.fit(100, 60)
    workspace.starts.choose("sketch")
    shown = await drawn(workspace.sketching)
    recipe = Recipe(
        prompt="three green triangles, zorgle",
        width=64,
        height=64,
        seed=7,
        steps=4,
        guidance=2.5,
        scheduler="default",
        model=MODEL,
    )
    picture = draw(reading(recipe).scene, 60, 60)
    assert shown.pixels.data == picture.tobytes()
    assert (shown.pixels.width, shown.pixels.height) == (60, 60)
    assert shown.understood == ("3 × green triangle",)
    assert [shown.asked.typed[span.start : span.end] for span in shown.unknown] == ["zorgle"]


async def test_what_draws_is_brought_before_the_first_word() -> None:
    brought: list[str] = []

    def notes(asked: Asked) -> Drawn:
        brought.append(asked.typed)
        return drawing_of(asked)

    tasks, draft = Tasks(lambda _: None), DraftState()
    starts = Starts(draft, Choices(draft, Undo(), lambda: ""))
    sketching = Sketching(draft, Layouts(draft, starts), lambda: CAPABILITIES, draft.events.model, tasks, notes)
    sketching.begin()
    starts.choose("sketch")
    await until(lambda: len(brought) == 1)
    assert sketching.shown is None
    draft.prompt = "a red circle"
    await drawn(sketching)
    assert brought[1:] == ["a red circle"]
    await tasks.close()


async def test_the_newest_wish_wins(workspace: Workspace) -> None:
    workspace.draft.model = SKETCH
    seen: list[str] = []
    workspace.sketching.changed.connect(
        lambda: seen.append("" if workspace.sketching.shown is None else workspace.sketching.shown.asked.typed)
    )
    typed = "a blue house left of a tree"
    for end in range(1, len(typed) + 1):
        workspace.draft.prompt = typed[:end]
    await drawn(workspace.sketching)
    assert seen[-1] == typed
    assert len(seen) < len(typed)


async def test_it_goes_when_it_is_not_wanted_any_more(workspace: Workspace) -> None:
    workspace.draft.prompt = "a red circle"
    workspace.starts.choose("sketch")
    await drawn(workspace.sketching)
    workspace.draft.prompt = "a blue circle"
    workspace.starts.choose("nothing")
    assert workspace.sketching.shown is None
    workspace.starts.choose("sketch")
    assert (await drawn(workspace.sketching)).asked.typed == "a blue circle"
    workspace.draft.prompt = " \n"
    assert workspace.sketching.shown is None


async def test_its_shape_is_that_of_the_picture_and_its_size_is_bounded(workspace: Workspace) -> None:
    workspace.draft.prompt, workspace.draft.model = "a red circle", SKETCH
    workspace.draft.fit = Fit(width=3000, height=1000)
    workspace.sketching.fit(9000, 9000)
    await until(lambda: workspace.model is not None and workspace.model.ref.id == SKETCH)
    await until(lambda: workspace.sketching.fine)
    shown = await drawn(workspace.sketching)
    assert shown.asked.made == (3000, 1000)
    assert shown.asked.size == (FINEST, round(FINEST / 3))


async def test_what_is_slow_is_drawn_coarsely_first(workspace: Workspace) -> None:
    """Whatever the speed here: the last one that is shown is whole."""
    workspace.draft.model = SKETCH
    sizes: list[tuple[int, int]] = []
    workspace.sketching.changed.connect(
        lambda: workspace.sketching.shown and sizes.append(workspace.sketching.shown.asked.size)
    )
    for prompt in ("grain, sunset hills with three trees", "grain, sunset hills with four trees"):
        workspace.draft.prompt = prompt
        await drawn(workspace.sketching)
    assert sizes[-1] == (LARGEST, LARGEST)
    assert set(sizes) <= {(LARGEST, LARGEST), (128, 128)}


class Typed:
    """A drawing that can be watched, and that is asked for as the window does."""

    def __init__(self, pause: float) -> None:
        self.sizes: list[tuple[str, int]] = []
        """(prompt, pixels of the longest side) of all that was drawn"""
        self.tasks = Tasks(lambda error: pytest.fail(str(error)))
        self.draft = DraftState(model=SKETCH)
        layouts = Layouts(self.draft, Starts(self.draft, Choices(self.draft, Undo(), lambda: "")))
        self.sketching = Sketching(
            self.draft, layouts, lambda: CAPABILITIES, self.draft.events.model, self.tasks, self._draw, pause
        )
        self.sketching.fit(400, 400)

    def _draw(self, asked: Asked) -> Drawn:
        if asked.typed:  # else only what draws is brought
            self.sizes.append((asked.typed, max(asked.size)))
        return drawing_of(asked)


async def test_it_is_drawn_finely_when_typing_pauses() -> None:
    typed = Typed(pause=0.01)
    typed.draft.prompt = "a red circle"
    typed.sketching.begin()
    await until(lambda: typed.sketching.fine)
    assert typed.sizes == [("a red circle", LARGEST), ("a red circle", 400)]
    assert typed.sketching.fresh
    shown = typed.sketching.shown
    assert shown is not None
    assert shown.pixels.data == drawing_of(shown.asked).pixels.data
    await typed.tasks.close()


async def test_while_someone_types_nothing_is_drawn_finely() -> None:
    typed = Typed(pause=3600)
    typed.sketching.begin()
    for prompt in ("a", "a red", "a red circle"):
        typed.draft.prompt = prompt
        await drawn(typed.sketching)
    assert [size for _, size in typed.sizes] == [LARGEST] * 3
    assert not typed.sketching.fine
    typed.draft.prompt = ""
    await until(lambda: not typed.sketching.wanted and typed.sketching.shown is None)
    await typed.tasks.close()


async def test_a_screen_with_few_pixels_has_it_drawn_once() -> None:
    typed = Typed(pause=3600)
    typed.sketching.fit(176, 176)
    typed.draft.prompt = "a red circle"
    typed.sketching.begin()
    await until(lambda: typed.sketching.fine)
    assert typed.sizes == [("a red circle", 176)]
    await typed.tasks.close()


@pytest.mark.parametrize(
    ("prompt", "scenic"),
    [
        ("a red circle on white", False),
        ("three stars on pink and white stripes", False),
        ("a star above a calm sea", True),
        ("an apple on white marble", True),
    ],
)
async def test_what_is_drawn_over_scenery_is_known_as_such(workspace: Workspace, prompt: str, scenic: bool) -> None:
    workspace.draft.prompt, workspace.draft.model = prompt, SKETCH
    assert (await drawn(workspace.sketching)).scenic is scenic


async def test_drawn_with_no_model_and_painted_over_again(workspace: Workspace) -> None:
    workspace.draft.prompt = "five red circles"
    workspace.starts.choose("sketch")
    workspace.layouts.another()
    seed = workspace.layouts.seed
    await workspace.draw_alone()
    assert (workspace.draft.model, workspace.layouts.seed, workspace.layouts.kept) == (SKETCH, seed, False)
    await workspace.sketch_first()
    workspace.layouts.keep(True)
    await workspace.draw_alone()
    assert (workspace.draft.model, workspace.draft.seed, workspace.draft.seed_locked) == (SKETCH, seed, True)
    await workspace.sketch_first()
    assert (workspace.draft.model, workspace.draft.start) == ("starter", DraftSketch(layout=seed))


async def test_a_kept_layout_is_drawn_and_made(workspace: Workspace, core: ScriptedCore) -> None:
    workspace.draft.prompt = "five red circles"
    workspace.starts.choose("sketch")
    workspace.layouts.another()
    seed = (await drawn(workspace.sketching)).asked.seed
    workspace.layouts.keep(True)
    await workspace.make()
    assert core.drafts[-1].start == DraftSketch(layout=seed)
    assert (await drawn(workspace.sketching)).asked.seed == seed


async def test_places_survive_what_is_not_tidy(workspace: Workspace) -> None:
    workspace.draft.prompt = "  zorgle\n\tcaf\u0065\u0301le red\x00 circle "
    workspace.draft.model = SKETCH
    shown = await drawn(workspace.sketching)
    assert [shown.asked.typed[span.start : span.end] for span in shown.unknown] == ["zorgle", "caf\u0065\u0301le"]


async def test_what_the_canvas_says_is_not_told_again(workspace: Workspace, core: ScriptedCore) -> None:
    workspace.draft.prompt, workspace.draft.model = "a red zorgle", SKETCH
    shown = await drawn(workspace.sketching)
    read = reading(
        Recipe(
            prompt="a red zorgle",
            width=1024,
            height=1024,
            seed=shown.asked.seed,
            steps=1,
            guidance=1.0,
            scheduler="default",
            model=MODEL,
        )
    )
    core.notices = ("Another thing.", *notices(read, layout=False))
    await workspace.make()
    assert [problem.message for problem in workspace.problems.at("prompt")] == ["Another thing."]


async def test_a_model_paints_over_a_layout_that_is_kept(workspace: Workspace) -> None:
    workspace.draft.prompt, workspace.draft.model = "five red circles", SKETCH
    await until(lambda: workspace.model is not None and workspace.model.ref.id == SKETCH)
    workspace.draft.roll()
    seed = workspace.draft.seed
    await workspace.sketch_first()
    assert (workspace.draft.model, workspace.draft.start) == ("starter", DraftSketch(layout=seed))
    await workspace.sketch_first()
    assert workspace.draft.start is None


async def test_a_drawing_that_fails_is_told_and_the_next_is_drawn() -> None:
    def fails_once(asked: Asked) -> Drawn:
        if asked.typed == "a":
            raise ValueError("no such shape")
        return drawing_of(asked)

    told: list[StudioError] = []
    tasks, draft = Tasks(told.append), DraftState(model=SKETCH)
    layouts = Layouts(draft, Starts(draft, Choices(draft, Undo(), lambda: "")))
    sketching = Sketching(draft, layouts, lambda: CAPABILITIES, draft.events.model, tasks, fails_once)
    sketching.begin()
    draft.prompt = "a"
    await until(lambda: told)
    draft.prompt = "a red circle"
    assert (await drawn(sketching)).understood == ("red circle",)
    await tasks.close()
