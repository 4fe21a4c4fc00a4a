"""Random scenes for property tests: any seed, any kind."""

from __future__ import annotations

import random

from hypothesis import strategies as st

from studio.sketch.sample import KINDS, sample
from studio.sketch.scene import Scene

seeds = st.integers(0, 2**32 - 1)


def scenes(*kinds: str) -> st.SearchStrategy[Scene]:
    """Scenes of the given kinds, of all kinds where none is given."""
    return st.builds(
        lambda seed, kind: sample(random.Random(seed), kind), seeds, st.sampled_from(kinds or tuple(KINDS))
    )
