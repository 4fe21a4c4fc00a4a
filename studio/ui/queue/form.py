"""A row of the queue opened: its prompt, size and numbers to be changed in place."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRegularExpression, Qt, Signal
from PySide6.QtGui import QAccessible, QKeyEvent, QRegularExpressionValidator, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QPushButton, QSpinBox, QVBoxLayout, QWidget

from studio.recipe.recipe import MAX_SEED
from studio.ui.announce import announce
from studio.ui.canvas.flow import Flow
from studio.ui.canvas.popover import height_for
from studio.ui.canvas.prompt import PromptEdit
from studio.ui.canvas.section import calm, indent, let_see
from studio.ui.problem import text_label
from studio.ui.queue.desk import QueueDesk
from studio.ui.queue.start_time import StartButton
from studio.ui.theme import CONTROL, SPACE
from studio.workspace.job_edit import Fields, JobEdit, Standing

_SAVE: dict[Standing, str] = {"open": "Save", "changed": "Save anyway", "begun": "Save as a new job", "gone": ""}
_MOST_COUNT = 64
_MOST_STEPS = 150
_MOST_SIDE = 16384
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class JobForm(QFrame):
    """Enter saves, Shift+Enter breaks the line in a text, Escape leaves everything as it was: asked for twice where
    something was typed."""

    spoken_as = QAccessible.Role.Grouping
    closed = Signal()
    grew = Signal()
    """another height is needed"""

    def __init__(self, parent: QWidget, edit: JobEdit, desk: QueueDesk) -> None:
        super().__init__(parent)
        self.edit = edit
        self._desk = desk
        self._tasks = desk.workspace.tasks
        self._ended = False
        self._asked: Fields | None = None
        """what would have been lost when Escape was pressed"""
        self.setProperty("look", "open-row")
        self.setAccessibleName("Edit this job")
        first = edit.first
        self.prompt = _text("Prompt of this job", first.prompt, 1, 4)
        self.negative = _text("What this job avoids", first.negative, 1, 2)
        self.negative.setPlaceholderText("What it should not show")
        self.count = _number("Pictures of this job", 1, max(_MOST_COUNT, first.count), first.count)
        self.width_box = _number("Width of this job in pixels", 1, _MOST_SIDE, first.width)
        self.height_box = _number("Height of this job in pixels", 1, _MOST_SIDE, first.height)
        self.seed = QLineEdit(str(first.seed))
        self.seed.setAccessibleName("Seed of this job")
        self.seed.setValidator(QRegularExpressionValidator(QRegularExpression(r"\d{0,10}"), self.seed))
        self.seed.setFixedWidth(104)
        self.steps = _number("Steps of this job", 1, max(_MOST_STEPS, first.steps), first.steps)
        self.start = StartButton(first.start_at)
        self.said = text_label(look="danger", wrap=True)
        self.save = QPushButton("Save")
        self.save.setToolTip("Save  Enter")
        self.leave = QPushButton("Cancel")
        self.leave.setToolTip("Leave it as it was  Esc")
        self._lay_out()
        self._bind()
        self._look()

    def begin(self) -> None:
        self.prompt.setFocus(Qt.FocusReason.OtherFocusReason)
        self.prompt.selectAll()

    def end(self) -> None:
        self._ended = True
        self.edit.close()

    @property
    def dirty(self) -> bool:
        """Whether something was typed that is not saved."""
        return self.fields() != self.edit.first

    def insist(self, *, other: bool) -> None:
        """Have the keyboard again; `other`: another row was to be opened."""
        self.prompt.setFocus(Qt.FocusReason.OtherFocusReason)
        if other and not self.edit.sentence[0]:
            self._say("Save or cancel what you typed here first.")

    def fields(self) -> Fields:
        return Fields(
            prompt=self.prompt.toPlainText(),
            negative=self.negative.toPlainText(),
            count=self.count.value(),
            width=self.width_box.value(),
            height=self.height_box.value(),
            seed=min(int(self.seed.text() or "0"), MAX_SEED),
            steps=self.steps.value(),
            start_at=self.start.when,
        )

    def height_for(self, width: int) -> int:
        return height_for(self, width)

    def _lay_out(self) -> None:
        numbers = QWidget()
        flow = Flow(numbers, gap=SPACE["base"], lead=SPACE["small"])
        sizes = _beside(self.width_box, QLabel("×"), self.height_box)
        steps = _named("Steps", self.steps)
        let_see(steps, not self.edit.drawn)
        begins = (text_label(self.edit.begins, "muted"),) if self.edit.begins else ()
        for widget in (
            _named("Pictures", self.count),
            _named("Size", sizes),
            _named("Seed", self.seed),
            steps,
            _named("Begins", self.start),
            *begins,
        ):
            flow.addWidget(widget)
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE["snug"])
        buttons.addStretch(1)
        buttons.addWidget(self.leave)
        buttons.addWidget(self.save)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE["wide"], SPACE["small"], SPACE["wide"], SPACE["base"])
        column.setSpacing(SPACE["small"])
        for widget in (self.prompt, self.negative, numbers, self.said):
            column.addWidget(widget)
        column.addLayout(buttons)
        self.negative.setHidden(self.edit.drawn and not self.edit.first.negative)
        for control in (self.count, self.width_box, self.height_box, self.seed, self.steps, self.start):
            control.setFixedHeight(CONTROL)
        for box in (self.width_box, self.height_box):
            box.setEnabled(self.edit.sized)
            if not self.edit.sized:
                box.setToolTip("The product in the picture has its place in this size.")

    def _bind(self) -> None:
        self.save.clicked.connect(self.keep)
        self.leave.clicked.connect(self.closed.emit)
        self.edit.changed.connect(self._look)
        for edit in (self.prompt, self.negative):
            edit.document().documentLayout().documentSizeChanged.connect(lambda: self.grew.emit())

    def keep(self) -> None:
        """Save, and close if that went well."""
        if self.save.isEnabled():  # not a second time while it is being saved
            self.save.setEnabled(False)
            self._tasks.start(self._keep(), "save a job")

    async def _keep(self) -> None:
        try:
            saved = await self.edit.save(self.fields(), anyway=self.edit.standing != "open")
        finally:
            if not self._ended:
                self.save.setEnabled(True)
        if saved and not self._ended:
            self.closed.emit()

    def _leave(self) -> None:
        typed = self.fields()
        if not self.dirty or typed == self._asked:
            self.closed.emit()
            return
        self._asked = typed
        self._say("Enter saves what you typed. Press Esc again to leave it as it was.")

    def _look(self) -> None:
        self._say(" ".join(self.edit.sentence).strip())
        self.save.setText(_SAVE[self.edit.standing])
        self.save.setVisible(bool(_SAVE[self.edit.standing]))

    def _say(self, words: str) -> None:
        if words and words != self.said.text():
            announce(self, words, True)
        self.said.setText(words)
        self.said.setVisible(bool(words))
        self.grew.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width() and event.oldSize().width() > 0:
            self.grew.emit()

    def event(self, event: QEvent) -> bool:
        """While a row is open its keys are for the text, not for commands of the list around it."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and _for_text(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._leave()
        elif event.key() in _ENTER and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.keep()
        # what a field leaves alone goes no further: the list around it would act on it


