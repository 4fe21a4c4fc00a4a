"""Control images and references on the canvas: added, weighed, switched, made anew of their picture; and what uses
them. Each choice can be undone."""

from __future__ import annotations

import itertools
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from typing import Literal, get_args

import msgspec
from psygnal import Signal

from studio.errors import StudioError
from studio.recipe.additions import CALLED, AdditionKind
from studio.recipe.recipe import MAX_CONTROLS, MAX_REFERENCES, ControlKind, ReferenceRole
from studio.workspace.additions import Additions
from studio.workspace.choices import Choices
from studio.workspace.core import Core, InstalledAddition
from studio.workspace.draft import DraftState
from studio.workspace.draft_additions import ControlPicture, ReferencePicture

Which = Literal["control", "reference"]
WHICH: tuple[Which, ...] = get_args(Which)
Guide = ControlPicture | ReferencePicture

MADE_KINDS: tuple[ControlKind, ...] = ("edges", "scribble", "lines")
"""made here of any picture; the others are taken as they are given"""
KIND_NAMES: Mapping[ControlKind, str] = {
    "edges": "Edges",
    "scribble": "Scribble",
    "lines": "Lines",
    "depth": "Depth",
    "pose": "Pose",
    "normals": "Surfaces",
    "segments": "Areas",
}
ROLE_NAMES: Mapping[ReferenceRole, str] = {"whole": "Everything", "style": "Style", "layout": "Arrangement"}
READY_LOOKS: Mapping[ControlKind, str] = {
    "edges": "thin white lines on black",
    "scribble": "broad white strokes on black",
    "lines": "drawn lines, white on black",
    "depth": "grey, white near and black far",
    "pose": "a skeleton in OpenPose’s colours",
    "normals": "a normal map",
    "segments": "areas in ADE20K’s colours",
}
"""what a control image that is ready-made looks like"""

LEAST_WEIGHT, MOST_WEIGHT = 0.05, 2.0
LEAST_SPAN = 0.05
"""of the steps between which a control image is at work"""
_ADDITION: Mapping[Which, AdditionKind] = {"control": "control", "reference": "adapter"}
_MOST: Mapping[Which, int] = {"control": MAX_CONTROLS, "reference": MAX_REFERENCES}
_NAMES: Mapping[Which, str] = {"control": "control image", "reference": "reference"}


