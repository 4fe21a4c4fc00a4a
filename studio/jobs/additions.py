"""What is installed beside the models, looked up for the drafts that name some of it."""

from __future__ import annotations

from typing import Protocol

from studio.errors import StudioError
from studio.recipe.additions import Addition
from studio.recipe.capabilities import Capabilities
from studio.recipe.draft import Draft
from studio.recipe.lora_tags import untagged


class Installed(Protocol):
    """The catalogue, as far as it is needed here."""

    def additions_for(self, draft: Draft, can: Capabilities) -> tuple[Addition, ...]:
        """Those that can be used; those that the draft means are known by their weights."""
        ...


def additions_for(draft: Draft, can: Capabilities, installed: Installed) -> tuple[Addition, ...]:
    """Those that can be used, for `resolve`, with a model that can this; nothing is looked at for a draft that names
    none.

    Reads the disk, so call it in a thread. Raises as `resolve` does, and ModelDamaged or ModelUnsafe where the draft
    names one that is there and cannot be used.
    """
    draft = untagged(draft)
    if not (draft.addons or draft.controls or draft.references):
        return ()
    return installed.additions_for(draft, can)


class AdditionsKnown:
    """For the many drafts of one plan: what they name alike is looked up once."""

    def __init__(self, installed: Installed) -> None:
        self._installed = installed
        self._known: dict[object, tuple[Addition, ...] | StudioError] = {}

    def of(self, draft: Draft, can: Capabilities) -> tuple[Addition, ...]:
        """As `additions_for`."""
        named = untagged(draft)
        guides = tuple((one.kind, one.model) for one in named.controls), tuple(one.model for one in named.references)
        key = named.addons, guides, can
        if key not in self._known:
            self._known[key] = self._looked_up(named, can)
        found = self._known[key]
        if isinstance(found, StudioError):
            raise found.with_traceback(None)  # else it would hold on to everyone that ever met it
        return found

    def _looked_up(self, draft: Draft, can: Capabilities) -> tuple[Addition, ...] | StudioError:
        try:
            return additions_for(draft, can, self._installed)
        except StudioError as error:
            return error
