"""The main window: panels around the stage, commands of the whole window, drops, and its place on the screen."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QByteArray, QEvent, QMimeData, QObject, QSize, Qt, QTimer
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMoveEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QMainWindow

from studio.settings import WINDOW_THEME, Settings
from studio.ui import bind
from studio.ui.canvas.panel import CanvasPanel
from studio.ui.dropped import first_file, pixels
from studio.ui.grid.view import GridView
from studio.ui.header import Header
from studio.ui.images import Images
from studio.ui.panels import CANVAS_WIDTH, INSPECTOR_WIDTH, ROOMY, Panel, Panels
from studio.ui.problem import Banners
from studio.ui.queue.strip import QueueStrip
from studio.ui.roles import tell_roles
from studio.ui.shortcuts.actions import Actions
from studio.ui.stage import Stage
from studio.ui.tab_order import walk
from studio.ui.theme import CHOICES, Choice, Theme
from studio.workspace.commands import Keymap
from studio.workspace.plans import may_be_plan
from studio.workspace.preferences import Preferences
from studio.workspace.problems import Offer
from studio.workspace.weights_in import may_be_weights
from studio.workspace.workspace import Workspace

if TYPE_CHECKING:
    from studio.ui.details import Details

SIZE = QSize(1440, 900)
_FRAME = QSize(4, 32)
"""what the system draws around a window, roughly: the first one lies on the screen with it"""
LEAST = QSize(560, 320)
"""a screen of 1920 x 1080 at 300% has 640 x 360"""
_AREA = Qt.DockWidgetArea


class MainWindow(QMainWindow):
    """`leave()` is called when the user closes the window; whoever made it then closes what it shows.

    `restart()` asks to close and open again. After the first paint, `complete` brings what could wait.
    """

    def __init__(
        self,
        workspace: Workspace,
        theme: Theme,
        leave: Callable[[], object],
        settings: Settings | None = None,
        restart: Callable[[], object] = lambda: None,
    ) -> None:
        super().__init__()
        tell_roles()
        self.workspace = workspace
        self.theme = theme
        self._leave = leave
        self._restart = restart
        self.settings = settings or Settings.load(workspace.home.settings)
        self.preferences = Preferences(self.settings, workspace.tasks)
        self.first_paint = asyncio.Event()
        self._details: Details | None = None
        self.images = Images(self, workspace.home.cache / "thumbnails")
        self.commands = Actions(Keymap(self.settings), theme, self)
        self.setWindowTitle("Blink Studio")
        self.setAcceptDrops(True)
        self.setMinimumSize(LEAST)
        with theme.held_back():
            self._build()
            self._bind()
        self.restore_place()
        self.canvas.prompt.setFocus()
        self.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Sees the first paint; by the next turn of the loop it is on the screen."""
        if watched is self and event.type() == QEvent.Type.Paint:
            self.removeEventFilter(self)
            QTimer.singleShot(0, self.first_paint.set)
        return super().eventFilter(watched, event)

    def _build(self) -> None:
        """What the first paint shows."""
        space, theme, actions = self.workspace, self.theme, self.commands
        self.canvas = CanvasPanel(space, theme, self.images, actions, self._start_from)
        self.grid = GridView(space, theme, self.images, actions)
        self.stage = Stage(self.grid, Banners(space.problems, theme, self._take_offer), actions)
        self.setCentralWidget(self.stage)
        self.panels = Panels(self, space.view, actions)
        self.canvas_panel = Panel("canvas", "Canvas", theme)
        self.canvas_panel.setWidget(self.canvas)
        self.inspector_panel = Panel("inspector", "Inspector", theme)
        self.queue = QueueStrip(space, theme, self.images, actions)
        self.panels.add("canvas.toggle", self.canvas_panel, _AREA.LeftDockWidgetArea)
        self.panels.add("inspector.toggle", self.inspector_panel, _AREA.RightDockWidgetArea)
        self.panels.place(self.queue, _AREA.BottomDockWidgetArea)
        self.header = Header(space, theme, actions)
        self.setMenuWidget(self.header)

    def complete(self) -> None:
        """What the first paint could do without; call it once, after that."""
        from studio.ui.details import Details

        self._details = Details(
            self,
            self.workspace,
            self.settings,
            self.theme,
            self.images,
            self.commands,
            self.grid,
            self.stage,
            self.panels,
            self.inspector_panel,
            self._restart,
        )
        self.queue.shown.connect(self._details.close_viewer)

    @property
    def details(self) -> Details:
        """There from `complete` on."""
        assert self._details is not None
        return self._details

    async def settle(self) -> None:
        """Have what is half written saved, before the workspace closes. Raises StorageError."""
        if self._details is not None:
            await self._details.inspector.settle()

    def _make(self) -> None:
        """What is made is to be seen."""
        self.stage.leave_page()
        self.canvas.make_bar.make_now()

    def _bind(self) -> None:
        space, draft = self.workspace, self.workspace.draft
        self.canvas.make_bar.make.clicked.connect(self.stage.leave_page)
        for id, slot in (
            ("make", self._make),
            ("stop", lambda: space.tasks.start(space.cancel_foremost(), "cancel")),
            ("prompt.focus", self._focus_prompt),
            ("prompts.open", self._open_history),
            ("project.open", self.header.project.open),
            ("seed.roll", draft.roll),
            ("seed.lock", lambda: setattr(draft, "seed_locked", not draft.seed_locked)),
            ("sketch.first", self._sketch_first),
            ("layout.another", space.layouts.another),
            ("layout.keep", lambda: space.layouts.keep(not space.layouts.kept)),
            ("fullscreen", self._toggle_fullscreen),
            ("theme.next", self._next_theme),
            ("quit", self.close),
        ):
            self.commands.bind(id, slot, self)
        bind.hear(self, self.settings.changed, self._setting_changed)
        self.grid.example_used.connect(self._focus_prompt)

    def _focus_prompt(self) -> None:
        self.panels.show("canvas.toggle")
        self.canvas.prompt.setFocus()

    def _open_history(self) -> None:
        self.panels.show("canvas.toggle")
        self.canvas.open_history()

    def _sketch_first(self) -> None:
        self.panels.show("canvas.toggle")
        self.workspace.tasks.start(self.workspace.sketch_first(), "sketch first")

    def _toggle_fullscreen(self) -> None:
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)

    def _next_theme(self) -> None:
        self.settings.set(WINDOW_THEME, CHOICES[(CHOICES.index(self.theme.choice) + 1) % len(CHOICES)])

    def _setting_changed(self, name: str, value: object) -> None:
        if name == WINDOW_THEME.name:
            self.theme.choose(cast("Choice", value))

    def _take_offer(self, offer: Offer) -> None:
        """The button of a message was pressed."""
        match offer:
            case "settings":
                self.commands.action("settings.open").trigger()
            case "models":
                self.commands.action("models.open").trigger()
            case "restart":
                self._restart()
            case "report":
                self.commands.action("report.show").trigger()

    def focusNextPrevChild(self, next: bool) -> bool:
        """Tab goes from the canvas through the pictures and the inspector to the queue, then to the bar above all."""
        parts = (self.canvas_panel, self.stage, self.inspector_panel, self.queue, self.header)
        return walk(parts, self.focusWidget(), forward=next)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls() or event.mimeData().hasImage():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """A file may be a plan, weights, or carry a recipe; pixels can only be started from."""
        path = first_file(event.mimeData())
        if path is not None and may_be_plan(path):
            self.workspace.plans.open(path)
            event.acceptProposedAction()
        elif path is not None and not may_be_weights(path):
            self.workspace.tasks.start(self.workspace.intake.open_file(path), "dropped file")
            event.acceptProposedAction()
        elif self._start_from(event.mimeData()):
            event.acceptProposedAction()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A picture is pasted wherever no field wants the clipboard for itself."""
        if event.matches(QKeySequence.StandardKey.Paste):
            self._start_from(QGuiApplication.clipboard().mimeData())
            event.accept()
        else:
            super().keyPressEvent(event)

    def _start_from(self, content: QMimeData) -> bool:
        """Weights that are dropped where pictures go are used all the same."""
        path = first_file(content)
        if path is not None and may_be_weights(path):
            self.workspace.tasks.start(self.workspace.weights_in.use(path), "dropped weights")
            return True
        picture = path or pixels(content)
        if picture is None:
            self.workspace.problems.tell("There is no picture in what was dropped or pasted.", "start")
            return False
        self.workspace.tasks.start(self.workspace.intake.start_from(picture), "start picture")
        return True

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.WindowStateChange:
            self._keep_geometry()
        elif event.type() == QEvent.Type.ActivationChange:
            self.workspace.away.active(self.isActiveWindow())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._keep_geometry()

    def moveEvent(self, event: QMoveEvent) -> None:
        super().moveEvent(event)
        self._keep_geometry()

    def closeEvent(self, event: QCloseEvent) -> None:
        self._keep_geometry()
        self.panels.keep()
        event.accept()
        self._leave()

    def _keep_geometry(self) -> None:
        if self.isVisible():
            self.workspace.view.geometry = base64.b64encode(self.saveGeometry().data()).decode()

    def restore_place(self) -> None:
        """Where it was; the first time as large as it likes, on the screen with its frame."""
        saved = QByteArray.fromBase64(self.workspace.view.geometry.encode())
        if saved.isEmpty() or not self.restoreGeometry(saved):
            self.resize(SIZE.boundedTo(self.screen().availableSize() - _FRAME))
        self.panels.arrange(self.width() >= ROOMY, (CANVAS_WIDTH, INSPECTOR_WIDTH))
