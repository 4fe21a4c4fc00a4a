"""Where rows stand: all of one height, but for the one that is open and has its form beneath it."""

from __future__ import annotations

ROW = 40
"""pixels of height of every row at 100%"""


class Slots:
    """Pixels from the top of the first row."""

    def __init__(self) -> None:
        self.count = 0
        self._open: int | None = None
        self._extra = 0

    def open(self, position: int | None, extra: int = 0) -> None:
        """`extra` pixels stand open beneath the row at `position`; None where none is open."""
        self._open, self._extra = position, extra if position is not None else 0

    @property
    def height(self) -> int:
        return self.count * ROW + self._extra

    def top(self, position: int) -> int:
        """Of a row; of the one behind the last, where that ends."""
        below = self._open is not None and position > self._open
        return position * ROW + (self._extra if below else 0)

    def at(self, y: int) -> int:
        """The row at `y`, or the nearest to it; what is open beneath a row belongs to it."""
        if self._open is None or y < (self._open + 1) * ROW:
            found = y // ROW
        else:
            found = max(self._open, (y - self._extra) // ROW)
        return max(0, min(found, self.count - 1))

    def between(self, low: int, high: int) -> range:
        """Positions of the rows of which something lies between two heights."""
        if not self.count or high < 0 or low >= self.height:
            return range(0)
        return range(self.at(max(0, low)), self.at(high) + 1)

    def boundary(self, y: int) -> int:
        """The edge between rows that is nearest to `y`: the position of the row beneath it."""
        at = self.at(y)
        return at + 1 if self.count and y > self.top(at) + ROW // 2 else at
