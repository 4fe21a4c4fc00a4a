"""From a page to the pictures that it tells of."""

from __future__ import annotations

from studio.ui.shortcuts.actions import Actions
from studio.workspace.workspace import Workspace


async def show_pictures(workspace: Workspace, actions: Actions, project: str) -> None:
    """Open their project, and have the keyboard on its pictures. Raises InputError for a name that names nothing."""
    await workspace.open_project(project)
    actions.action("grid.focus").trigger()
