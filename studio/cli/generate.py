"""`studio generate`: a prompt becomes pictures, from the terminal."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer

from studio.cli.backends import BackendName, chosen_model, require_meaning
from studio.cli.given import Given, parse_product, parse_sides, parse_size, with_given
from studio.cli.given_additions import GivenAdditions, parse_control, parse_lora, parse_near, parse_reference
from studio.cli.interrupt import Interrupt
from studio.cli.output import Status, entry, print_json, print_lines, say, say_error, status_of
from studio.cli.progress import Watch
from studio.cli.sketch_outcome import read
from studio.cli.tile import TileName
from studio.core import Studio
from studio.errors import InputError, StudioError
from studio.paths import default_home
from studio.recipe.asset import Asset
from studio.recipe.draft import Draft
from studio.recipe.events import Cancelled, Failed, Notice, Picture
from studio.recipe.job import Job
from studio.recipe.receipt import Plan, Receipt, Seconds
from studio.recipe.recipe import Fit, Recipe
from studio.settings import GENERATE_COUNT
from studio.sketch.told import distinct
from studio.sketch.words.understanding import Understanding


class PlanName(StrEnum):
    """How a set is computed."""

    exact = "exact"
    fast = "fast"


class StartName(StrEnum):
    """What a picture may start from without a file."""

    sketch = "sketch"


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """What was asked for on the command line."""

    draft: Draft
    backend: BackendName | None
    given: Given
    count: int | None
    plan: Plan | None
    project: str | None
    out: Path | None


class Outcome(msgspec.Struct, kw_only=True):
    """What became of it, filled in as it happens."""

    recipe: Recipe | None = None
    reading: Understanding | None = None
    plan: Plan | None = None
    images: tuple[Asset, ...] = ()
    receipts: dict[int, Receipt] = {}
    """by index of the picture, as the runner told them: with the time that saving took"""
    seconds: float = 0.0
    interrupted: bool = False
    notices: list[str] = []
    errors: list[StudioError] = []

    def notice(self, sentence: str) -> None:
        if sentence not in self.notices:
            self.notices.append(sentence)
            say(sentence)

    @property
    def status(self) -> Status:
        return Status.INTERRUPTED if self.interrupted else status_of(self.errors)


def generate(
    prompt: Annotated[str, typer.Argument(metavar="PROMPT", help="What you want to see.")],
    count: Annotated[int | None, typer.Option("-n", "--count", help="How many pictures.")] = None,
    size: Annotated[str | None, typer.Option(metavar="WxH", help="Width and height in pixels, as 256x256.")] = None,
    fit: Annotated[str | None, typer.Option(metavar="WxH", help="The finished size, any: made nearby, scaled.")] = None,
    seed: Annotated[int | None, typer.Option(help="Seed of the first picture; the others count up.")] = None,
    steps: Annotated[int | None, typer.Option(help="Denoising steps.")] = None,
    guidance: Annotated[float | None, typer.Option(help="How strictly the prompt is followed.")] = None,
    negative: Annotated[str, typer.Option(help="What you do not want to see.")] = "",
    model: Annotated[str | None, typer.Option(help="Id of the model, see: studio models list.")] = None,
    backend: Annotated[BackendName | None, typer.Option(help="sketch: drawn exactly, with no model.")] = None,
    start: Annotated[StartName | None, typer.Option(help="sketch: the layout is drawn, then painted over.")] = None,
    layout: Annotated[int | None, typer.Option(metavar="SEED", help="With --start sketch: one layout for all.")] = None,
    init: Annotated[Path | None, typer.Option(metavar="IMG", help="A picture to start from.")] = None,
    strength: Annotated[float | None, typer.Option(help="How far to leave what it starts from, 0 to 1.")] = None,
    mask: Annotated[Path | None, typer.Option(metavar="IMG", help="White: made anew; black: stays as it was.")] = None,
    product: Annotated[
        str | None, typer.Option(metavar="IMG[@PLACE]", help="A cut-out on top, at 40,60 or “bottom right”.")
    ] = None,
    extend: Annotated[
        str | None, typer.Option(metavar="SIDES", help="Pixels that --init grows by: 128, or left=128,top=64.")
    ] = None,
    near: Annotated[
        str | None, typer.Option(metavar="SEED[:AMOUNT]", help="A little different from that seed: 0 it, 1 --seed.")
    ] = None,
    lora: Annotated[
        list[str] | None, typer.Option(metavar="ID[:WEIGHT]", help="A LoRA, or its file; may be given again.")
    ] = None,
    control: Annotated[
        list[str] | None,
        typer.Option(
            metavar="IMG[:KIND]", help="Held to its edges, or IMG:depth:0.8 and the like; may be given again."
        ),
    ] = None,
    control_weight: Annotated[float | None, typer.Option(help="How strictly control images are followed.")] = None,
    control_ready: Annotated[
        bool | None,
        typer.Option(
            "--control-ready/--control-photo",
            help="What --control names is ready-made, or a photo; else it is looked at.",
        ),
    ] = None,
    reference: Annotated[
        list[str] | None,
        typer.Option(metavar="IMG[:ROLE]", help="Takes its look, or IMG:style:0.4 and the like; may be given again."),
    ] = None,
    tile: Annotated[TileName | None, typer.Option(help="Without a seam: left and right, top and bottom, both.")] = None,
    plan: Annotated[PlanName | None, typer.Option(help="exact: the same bits every time; fast: may batch.")] = None,
    project: Annotated[str | None, typer.Option(help="The project that the pictures go to.")] = None,
    out: Annotated[Path | None, typer.Option(metavar="DIR", help="Put the pictures into this folder.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document on stdout.")] = False,
) -> Status:
    """Make pictures of PROMPT on this machine."""
    outcome = Outcome()
    try:
        width, height = parse_size(size) or (None, None)
        finished = parse_size(fit)
        draft = Draft(
            prompt=prompt,
            negative=negative,
            width=width,
            height=height,
            seed=seed,
            steps=steps,
            guidance=guidance,
            model=model,
            tile="" if tile is None else tile.value,
            fit=None if finished is None else Fit(width=finished[0], height=finished[1]),
            near=parse_near(near),
        )
        order = Order(
            draft=draft,
            backend=backend,
            given=Given(
                init=init,
                sketch=start is StartName.sketch,
                layout=layout,
                strength=strength,
                mask=mask,
                extend=parse_sides(extend),
                product=parse_product(product),
                additions=GivenAdditions(
                    loras=tuple(map(parse_lora, lora or ())),
                    controls=tuple(map(parse_control, control or ())),
                    control_ready=control_ready,
                    control_weight=control_weight,
                    references=tuple(map(parse_reference, reference or ())),
                ),
            ),
            count=count,
            plan=None if plan is None else plan.value,
            project=require_unicode("--project", project),
            out=out if require_unicode("--out", str(out or "")) else None,
        )
        asyncio.run(_serve(order, outcome))
    except StudioError as error:
        outcome.errors.append(error)
    except KeyboardInterrupt:
        outcome.interrupted = True
    return _report(outcome, as_json)


def require_unicode(option: str, text: str | None) -> str | None:
    """`text` itself; raises InputError for a name of stray bytes, which no database keeps."""
    try:
        (text or "").encode()
    except UnicodeEncodeError as error:
        message = f"{option} has a name that is not Unicode: {text!a}."
        raise InputError(message, remedy="Choose another name.", detail=str(error)) from error
    return text


async def _serve(order: Order, outcome: Outcome) -> None:
    interrupt = Interrupt()
    interrupt.listen()
    studio = Studio(default_home())
    studio.noticed.connect(outcome.notice)
    await studio.start()
    try:
        job = None if interrupt.asked else await _enqueue(studio, order, outcome)
        if job is not None:
            await _watch(studio, job, interrupt, outcome)
        outcome.interrupted = interrupt.asked and (job is None or len(outcome.images) < job.order.count)
    finally:
        await studio.close()


async def _enqueue(studio: Studio, order: Order, outcome: Outcome) -> Job:
    count = studio.settings.get(GENERATE_COUNT) if order.count is None else order.count
    model = chosen_model(order.backend, order.draft.model, studio.catalog.default_id)
    draft = msgspec.structs.replace(order.draft, model=model)
    require_meaning(draft, order.given)
    draft = await with_given(studio, draft, order.given, outcome.notice)
    made = await studio.make(
        msgspec.structs.replace(draft, count=count),
        project=order.project,
        folder=order.out,
        plan=order.plan,
    )
    if made.reading is not None and made.reading.known:
        say(f"Understood: {', '.join(distinct(made.reading.known))}.")
    for notice in made.notices:
        outcome.notice(notice)
    outcome.reading = made.reading
    outcome.recipe = made.job.order.recipe
    outcome.plan = made.job.order.plan
    return made.job


async def _watch(studio: Studio, job: Job, interrupt: Interrupt, outcome: Outcome) -> None:
    """Follow the job to its end; whatever happens, what was saved is listed."""
    began = time.monotonic()
    cancelling = asyncio.create_task(_cancel_when_asked(studio, job.id, interrupt))
    try:
        await _follow(studio, job, interrupt, outcome)
    finally:
        cancelling.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await cancelling
        outcome.seconds = time.monotonic() - began
        outcome.images = await studio.library.pictures.assets_of(job.id)


async def _follow(studio: Studio, job: Job, interrupt: Interrupt, outcome: Outcome) -> None:
    with Watch(job.order.count) as watch:
        async for event in studio.follow(job.id):
            watch.see(event)
            match event:
                case Picture(index=index, receipt=receipt):
                    outcome.receipts[index] = receipt
                case Notice(message=message):
                    outcome.notice(message)
                case Failed():
                    outcome.errors.append(event.error())
                case Cancelled() if not interrupt.asked:
                    outcome.errors.append(StudioError("The job was cancelled by somebody else.", remedy="Try again."))
                case _:
                    pass


async def _cancel_when_asked(studio: Studio, job: str, interrupt: Interrupt) -> None:
    await interrupt.wait()
    say("Stopping; what is finished stays. (Press Ctrl+C again to leave at once.)")
    await studio.cancel(job)


def _report(outcome: Outcome, as_json: bool) -> Status:
    for error in outcome.errors:
        say_error(error)
    for receipt in _receipts(outcome):
        for sentence in (*receipt.adjustments, *receipt.warnings):
            outcome.notice(sentence)
    if as_json:
        print_json(document(outcome))
    else:
        print_lines(str(image.path) for image in outcome.images)
    if outcome.interrupted or (outcome.errors and outcome.images):
        say(f"Kept: {len(outcome.images)} finished.")
    elif outcome.status == Status.DONE:
        say(f"Done in {outcome.seconds:.1f} s.")
    return outcome.status


def document(outcome: Outcome) -> dict[str, Any]:
    """The JSON of `generate`; blanks are null where nothing was made."""
    receipts = _receipts(outcome)
    receipt = receipts[0] if receipts else None
    return {
        "recipe": outcome.recipe,
        "images": [_image(image) for image in outcome.images],
        "backend": receipt.backend if receipt else None,
        "model": outcome.recipe.model.id if outcome.recipe else None,
        "device": receipt.device if receipt else None,
        "dtype": receipt.dtype if receipt else None,
        "plan": receipt.plan if receipt else outcome.plan,
        "seconds": _seconds([receipt.seconds for receipt in receipts], outcome.seconds),
        **(read(outcome.reading.known, outcome.reading.unknown) if outcome.reading else {}),
        "notices": outcome.notices,
        "errors": [entry(error) for error in outcome.errors],
    }


def _image(asset: Asset) -> dict[str, Any]:
    return {
        "path": str(asset.path),
        "sha256": asset.sha256,
        "seed": asset.recipe.seed if asset.recipe else None,
        "width": asset.width,
        "height": asset.height,
    }


def _receipts(outcome: Outcome) -> list[Receipt]:
    kept = [outcome.receipts.get(image.index) or image.receipt for image in outcome.images]
    return [receipt for receipt in kept if receipt is not None]


def _seconds(spent: Sequence[Seconds], total: float) -> dict[str, float]:
    """Stages summed over the pictures; `total` is what the clock on the wall says, waiting included."""
    stages = ("load", "encode", "denoise", "decode", "save")
    sums = {stage: round(sum((getattr(seconds, stage) for seconds in spent), 0.0), 3) for stage in stages}
    return sums | {"total": round(total, 3)}
