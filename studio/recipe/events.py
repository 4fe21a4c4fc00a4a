"""What a backend says while it turns a recipe into pictures: a closed union, matched exhaustively."""

from __future__ import annotations

from typing import Literal

import msgspec

from studio.errors import StudioError, error_of_kind
from studio.recipe.receipt import Receipt
from studio.recipe.recipe import Recipe

Encoding = Literal["rgb8", "rgba8", "png", "jpeg", "webp"]
"""rgb8 and rgba8 are raw rows, top first, 8 bits a channel, sRGB; the others are whole files."""

Phase = Literal["waiting", "starting", "loading", "encoding", "denoising", "decoding", "saving"]


class Accepted(msgspec.Struct, frozen=True, kw_only=True, tag="accepted"):
    """The backend took the work; `remote_id` lets a poll resume after a restart (empty for local work)."""

    remote_id: str = ""


class Progress(msgspec.Struct, frozen=True, kw_only=True, tag="progress"):
    """Where picture `index` stands: `step` of `steps` in `phase`."""

    index: int
    phase: Phase
    step: int = 0
    steps: int = 0


class Preview(msgspec.Struct, frozen=True, kw_only=True, tag="preview"):
    """A small look at picture `index` after `step` steps: rgb8, at most 512 px a side."""

    index: int
    step: int
    width: int
    height: int
    data: bytes


class Picture(msgspec.Struct, frozen=True, kw_only=True, tag="picture"):
    """Picture `index`, whole, with the recipe that makes exactly it."""

    index: int
    recipe: Recipe
    receipt: Receipt
    width: int
    height: int
    encoding: Encoding
    data: bytes


class Notice(msgspec.Struct, frozen=True, kw_only=True, tag="notice"):
    """Something the user should know that is no failure."""

    message: str


class Finished(msgspec.Struct, frozen=True, kw_only=True, tag="finished"):
    """Every picture asked for was sent."""


class Failed(msgspec.Struct, frozen=True, kw_only=True, tag="failed"):
    """The rest of the pictures will not come; `kind` names the class in errors.py."""

    kind: str
    message: str
    remedy: str = ""
    detail: str = ""
    billed: bool = False

    @classmethod
    def of(cls, error: StudioError) -> Failed:
        return cls(kind=error.kind, message=error.message, remedy=error.remedy, detail=error.detail)

    def error(self) -> StudioError:
        return error_of_kind(self.kind, self.message, remedy=self.remedy, detail=self.detail)


class Cancelled(msgspec.Struct, frozen=True, kw_only=True, tag="cancelled"):
    """Stopped because somebody asked; pictures already sent stay."""


Event = Accepted | Progress | Preview | Picture | Notice | Finished | Failed | Cancelled
Ending = Finished | Failed | Cancelled

msgspec.json.Decoder(Event)  # before any thread decodes one: see recipe.py
