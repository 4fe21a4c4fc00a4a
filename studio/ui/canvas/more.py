"""How many, how carefully, and with which model."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QComboBox, QDoubleSpinBox, QSpinBox

from studio.ui import bind
from studio.ui.canvas.section import indent
from studio.workspace.workspace import Workspace

_MOST = 64
_BLANK = -0.5


def count_box(workspace: Workspace) -> QSpinBox:
    box, draft = QSpinBox(), workspace.draft
    indent(box)
    box.setAccessibleName("Variations: how many pictures to make")
    box.valueChanged.connect(partial(setattr, draft, "count"))

    def update() -> None:
        can = workspace.capabilities
        with QSignalBlocker(box):
            box.setRange(1, max(_MOST if can is None else can.max_count, draft.count))
            box.setValue(draft.count)

    bind.follow(box, workspace.model_changed, update)
    bind.show(box, draft.events.count, update)
    return box


def steps_box(workspace: Workspace) -> QSpinBox:
    """0 is the blank."""
    box, draft = QSpinBox(), workspace.draft
    indent(box)
    box.setAccessibleName("Steps")

    def put(steps: int) -> None:
        draft.steps = steps or None

    def update() -> None:
        can = workspace.capabilities
        with QSignalBlocker(box):
            box.setRange(0, max(150 if can is None else can.max_steps, draft.steps or 0))
            box.setSpecialValueText("Auto" if can is None else f"Auto ({can.steps})")
            box.setValue(draft.steps or 0)

    box.valueChanged.connect(put)
    bind.follow(box, workspace.model_changed, update)
    bind.show(box, draft.events.steps, update)
    return box


def guidance_box(workspace: Workspace) -> QDoubleSpinBox:
    """The lowest value is the blank, since 0 is a guidance."""
    box, draft = QDoubleSpinBox(), workspace.draft
    indent(box)
    box.setAccessibleName("Guidance: how closely the prompt is followed")
    box.setDecimals(2)
    box.setSingleStep(0.5)

    def put(guidance: float) -> None:
        draft.guidance = None if guidance < 0 else guidance

    def update() -> None:
        can = workspace.capabilities
        with QSignalBlocker(box):
            box.setRange(_BLANK, max(30.0 if can is None else can.max_guidance, draft.guidance or 0.0))
            box.setSpecialValueText("Auto" if can is None else f"Auto ({can.guidance:g})")
            box.setValue(_BLANK if draft.guidance is None else draft.guidance)

    box.valueChanged.connect(put)
    bind.follow(box, workspace.model_changed, update)
    bind.show(box, draft.events.guidance, update)
    return box


def model_box(workspace: Workspace) -> QComboBox:
    """The first entry is the default; a model that is asked for and not installed is listed as such."""
    box, draft = QComboBox(), workspace.draft
    box.setAccessibleName("Model")

    def put(position: int) -> None:
        draft.model = box.itemData(position)

    def update() -> None:
        with QSignalBlocker(box):
            box.clear()
            default = "Default model"
            if draft.model is None and workspace.model is not None:
                default = f"Default: {workspace.model.name}"
            box.addItem(default, None)
            for model in workspace.models:
                box.addItem(model.name if model.state == "ready" else f"{model.name} (cannot be used)", model.ref.id)
            if draft.model is not None and box.findData(draft.model) < 0:
                box.addItem(f"{draft.model} (not installed)", draft.model)
            box.setCurrentIndex(max(0, box.findData(draft.model)))
        box.setToolTip("" if workspace.model is None else workspace.model.summary)

    box.activated.connect(put)
    bind.follow(box, workspace.model_changed, update)
    bind.show(box, draft.events.model, update)
    return box
