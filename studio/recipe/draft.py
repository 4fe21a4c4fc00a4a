"""The draft: what the user edits; a blank means "you choose"."""

from __future__ import annotations

import msgspec

DEFAULT_STRENGTH = 0.6


class DraftStart(msgspec.Struct, frozen=True, kw_only=True):
    """A start picture that already lies in the blob store."""

    sha256: str
    strength: float = DEFAULT_STRENGTH


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """Asked-for settings of one set of variations; None is a blank that resolution fills."""

    prompt: str = ""
    negative: str = ""
    width: int | None = None
    height: int | None = None
    seed: int | None = None
    count: int = 4
    steps: int | None = None
    guidance: float | None = None
    model: str | None = None
    start: DraftStart | None = None
