"""Where a picture stands in the viewer: pure arithmetic in device pixels."""

from __future__ import annotations

import msgspec

LEAST, MOST = 0.05, 32.0
"""device pixels for one of the picture"""
CRISP_FROM = 2.0
"""from here on pixels are shown as squares; below they are smoothed"""
MARGIN = 24
"""device pixels kept free around a picture that is fitted, at 100% screen scale"""
_STOPS = (0.05, 0.1, 0.15, 0.25, 0.33, 0.5, 0.67, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0, 12.0, 16.0, 24.0, 32.0)
_SAME = 1.005
"""scales closer than this are one"""


class Frame(msgspec.Struct, frozen=True, kw_only=True):
    """A picture of `width` x `height` in a room of `room_width` x `room_height` device pixels."""

    width: int
    height: int
    room_width: int
    room_height: int
    margin: int = MARGIN
    zoom: float | None = None
    """device pixels for one of the picture; None fits it to the room"""
    x: float = 0.5
    y: float = 0.5
    """what of the picture stands in the middle of the room, as a share of its sides"""

    @property
    def scale(self) -> float:
        return self.fit if self.zoom is None else self.zoom

    @property
    def fit(self) -> float:
        """The scale at which all of the picture is seen, MOST at most."""
        across = max(1, self.room_width - 2 * self.margin) / max(1, self.width)
        down = max(1, self.room_height - 2 * self.margin) / max(1, self.height)
        return min(across, down, MOST)

    @property
    def crisp(self) -> bool:
        """A fitted picture is looked at as a whole, and smooth at any size."""
        return self.zoom is not None and self.zoom >= CRISP_FROM

    @property
    def box(self) -> tuple[float, float, float, float]:
        """(left, top, width, height) of the picture in the room; at whole scales on whole pixels."""
        across, down = self.width * self.scale, self.height * self.scale
        left = self.room_width / 2 - self.x * across
        top = self.room_height / 2 - self.y * down
        return float(round(left)), float(round(top)), across, down

    @property
    def overflows(self) -> tuple[bool, bool]:
        """Whether more of it lies outside the room across, and down."""
        _, _, across, down = self.box
        return across > self.room_width + 0.5, down > self.room_height + 0.5

    def fitted(self) -> Frame:
        return msgspec.structs.replace(self, zoom=None, x=0.5, y=0.5)

    def zoomed(self, scale: float, at: tuple[float, float] | None = None) -> Frame:
        """At `scale`, within the limits; what of the picture is at the point `at` of the room stays there."""
        at_x, at_y = at if at is not None else (self.room_width / 2, self.room_height / 2)
        scale = min(max(scale, min(LEAST, self.fit)), MOST)
        old_left, old_top, _, _ = self.box
        point_x, point_y = (at_x - old_left) / self.scale, (at_y - old_top) / self.scale
        x = (point_x - (at_x - self.room_width / 2) / scale) / max(1, self.width)
        y = (point_y - (at_y - self.room_height / 2) / scale) / max(1, self.height)
        return msgspec.structs.replace(self, zoom=scale, x=x, y=y)._held(loose=scale > self.scale)

    def stepped(self, by: int, at: tuple[float, float] | None = None) -> Frame:
        """To the next round scale, up for 1, down for -1."""
        if by > 0:
            scale = next((stop for stop in _STOPS if stop > self.scale * _SAME), MOST)
        else:
            scale = next((stop for stop in reversed(_STOPS) if stop * _SAME < self.scale), LEAST)
        return self.zoomed(scale, at)

    def panned(self, across: float, down: float) -> Frame:
        """The picture moves by so many device pixels, where there is more of it."""
        more_across, more_down = self.overflows
        x = self.x - across / (self.width * self.scale) * more_across
        y = self.y - down / (self.height * self.scale) * more_down
        return msgspec.structs.replace(self, x=x, y=y)._held(loose=True)

    def in_room(self, width: int, height: int, margin: int) -> Frame:
        """The same place of the picture in another room."""
        return msgspec.structs.replace(self, room_width=width, room_height=height, margin=margin)._held()

    def of(self, width: int, height: int) -> Frame:
        """Another picture: one of the same size is seen at the same zoom and place, any other is fitted."""
        if (width, height) == (self.width, self.height):
            return self
        return msgspec.structs.replace(self, width=width, height=height).fitted()

    def _held(self, *, loose: bool = False) -> Frame:
        """No edge comes further in than the margin; what is smaller than the room stands in its middle.

        `loose` lets it stand anywhere in the room: so what is under the cursor stays there while it grows.
        """
        x = _held(self.x, self.width * self.scale, self.room_width, self.margin, loose)
        y = _held(self.y, self.height * self.scale, self.room_height, self.margin, loose)
        return msgspec.structs.replace(self, x=x, y=y)


def _held(share: float, length: float, room: int, margin: int, loose: bool) -> float:
    margin = min(margin, room // 4)
    if length <= room - 2 * margin:
        slack = (room / 2 - margin) / length - 0.5
        return min(max(share, 0.5 - slack), 0.5 + slack) if loose else 0.5
    edge = min(0.5, (room / 2 - margin) / length)
    return min(max(share, edge), 1 - edge)


def percent(scale: float) -> str:
    """For people: 5%, 33%, 100%, 3200%."""
    return f"{scale * 100:.0f}%"
