"""Window and command line on one queue: whatever they do in whatever order, no job runs twice and no act is lost.

Two real processes act on one home, now in turn, now at once; either of them runs the queue, and either may be killed.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Literal

import msgspec
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from studio.library.library import Library
from studio.paths import home_at
from studio.recipe.job import ENDED
from studio.recipe.recipe import variation
from tests.catalog.model_folders import write_model
from tests.conftest import Survivors
from tests.flow.queue_known import SPAN, Known, Line, cancelled_in, judge_log, moved
from tests.flow.queue_sides import KINDS, PATIENCE, Answer, Side, Staff

Way = Literal["alone", "together", "killed"]
"""together: at the same moment as the next act of the other side; killed: the side dies while it acts"""
WAYS: tuple[Way, ...] = ("alone", "together", "killed")

_ACTS = {"run": 3, "edit": 4, "move": 4, "cancel": 2, "pause": 2, "resume": 2, "hold": 1, "go on": 2} | {
    "pause batch": 1,
    "resume batch": 2,
    "kill": 1,
    "wait": 4,
}
"""how often each is chosen"""
_TOGETHER = frozenset({"run", "edit", "move", "pause"})
_DYING = frozenset({"run", "edit", "move", "cancel", "pause", "hold"})


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """`a` and `b` choose what it is done to."""

    side: int
    act: str
    a: int
    b: int
    way: Way


def steps_of(chance: random.Random, most: int) -> list[Step]:
    """Often several in a row are done to the same job; often nothing begins at first."""
    steps: list[Step] = []
    if chance.random() < 0.5:
        steps.append(Step(side=chance.randrange(2), act="hold", a=0, b=0, way="alone"))
    for _ in range(chance.randint(4, most)):
        after = steps[-1] if steps and steps[-1].way == "together" else None
        acts = [act for act in _ACTS if act in _TOGETHER] if after else list(_ACTS)
        act = chance.choices(acts, [_ACTS[act] for act in acts])[0]
        way = chance.choices(WAYS, [4, 4 * (act in _TOGETHER), act in _DYING])[0]
        a = steps[-1].a if steps and chance.random() < 0.5 else chance.randrange(8)
        step = Step(side=chance.randrange(2), act=act, a=a, b=chance.randrange(8), way=way)
        steps.append(msgspec.structs.replace(step, way="alone") if after else step)
    return steps


@pytest.fixture(scope="module")
def staff(tmp_path_factory: pytest.TempPathFactory, survivors: Survivors) -> Iterator[Staff]:
    staff = Staff(tmp_path_factory.mktemp("staff"), survivors)
    yield staff
    staff.close()


class Row(msgspec.Struct, kw_only=True):
    """Of the plan; a row that is changed gets another seed, so that a seed says which picture is meant."""

    seed: int
    prompt: str
    count: int = 1


class Game:
    """One home, its plan, and both sides at work on it."""

    def __init__(self, staff: Staff, place: Path, pause: float) -> None:
        self.staff = staff
        self.home, self.out, self.plan = place / "home", place / "out", place / "plan.csv"
        self.model = write_model(place / "hollow")
        self.pause = pause
        self.known = Known()
        self.said: list[str] = []
        self.rows: list[Row] = []
        self._fresh = 0
        staff.log.touch()
        self._log_begins = staff.log.stat().st_size

    def side(self, number: int) -> Side:
        return self.staff.side(KINDS[number])

    def ask(self, number: int, do: str, **what: object) -> Answer:
        answer = self.side(number).ask(do, **what)
        if do not in ("look", "shown"):
            self.said.append(f"{KINDS[number]}: {do} {what} -> {answer}")
        return answer

    def open(self, number: int) -> None:
        self.ask(number, "open", home=str(self.home), model=str(self.model), pause=self.pause)

    def log(self) -> list[Line]:
        """What the backends wrote: (what, process, seed, prompt)."""
        with self.staff.log.open() as file:
            file.seek(self._log_begins)
            lines = [line.rstrip("\n").split("\t") for line in file]
        return [(what, int(pid), int(seed), prompt) for what, pid, seed, prompt in lines]

    # The plan

    def fresh(self) -> int:
        self._fresh += SPAN
        return self._fresh

    def write_plan(self, a: int, b: int) -> None:
        """Changed in one way or another."""
        row = self.rows[a % len(self.rows)] if self.rows else None
        if row is None or b in (0, 1):
            self.rows.append(Row(seed=self.fresh(), prompt=f"a fox {self._fresh}", count=1 + b % 2))
        elif b in (2, 3):
            row.seed, row.prompt = self.fresh(), f"a moon {self._fresh}"
        elif b == 4:
            row.count = 2
        elif b == 5 and len(self.rows) > 1:
            self.rows.remove(row)
        lines = [f"{row.prompt},{row.seed},{row.count},128,picture-{row.seed}" for row in self.rows]
        self.plan.write_text("\n".join(["prompt,seed,count,size,name", *lines]) + "\n")

    # The play

    def play(self, steps: Sequence[Step]) -> None:
        for number in (0, 1):
            self.open(number)
        for a in range(4):
            self.write_plan(a, a % 2)
        self.take(Step(side=1, act="run", a=0, b=7, way="alone"))
        left = list(steps)
        while left:
            step = left.pop(0)
            if step.way == "together" and left and {step.act, left[0].act} <= _TOGETHER:
                self.take_together(step, msgspec.structs.replace(left.pop(0), side=1 - step.side))
            elif step.act == "kill" or (step.way == "killed" and step.act in _DYING):
                self.take_dying(step)
            else:
                self.take(step)

    def take(self, step: Step) -> None:
        asked = self.asked(step)
        if asked is not None:
            self.before(step, asked)
            self.after(asked, self.ask(step.side, **asked))
            self.look(step.side)

    def take_together(self, first: Step, second: Step) -> None:
        """Either may have been done first: both orders are kept until a look tells."""
        asked = [(step.side, what) for step in (first, second) if (what := self.asked(step)) is not None]
        for side, what in asked:
            self.side(side).tell(**what)
        answers = [(what, self.side(side).hear()) for side, what in asked]
        self.said += [f"together: {what} -> {answer}" for what, answer in answers]
        before = self.known.orders
        both: list[list[str]] = []
        for way in (answers, answers[::-1]):
            self.known.orders = before
            for what, answer in way:
                self.after(what, answer)
            both += self.known.orders
        self.known.orders = both
        self.look(first.side)

    def take_dying(self, step: Step) -> None:
        asked = self.asked(step) if step.act != "kill" else None
        side, chance = self.side(step.side), random.Random(f"{step}")
        if asked is not None:
            self.before(step, asked)
            side.tell(**asked)
            time.sleep(chance.uniform(0.0, 0.03))
        self.said.append(f"{side.kind}: killed during {asked}")
        side.kill()
        if asked is not None and asked["do"] == "edit":
            self.known.maybe = (asked["job"], asked["prompt"])
        if asked is not None and asked["do"] == "move":
            self.known.orders += [moved(order, asked["job"], asked["before"]) for order in self.known.orders]
        self.known.see(self.ask(1 - step.side, "look"), resync=True)
        self.open(step.side)
        self.look(step.side)

    def look(self, number: int) -> Answer:
        look = self.ask(number, "look")
        self.known.see(look)
        return look

    def asked(self, step: Step) -> Answer | None:
        """What is to be said to the side; None where there is nothing that it could be done to."""
        jobs = [job for job, row in self.known.jobs.items() if row["state"] not in ENDED]
        job = jobs[step.a % len(jobs)] if jobs else None
        match step.act:
            case "run":
                self.write_plan(step.a, step.b)
                return {"do": "run", "plan": str(self.plan), "out": str(self.out), "prune": step.b % 2 == 1}
            case "edit":
                return {"do": "edit", "job": job, "prompt": f"a sun {self.fresh()}"} if job else None
            case "move":
                before = [*jobs, None][step.b % (len(jobs) + 1)]
                return {"do": "move", "job": job, "before": before} if job else None
            case "cancel" | "pause":
                return {"do": step.act, "job": job} if job else None
            case "resume":
                return {"do": "resume", "jobs": self.known.ever_paused}
            case "pause batch" | "resume batch":
                (batch,) = {self.ask(step.side, "look")["batch"]}
                return {"do": step.act.replace(" ", "_"), "batch": batch}
            case "wait":
                self.await_pictures(step.b % 3)
                return None
            case _:
                return {"do": step.act.replace(" ", "_")}

    def await_pictures(self, count: int) -> None:
        """So many more, unless nothing is made."""
        deadline = time.monotonic() + 0.4
        wanted = self.painted() + count
        while self.painted() < wanted and time.monotonic() < deadline:
            time.sleep(0.01)

    def painted(self) -> int:
        return sum(what == "paint" for what, *_ in self.log())

    def before(self, step: Step, asked: Answer) -> None:
        """From now on these may begin."""
        match asked["do"]:
            case "resume":
                self.known.paused = {}
            case "go_on":
                self.known.held = None
            case "resume_batch":
                self.known.batch_paused = None
            case "run":  # what was cancelled and is still asked for waits again
                self.known.cancelled = {}
            case _:
                pass

    def after(self, asked: Answer, answer: Answer) -> None:
        """What must be true since `asked` was acknowledged."""
        if "refused" in answer:
            return
        look = self.side(0).ask("look")
        rows = {row["id"]: row for row in look["jobs"]}
        match asked["do"]:
            case "run":
                self.known.add([job for job in answer["jobs"] if job in rows])
                self.known.cancelled = {}
                self.known.cancel(cancelled_in(rows))
            case "edit":
                self.known.edited(asked["job"], answer["revision"], asked["prompt"])
            case "move":
                self.known.move(asked["job"], asked["before"])
            case "cancel":
                self.known.cancel({asked["job"]: rows[asked["job"]]["attempts"]})
            case "pause":
                self.known.pause(asked["job"], rows[asked["job"]]["attempts"])
            case "hold":
                self.known.held = {job: row["attempts"] for job, row in rows.items()}
            case "pause_batch":
                self.known.batch_paused = {job: row["attempts"] for job, row in rows.items()}
            case _:
                pass

    # The end

    def settle(self) -> None:
        """Everything that the plan asks for is made, in the order that was last asked for."""
        self.take(Step(side=0, act="hold", a=0, b=0, way="alone"))
        self.take(Step(side=1, act="run", a=0, b=7, way="alone"))
        self.await_look(lambda look: look["owner"] or self.ask(1, "look")["owner"])
        self.await_look(lambda look: all(row["state"] != "running" for row in look["jobs"]))
        shown = self.ask(0, "shown")
        assert shown["same"], f"the window shows {shown['shown']} in place of {shown['there']}"
        self.take(Step(side=1, act="resume batch", a=0, b=0, way="alone"))
        self.take(Step(side=0, act="resume", a=0, b=0, way="alone"))
        look = self.look(0)
        left = [row for row in look["jobs"] if row["state"] not in ENDED]
        waiting = [row["seed"] for row in left if len(row["made"]) < row["count"]]  # the others only have to be ended
        already = len(self.log())
        self.take(Step(side=1, act="go on", a=0, b=0, way="alone"))
        self.await_look(lambda look: look["written"] and all(row["state"] in ENDED for row in look["jobs"]))
        assert [seed for what, _, seed, _ in self.log()[already:] if what == "begin"] == waiting
        assert self.ask(0, "shown")["same"], "what has ended is still shown"
        for number in (1, 0):
            self.ask(number, "close")

    def await_look(self, true: Callable[[Answer], bool]) -> None:
        deadline = time.monotonic() + PATIENCE
        while not true(look := self.look(0)):
            assert time.monotonic() < deadline, f"it does not happen: {look}"
            time.sleep(0.03)

    def judge(self) -> None:
        """What was made, by the log of both sides and by what lies there."""
        rows = self.known.jobs.values()
        edited = {row["seed"] for row in rows if self.known.prompts[row["id"]]}
        attempts: Counter[int] = Counter()
        for row in rows:
            attempts[row["seed"]] += row["attempts"]
        judge_log(self.log(), attempts, edited)
        made = asyncio.run(self.audited())
        asked = [row.seed + index for row in self.rows for index in range(row.count)]
        assert set(asked) <= made, f"not made: {set(asked) - made}"

    async def audited(self) -> set[int]:
        """Seeds of the pictures that are there."""
        library = Library.open(home_at(self.home))
        try:
            found = await library.verify()
            assert found.ok, found
            made: Counter[int] = Counter()
            for row in self.known.jobs.values():
                job = await library.jobs.job(row["id"])
                assert job is not None
                assert job.state in ("done", "cancelled")
                assets = await library.pictures.assets_of(job.id)
                assert job.state == "cancelled" or [one.index for one in assets] == list(range(job.order.count))
                edits = self.known.prompts[job.id]
                for asset in assets:
                    assert asset.recipe is not None
                    assert asset.recipe == variation(job.order.recipe, asset.index)
                    assert not edits or asset.recipe.prompt == edits[max(edits)], "an edit is not in its picture"
                    made[asset.recipe.seed] += 1
            assert set(made.values()) <= {1}, f"made twice: {made}"
            return set(made)
        finally:
            library.close()


@pytest.mark.timeout(7200)
@pytest.mark.parametrize(("games", "most"), [(12, 12), pytest.param(300, 20, marks=pytest.mark.soak)])
def test_any_interleaving(staff: Staff, tmp_path_factory: pytest.TempPathFactory, games: int, most: int) -> None:
    """A falsifying seed is not made smaller: what two processes do differs from time to time."""
    acts: Counter[str] = Counter()

    @settings(max_examples=games, deadline=None, derandomize=True, database=None, phases=[Phase.generate])
    @given(seed=st.integers(0, 2**32 - 1))
    def play(seed: int) -> None:
        chance = random.Random(seed)
        steps = steps_of(chance, most)
        game = Game(staff, tmp_path_factory.mktemp("game"), pause=chance.choice((0.0, 0.03, 0.1)))
        try:
            game.play(steps)
            game.settle()
            game.judge()
        except BaseException as error:
            for number in (0, 1):
                game.side(number).kill()
            error.add_note("\n".join((*game.said, *map(str, game.log()))))
            raise
        acts.update(step.act if step.way == "alone" else f"{step.act} {step.way}" for step in steps)

    play()
    print(f"{games} games: {dict(sorted(acts.items()))}")
