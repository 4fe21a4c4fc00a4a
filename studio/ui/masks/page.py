"""The page on which a mask is painted over the start picture. What is painted is kept stroke by stroke."""

from __future__ import annotations

import asyncio
from math import log
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent, QImage, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSlider, QVBoxLayout, QWidget

from studio.ui import bind
from studio.ui.canvas.segments import Segments
from studio.ui.elided import Elided
from studio.ui.images import WHOLE, Images
from studio.ui.masks.raster import Tool, png_of
from studio.ui.masks.sheet import LEAST, MOST, MaskSheet
from studio.ui.problem import text_label
from studio.ui.shortcuts.actions import Actions
from studio.ui.theme import SPACE, Theme
from studio.ui.viewer.originals import Originals
from studio.workspace.draft import StartPicture
from studio.workspace.workspace import Workspace

_TOOLS: tuple[tuple[Tool, str], ...] = (("brush", "Brush"), ("eraser", "Eraser"))
_WHAT = "Paint what is to be made anew; the rest stays as it is, bit for bit."
_HOW = (
    f"{_WHAT} Alt or the right button erases, Shift draws a straight line, Space moves the picture, the wheel zooms. "
    "Arrow keys move the brush, Enter puts it down and lifts it."
)
_NOTHING = "There is no start picture to paint on. Drop one on the canvas, or use one of your pictures."
_CANNOT = "This model cannot keep a part of the start picture: it makes all of it anew. Choose another model."
_ROOM, _ROOM_FOR_SIZE, _ROOM_FOR_UNDO = 640, 520, 420
"""pixels of width from which there is a button to end with, the size of the brush, undo (the window has it too)"""
_SLIDE = 100
"""steps of the brush's slider"""


