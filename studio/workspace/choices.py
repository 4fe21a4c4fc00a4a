"""Fields of the draft put so that it can be undone."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from studio.errors import JobError
from studio.workspace.draft import DraftState
from studio.workspace.undo import Act, Undo


class Choices:
    """`project()` names the open one: what was chosen for the draft of another cannot be undone here."""

    def __init__(self, draft: DraftState, undo: Undo, project: Callable[[], str]) -> None:
        self._draft = draft
        self._undo = undo
        self._project = project

    def put(self, label: str, sitting: tuple[str, int] | None = None, **after: object) -> None:
        """Set these fields in this order; `label` and `sitting` as in Step. What changes nothing is no step."""
        before = {name: getattr(self._draft, name) for name in after}
        if after != before:
            self._set(after)
            self._undo.done(label, self._back_to(before), self._back_to(after), sitting)

    def _back_to(self, held: Mapping[str, object]) -> Act:
        project = self._project()

        async def act() -> None:
            if self._project() != project:
                raise JobError(
                    f"That was chosen for the draft of “{project}”.", remedy="Open that project to change it."
                )
            self._set(held)

        return act

    def _set(self, held: Mapping[str, object]) -> None:
        for name, value in held.items():
            setattr(self._draft, name, value)
