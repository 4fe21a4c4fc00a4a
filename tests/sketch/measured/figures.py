"""How much of what prompts ask for their pictures show: `python -m tests.sketch.measured.figures`."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec

from studio.sketch.render import draw
from studio.sketch.words.reading import understand
from tests.sketch.measured.asked import Asked, coloured, counted, placed, related, unsaid
from tests.sketch.measured.detector import Pixels
from tests.sketch.measured.judging import colours_are_right, count_is_right, place_is_right, relation_is_right

SIDE = 256
SEEDS = (0, 1)

Judge = Callable[[Asked, Pixels], bool]


class Figure(msgspec.Struct, frozen=True, kw_only=True):
    """Of so many pictures, how many were right, and the prompts and seeds of those that were not."""

    name: str
    pictures: int
    wrong: tuple[tuple[str, int], ...]

    @property
    def share(self) -> float:
        return 1.0 - len(self.wrong) / self.pictures

    def line(self) -> str:
        """One line to be read."""
        return f"{self.name:<28} {self.pictures - len(self.wrong):>4} of {self.pictures:>4}  {100 * self.share:6.2f} %"


def picture(prompt: str, seed: int) -> Pixels:
    """The drawing of a prompt, 256 x 256."""
    return draw(understand(prompt, seed).scene, SIDE, SIDE)


def measured(name: str, asked: Sequence[Asked], judge: Judge) -> Figure:
    """The judgement of every prompt, at every seed."""
    cases = [(one, seed) for one in asked for seed in SEEDS]
    wrong = tuple((one.prompt, seed) for one, seed in cases if not judge(one, picture(one.prompt, seed)))
    return Figure(name=name, pictures=len(cases), wrong=wrong)


MEASURED: dict[str, tuple[Callable[[], list[Asked]], Judge]] = {
    "counts": (counted, count_is_right),
    "counts, colour left open": (unsaid, count_is_right),
    "colours": (coloured, colours_are_right),
    "places": (placed, place_is_right),
    "relations": (related, relation_is_right),
}


def main() -> None:
    """Prints every figure, and what was wrong."""
    for name, (asked, judge) in MEASURED.items():
        figure = measured(name, asked(), judge)
        print(figure.line())
        for prompt, seed in figure.wrong:
            print(f"    seed {seed}: {prompt}")


if __name__ == "__main__":
    main()
