"""One LoRA of the canvas: on or off, how strong, the words that wake it, and why it is left out."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QCheckBox, QDoubleSpinBox, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from studio.recipe.recipe import MAX_ADDONS
from studio.recipe.resolve_additions import MAX_ADDON_WEIGHT
from studio.ui import bind
from studio.ui.canvas.balance import BalanceSlider
from studio.ui.canvas.flow import Flow
from studio.ui.canvas.section import calm, icon_button, indent, row
from studio.ui.problem import text_label
from studio.ui.theme import CONTROL, SPACE, Theme
from studio.workspace.draft_additions import ChosenLora
from studio.workspace.loras import USUAL_WEIGHT, WEIGHT_STEP
from studio.workspace.workspace import Workspace

_NUMBER = 58
"""pixels of width at 100%"""
_MOST_WORDS = 12
"""trigger words that are offered; some LoRAs name hundreds of tags"""
_WORD = 160
"""pixels of width at 100% that one of them may have"""
_INDENT = 25
"""pixels at 100% from the box to its name"""


class NameBox(QCheckBox):
    """Gives way where there is little room for its name."""

    def __init__(self) -> None:
        super().__init__()
        self._name = ""
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def put(self, name: str) -> None:
        self._name = " ".join(name.split())
        self.setAccessibleName(f"LoRA {self._name}")
        self._cut()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._cut()

    def _cut(self) -> None:
        room = self.width() - _INDENT - SPACE["small"]
        short = self.fontMetrics().elidedText(self._name, Qt.TextElideMode.ElideRight, max(0, room))
        self.setText(short.replace("&", "&&"))
        self.setToolTip(self._name)


class LoraRow(QWidget):
    """`write(word)` puts a word into the prompt. Delete takes the LoRA away."""

    def __init__(self, workspace: Workspace, theme: Theme, id: str, write: Callable[[str], object]) -> None:
        super().__init__()
        self.id = id
        self._workspace = workspace
        self._loras = workspace.loras
        self._write = write
        self._offered: tuple[str, ...] = ()
        self.on = NameBox()
        self.slider = BalanceSlider(theme, round(USUAL_WEIGHT / WEIGHT_STEP), round(1 / WEIGHT_STEP))
        self.slider.setPageStep(4)
        self.number = QDoubleSpinBox()
        self.number.setRange(-MAX_ADDON_WEIGHT, MAX_ADDON_WEIGHT)
        self.number.setSingleStep(WEIGHT_STEP)
        self.number.setDecimals(2)
        self.number.setFixedWidth(_NUMBER)
        indent(self.number)
        for control in (self.slider, self.number):
            calm(control)
            control.setToolTip("How strong: 1 as it was trained, below 0 the opposite. A double click goes back to 1.")
        self.remove = icon_button(theme, "x", "Take this LoRA away", flat=True)
        self.said = text_label(look="muted", wrap=True)
        self.words = QWidget()
        self._flow = Flow(self.words, gap=SPACE["small"], lead=SPACE["small"])
        self._lay_out()
        self._bind()

    def _lay_out(self) -> None:
        inside = QWidget()
        lines = QVBoxLayout(inside)
        lines.setContentsMargins(_INDENT, 0, CONTROL + SPACE["hair"], 0)
        lines.setSpacing(SPACE["small"])
        for widget in (self.slider, self.said, self.words):
            lines.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(row(self.on, self.number, self.remove, spacing=SPACE["hair"]))
        column.addWidget(inside)

    def _bind(self) -> None:
        self.on.clicked.connect(self._switch)
        self.slider.valueChanged.connect(self._slid)
        self.slider.sliderReleased.connect(self._loras.settle)
        self.number.valueChanged.connect(self._weigh)
        self.number.editingFinished.connect(self._loras.settle)
        self.remove.clicked.connect(lambda: self._loras.take_away(self.id))
        bind.follow(self, self._workspace.draft.events.prompt, self._mark_words)

    def _switch(self, on: bool) -> None:
        self._loras.switch(self.id, on=on)
        self.on.setChecked(any(one.id == self.id and one.on for one in self._loras.chosen))

    def _slid(self, steps: int) -> None:
        self._loras.weigh(self.id, steps * WEIGHT_STEP)

    def _weigh(self, weight: float) -> None:
        self._loras.weigh(self.id, weight)

    def put(self, chosen: ChosenLora) -> None:
        """Show it as it is chosen and as the chosen model takes it."""
        one = self._workspace.additions.get("lora", chosen.id, chosen.weights)
        name = chosen.name if one is None else one.name
        why = self._workspace.additions.why_left_out(chosen)
        self.on.put(name)
        self.on.setChecked(chosen.on)
        self.remove.setAccessibleName(f"Take the LoRA {name} away")
        for control in (self.slider, self.number):
            control.setAccessibleName(f"Weight of the LoRA {name}")
            control.setEnabled(chosen.on and not why)
        self.slider.setVisible(chosen.on and not why)  # else the row takes less room
        bind.set_whole(self.slider, round(chosen.weight / WEIGHT_STEP))
        if self.number.value() != chosen.weight:
            with QSignalBlocker(self.number):
                self.number.setValue(chosen.weight)
        self._say(chosen, why)
        self._offer(() if one is None or why or not chosen.on else one.words[:_MOST_WORDS])

    def _say(self, chosen: ChosenLora, why: str) -> None:
        one = self._workspace.additions.get("lora", chosen.id, chosen.weights)
        pace = None if one is None else one.addition.pace
        said = ""
        if why:
            said = f"Left out: {why}."
        elif not chosen.on and self._loras.full:
            said = f"Off: {MAX_ADDONS} are used together at most."
        elif chosen.on and not chosen.weight:
            said = "At 0 it is left out."
        elif chosen.on and pace is not None:
            steps = "1 step" if pace.steps == 1 else f"{pace.steps} steps"
            asked = self._workspace.draft.steps
            instead = "" if asked in (None, pace.steps) else f"; {asked} are set"
            said = f"Made for {steps}, guidance {pace.guidance:g}{instead}."
        self.said.setText(said)
        self.said.setVisible(bool(said))
        self.on.setAccessibleDescription(said)

    def _offer(self, words: tuple[str, ...]) -> None:
        self.words.setVisible(bool(words))
        if words == self._offered:
            return
        self._offered = words
        while (item := self._flow.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for word in words:
            short = self.fontMetrics().elidedText(word, Qt.TextElideMode.ElideRight, _WORD)
            button = QPushButton(short.replace("&", "&&"))
            button.setProperty("look", "trigger")
            button.setProperty("word", word)
            button.clicked.connect(lambda _=False, word=word: self._write(word))
            self._flow.addWidget(button)
        self._mark_words()

    def buttons(self) -> list[QPushButton]:
        """Of the trigger words."""
        return [button for button in self.words.findChildren(QPushButton) if not button.isHidden()]

    def _mark_words(self) -> None:
        """Those that the prompt has are not offered again."""
        prompt = self._workspace.draft.prompt.casefold()
        for button in self.buttons():
            word = str(button.property("word"))
            there = word.casefold() in prompt
            button.setEnabled(not there)
            button.setToolTip(f"“{word}” is in the prompt" if there else f"Wakes this LoRA: write “{word}”")
            button.setAccessibleName(f"Write “{word}”")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete and (self.on.hasFocus() or self.slider.hasFocus()):
            self._loras.take_away(self.id)
        else:
            super().keyPressEvent(event)
