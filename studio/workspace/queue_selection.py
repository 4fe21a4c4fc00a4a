"""Which rows of the queue are chosen: one is current, any number of jobs are chosen with it."""

from __future__ import annotations

from psygnal import Signal

from studio.workspace.queue_rows import RowRef, Rows


class QueueSelection:
    """Survives whatever moves: rows that go are chosen no longer, and the keyboard stays beside where it was."""

    changed = Signal()

    def __init__(self, rows: Rows) -> None:
        self._rows = rows
        self._chosen: frozenset[RowRef] = frozenset()
        self._anchor: RowRef | None = None
        self._position = 0
        """where the current row was seen last"""
        self.current: RowRef | None = None
        """where the keyboard is"""
        self._ordered: tuple[RowRef, ...] | None = ()
        """what is chosen in the order of the rows; None until somebody asks again"""
        rows.spliced.connect(self._spliced)
        rows.settled.connect(self._settle)

    def __contains__(self, ref: RowRef) -> bool:
        return ref in self._chosen

    def __len__(self) -> int:
        return len(self._chosen)

    @property
    def chosen(self) -> tuple[RowRef, ...]:
        """In the order of the rows."""
        if self._ordered is None:
            places = ((self._rows.position(ref), ref) for ref in self._chosen)
            self._ordered = tuple(ref for _, ref in sorted((at, ref) for at, ref in places if at is not None))
        return self._ordered

    @property
    def jobs(self) -> tuple[str, ...]:
        """The chosen jobs, in their order; those beneath a chosen heading are not among them."""
        return tuple(ref.id for ref in self.chosen if ref.kind == "job")

    def choose(self, ref: RowRef) -> None:
        """This one alone."""
        if self._rows.position(ref) is not None:
            self._anchor = ref
            self._set(ref, frozenset({ref}))

    def toggle(self, ref: RowRef) -> None:
        if self._rows.position(ref) is not None:
            self._anchor = ref
            self._set(ref, self._chosen ^ {ref})

    def go(self, ref: RowRef) -> None:
        """The keyboard goes there; what is chosen stays."""
        if self._rows.position(ref) is not None:
            self._set(ref, self._chosen)

    def extend(self, ref: RowRef) -> None:
        """Every row from where choosing began to here, and nothing else."""
        anchor = None if self._anchor is None else self._rows.position(self._anchor)
        here = self._rows.position(ref)
        if here is None:
            return
        if anchor is None:
            self.choose(ref)
            return
        low, high = sorted((anchor, here))
        self._set(ref, frozenset(self._rows.between(low, high + 1)))

    def choose_all(self) -> None:
        """The keyboard stays where it is."""
        every = self._rows.between(0, len(self._rows))
        if every:
            self._anchor = every[0]
            self._set(self.current or every[0], frozenset(every))

    def at(self, position: int) -> RowRef | None:
        """The row nearest to `position`; None where there is none."""
        last = len(self._rows) - 1
        return self._rows[max(0, min(position, last))] if last >= 0 else None

    @property
    def position(self) -> int | None:
        """Of the current row."""
        return None if self.current is None else self._rows.position(self.current)

    def _spliced(self, first: int, gone: int, come: int) -> None:
        """Rows above the current one moved it."""
        if self._position >= first + gone:
            self._position += come - gone

    def _settle(self) -> None:
        self._ordered = None
        kept = frozenset(ref for ref in self._chosen if ref in self._rows)
        current = self.current
        if current is not None and current not in self._rows:
            current = self.at(self._position)
            if self._chosen and not kept and current is not None:
                self._anchor, kept = current, frozenset({current})
        self._set(current, kept)

    def _set(self, current: RowRef | None, chosen: frozenset[RowRef]) -> None:
        at = None if current is None else self._rows.position(current)
        if at is not None:
            self._position = at
        if (current, chosen) != (self.current, self._chosen):
            self.current, self._chosen, self._ordered = current, chosen, None
            self.changed.emit()
