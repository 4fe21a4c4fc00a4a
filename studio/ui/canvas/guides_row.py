"""One control image or reference: what it shows, what is taken of it, how strongly, when, and what uses it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QAccessible, QAction, QActionGroup, QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QMenu, QPushButton, QSizePolicy, QSlider, QToolButton, QWidget

from studio.recipe.recipe import ControlKind
from studio.ui import bind
from studio.ui.canvas.guides_detail import DetailField
from studio.ui.canvas.guides_none import USED_BY
from studio.ui.canvas.guides_preview import GuidePreview
from studio.ui.canvas.guides_span import SpanField
from studio.ui.canvas.guides_thumbnail import FINER, thumbnail
from studio.ui.canvas.section import calm, icon_button, row
from studio.ui.elided import Elided
from studio.ui.images import Images
from studio.ui.problem import text_label
from studio.ui.theme import SPACE, Theme
from studio.workspace.draft_additions import ControlPicture, ReferencePicture
from studio.workspace.guides import (
    KIND_NAMES,
    LEAST_WEIGHT,
    MADE_KINDS,
    MOST_WEIGHT,
    READY_LOOKS,
    ROLE_NAMES,
    Guide,
    Which,
)
from studio.workspace.workspace import Workspace

THUMBNAIL = 44
_SIGN = 20
"""pixels of what stands in for a picture"""
_HUNDRED = 100
_GONE = "The picture is gone from the library. Take it away and give it again."
_NOUNS: dict[Which, str] = {"control": "control image", "reference": "reference"}


class GuideRow(QFrame):
    """Shows what it is told by `show_guide`, and changes that in the workspace. `at` is its place among its kind."""

    spoken_as = QAccessible.Role.Grouping

    def __init__(self, which: Which, at: int, workspace: Workspace, theme: Theme, images: Images) -> None:
        super().__init__()
        self.setProperty("look", "well")
        self._which: Which = which
        self._at = at
        self._workspace = workspace
        self._guides = workspace.guides
        self._theme = theme
        self._images = images
        self._guide: Guide | None = None
        noun = _NOUNS[which]
        self.thumbnail = QToolButton()
        self.thumbnail.setProperty("look", "tiny")
        self.thumbnail.setFixedSize(THUMBNAIL + 4, THUMBNAIL + 4)
        self.thumbnail.setIconSize(QSize(THUMBNAIL, THUMBNAIL))
        self.thumbnail.clicked.connect(self._look_closer)
        self.what = QPushButton()
        self.what.setProperty("look", "quiet")
        self.what.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # the chevron stands at the end
        self.what.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.what.clicked.connect(self._choose_what)
        self.name = Elided("muted")
        self.on = icon_button(theme, "eye", f"Use this {noun}", checkable=True, flat=True)
        self.on.clicked.connect(self._switch)
        self.remove = icon_button(theme, "x", f"Take this {noun} away", flat=True)
        self.remove.clicked.connect(lambda: self._guides.take_away(self._which, self._at))
        self.weight = QSlider(Qt.Orientation.Horizontal)
        self.weight.setRange(round(LEAST_WEIGHT * _HUNDRED), round(MOST_WEIGHT * _HUNDRED))
        self.weight.setSingleStep(5)
        self.weight.setPageStep(25)
        calm(self.weight)
        self.weight.valueChanged.connect(self._weigh)
        self.weight.sliderReleased.connect(self._guides.settle)
        self.number = text_label(look="muted")
        self.more = icon_button(theme, "sliders-horizontal", "What uses it, and when", checkable=True, flat=True)
        self.more.clicked.connect(self._update)
        self.model = QPushButton()
        self.model.setProperty("look", "quiet")
        self.model.clicked.connect(self._choose_model)
        self.span = SpanField(lambda begin, end: self._guides.span(self._at, begin, end))
        self.detail = DetailField(self._redraw)
        self.taken = text_label(look="muted", wrap=True)
        self.wrong = text_label(look="danger", wrap=True)
        self.get = QPushButton("Get one…")
        self.get.setProperty("look", "small-link")
        self.get.clicked.connect(lambda: workspace.more_wanted.emit(USED_BY[which]))
        self._lay_out()
        images.arrived.connect(self._show_picture)
        bind.follow(self, workspace.readiness_changed, self._came)
        bind.follow(self, theme.changed, self._show_guide)

    def show_guide(self, guide: Guide) -> None:
        self._guide = guide
        self._show_guide()

    def _switch(self, on: bool) -> None:
        self._guides.switch(self._which, self._at, on=on)
        self._show_guide()  # what cannot be switched on stays off

    def _weigh(self, hundredths: int) -> None:
        self._guides.weigh(self._which, self._at, hundredths / _HUNDRED)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete:
            self._guides.take_away(self._which, self._at)
        else:
            super().keyPressEvent(event)

    def _lay_out(self) -> None:
        for button in (self.on, self.remove, self.more):
            button.setFixedSize(24, 24)
        self.number.setMinimumWidth(self.fontMetrics().horizontalAdvance("0.00"))
        grid = QGridLayout(self)
        grid.setContentsMargins(SPACE["small"], SPACE["small"], SPACE["small"], SPACE["small"])
        grid.setHorizontalSpacing(SPACE["snug"])
        grid.setVerticalSpacing(SPACE["hair"])
        grid.setColumnStretch(1, 1)
        grid.addWidget(self.thumbnail, 0, 0, 2, 1, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(row(self.what, self.name, self.on, self.remove, spacing=SPACE["small"]), 0, 1)
        self._strength = row(self.weight, self.number, self.more, spacing=SPACE["small"])
        grid.addWidget(self._strength, 1, 1)
        self._details = row(self.model)
        grid.addWidget(self._details, 2, 0, 1, 2)
        grid.addWidget(self.detail, 3, 0, 1, 2)
        grid.addWidget(self.span, 4, 0, 1, 2)
        self._trouble = row(self.wrong, self.get)
        grid.addWidget(self._trouble, 5, 0, 1, 2)
        grid.addWidget(self.taken, 6, 0, 1, 2)

    def _show_guide(self) -> None:
        guide = self._guide
        if guide is None:
            return
        self.what.setText(self._said_what(guide))
        self.what.setIcon(self._theme.icon("chevron-down", self._theme.palette.muted))
        self.what.setIconSize(QSize(12, 12))
        self.name.put(guide.name)
        self.on.setChecked(guide.on)
        self.on.setIcon(self._theme.icon("eye" if guide.on else "eye-off"))
        bind.set_whole(self.weight, round(guide.weight * _HUNDRED))
        self.number.setText(f"{guide.weight:.2f}")
        self.weight.setToolTip(f"Weight {guide.weight:.2f}: how strongly it counts; 1 is as it was taught")
        self._strength.setVisible(guide.on)  # off, it takes less room
        self.what.setEnabled(guide.on)
        self._name_parts(guide)
        self._show_picture()
        self._update()

    def _name_parts(self, guide: Guide) -> None:
        """For assistive technology: several rows are told apart."""
        spoken = f"{_NOUNS[self._which]} {self._at + 1}"
        self.setAccessibleName(f"{spoken.capitalize()}: {self.what.text()}, {guide.name}")
        self.what.setAccessibleName(
            f"{'Kind' if self._which == 'control' else 'What is taken'} of {spoken}: {self.what.text()}"
        )
        self.on.setAccessibleName(f"Use {spoken}")
        self.remove.setAccessibleName(f"Take {spoken} away")
        self.weight.setAccessibleName(f"Weight of {spoken}")
        self.more.setAccessibleName(f"What uses {spoken}, and when")
        self.thumbnail.setAccessibleName(f"Look at {spoken}")
        self.thumbnail.setToolTip("Look closer")

    def _update(self) -> None:
        """What uses it is said as soon as there is a choice or the details are open; what is wrong always."""
        guide = self._guide
        if guide is None:
            return
        used, wrong = self._guides.used(self._which, guide), self._wrong(guide)
        opened = self.more.isChecked() and guide.on
        self._details.setVisible(opened and not wrong)
        if used is not None:
            several = len(self._guides.choices(self._which, guide)) > 1
            self.model.setText(f"With {used.name}{' ▾' if several else ''}")
            self.model.setEnabled(several)
            self.more.setToolTip(f"With {used.name}. Choose what uses it, and when")
        self.span.setVisible(opened and isinstance(guide, ControlPicture))
        self.detail.setVisible(opened and isinstance(guide, ControlPicture) and bool(guide.photo))
        if isinstance(guide, ControlPicture):
            self.span.show_span(guide.begin, guide.end)
            self.detail.show_detail(guide.detail)
        self._say_taken(guide)
        self._trouble.setVisible(bool(wrong))
        self.wrong.setText(wrong)
        self.get.setVisible(wrong != _GONE)

    def _say_taken(self, guide: Guide) -> None:
        """What is not made here has to be ready-made, and is taken as it is."""
        ready = isinstance(guide, ControlPicture) and guide.on and guide.kind not in MADE_KINDS
        self.taken.setVisible(ready)
        if isinstance(guide, ControlPicture) and ready:
            self.taken.setText(f"Needs a ready-made image, and is taken as it is: {READY_LOOKS[guide.kind]}")

    def _wrong(self, guide: Guide) -> str:
        ready = self._workspace.readiness == "ready"
        if ready and guide.on and self._workspace.blob(guide.sha256) is None:
            return _GONE
        return self._guides.wrong(self._which, guide)

    @staticmethod
    def _said_what(guide: Guide) -> str:
        return KIND_NAMES[guide.kind] if isinstance(guide, ControlPicture) else ROLE_NAMES[guide.role]

    def _came(self) -> None:
        self._show_picture()
        self._update()

    def _show_picture(self) -> None:
        guide, ratio = self._guide, self.devicePixelRatioF()
        path = None if guide is None else self._workspace.blob(guide.sha256)
        side = round(THUMBNAIL * ratio)
        thin = isinstance(guide, ControlPicture) and guide.kind in MADE_KINDS
        wanted = side * (FINER if thin else 1)
        image = None if path is None else self._images.get(path, QSize(wanted, wanted))
        if image is None or image.isNull():
            name = "image-off" if path is None else "image"
            self.thumbnail.setIcon(self._theme.icon(name, self._theme.palette.faint).pixmap(_SIGN, _SIGN))
        else:
            self.thumbnail.setIcon(thumbnail(image, side, ratio))

    def _look_closer(self) -> None:
        if self._guide is not None:
            GuidePreview(self.thumbnail, self._guide, self._workspace, self._images).open()

    def _choose_what(self) -> None:
        match self._guide:
            case ControlPicture() as control:
                self._pop_up(self.what, self._kinds(control))
            case ReferencePicture() as reference:
                self._pop_up(self.what, self._roles(reference))
            case None:
                pass

    def _kinds(self, control: ControlPicture) -> QMenu:
        menu, group = self._menu("Kind of control image")
        ready = not control.photo
        self._head(menu, "Made of the picture")
        for kind in MADE_KINDS:
            act = partial(self._remake, kind, False)
            self._add(menu, group, KIND_NAMES[kind], act, chosen=kind == control.kind and not ready)
        menu.addSeparator()
        self._head(menu, "The picture is one already")
        for kind, name in KIND_NAMES.items():
            act = partial(self._remake, kind, True)
            said = f"{name}: {READY_LOOKS[kind]}"
            self._add(menu, group, said, act, chosen=kind == control.kind and ready)
        return menu

    def _roles(self, reference: ReferencePicture) -> QMenu:
        menu, group = self._menu("What is taken of the reference")
        for role, name in ROLE_NAMES.items():
            self._add(menu, group, name, partial(self._guides.take, self._at, role), chosen=role == reference.role)
        return menu

    def _remake(self, kind: ControlKind, ready: bool) -> None:
        work = self._guides.remake(self._at, kind, ready=ready)
        self._workspace.tasks.start(work, "change the control image")

    def _redraw(self, detail: float) -> None:
        if isinstance(self._guide, ControlPicture) and self._guide.photo:
            work = self._guides.remake(self._at, self._guide.kind, detail=detail)
            self._workspace.tasks.start(work, "change the detail")

    def _choose_model(self) -> None:
        guide = self._guide
        if guide is None:
            return
        menu, group = self._menu("What uses it")
        self._add(
            menu,
            group,
            "The first that fits",
            partial(self._guides.use, self._which, self._at, None),
            chosen=guide.model is None,
        )
        for one in self._guides.choices(self._which, guide):
            act = partial(self._guides.use, self._which, self._at, one.id)
            self._add(menu, group, one.name, act, chosen=guide.model == one.id)
        self._pop_up(self.model, menu)

    def _menu(self, name: str) -> tuple[QMenu, QActionGroup]:
        menu = QMenu(name, self)
        menu.setAccessibleName(name)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return menu, QActionGroup(menu)

    @staticmethod
    def _add(menu: QMenu, group: QActionGroup, text: str, act: Callable[[], object], *, chosen: bool) -> None:
        action = QAction(text.replace("&", "&&"), menu, checkable=True)
        action.setChecked(chosen)
        action.triggered.connect(lambda: act())
        group.addAction(action)
        menu.addAction(action)

    @staticmethod
    def _head(menu: QMenu, text: str) -> None:
        """Says what the entries beneath it have in common."""
        menu.addAction(text).setEnabled(False)

    @staticmethod
    def _pop_up(anchor: QWidget, menu: QMenu) -> None:
        menu.popup(anchor.mapToGlobal(QPoint(0, anchor.height())))
