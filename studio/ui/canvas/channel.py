"""Which channel the picture is for: where it is made at another size than delivered, both are said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from studio.ui import bind
from studio.ui.canvas.channel_frame import ChannelFrame, edges_of
from studio.ui.canvas.section import icon_button, row
from studio.ui.problem import text_label
from studio.ui.theme import SPACE, Theme
from studio.workspace.channels import FOLDED
from studio.workspace.size import MUCH_CUT, SizeChoice
from studio.workspace.workspace import Workspace

if TYPE_CHECKING:
    from studio.recipe.channels import Channel


class ChannelField(QWidget):
    """The channel that is chosen, the two sizes, and the edges that are covered or cut; nothing while none is.

    `begin` opens the channels; it belongs beside the section's title.
    """

    def __init__(self, workspace: Workspace, size: SizeChoice, theme: Theme) -> None:
        super().__init__()
        self._workspace = workspace
        self._size = size
        self._theme = theme
        self.begin = QToolButton()
        self.begin.setText("Channels")
        self.begin.setProperty("look", "small")
        self.begin.setAccessibleName("Choose a channel")
        self.begin.setToolTip("Deliver it for a channel: a story, a pin, a flyer…")
        self.begin.clicked.connect(self.open)
        self.choose = QPushButton()
        self.choose.setAccessibleName("Channel")
        self.choose.setProperty("look", "field")
        self.choose.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # the chevron stands at the end
        self.choose.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.choose.clicked.connect(self.open)
        self.frame_button = icon_button(theme, "frame", "Show the safe area", checkable=True, flat=True)
        self.frame_button.clicked.connect(self._turn_frame)
        self.none = icon_button(theme, "x", "Deliver it as it is made", flat=True)
        self.none.clicked.connect(self._deliver_as_made)
        self.said = text_label(look="muted", wrap=True)
        self.frame = ChannelFrame(theme)
        self._name = ""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE["small"])
        self._chosen = row(self.choose, self.frame_button, self.none, spacing=SPACE["small"])
        column.addWidget(self._chosen)
        column.addWidget(self.said)
        column.addWidget(self.frame)
        for news in (size.changed, workspace.channels.changed, workspace.view.events.folded):
            bind.follow(self, news, self._update)
        bind.show(self, theme.changed, self._update)

    def open(self) -> None:
        """The channels, over the canvas."""
        from studio.ui.canvas.channels import ChannelPanel  # not for the first paint

        channel = self._channel()
        current = "" if channel is None else channel.id
        ChannelPanel(self.begin, self._workspace.channels, self._theme, current, self._use).open()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._elide()

    def _channel(self) -> Channel | None:
        return self._workspace.channels.of(self._size.channel, self._size.fit)

    def _use(self, channel: Channel) -> None:
        self._size.deliver(channel.width, channel.height, channel.id)
        self.begin.setFocus()

    def _deliver_as_made(self) -> None:
        self.begin.setFocus()  # what had the keyboard goes
        self._size.deliver_as_made()

    def _turn_frame(self) -> None:
        view = self._workspace.view
        others = tuple(name for name in view.folded if name != FOLDED)
        view.folded = others if FOLDED in view.folded else (*others, FOLDED)

    def _update(self) -> None:
        size, fit, channel = self._size, self._size.fit, self._channel()
        self.choose.setIcon(self._theme.icon("chevron-down", self._theme.palette.muted))
        for part in (self, self._chosen, self.said):
            part.setVisible(fit is not None)
        edges = channel is not None and bool(edges_of(channel))
        unfolded = FOLDED not in self._workspace.view.folded
        self.frame_button.setVisible(edges)
        self.frame_button.setChecked(unfolded)
        self.frame.setVisible(edges and unfolded)
        if channel is not None:
            self.frame.show_channel(channel)
        if fit is not None:
            own = f"{fit.width} × {fit.height} px"
            self._name = own if channel is None else _name_of(channel)
            self.choose.setAccessibleName(f"Channel: {self._name}")
            self.said.setText(_sizes(size.width, size.height, fit.width, fit.height, size.cut))
            self._elide()

    def _elide(self) -> None:
        room = self.choose.width() - 48
        short = self.choose.fontMetrics().elidedText(self._name, Qt.TextElideMode.ElideRight, max(40, room))
        self.choose.setText(short.replace("&", "&&"))
        self.choose.setToolTip("" if short == self._name else self._name)


def _name_of(channel: Channel) -> str:
    """With its group, unless the name says that."""
    said = channel.group.casefold() in channel.name.casefold()
    return channel.name if said or channel.own else f"{channel.name}, {channel.group}"


def _sizes(width: int, height: int, across: int, down: int, cut: float) -> str:
    """`Made at 288 × 512, delivered at 1080 × 1920`."""
    if (width, height) == (across, down):
        return f"Made and delivered at {across} × {down}"
    said = f"Made at {width} × {height}, delivered at {across} × {down}"
    return f"{said}; {cut:.0%} of it is cut away" if cut >= MUCH_CUT else said
