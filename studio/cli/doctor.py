"""`studio doctor`: what works on this machine, what does not, and what to do about it."""

from __future__ import annotations

import asyncio
import importlib.util
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from studio.backends.engine import Engine
from studio.backends.engine_log import EngineLog
from studio.backends.kind import ENGINE, SKETCHER
from studio.catalog.catalog import Catalog
from studio.cli.output import Status, print_json, print_lines, say
from studio.errors import StudioError
from studio.library.library import Library
from studio.paths import Home, default_home
from studio.settings import ENGINE_PYTHON, Settings
from studio.wire.messages import Ready

WINDOW_SECONDS = 60
LITTLE_SPACE = 2**30
OLDEST_PYTHON = (3, 11)

_OPEN_A_SCREEN = "from PySide6.QtGui import QGuiApplication; QGuiApplication([])"
_IMPORT_QT = "import PySide6.QtWidgets"


class Check(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that was tried."""

    name: str
    ok: bool
    message: str
    remedy: str = ""
    needed: bool = True
    """whether pictures cannot be made without it"""


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document on stdout.")] = False,
) -> Status:
    """Try out everything the studio needs."""
    home = default_home()
    settings = Settings.load(home.settings)
    checks: list[Check] = []
    for check in _checks(home, settings):
        checks.append(check)
        if not as_json:
            print_lines(_lines(check))
    if as_json:
        print_json({"checks": checks})
    broken = [check.name for check in checks if check.needed and not check.ok]
    say(f"Not working: {', '.join(broken)}." if broken else "Pictures can be made here.")
    return Status.FAILED if broken else Status.DONE


def _checks(home: Home, settings: Settings) -> Iterator[Check]:
    yield check_python()
    yield check_settings(settings)
    for name, folder in (("data", home.data), ("pictures", home.pictures), ("cache", home.cache)):
        yield check_folder(name, folder)
    yield check_database(home)
    yield check_model(Catalog(home, settings))
    say("Starting the engine ...")
    yield check_engine(settings.get(ENGINE_PYTHON) or sys.executable, home.logs / "doctor.log")
    yield check_sketch(home.logs / "doctor-sketch.log")
    yield check_window()


def check_python() -> Check:
    """The Python that runs the studio."""
    message = f"Python {platform.python_version()} on {platform.system()} {platform.machine()}, {sys.executable}"
    ok = sys.version_info >= OLDEST_PYTHON
    return Check(name="python", ok=ok, message=message, remedy="" if ok else "Install Python 3.11 or newer.")


def check_settings(settings: Settings) -> Check:
    """Whether the settings file was read as it stands."""
    if not settings.notices:
        return Check(name="settings", ok=True, message=f"Settings: {settings.path}")
    remedy = f"Correct {settings.path}."
    return Check(name="settings", ok=False, message=" ".join(settings.notices), remedy=remedy, needed=False)


def check_folder(name: str, folder: Path) -> Check:
    """Whether a folder of the home can be written, and how much room there is."""
    name = f"folder {name}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"studio")
        free = shutil.disk_usage(folder).free
    except OSError as error:
        message = f"{folder} cannot be written ({error.strerror or error})."
        remedy = "Make it writable, or move the studio's files with STUDIO_HOME."
        return Check(name=name, ok=False, message=message, remedy=remedy)
    message = f"{folder}, {free / 2**30:.1f} GiB free"
    if free < LITTLE_SPACE:
        return Check(name=name, ok=False, message=message, remedy="Free some space.", needed=False)
    return Check(name=name, ok=True, message=message)


def check_database(home: Home) -> Check:
    """Whether the library opens; what had to be mended for that is said."""
    try:
        notices, newest = asyncio.run(_open_library(home))
    except StudioError as error:
        return _failed("database", error)
    some = "with pictures in it" if newest else "still empty"
    return Check(name="database", ok=True, message=" ".join([f"{home.database}, {some}.", *notices]))


async def _open_library(home: Home) -> tuple[tuple[str, ...], int]:
    library = Library.open(home)
    try:
        return library.notices, len(await library.assets(limit=1))
    finally:
        await asyncio.to_thread(library.close)


def check_model(catalog: Catalog) -> Check:
    """Whether the default model is whole: every file of it is read."""
    try:
        model = catalog.verify()
    except StudioError as error:
        return _failed("model", error)
    rule = model.capabilities.size
    size = f", {model.bytes / 1e6:.0f} MB" if model.bytes else ""
    message = f"{model.name} ({model.ref.id}), {model.family}, {rule.width}x{rule.height}{size}"
    return Check(name="model", ok=True, message=message)


def check_engine(python: str, log: Path) -> Check:
    """Start an engine, read what it says of itself, end it."""
    ready, reason = asyncio.run(_greeting([python, *ENGINE.command], log))
    if ready is not None:
        return Check(name="engine", ok=True, message=_engine_says(ready))
    remedy = (
        f"Install what the studio needs for {python}: {python} -m pip install blink-studio; "
        f"or choose another Python in the setting engine.python. Details are in {log}."
    )
    return Check(name="engine", ok=False, message=f"The engine does not start: {reason}", remedy=remedy)


def check_sketch(log: Path) -> Check:
    """The same for the sketch, which draws without a model."""
    ready, reason = asyncio.run(_greeting([sys.executable, *SKETCHER.command], log))
    if ready is not None:
        return Check(name="sketch", ok=True, message=_engine_says(ready), needed=False)
    remedy = f"Install Blink Studio again: {sys.executable} -m pip install blink-studio. Details are in {log}."
    message = f"The sketch engine does not start: {reason}"
    return Check(name="sketch", ok=False, message=message, remedy=remedy, needed=False)


async def _greeting(command: Sequence[str], log: Path) -> tuple[Ready | None, str]:
    """What it says first, or else the last that it said."""
    told = asyncio.Event()
    engine = Engine(command, EngineLog(log), told.set)
    try:
        await told.wait()
        return engine.ready, _last_line(engine.end.detail if engine.end else "")
    finally:
        await engine.close()


def _engine_says(ready: Ready) -> str:
    versions = ", ".join(f"{name} {version}" for name, version in ready.versions.items())
    used = f"{ready.memory.resident / 2**20:.0f} MiB in use"
    device = ready.memory.device_total / 2**30
    return f"{ready.device} ({ready.device_name}, {device:.1f} GiB), {ready.dtype}, {used}; {versions}"


def _last_line(text: str) -> str:
    lines = text.strip().splitlines()
    return lines[-1] if lines else "it ended without a word."


def check_window() -> Check:
    """Whether a window can open here; Qt is tried in a process of its own."""
    if importlib.util.find_spec("PySide6") is None:
        return _no_window("PySide6 is not installed.", "Install it: python -m pip install PySide6-Essentials")
    if problem := _try(_IMPORT_QT):
        return _no_window(f"Qt does not load: {problem}", "Install the system library that is named there.")
    if sys.platform.startswith("linux") and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        return _no_window("There is no display.", "Start the studio in a desktop session; every command works here.")
    if problem := _try(_OPEN_A_SCREEN):
        return _no_window(f"Qt opens no screen: {problem}", "Check the display, and the library that is named there.")
    return Check(name="window", ok=True, message="Qt loads and finds a screen.", needed=False)


def _try(code: str) -> str:
    """What went wrong when Python ran `code`, or empty."""
    try:
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, timeout=WINDOW_SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        return str(error)
    if done.returncode == 0:
        return ""
    text = done.stderr.decode(errors="replace")
    said_by_qt = [line.partition(": ")[2] for line in text.splitlines() if line.startswith("qt.qpa")]
    return " ".join(said_by_qt) or _last_line(text)


def _no_window(message: str, remedy: str) -> Check:
    return Check(name="window", ok=False, message=message, remedy=remedy, needed=False)


def _failed(name: str, error: StudioError) -> Check:
    return Check(name=name, ok=False, message=error.message, remedy=error.remedy)


def _lines(check: Check) -> list[str]:
    mark = "ok " if check.ok else ("NO " if check.needed else "-- ")
    lines = [f"{mark} {check.name}: {check.message}"]
    return [*lines, f"    {check.remedy}"] if check.remedy else lines
