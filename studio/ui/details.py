"""What the window gets after its first paint: viewer, inspector, commands for pictures, pages, system messages."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QDockWidget, QMainWindow, QWidget

from studio.recipe.additions import AdditionKind
from studio.settings import Settings
from studio.ui import bind
from studio.ui.announce import Announcer
from studio.ui.grid.view import GridView
from studio.ui.images import Images
from studio.ui.inspector.inspector import Inspector
from studio.ui.motion import follow_motion
from studio.ui.notify import Notifier
from studio.ui.panels import Panels
from studio.ui.pictures.actions import PictureActions
from studio.ui.plans.page import PlanPage
from studio.ui.plans.report import ReportPage
from studio.ui.restore import ViewingAgain
from studio.ui.settings.page import SettingsPage
from studio.ui.shortcuts.actions import Actions
from studio.ui.shortcuts.page import ShortcutsPage
from studio.ui.stage import Stage
from studio.ui.theme import Theme
from studio.ui.viewer.viewer import Viewer
from studio.workspace.notices import Notices
from studio.workspace.sets import CellRef
from studio.workspace.workspace import Workspace

if TYPE_CHECKING:
    from studio.ui.models.page import ModelsPage


class Details(QObject):
    """Importing this module takes as long again as everything that the first paint needs."""

    def __init__(
        self,
        window: QMainWindow,
        workspace: Workspace,
        settings: Settings,
        theme: Theme,
        images: Images,
        commands: Actions,
        grid: GridView,
        stage: Stage,
        panels: Panels,
        panel: QDockWidget,
        restart: Callable[[], object],
    ) -> None:
        """`panel` is the inspector's; `restart` closes the window and opens it again."""
        super().__init__(window)
        self._window = window
        self._workspace = workspace
        self._commands = commands
        self._grid = grid
        self._stage = stage
        self._panels = panels
        self.inspector = Inspector(workspace, theme, commands)
        self.viewer = Viewer(workspace, theme, images, commands)
        self.pictures = PictureActions(workspace, commands, stage.pictures, images)
        self.notifier = Notifier(window)
        self.announcer = Announcer(window, workspace)
        self.notices = Notices(workspace.queue, settings, window.isActiveWindow, workspace.clock)
        panel.setWidget(self.inspector)
        stage.pictures.addWidget(self.viewer)
        self._add_page("models", "models.open", lambda: _models_page(workspace, settings, commands))
        self._add_page("mask", "mask.open", lambda: _mask_page(workspace, theme, images, commands))
        self._add_page("settings", "settings.open", lambda: SettingsPage(workspace, settings, commands, restart))
        self._add_page("plans", "plan.open", lambda: PlanPage(workspace, theme, commands))
        self._add_page("report", "report.show", lambda: ReportPage(workspace, commands))
        self._add_page("shortcuts", "shortcuts.show", lambda: ShortcutsPage(commands))
        commands.bind("grid.focus", self.close_viewer, window)
        commands.bind("find", self._find, window)
        self._bind()
        follow_motion(self, theme, settings, workspace.tasks)
        self._again = ViewingAgain(self, workspace, self.open_viewer)

    def _bind(self) -> None:
        self.viewer.closed.connect(self.close_viewer)
        self._grid.opened.connect(self.open_viewer)
        self.pictures.opened.connect(self.open_viewer)
        self.pictures.note_wanted.connect(self._write_note)
        bind.hear(self, self.notices.due, self.notifier.show)
        bind.follow(self, self._workspace.plans.opened, self._show_plan)
        bind.follow(self, self._workspace.plans.started, self._show_queue)
        bind.hear(self, self._workspace.more_wanted, self._show_offers)

    def _add_page(self, name: str, command: str, make: Callable[[], QWidget]) -> None:
        """`command` shows it, and is checked while it is in sight."""
        self._stage.add_page(name, make)
        action = self._commands.bind(command, lambda: self._stage.open_page(name), self._window)
        action.setCheckable(True)
        self._stage.changed.connect(lambda: action.setChecked(self._stage.shown_page == name))

    def _show_plan(self) -> None:
        if self._stage.shown_page != "plans":
            self._stage.open_page("plans")

    def _show_offers(self, kind: AdditionKind) -> None:
        """Not the command: that would close the page where it is open."""
        if self._stage.shown_page != "models":
            self._stage.open_page("models")
        cast("ModelsPage", self._stage.page("models")).show_offers(kind)

    def _show_queue(self) -> None:
        """What was put into it is seen there."""
        unfold = self._commands.action("queue.toggle")
        if not unfold.isChecked():
            unfold.trigger()

    def _find(self) -> None:
        self.close_viewer()
        self._grid.search()

    def open_viewer(self, ref: CellRef) -> None:
        self._workspace.view.viewing = True
        self._workspace.selection.choose(ref)  # before it is shown: it shows what is current
        self._stage.show_pictures(self.viewer)
        self.viewer.open(ref)

    def close_viewer(self) -> None:
        self._workspace.view.viewing = False
        self._stage.show_pictures(self._grid)
        self._grid.take_keyboard()

    def _write_note(self, ref: CellRef) -> None:
        self._workspace.selection.choose(ref)
        self._panels.show("inspector.toggle")
        self.inspector.edit_note()


def _mask_page(workspace: Workspace, theme: Theme, images: Images, commands: Actions) -> QWidget:
    """Imported when it is first opened."""
    from studio.ui.masks.page import MaskPage

    return MaskPage(workspace, theme, images, commands)


def _models_page(workspace: Workspace, settings: Settings, commands: Actions) -> QWidget:
    """Imported when it is first opened: few open it, and the catalogue of models takes a while."""
    from studio.ui.models.page import ModelsPage
    from studio.workspace.model_shelf import ModelShelf
    from studio.workspace.model_stock import CatalogStock

    return ModelsPage(workspace, ModelShelf(workspace, CatalogStock(workspace.home, settings)), commands)
