"""The entry of the command line: parses, runs one command, and turns every failure into a sentence and a status."""

from __future__ import annotations

import logging
import sys
from collections.abc import Sequence
from typing import Annotated, Any, cast

import typer
import typer.main

import studio
from studio.cli import batch, batch_outcome, doctor, keys, library, models, sketch_outcome
from studio.cli.generate import Outcome, document, generate
from studio.cli.interrupt import sigterm_as_ctrl_c
from studio.cli.output import Status, entry, lead_nowhere, prepare_streams, print_json, say, say_error, status_of
from studio.cli.sketch import sketch
from studio.cli.tile import TileCommand
from studio.errors import InputError, StudioError
from studio.paths import default_home

app = typer.Typer(
    name="studio",
    help="Pictures from prompts, on this machine. Without a command the window opens.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command(cls=TileCommand)(generate)
app.command()(sketch)
app.add_typer(batch.commands, name="batch")
app.add_typer(library.commands, name="library")
app.add_typer(models.commands, name="models")
app.add_typer(keys.commands, name="keys")
app.command("doctor")(doctor.doctor)

_log = logging.getLogger(__name__)
_UNHEARD = logging.NullHandler()
"""without it what is meant for a log stands on stderr beside the sentence that says the same to the user"""
_UsageProblem: type[Exception] = next(kind for kind in typer.BadParameter.__mro__ if kind.__name__ == "ClickException")
"""Typer's own base of everything that is wrong with arguments"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command with `argv` (those of the process if None); returns the exit status, never raises."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    prepare_streams()
    logging.getLogger().addHandler(_UNHEARD)
    try:
        return _run(arguments)
    except BrokenPipeError:  # whoever read our output has gone
        lead_nowhere(sys.stdout)
        return Status.FAILED


def _run(arguments: list[str]) -> int:
    try:
        with sigterm_as_ctrl_c():
            status: Any = typer.main.get_command(app).main(args=arguments, prog_name="studio", standalone_mode=False)
    except _UsageProblem as problem:
        return _fail(_wrong_usage(problem), arguments)
    except StudioError as error:
        return _fail(error, arguments)
    except (KeyboardInterrupt, typer.Abort):
        return _interrupted(arguments)
    except BrokenPipeError:
        raise
    except Exception as error:  # noqa: BLE001 - a mistake of ours: the user gets a sentence, the log gets the rest
        if isinstance(error.__cause__, KeyboardInterrupt):  # Ctrl+C while native code was imported
            return _interrupted(arguments)
        return _fail(_unexpected(error), arguments)
    if not isinstance(status, Status) and status == Status.INTERRUPTED:  # Typer heard of it first
        return _interrupted(arguments)
    return int(status or 0)


@app.callback(invoke_without_command=True)
def _options(version: Annotated[bool, typer.Option("--version", help="Show the version.")] = False) -> None:
    if version:
        print(f"Blink Studio {studio.__version__}")
        raise typer.Exit


def _fail(error: StudioError, arguments: Sequence[str]) -> Status:
    if _wants_json(arguments):
        print_json({**_nothing_made(arguments), "errors": [entry(error)]})
    say_error(error)
    return status_of([error])


def _interrupted(arguments: Sequence[str]) -> Status:
    if _wants_json(arguments):
        print_json({**_nothing_made(arguments), "errors": []})
    say("studio: interrupted.")
    return Status.INTERRUPTED


def _nothing_made(arguments: Sequence[str]) -> dict[str, Any]:
    """The document of a command that never began, so that a reader finds every key."""
    match list(arguments[:2]):
        case ["generate", *_]:
            return document(Outcome())
        case ["sketch", *_]:
            return sketch_outcome.document(sketch_outcome.Outcome())
        case ["batch", "run" | "resume"]:
            return batch_outcome.document(batch_outcome.Outcome())
        case _:
            return {}


def _wants_json(arguments: Sequence[str]) -> bool:
    options = arguments[: arguments.index("--")] if "--" in arguments else arguments
    return "--json" in options


def _wrong_usage(problem: Exception) -> InputError:
    message = cast(Any, problem).format_message()
    context = getattr(problem, "ctx", None)
    path = context.command_path if context is not None else "studio"
    return InputError(str(message), remedy=f"See: {path} --help")


def _unexpected(error: Exception) -> StudioError:
    logs = default_home().logs
    place = logs / "command.log"
    try:
        logs.mkdir(parents=True, exist_ok=True)
        handler = logging.FileHandler(place, encoding="utf-8")
        _log.addHandler(handler)
        _log.error("unexpected", exc_info=error)
        handler.close()
    except OSError:
        return StudioError(f"Something went wrong inside the studio: {error!r}.", remedy="Please report this.")
    return StudioError("Something went wrong inside the studio.", remedy=f"Please report this; details are in {place}.")
