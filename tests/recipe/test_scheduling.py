"""Names of schedulers: older recipes keep their meaning, new ones may say how the times lie."""

from __future__ import annotations

import pytest

from studio.recipe.scheduling import scheduling


@pytest.mark.parametrize(
    ("name", "kind", "spacing", "shown"),
    [
        ("default", "default", "", "the model's own"),
        ("DDIMScheduler", "DDIMScheduler", "", "DDIM"),
        ("EulerDiscreteScheduler/trailing", "EulerDiscreteScheduler", "trailing", "EulerDiscrete, trailing"),
        ("default/linspace", "default", "linspace", "the model's own, linspace"),
    ],
)
def test_a_name_is_taken_apart_and_put_together(name: str, kind: str, spacing: str, shown: str):
    taken = scheduling(name)
    assert (taken.kind, taken.spacing, taken.shown, taken.name) == (kind, spacing, shown, name)
