"""One set in the grid: its prompt and facts, progress with the time left, its cells, and its error."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from studio.recipe.events import Phase
from studio.ui import bind
from studio.ui.grid.cell import CellView
from studio.ui.grid.geometry import HEADER, RowPlan, plan_row
from studio.ui.images import Images
from studio.ui.problem import problem_text, text_label
from studio.ui.theme import SPACE, Theme
from studio.workspace.sets import PictureSet
from studio.workspace.speed import spoken
from studio.workspace.workspace import Workspace

_TICK = 500
_NOTE_PADDING = 22
_DOING: dict[Phase, str] = {"starting": "Starting the engine", "loading": "Loading the model"}


def notes_of(shown: PictureSet) -> tuple[tuple[str, str], ...]:
    """(message, remedy) of everything to say under the header, the failure first."""
    failure = () if shown.failure is None else ((shown.failure.message, shown.failure.remedy),)
    return failure + tuple((notice, "") for notice in shown.notices)


def note_height(shown: PictureSet, width: int, metrics: QFontMetrics) -> int:
    """Pixels that the notes need at this width; 0 without notes."""
    texts = [text for note in notes_of(shown) for text in note if text]
    if not texts:
        return 0
    inner = max(40, width - 2 * SPACE["base"])
    flags = Qt.TextFlag.TextWordWrap.value
    lines = [metrics.boundingRect(0, 0, inner, 10_000, flags, text).height() + SPACE["small"] for text in texts]
    return sum(lines) + _NOTE_PADDING


def plan_set(shown: PictureSet, width: int, view_height: int, metrics: QFontMetrics) -> RowPlan:
    facts = shown.facts
    note = note_height(shown, width, metrics)
    return plan_row(
        width=width, view_height=view_height, count=facts.count, across=facts.width, down=facts.height, note=note
    )


class Elided(QLabel):
    """One line of text, cut at its end with an ellipsis; whole in the tooltip."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = " ".join(text.split())
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAccessibleName(self._text[:300])
        self.setToolTip(_wrapped(self._text))
        self.setMinimumWidth(40)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.setText(self.fontMetrics().elidedText(self._text[:2000], Qt.TextElideMode.ElideRight, self.width()))


def _wrapped(text: str, width: int = 80, most: int = 1000) -> str:
    """For a plain tooltip, which does not wrap by itself."""
    from textwrap import wrap

    return "\n".join(wrap(text[:most], width)) + ("…" if len(text) > most else "")


class SetRow(QWidget):
    """Follows its set until it is destroyed."""

    def __init__(self, parent: QWidget, workspace: Workspace, shown: PictureSet, theme: Theme, images: Images) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self.set = shown
        self.setAccessibleName(f"Set: {shown.facts.prompt[:200]}")
        self._plan: RowPlan | None = None
        self._header = QWidget(self)
        self._state = text_label(look="muted")
        self._bar = QProgressBar()
        self._bar.setRange(0, 1000)
        self._bar.setTextVisible(False)
        keeps = self._bar.sizePolicy()
        keeps.setRetainSizeWhenHidden(True)
        self._bar.setSizePolicy(keeps)
        self._bar.setAccessibleName("Progress of this set")
        self.stop = QPushButton("Cancel")
        self.stop.setAccessibleName("Cancel this set")
        self.reuse = QPushButton("Reuse")
        self._lay_out_header()
        self._note: QFrame | None = None
        self.cells = [CellView(self, shown, cell.index, theme, images) for cell in shown.cells]
        self._tick = QTimer(self, interval=_TICK)
        self._bind(theme)

    def _lay_out_header(self) -> None:
        for button in (self.reuse, self.stop):
            button.setProperty("look", "flat")
        self.reuse.setToolTip("Bring this prompt and its settings back to the canvas, the seed locked")
        self.reuse.setAccessibleName("Reuse the recipe of this set")
        words = QVBoxLayout()
        words.setSpacing(SPACE["hair"])
        prompt = Elided(self.set.facts.prompt)
        prompt.setProperty("look", "title")
        words.addWidget(prompt)
        words.addWidget(text_label(_facts(self.set), "muted"))
        line = QHBoxLayout()
        line.setSpacing(SPACE["small"])
        line.addLayout(words, 1)
        for widget in (self._state, self.stop, self.reuse):
            line.addWidget(widget)
        column = QVBoxLayout(self._header)
        column.setContentsMargins(0, 0, 0, SPACE["small"])
        column.setSpacing(SPACE["small"])
        column.addLayout(line)
        column.addWidget(self._bar)

    def _bind(self, theme: Theme) -> None:
        tasks, space = self._workspace.tasks, self._workspace
        self.stop.clicked.connect(lambda: tasks.start(space.cancel(self.set.id), "cancel"))
        self.reuse.clicked.connect(lambda: tasks.start(space.reuse(self.set.id), "reuse"))
        later = bind.Coalesced(self, self._update)
        bind.follow(self, space.grid.moved, later)
        bind.follow(self, space.grid.cell_moved, later)
        bind.follow(self, theme.changed, later)
        self._tick.timeout.connect(self._update_state)
        self._update()

    def arrange(self, plan: RowPlan) -> None:
        """Put everything where the plan says."""
        self._plan = plan
        self._header.setGeometry(0, 0, self.width(), HEADER)
        for cell in self.cells:
            cell.setGeometry(*plan.cell(cell.cell.index))
        self._place_note(plan)

    def _place_note(self, plan: RowPlan) -> None:
        if self._note is not None:
            self._note.setParent(None)
            self._note.deleteLater()
            self._note = None
        if plan.note:
            self._note = self._make_note()
            self._note.setGeometry(0, HEADER, self.width(), plan.note)
            self._note.show()

    def _make_note(self) -> QFrame:
        note = QFrame(self)
        note.setProperty("look", "notice" if self.set.failure is None else "error")
        column = QVBoxLayout(note)
        column.setContentsMargins(SPACE["base"], SPACE["snug"], SPACE["base"], SPACE["snug"])
        column.setSpacing(SPACE["small"])
        for message, remedy in notes_of(self.set):
            column.addLayout(problem_text(message, remedy))
        return note

    def _update(self) -> None:
        active = not self.set.ended
        self.stop.setVisible(active and self.set.state != "stopping")
        self._bar.setVisible(active)
        for cell in self.cells:
            cell.refresh()
        self._update_state()
        if active != self._tick.isActive():
            self._tick.start() if active else self._tick.stop()

    def _update_state(self) -> None:
        self._bar.setValue(round(1000 * self.set.fraction()))
        self._state.setText(self._sentence())

    def _sentence(self) -> str:
        shown = self.set
        match shown.state:
            case "waiting":
                return "Waiting"
            case "paused":
                return "Paused"
            case "stopping":
                return "Stopping…"
            case "running":
                return self._running()
            case "done":
                return ""
            case "failed":
                return "Failed" if shown.made == 0 else f"{shown.made} of {shown.facts.count} made"
            case "cancelled":
                return "Cancelled" if shown.made == 0 else f"{shown.made} of {shown.facts.count} made"

    def _running(self) -> str:
        shown = self.set
        if shown.phase in _DOING:
            return _DOING[shown.phase] + "…"
        left = self._workspace.seconds_left(shown)
        count = f"{shown.made} of {shown.facts.count}"
        return count if left is None else f"{count}, {spoken(left)} left"


def _facts(shown: PictureSet) -> str:
    facts = shown.facts
    parts = [f"{facts.width} × {facts.height}", f"seed {facts.seed}", facts.model]
    if facts.start:
        parts.append("from a picture")
    return "  ·  ".join(parts)
