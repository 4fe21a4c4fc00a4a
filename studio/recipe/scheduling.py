"""Schedulers by name: a class of diffusers, and how its times lie where the model's own configuration does not say."""

from __future__ import annotations

import msgspec

DEFAULT = "default"
"""the class of the model's own configuration"""
SPACINGS = ("leading", "linspace", "trailing")
"""how the times of the steps lie on the way, as diffusers calls it (Lin et al. 2024, section 3.3): few-step models were
taught with trailing ones, which begin at noise alone"""


class Scheduling(msgspec.Struct, frozen=True, kw_only=True):
    """A name taken apart."""

    kind: str
    """diffusers' class name, or DEFAULT"""
    spacing: str = ""
    """one of SPACINGS, unless somebody made up the name; empty leaves it to the model's configuration"""

    @property
    def name(self) -> str:
        """As Recipe.scheduler: "EulerDiscreteScheduler" or "EulerDiscreteScheduler/trailing"."""
        return f"{self.kind}/{self.spacing}" if self.spacing else self.kind

    @property
    def shown(self) -> str:
        """For people: "EulerDiscrete, trailing"."""
        kind = "the model's own" if self.kind == DEFAULT else self.kind.removesuffix("Scheduler")
        return f"{kind}, {self.spacing}" if self.spacing else kind


def scheduling(name: str) -> Scheduling:
    """Of a name as Recipe.scheduler."""
    kind, _, spacing = name.partition("/")
    return Scheduling(kind=kind, spacing=spacing)