class Guides:
    """`changed` announces other guides, another model or other additions. `at` is a place in the list of its kind."""

    changed = Signal()

    def __init__(
        self, draft: DraftState, choices: Choices, additions: Additions, ready: Callable[[], Awaitable[Core]]
    ) -> None:
        self._draft = draft
        self._choices = choices
        self._additions = additions
        self._ready = ready
        self._sittings = itertools.count()
        self._sitting = ("", 0)
        """what is being moved"""
        self.trouble: StudioError | None = None
        """why the picture that was given last is none; None once another is given"""
        for news in (draft.events.controls, draft.events.references, additions.changed):
            news.connect(self._announce)

    def of(self, which: Which) -> tuple[Guide, ...]:
        return self._draft.controls if which == "control" else self._draft.references

    def full(self, which: Which) -> bool:
        """Whether no more may be on together."""
        return sum(one.on for one in self.of(which)) >= _MOST[which]

    def usable(self, which: Which, kind: ControlKind | None = None) -> tuple[InstalledAddition, ...]:
        """What is installed, fits the chosen model and was taught `kind`, in the order in which it is taken."""
        wanted = _ADDITION[which]
        found = [one for one in self._additions.every if one.addition.kind == wanted]
        return tuple(
            one for one in found if not self._additions.why_not(one) and (kind is None or kind in one.addition.controls)
        )

    def choices(self, which: Which, guide: Guide) -> tuple[InstalledAddition, ...]:
        """What may be chosen for it, that which does not tell what it was taught included."""
        kind = guide.kind if isinstance(guide, ControlPicture) else None
        taught = self.usable(which, kind)
        silent = [one for one in self.usable(which) if kind and not one.addition.controls]
        return (*taught, *silent)

    def used(self, which: Which, guide: Guide) -> InstalledAddition | None:
        """What works on it: that which was chosen, else the first that fits."""
        if guide.model is not None:
            return self._additions.get(_ADDITION[which], guide.model, guide.weights)
        kind = guide.kind if isinstance(guide, ControlPicture) else None
        return next(iter(self.usable(which, kind)), None)

    def possible(self, which: Which) -> str:
        """Why none can be used at all with the chosen model, a sentence; empty where some can."""
        if not self._known:
            return ""
        if not self._additions.can(_ADDITION[which]):
            return f"This model takes no {_NAMES[which]}s. Choose one of the Stable Diffusion family that does."
        if self.usable(which):
            return ""
        return f"No {CALLED[_ADDITION[which]]} that fits this model is here yet."

    def wrong(self, which: Which, guide: Guide) -> str:
        """Why this one cannot be used as it is, a sentence; empty where it can."""
        if not guide.on or not self._known:
            return ""
        if not self._additions.can(_ADDITION[which]):
            return f"This model takes no {_NAMES[which]}s: it is left out."
        used = self.used(which, guide)
        if used is not None:
            why = self._additions.why_not(used)
            return f"{used.name} {'is ' if why.startswith('made') else ''}{why}." if why else ""
        if guide.model is not None:
            return f"“{guide.model}” is not installed any more."
        what = f" for {KIND_NAMES[guide.kind].lower()}" if isinstance(guide, ControlPicture) else ""
        return f"No {CALLED[_ADDITION[which]]}{what} that fits this model is here."

    @property
    def _known(self) -> bool:
        """Whether model and additions have been looked at."""
        return self._additions.looked and self._additions.capabilities is not None

    def first_kind(self) -> ControlKind:
        """What a picture is made into unless something else is asked for: what can be used and made here."""
        usable: list[ControlKind] = [kind for kind in MADE_KINDS if self.usable("control", kind)]
        return usable[0] if usable else MADE_KINDS[0]

    async def add(self, which: Which, picture: bytes | Path, name: str = "") -> None:
        """Use a file, or the content of one; what is no picture is said in `trouble`."""
        called = name or (picture.name if isinstance(picture, Path) else "pasted picture")
        with _Told(self):
            core = await self._ready()
            if which == "control":
                await self._add_control(core, picture, called)
            else:
                given, _ = await core.add_reference(picture)
                self._append(which, ReferencePicture(sha256=given.sha256, name=called, on=not self.full(which)))

    async def _add_control(self, core: Core, picture: bytes | Path, name: str) -> None:
        kind = self.first_kind()
        photo, _ = await core.add_start(picture)
        made, _ = await core.add_control(picture, kind, ready=False)
        self._append(
            "control",
            ControlPicture(kind=kind, sha256=made.sha256, name=name, photo=photo.sha256, on=not self.full("control")),
        )

    async def remake(self, at: int, kind: ControlKind, *, ready: bool = False, detail: float | None = None) -> None:
        """Another kind of control image of the same picture; `ready`, or of a kind that is not made here: as it is.

        `detail` is 0 (the plainest lines alone) to 1 (the faintest as well), None for the usual.
        """
        before = self._draft.controls[at]
        photo = before.photo or before.sha256
        with _Told(self):
            core = await self._ready()
            as_it_is = ready or kind not in MADE_KINDS
            sha256 = photo
            if not as_it_is:
                path = core.library.blobs.path(photo)
                made, _ = await core.add_control(path, kind, ready=False, detail=detail)
                sha256 = made.sha256
            if before in self._draft.controls:  # it may have been taken away, or be another meanwhile
                changed = msgspec.structs.replace(
                    before,
                    kind=kind,
                    sha256=sha256,
                    photo="" if as_it_is else photo,
                    detail=None if as_it_is else detail,
                    model=before.model if kind == before.kind else None,
                )
                found = _place(self._draft.controls, before, at)
                self._put("control", "change the control image", _with(self._draft.controls, found, changed))

    def weigh(self, which: Which, at: int, weight: float) -> None:
        """To a hundredth; moved without a break it is one step to undo."""
        weight = round(min(max(weight, LEAST_WEIGHT), MOST_WEIGHT), 2)
        self._move(which, at, f"weigh the {_NAMES[which]}", {"weight": weight})

    def span(self, at: int, begin: float, end: float) -> None:
        """Between which shares of the steps a control image is at work; too short a span grows at its end."""
        begin = round(min(max(begin, 0.0), 1.0 - LEAST_SPAN), 2)
        end = round(min(max(end, begin + LEAST_SPAN), 1.0), 2)
        self._move("control", at, "change when the control image works", {"begin": begin, "end": end})

    def settle(self) -> None:
        """What was moved is where it was meant to be: moving it again is another step."""
        self._sitting = ("", 0)

    def switch(self, which: Which, at: int, *, on: bool) -> None:
        """Off, it keeps its place. Where too many are on already, it stays off."""
        if not on or not self.full(which):
            self._replace(which, at, f"switch the {_NAMES[which]} {'on' if on else 'off'}", None, {"on": on})

    def use(self, which: Which, at: int, model: str | None) -> None:
        """This ControlNet or adapter; None for the first that fits."""
        self._replace(which, at, f"choose what uses the {_NAMES[which]}", None, {"model": model, "weights": ""})

    def take(self, at: int, role: ReferenceRole) -> None:
        """What is taken of a reference."""
        self._replace("reference", at, "change what is taken of the reference", None, {"role": role})

    def take_away(self, which: Which, at: int) -> None:
        rest = (*self.of(which)[:at], *self.of(which)[at + 1 :])
        self._put(which, f"take the {_NAMES[which]} away", rest)

    def _append(self, which: Which, guide: Guide) -> None:
        self._put(which, f"add a {_NAMES[which]}", (*self.of(which), guide))

    def _move(self, which: Which, at: int, label: str, fields: Mapping[str, object]) -> None:
        moved = f"{label} {at}"
        if self._sitting[0] != moved:
            self._sitting = (moved, next(self._sittings))
        self._replace(which, at, label, self._sitting, fields)

    def _replace(
        self, which: Which, at: int, label: str, sitting: tuple[str, int] | None, fields: Mapping[str, object]
    ) -> None:
        guides = self.of(which)
        self._put(which, label, _with(guides, at, msgspec.structs.replace(guides[at], **fields)), sitting)

    def _put(self, which: Which, label: str, guides: Sequence[Guide], sitting: tuple[str, int] | None = None) -> None:
        if sitting is None:
            self.settle()
        self._choices.put(label, sitting, **{f"{which}s": tuple(guides)})

    def _announce(self, *_change: object) -> None:
        self.changed.emit()


def _place(guides: Sequence[Guide], guide: Guide, likely: int) -> int:
    """Where it is now; the same picture may be there twice."""
    return likely if guides[likely : likely + 1] == (guide,) else guides.index(guide)


def _with(guides: Sequence[Guide], at: int, guide: Guide) -> tuple[Guide, ...]:
    return (*guides[:at], guide, *guides[at + 1 :])


class _Told:
    """What goes wrong with a picture inside is told in place, and ends there."""

    def __init__(self, guides: Guides) -> None:
        self._guides = guides

    def __enter__(self) -> None:
        self._set(None)

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> bool:
        if not isinstance(error, StudioError):
            return False
        self._set(error)
        return True

    def _set(self, error: StudioError | None) -> None:
        if error is not self._guides.trouble:
            self._guides.trouble = error
            self._guides.changed.emit()
