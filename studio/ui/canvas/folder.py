"""Chooses a folder with models that the user has, and uses the first of them that can be used."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from studio.workspace.model_choice import choose
from studio.workspace.problems import Problem
from studio.workspace.workspace import Workspace


def ask_for_folder(parent: QWidget, workspace: Workspace) -> QFileDialog:
    """Opens a dialog that does not hold the window up; what it finds, or why nothing, is told in the window."""
    dialog = QFileDialog(parent.window(), "Use a folder with models you have")
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    dialog.setModal(False)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

    def chosen(path: str) -> None:
        workspace.tasks.start(_use(workspace, Path(path)), "use a model folder")

    dialog.fileSelected.connect(chosen)
    dialog.show()
    return dialog


async def _use(workspace: Workspace, folder: Path) -> None:
    told = Problem(
        place="window", message=f"Looking for models in {folder}. Large ones take a while to check.", tone="notice"
    )
    workspace.problems.clear_errors("window")
    workspace.problems.put(told)
    try:
        model = await workspace.model_folders.use(folder)
    finally:
        workspace.problems.dismiss(told)
    if model is None:
        workspace.problems.tell("There is no model in it, but LoRAs or other additions: they can be used from now on.")
    else:
        choose(workspace.draft, workspace.capabilities, model, workspace.additions.paced)
