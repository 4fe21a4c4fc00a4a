"""The quality dial, and folded beneath it the steps and guidance it stands for."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QDoubleSpinBox, QSpinBox, QVBoxLayout, QWidget

from studio.ui import bind
from studio.ui.canvas.fold import Fold
from studio.ui.canvas.section import calm, indent, let_see, row, section
from studio.ui.canvas.segments import Segments
from studio.ui.theme import SPACE, Theme
from studio.workspace.quality import LEVELS, MEANING, QualityDial, steps_for
from studio.workspace.workspace import Workspace

_BLANK = -0.5


class QualityFields(QWidget):
    """None of the three is chosen while steps or guidance were set by hand. A drawing has neither: then nothing."""

    def __init__(self, workspace: Workspace, dial: QualityDial, theme: Theme) -> None:
        super().__init__()
        self._workspace = workspace
        self._dial = dial
        self.dial = Segments([level.capitalize() for level in LEVELS])
        self.dial.chosen.connect(self._choose)
        fields = QWidget()
        pair = QVBoxLayout(fields)
        pair.setContentsMargins(0, 0, 0, 0)
        self.steps, self.guidance = steps_box(workspace), guidance_box(workspace)
        pair.addWidget(row(_boxed("Steps", self.steps), _boxed("Guidance", self.guidance), spacing=SPACE["base"]))
        self.details = Fold("Details", fields, "details", workspace.view, theme)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE["small"])
        column.addLayout(section("Quality", self.dial))
        column.addWidget(self.details)
        bind.follow(self, workspace.draft.events.model, self._update)
        bind.show(self, dial.changed, self._update)

    def _choose(self, position: int) -> None:
        self._dial.choose(LEVELS[position])

    def _update(self) -> None:
        level, can, draft = self._dial.level, self._workspace.additions.capabilities, self._workspace.draft
        offered = self._dial.offered()
        let_see(self, not draft.drawn)
        self.dial.show_choice(None if level == "custom" else LEVELS.index(level))
        for one, button in zip(LEVELS, self.dial.buttons, strict=True):
            button.setEnabled(one in offered)
            steps = "" if can is None else f", {steps_for(one, can)} steps"
            button.setToolTip(f"{MEANING[one]}{steps}")
            button.setAccessibleDescription(MEANING[one])
        if can is not None:
            steps, guidance = draft.steps or can.steps, can.guidance if draft.guidance is None else draft.guidance
            own = "By hand: " if level == "custom" else "LoRA: " if self._paced else ""
            self.details.summarise(f"{own}{steps} steps, guidance {guidance:g}")

    @property
    def _paced(self) -> bool:
        """Whether a LoRA says the steps."""
        return self._workspace.additions.pace is not None


def _boxed(title: str, box: QWidget) -> QWidget:
    holder = QWidget()
    holder.setLayout(section(title, box))
    return holder


def steps_box(workspace: Workspace) -> QSpinBox:
    """0 is the blank."""
    box, draft = QSpinBox(), workspace.draft
    indent(box)
    calm(box)
    box.setAccessibleName("Steps")

    def put(steps: int) -> None:
        draft.steps = steps or None

    def update() -> None:
        can = workspace.additions.capabilities
        with QSignalBlocker(box):
            box.setRange(0, max(150 if can is None else can.max_steps, draft.steps or 0))
            box.setSpecialValueText("Auto" if can is None else f"Auto ({can.steps})")
            box.setValue(draft.steps or 0)

    box.valueChanged.connect(put)
    bind.follow(box, workspace.additions.changed, update)
    bind.show(box, draft.events.steps, update)
    return box


def guidance_box(workspace: Workspace) -> QDoubleSpinBox:
    """The lowest value is the blank, since 0 is a guidance."""
    box, draft = QDoubleSpinBox(), workspace.draft
    indent(box)
    calm(box)
    box.setAccessibleName("Guidance: how closely the prompt is followed")
    box.setDecimals(2)
    box.setSingleStep(0.5)

    def put(guidance: float) -> None:
        draft.guidance = None if guidance < 0 else guidance

    def update() -> None:
        can = workspace.additions.capabilities
        with QSignalBlocker(box):
            box.setRange(_BLANK, max(30.0 if can is None else can.max_guidance, draft.guidance or 0.0))
            box.setSpecialValueText("Auto" if can is None else f"Auto ({can.guidance:g})")
            box.setValue(_BLANK if draft.guidance is None else draft.guidance)

    box.valueChanged.connect(put)
    bind.follow(box, workspace.additions.changed, update)
    bind.show(box, draft.events.guidance, update)
    return box
