"""What commands print: one JSON document or plain lines on stdout, everything else on stderr."""

from __future__ import annotations

import contextlib
import io
import json
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from enum import IntEnum
from typing import Any, TextIO

import msgspec

from studio.errors import InputError, StorageError, StudioError


class Status(IntEnum):
    """How a command ended; a plain int comes from the parser."""

    DONE = 0
    FAILED = 1
    WRONG_USAGE = 2
    INTERRUPTED = 130


def prepare_streams() -> None:
    """UTF-8 whatever the terminal says; a path that is no Unicode must not stop a command, nor must a closed stream."""
    _open_closed()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def print_json(document: Mapping[str, object]) -> None:
    """The command's one document. Raises as print_lines does."""
    _print(json.dumps(msgspec.to_builtins(document), ensure_ascii=False, indent=2) + "\n")


def print_lines(lines: Iterable[str]) -> None:
    """The command's answer. Raises StorageError where it cannot be written, BrokenPipeError where nobody reads it."""
    _print("".join(line + "\n" for line in lines))


def say(text: str) -> None:
    """A sentence for whoever watches; the work goes on where nobody does any more."""
    try:
        sys.stderr.write(text + "\n")
        sys.stderr.flush()
    except OSError:
        lead_nowhere(sys.stderr)


def say_error(error: StudioError) -> None:
    say(f"studio: {error.message}")
    if error.remedy:
        say(f"  {error.remedy}")


def lead_nowhere(stream: TextIO) -> None:
    """Drop what `stream` still holds and all that follows: the interpreter would stumble over it at exit."""
    with contextlib.suppress(OSError):  # one without a descriptor holds nothing
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, stream.fileno())
        os.close(nothing)


def _open_closed() -> None:
    """Closed streams lead nowhere: else the next file opened gets the number of one, and what native code prints."""
    for name in ("stdin", "stdout", "stderr"):
        if getattr(sys, name) is None:
            number = os.open(os.devnull, os.O_RDWR)
            os.set_inheritable(number, True)  # a worker must not find it closed either
            setattr(sys, name, os.fdopen(number, "r" if name == "stdin" else "w"))


def _print(text: str) -> None:
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        lead_nowhere(sys.stdout)
        raise StorageError(
            f"The answer could not be written: {error.strerror}.",
            remedy="Send it elsewhere. What was made is kept.",
            detail=str(error),
        ) from error


def entry(error: StudioError) -> dict[str, Any]:
    """An error in a JSON document."""
    return {"kind": error.kind, "message": error.message, "remedy": error.remedy}


def status_of(errors: Sequence[StudioError]) -> Status:
    """0 without errors, 2 where the request itself was wrong, else 1."""
    if not errors:
        return Status.DONE
    return Status.WRONG_USAGE if all(isinstance(error, InputError) for error in errors) else Status.FAILED


def table(rows: Sequence[Sequence[str]]) -> list[str]:
    """Rows as lines with aligned columns; the last column runs free."""
    widths = [max(map(len, column)) for column in list(zip(*rows, strict=True))[:-1]] if rows else []
    return ["  ".join([*map(str.ljust, row[:-1], widths), row[-1]]).rstrip() for row in rows]
