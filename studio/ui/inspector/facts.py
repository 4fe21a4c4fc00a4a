"""A section of rows, shown from what the workspace says of the chosen pictures."""

from __future__ import annotations

from studio.ui.inspector.fold import Fold
from studio.ui.inspector.row import Open, Reuse, RowView
from studio.ui.problem import text_label
from studio.ui.theme import Theme
from studio.workspace.inspection import Section, SectionName
from studio.workspace.view import ViewState


class Facts(Fold):
    """Its rows are made once and used again."""

    def __init__(self, name: SectionName, view: ViewState, theme: Theme, reuse: Reuse, open_start: Open) -> None:
        super().__init__(f"inspector.{name}", "", view, theme)
        self._make = lambda: RowView(theme, reuse, open_start)
        self._rows: list[RowView] = []
        self._said = text_label(look="muted", wrap=True)
        self.body.addWidget(self._said)

    @property
    def rows(self) -> tuple[RowView, ...]:
        """Those that are shown."""
        return tuple(row for row in self._rows if not row.isHidden())

    def put(self, section: Section | None) -> None:
        """None hides it."""
        self.setVisible(section is not None)
        if section is None:
            return
        self.set_title(section.title)
        self._said.setText(section.said)
        self._said.setVisible(bool(section.said))
        while len(self._rows) < len(section.rows):
            self._rows.append(self._make())
            self.body.addWidget(self._rows[-1])
        for view, row in zip(self._rows, section.rows, strict=False):
            view.put(row)
            view.show()
        for view in self._rows[len(section.rows) :]:
            view.hide()
