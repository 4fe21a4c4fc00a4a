"""Channels: picture sizes by where they are published, as data with its source and date; users add their own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import msgspec

from studio.errors import PlanError, Problem
from studio.paths import resources_dir
from studio.recipe.placed import Mapping, Node, Scalar, Sequence, read_json

MAX_SIDE = 16384
"""pixels, as in recipe.Fit"""

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_EDGES = ("left", "top", "right", "bottom")
_TEXTS = ("id", "name", "group", "source", "date")
_NUMBERS = ("width", "height", "bleed")


class Insets(msgspec.Struct, frozen=True, kw_only=True):
    """Distances from the four edges, in pixels."""

    left: int = 0
    top: int = 0
    right: int = 0
    bottom: int = 0


class Channel(msgspec.Struct, frozen=True, kw_only=True):
    """A size that something is published in."""

    id: str
    """lower-case letters, digits and dashes: what a plan names"""
    name: str
    group: str
    """the platform, or what it is printed as"""
    width: int
    """pixels of the whole picture, bleed included, 1 to 16384"""
    height: int
    safe: Insets = Insets()
    """what matters stays inside it: outside, the platform covers the picture or crops it"""
    bleed: int = 0
    """pixels at each edge that are cut off after printing"""
    source: str = ""
    """address of the page that says so; may be empty in a user's own"""
    date: str = ""
    """when that page was read, as 2026-11-21"""
    own: bool = False
    """added by the user"""


def channels(own_file: Path | None = None) -> tuple[Channel, ...]:
    """The studio's, then the user's own; one of these replaces that of the studio with its id.

    Raises PlanError with every mistake in `own_file` and its place; a file that is not there has none.
    """
    own = () if own_file is None else _own(own_file)
    replaced = {channel.id: channel for channel in own}
    kept = tuple(replaced.pop(channel.id, channel) for channel in _built_in())
    return kept + tuple(replaced.values())


@cache
def _built_in() -> tuple[Channel, ...]:
    path = resources_dir() / "channels.json"
    found, problems = read_channels(path.read_text(encoding="utf-8"))
    if problems:
        raise _mistakes(path, problems)
    return found


def _own(path: Path) -> tuple[Channel, ...]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return ()
    except (OSError, UnicodeError) as error:
        raise PlanError(
            f"Your channels in {path} cannot be read.", remedy="Save the file as UTF-8 text.", detail=str(error)
        ) from error
    try:
        found, problems = read_channels(text)
    except PlanError as error:
        raise _mistakes(path, error.problems) from error
    if problems:
        raise _mistakes(path, problems)
    return tuple(msgspec.structs.replace(channel, own=True) for channel in found)


def read_channels(text: str) -> tuple[tuple[Channel, ...], tuple[Problem, ...]]:
    """Channels of a file `{"channels": [...]}`, and what is wrong with the others. Raises PlanError for no JSON."""
    document = read_json(text)
    listed = dict(_fields(document)).get("channels")
    if not isinstance(listed, Sequence):
        return (), (_problem(document, "", "Here a list “channels” is missing.", 'Write {"channels": [ ... ]}.'),)
    found: dict[str, Channel] = {}
    problems: list[Problem] = []
    for node in listed.items:
        reader = _ChannelReader(node)
        channel = reader.channel()
        if channel is not None and channel.id in found:
            reader.refuse(node, "id", f"There are two channels “{channel.id}”.", "Give one of them another id.")
        elif channel is not None:
            found[channel.id] = channel
        problems += reader.problems
    return tuple(found.values()), tuple(problems)


class _ChannelReader:
    """One entry of the list; every mistake in it becomes a problem."""

    def __init__(self, node: Node) -> None:
        self._node = node
        self.problems: list[Problem] = []

    def refuse(self, node: Node, field: str, message: str, remedy: str) -> None:
        self.problems.append(_problem(node, field, message, remedy))

    def channel(self) -> Channel | None:
        if not isinstance(self._node, Mapping):
            self.refuse(self._node, "", "A channel is an object with id, name, width and height.", "Write it so.")
            return None
        values: dict[str, object] = {"group": "Own"}
        for name, node in _fields(self._node):
            values[name] = self._field(name, node)
        for name in ("id", "name", "width", "height"):
            if name not in values:
                self.refuse(self._node, name, f"This channel has no {name}.", "Give it one.")
        if self.problems:
            return None
        channel = msgspec.convert(values, Channel)
        self._require_inside(channel)
        return None if self.problems else channel

    def _field(self, name: str, node: Node) -> object:
        if name in _TEXTS:
            return self._text(name, node)
        if name in _NUMBERS:
            return self._pixels(name, node, 0 if name == "bleed" else 1)
        if name == "safe":
            return self._insets(node)
        known = ", ".join((*_TEXTS, *_NUMBERS, "safe"))
        self.refuse(node, name, f"A channel has no “{name}”.", f"It may have: {known}.")
        return None

    def _text(self, name: str, node: Node) -> str:
        text = (node.text or "").strip() if isinstance(node, Scalar) else ""
        if not text:
            self.refuse(node, name, f"The {name} is no text.", "Write it in double quotes.")
        elif name == "id" and not _ID.fullmatch(text):
            self.refuse(node, name, f"“{text}” is no id.", "Use lower-case letters, digits and dashes.")
        elif name == "date" and not _DATE.fullmatch(text):
            self.refuse(node, name, f"“{text}” is no date.", "Write it like 2026-11-21.")
        return text

    def _pixels(self, name: str, node: Node, least: int) -> int:
        text = (node.text or "") if isinstance(node, Scalar) else ""
        if text.isascii() and text.isdigit() and len(text) < 9 and least <= int(text) <= MAX_SIDE:
            return int(text)
        self.refuse(node, name, f"The {name} is no number of pixels.", f"Give a number from {least} to {MAX_SIDE}.")
        return least

    def _insets(self, node: Node) -> object:
        fields = dict(_fields(node))
        if not isinstance(node, Mapping) or not set(fields) <= set(_EDGES):
            self.refuse(node, "safe", "The safe area is no object of edges.", "It may have: " + ", ".join(_EDGES) + ".")
            return {}
        return {edge: self._pixels(f"safe.{edge}", value, 0) for edge, value in fields.items()}

    def _require_inside(self, channel: Channel) -> None:
        safe, cut = channel.safe, 2 * channel.bleed
        if max(safe.left + safe.right, cut) >= channel.width or max(safe.top + safe.bottom, cut) >= channel.height:
            self.refuse(self._node, "safe", "Its edges leave nothing of the picture.", "Make them smaller.")


def _fields(node: Node) -> Iterator[tuple[str, Node]]:
    if isinstance(node, Mapping):
        yield from ((key.text or "", value) for key, value in node.entries)


def _problem(node: Node, field: str, message: str, remedy: str) -> Problem:
    return Problem(line=node.line, column=node.column, field=field, message=message, remedy=remedy)


def _mistakes(path: Path, problems: tuple[Problem, ...]) -> PlanError:
    placed = tuple(msgspec.structs.replace(problem, file=str(path)) for problem in problems)
    first = placed[0]
    return PlanError(
        f"{path.name}, line {first.line}, column {first.column}: {first.message}",
        remedy=first.remedy,
        problems=placed,
    )


msgspec.json.Decoder(Channel)  # before any thread decodes one: see recipe.py
