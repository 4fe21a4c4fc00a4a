"""Owns the record: what was judged so far, one line a picture, so that an evaluation goes on where it stopped."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

Values = dict[str, Any]
"""What one picture got: marks, true or false, and measures."""


class Record:
    """Marks by category in a file; the first line says what was evaluated and how."""

    def __init__(self, path: Path, about: dict[str, Any]) -> None:
        """Begins the file, or goes on with it. Raises SystemExit where it belongs to another evaluation."""
        self._path = path
        self._marks: dict[str, list[Values]] = {}
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists():
            self._read(about)
        else:
            self._append(about)

    def _read(self, about: dict[str, Any]) -> None:
        whole = [
            json.loads(line)
            for line in self._path.read_text(encoding="utf-8").splitlines(keepends=True)
            if line.endswith("\n")
        ]
        if not whole or whole[0] != about:
            raise SystemExit(f"{self._path} belongs to another evaluation. Give another --out, or delete it.")
        self._path.write_text("".join(f"{json.dumps(row)}\n" for row in whole), encoding="utf-8")
        for row in whole[1:]:
            self._marks.setdefault(row["category"], []).append(row["marks"])

    def marks(self, category: str) -> list[Values]:
        """What a category's first pictures got, in the order of its prompts."""
        return self._marks.get(category, [])

    def add(self, category: str, values: Values) -> None:
        self._marks.setdefault(category, []).append(values)
        plain = {name: value if isinstance(value, float) else bool(value) for name, value in values.items()}
        self._append({"category": category, "marks": plain})

    def rows(self) -> dict[str, list[Values]]:
        """Everything, by category in the order of their first pictures."""
        return self._marks

    def _append(self, row: dict[str, Any]) -> None:
        with self._path.open("a", encoding="utf-8") as file:
            file.write(f"{json.dumps(row)}\n")
