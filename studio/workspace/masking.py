"""The mask on the start picture: every stroke is kept at once, and can be taken back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import msgspec

from studio.errors import JobError
from studio.recipe.draft import DEFAULT_STRENGTH, MASK_STRENGTH
from studio.workspace.core import Core
from studio.workspace.draft import DraftState, StartPicture
from studio.workspace.undo import Act, Undo


def strength_unmasked(draft: DraftState) -> float:
    """The strength when the start picture goes, with its mask if it has one: what suits a mask would forget another."""
    masked = isinstance(draft.start, StartPicture) and bool(draft.start.mask)
    return DEFAULT_STRENGTH if masked and draft.strength == MASK_STRENGTH else draft.strength


class Masking:
    """`project()` names the open one: a mask of the draft of another is not touched here."""

    def __init__(
        self, draft: DraftState, undo: Undo, project: Callable[[], str], ready: Callable[[], Awaitable[Core]]
    ) -> None:
        self._draft = draft
        self._undo = undo
        self._project = project
        self._ready = ready

    @property
    def picture(self) -> StartPicture | None:
        """What a mask can lie on now."""
        start = self._draft.start
        return start if isinstance(start, StartPicture) else None

    async def keep(self, picture: str, png: bytes, label: str) -> str:
        """Keep a mask that was painted on the start picture `picture` (its sha256): white is made anew.

        Returns its sha256. Where another picture took the place meanwhile the mask is kept, but lies on nothing. Raises
        ImageError, StorageError.
        """
        core = await self._ready()
        async with self._undo.doing():
            mask, _ = await core.add_mask(png)
            self._lay(picture, mask, label)
        return mask

    async def take_away(self, label: str = "take the mask away") -> None:
        """All of the picture is made anew again, as far as the strength says."""
        async with self._undo.doing():
            if self.picture is not None:
                self._lay(self.picture.sha256, "", label)

    def _lay(self, picture: str, mask: str, label: str) -> None:
        here = self.picture
        if here is None or here.sha256 != picture or here.mask == mask:
            return
        before = here.mask, self._draft.strength
        after = mask, self._strength(here.mask, mask)
        self._set(*after)
        self._undo.done(label, self._back_to(picture, *before), self._back_to(picture, *after))

    def _strength(self, before: str, after: str) -> float:
        """What lies inside a mask need not look like what was there: the usual strength changes with the first mask."""
        usual = MASK_STRENGTH if before else DEFAULT_STRENGTH
        if bool(before) == bool(after) or self._draft.strength != usual:
            return self._draft.strength
        return MASK_STRENGTH if after else DEFAULT_STRENGTH

    def _back_to(self, picture: str, mask: str, strength: float) -> Act:
        project = self._project()

        async def act() -> None:
            if self._project() != project:
                raise JobError(
                    f"That was painted for the draft of “{project}”.", remedy="Open that project to change it."
                )
            if self.picture is None or self.picture.sha256 != picture:
                raise JobError(
                    "That mask was painted on another start picture.", remedy="Take that picture up again first."
                )
            self._set(mask, strength)

        return act

    def _set(self, mask: str, strength: float) -> None:
        assert self.picture is not None
        self._draft.strength = strength
        self._draft.start = msgspec.structs.replace(self.picture, mask=mask)
