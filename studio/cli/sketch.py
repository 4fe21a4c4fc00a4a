"""`studio sketch`: a prompt drawn exactly, with its guides for other tools; no model, no library, no engine."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import typer

from studio.cli.given import parse_size
from studio.cli.output import Status, print_json, print_lines, say, say_error
from studio.cli.sketch_outcome import Outcome, document
from studio.errors import StudioError
from studio.recipe.draft import Draft
from studio.recipe.resolve import resolve
from studio.sketch.scene import Landscape
from studio.sketch.told import distinct, short
from studio.sketch.words.understanding import Understanding

_KINDS_HELP = (
    "What to write, with commas between: picture; edges (as for canny), lineart, scribble, depth (near is white); "
    "masks (one a group); parts (each object in a colour of its own, with a legend); layers; all."
)


def sketch(
    prompt: Annotated[str, typer.Argument(metavar="PROMPT", help="What you want to see.")],
    size: Annotated[str | None, typer.Option(metavar="WxH", help="Width and height in pixels, as 1024x768.")] = None,
    seed: Annotated[int | None, typer.Option(help="Decides what the words leave open.")] = None,
    out: Annotated[Path, typer.Option(metavar="DIR", help="Put the files into this folder.")] = Path(),
    kinds: Annotated[str, typer.Option("--as", metavar="KINDS", help=_KINDS_HELP)] = "picture",
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document on stdout.")] = False,
) -> Status:
    """Draw PROMPT exactly, at once and offline, and tell which words were understood."""
    outcome, began = Outcome(), time.monotonic()
    try:
        _draw(prompt, size, seed, out, kinds, outcome)
    except StudioError as error:
        outcome.errors.append(error)
    except MemoryError as error:
        from studio.engine.process_memory import out_of_memory  # so seldom that no start need wait for it

        outcome.errors.append(out_of_memory(outcome.recipe, error))
    except KeyboardInterrupt:
        outcome.interrupted = True
    return _report(outcome, as_json, time.monotonic() - began)


def _draw(prompt: str, size: str | None, seed: int | None, out: Path, kinds: str, outcome: Outcome) -> None:
    # what draws takes half a second to import, and every command imports this module
    from studio.cli.sketch_files import kinds_in, write
    from studio.sketch.drawing import CAPABILITIES, MODEL, reading

    asked = kinds_in(kinds)
    width, height = parse_size(size) or (None, None)
    made = resolve(Draft(prompt=prompt, width=width, height=height, seed=seed, count=1), MODEL, CAPABILITIES)
    outcome.recipe = made.recipe
    outcome.understanding = reading(made.recipe)
    outcome.notes += [*made.notices, *outcome.understanding.notes]
    if "depth" in asked and not _deep(outcome.understanding):
        outcome.notes.append("The depth picture is one even grey: nothing stands before the ground.")
    for file in write(made.recipe, outcome.understanding.scene, asked, out.absolute()):
        outcome.files.append(file)


def _deep(understanding: Understanding) -> bool:
    scene = understanding.scene
    return bool(scene.groups) or isinstance(scene.ground, Landscape)


def _report(outcome: Outcome, as_json: bool, seconds: float) -> Status:
    if outcome.understanding is not None:
        _tell(outcome.understanding)
    for note in outcome.notes:
        say(note)
    for error in outcome.errors:
        say_error(error)
    if as_json:
        print_json(document(outcome))
    else:
        print_lines(str(file.path) for file in outcome.files)
    if outcome.interrupted or (outcome.errors and outcome.files):
        say(f"Kept: {len(outcome.files)} finished.")
    elif outcome.status == Status.DONE and outcome.recipe is not None:
        say(f"Done in {seconds:.1f} s, with seed {outcome.recipe.seed}.")
    return outcome.status


def _tell(understanding: Understanding) -> None:
    known = dict.fromkeys(f"{span.text} ({span.meaning})" for span in understanding.known)
    if known:
        say(f"Understood: {'; '.join(known)}.")
    unknown = distinct(understanding.unknown)
    if unknown:
        say(f"Not understood: {', '.join(map(short, unknown))}.")