class _Text(PromptEdit):
    """Enter goes to the form; with Shift it breaks the line."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _ENTER and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            event.ignore()
        elif event.key() == Qt.Key.Key_Up and self.document().isEmpty():
            event.accept()
        else:
            super().keyPressEvent(event)


def _for_text(event: QKeyEvent) -> bool:
    """Plain keys, Enter and Escape; what has Ctrl or Alt stays a command, but for saving."""
    command = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
    return event.key() in _ENTER or not event.modifiers() & command


def _text(name: str, text: str, least: int, most: int) -> _Text:
    edit = _Text(least, most)
    edit.setAccessibleName(name)
    edit.setPlainText(text)
    edit.document().clearUndoRedoStacks()
    return edit


def _number(name: str, least: int, most: int, value: int) -> QSpinBox:
    box = QSpinBox()
    indent(box)
    calm(box)
    box.setRange(least, most)
    box.setValue(value)
    box.setAccessibleName(name)
    box.setFixedWidth(76)
    return box


def _named(title: str, control: QWidget) -> QWidget:
    return _beside(text_label(title, "muted"), control)


def _beside(*widgets: QWidget) -> QWidget:
    holder = QWidget()
    line = QHBoxLayout(holder)
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(SPACE["small"])
    for widget in widgets:
        line.addWidget(widget)
    return holder