class MaskPage(QWidget):
    """Follows the start picture of the canvas while it is in sight, and whatever mask undo brings back."""

    def __init__(self, workspace: Workspace, theme: Theme, images: Images, actions: Actions) -> None:
        super().__init__()
        self.setObjectName("surround")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName("Mask")
        self._workspace = workspace
        self._images = images
        self._actions = actions
        self._theme = theme
        self._originals = Originals(self)
        self._path: Path | None = None
        """of the picture that lies on the sheet, or is on its way there"""
        self._held = ""
        """sha256 of the mask that is shown; empty for none"""
        self._saving = 0
        self.sheet = MaskSheet(theme)
        self.sheet.setAccessibleName("The start picture, to paint a mask on")
        self.sheet.setAccessibleDescription(_HOW)
        self.name = Elided("")
        self.tools = Segments([name for _, name in _TOOLS])
        self.tools.setAccessibleName("Brush or eraser")
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, _SLIDE)
        self.slider.setMinimumWidth(60)
        self.slider.setMaximumWidth(160)
        self.slider.setAccessibleName("Size of the brush")
        self.pixels = text_label(look="muted")
        self.said = text_label(look="muted", wrap=True)
        self._lay_out()
        self._bind()
        self._bind_commands()
        self.setFocusProxy(self.sheet)

    def _lay_out(self) -> None:
        bar = QWidget()
        bar.setObjectName("viewerbar")
        bar.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        line = QHBoxLayout(bar)
        line.setContentsMargins(SPACE["snug"], SPACE["small"], SPACE["snug"], SPACE["small"])
        line.setSpacing(SPACE["snug"])
        self.done = QPushButton("Done")
        self.done.clicked.connect(self._actions.action("page.close").trigger)
        line.addWidget(self._actions.button("page.close"))
        line.addWidget(self.name, 1)
        self.tools.setFixedWidth(150)
        line.addWidget(self.tools)
        line.addWidget(self.slider)
        self.pixels.setMinimumWidth(self.fontMetrics().horizontalAdvance("0000 px"))
        line.addWidget(self.pixels)
        self.buttons = {id: self._actions.button(id) for id in ("undo", "redo", "mask.invert", "mask.clear")}
        for button in self.buttons.values():
            line.addWidget(button)
        line.addWidget(self.done)
        below = QHBoxLayout()
        below.setContentsMargins(SPACE["wide"], SPACE["small"], SPACE["wide"], SPACE["snug"])
        below.addWidget(self.said, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(bar)
        column.addWidget(self.sheet, 1)
        column.addLayout(below)

    def _bind(self) -> None:
        space = self._workspace
        bind.follow(self, space.draft.events.start, self._look)
        bind.follow(self, space.readiness_changed, self._look)
        bind.follow(self, space.model_changed, self._say)
        self._originals.arrived.connect(self._arrived)
        self.sheet.stroked.connect(self._stroked)
        self.sheet.brush_changed.connect(self._show_brush)
        self.tools.chosen.connect(self._choose_tool)
        self.slider.valueChanged.connect(self._slide)
        self._show_brush()

    def _bind_commands(self) -> None:
        for id, slot in (
            ("mask.smaller", lambda: self.sheet.enlarge(-1)),
            ("mask.larger", lambda: self.sheet.enlarge(1)),
            ("mask.brush", lambda: self.sheet.choose("brush")),
            ("mask.eraser", lambda: self.sheet.choose("eraser")),
            ("mask.invert", self._invert),
            ("mask.clear", self._clear),
        ):
            self._actions.bind(id, slot, self)
        for id in ("undo", "redo"):  # bound to the pictures, which are out of sight now
            self.addAction(self._actions.action(id))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What has a key gives way where there is little room."""
        super().resizeEvent(event)
        width = event.size().width()
        for part, room in ((self.done, _ROOM), (self.slider, _ROOM_FOR_SIZE), (self.pixels, _ROOM_FOR_SIZE)):
            part.setVisible(width >= room)
        for id in ("undo", "redo"):
            self.buttons[id].setVisible(width >= _ROOM_FOR_UNDO)
        self._say()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._look()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._originals.rest()

    @property
    def _picture(self) -> StartPicture | None:
        return self._workspace.masking.picture

    def _look(self) -> None:
        """Show what there is to paint on, and what is painted; nothing while out of sight."""
        if not self.isVisible():
            return
        picture = self._picture
        path = None if picture is None else self._workspace.blob(picture.sha256)
        self._say()
        if path != self._path:
            self._path, self._held = path, ""
            self.sheet.clear()
            if path is not None:
                self._originals.want([path])
                self._arrived(str(path))
        elif path is not None and not self.sheet.blank:
            self._show_mask()

    def _arrived(self, name: str) -> None:
        original = None if self._path is None or name != str(self._path) else self._originals.get(self._path)
        if original is None:
            return
        if original.trouble is not None:
            self.said.setText(f"{original.trouble.message}. {original.trouble.remedy}")
            return
        self.sheet.lay_picture(original.levels, original.width, original.height)
        self._show_brush()
        self._show_mask()

    def _show_mask(self) -> None:
        """That of the draft, unless what is painted here is newer."""
        picture = self._picture
        if picture is None or self._saving or self.sheet.stroking or picture.mask == self._held:
            return
        self._held = picture.mask
        path = self._workspace.blob(picture.mask) if picture.mask else None
        if path is None:
            self.sheet.raster.clear()
            self.sheet.update()
        else:
            self._images.ask(path, WHOLE, lambda image, mask=picture.mask: self._put_mask(mask, image))

    def _put_mask(self, mask: str, image: QImage) -> None:
        if mask == self._held and not self._saving and not self.sheet.stroking and not image.isNull():
            self.sheet.raster.load(image)
            self.sheet.update()

    def _stroked(self) -> None:
        self._keep("paint the mask")

    def _invert(self) -> None:
        if not self.sheet.blank:
            self.sheet.raster.invert()
            self.sheet.update()
            self._keep("invert the mask")

    def _clear(self) -> None:
        if not self.sheet.blank:
            self.sheet.raster.clear()
            self.sheet.update()
            self._keep("clear the mask")

    def _keep(self, label: str) -> None:
        picture = self._picture
        if picture is not None:
            self._saving += 1  # now, not when the task begins: until then an older mask must not be shown
            blank, image = self.sheet.raster.blank, self.sheet.raster.image.copy()
            self._workspace.tasks.start(self._save(picture.sha256, image, label, blank=blank), label)

    async def _save(self, picture: str, image: QImage, label: str, *, blank: bool) -> None:
        masking = self._workspace.masking
        try:
            if blank:
                await masking.take_away(label)
                self._held = ""
            else:
                self._held = await masking.keep(picture, await asyncio.to_thread(png_of, image), label)
        finally:
            self._saving -= 1
            self._look()

    def _choose_tool(self, at: int) -> None:
        self.sheet.choose(_TOOLS[at][0])

    def _slide(self, at: int) -> None:
        self.sheet.set_brush(_share(at))

    def _show_brush(self) -> None:
        sheet = self.sheet
        self.tools.show_choice(next(at for at, (tool, _) in enumerate(_TOOLS) if tool == sheet.tool))
        if abs(_share(self.slider.value()) - sheet.brush) > _share(1) - _share(0):
            bind.set_whole(self.slider, _slid(sheet.brush))
        self.pixels.setText(f"{sheet.brush_pixels} px")
        keys = " ".join(self._actions.native(id) for id in ("mask.smaller", "mask.larger"))
        self.slider.setToolTip(f"Size of the brush: {sheet.brush_pixels} pixels of the picture  {keys}")

    def _say(self) -> None:
        picture, can = self._picture, self._workspace.capabilities
        self.name.put("Change only a part" if picture is None else f"Change only a part of {picture.name}")
        for part in (self.tools, self.slider, self.pixels):
            part.setEnabled(picture is not None)
        if picture is None:
            self.said.setText(_NOTHING)
        else:
            how = _HOW if self.width() >= _ROOM_FOR_UNDO else _WHAT
            self.said.setText(how if can is None or "mask" in can.modes else _CANNOT)


def _share(at: int) -> float:
    """Even steps of the slider look even on the picture: each is so many times the one before."""
    return LEAST * (MOST / LEAST) ** (at / _SLIDE)


def _slid(share: float) -> int:
    return round(_SLIDE * log(share / LEAST) / log(MOST / LEAST))
