"""A plain map of places, drawn as SVG: points, names, a grid of degrees and a scale.

- The projection is equirectangular, true to scale along the parallel in the middle of the frame.
- Nothing finer than a town is drawn; a place without coordinates is not drawn at all.
- Places that lie close together are drawn once more in a frame of their own.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

_NEAR_KM = 350.0
"""Places within this distance of another form a group, in kilometres."""
_LEAST_IN_GROUP = 3
_WIDTH = 640.0
_MARGIN = 54.0
_LINE = 15.0
_EARTH_KM = 6371.0
_STEPS = (0.5, 1, 2, 5, 10, 15, 30)
_LENGTHS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000)


@dataclass(frozen=True, slots=True)
class Spot:
    """A place on the map."""

    name: str
    """As readers know it."""
    href: str
    """The address of its page."""
    latitude: float
    """Degrees north."""
    longitude: float
    """Degrees east."""
    area: bool
    """Whether it is a region, drawn as a ring, not a point."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A spot as it is drawn: everything in units of the drawing."""

    spot: Spot
    x: float
    y: float
    label_x: float
    label_y: float
    anchor: str
    """``start`` or ``end``: on which side of the point the name begins."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One drawing."""

    width: float
    """In units of the drawing."""
    height: float
    """In units of the drawing."""
    marks: tuple[Mark, ...]
    """The places."""
    meridians: tuple[tuple[float, str], ...]
    """x and the degrees."""
    parallels: tuple[tuple[float, str], ...]
    """y and the degrees."""
    scale_km: int
    """What the bar of the scale stands for, in kilometres."""
    scale_width: float
    """How long the bar is drawn."""


def frames(spots: Sequence[Spot]) -> tuple[Frame, ...]:
    """The drawings: first each group of near places, then all together when they lie farther apart."""
    groups = [group for group in _groups(spots) if len(group) >= _LEAST_IN_GROUP]
    everything = [] if len(groups) == 1 and len(groups[0]) == len(spots) else [list(spots)]
    # In the drawing of everything a group is one point: its first region, or its first place.
    crowded = {spot for group in groups for spot in sorted(group, key=lambda spot: not spot.area)[1:]}
    return tuple(_frame(group) for group in groups) + tuple(
        _frame([spot for spot in all_spots if spot not in crowded]) for all_spots in everything if all_spots)


def distance_km(one: Spot, other: Spot) -> float:
    """The distance along the great circle, by the haversine formula."""
    first, second = math.radians(one.latitude), math.radians(other.latitude)
    across = math.radians(other.longitude - one.longitude)
    half = math.sin((second - first) / 2) ** 2 + math.cos(first) * math.cos(second) * math.sin(across / 2) ** 2
    return 2 * _EARTH_KM * math.asin(min(1.0, math.sqrt(half)))


def _groups(spots: Sequence[Spot]) -> list[list[Spot]]:
    """Spots that a chain of near neighbours joins."""
    groups: list[list[Spot]] = []
    for spot in spots:
        near = [group for group in groups if any(distance_km(spot, other) <= _NEAR_KM for other in group)]
        groups = [group for group in groups if group not in near]
        groups.append([*(other for group in near for other in group), spot])
    return groups


def _frame(spots: Sequence[Spot]) -> Frame:
    south, north = min(s.latitude for s in spots), max(s.latitude for s in spots)
    west, east = min(s.longitude for s in spots), max(s.longitude for s in spots)
    middle = math.cos(math.radians((south + north) / 2)) or 0.01
    across, up = max((east - west) * middle, 0.4), max(north - south, 0.25)
    scale = (_WIDTH - 2 * _MARGIN - 60) / across
    height = min(max(up * scale + 2 * _MARGIN, 200), 460)
    scale = min(scale, (height - 2 * _MARGIN) / up)
    left = (_WIDTH - across * scale) / 2 - (30 if across * scale > 300 else 0)
    top = (height - up * scale) / 2

    def x_of(longitude: float) -> float:
        return round(left + ((longitude - west) * middle) * scale, 1)

    def y_of(latitude: float) -> float:
        return round(top + (north - latitude) * scale, 1)

    step = next((step for step in _STEPS if step * scale >= 70), _STEPS[-1])
    kilometres = math.pi * _EARTH_KM / 180 / scale
    length = max((length for length in _LENGTHS if length / kilometres <= 160), default=1)
    return Frame(
        _WIDTH, round(height, 1), _marks(spots, x_of, y_of),
        tuple((x, _degrees(value, "E", "W")) for value in _lines(west - 40, east + 40, step)
              if 20 <= (x := x_of(value)) <= _WIDTH - 20),
        tuple((y, _degrees(value, "N", "S")) for value in _lines(south - 40, north + 40, step)
              if 20 <= (y := y_of(value)) <= height - 30),
        length, round(length / kilometres, 1))


def _marks(spots: Sequence[Spot], x_of: Callable[[float], float], y_of: Callable[[float], float]) -> tuple[Mark, ...]:
    """The spots with their names, moved down or up where they would lie on each other."""
    placed: list[Mark] = []
    for spot in sorted(spots, key=lambda spot: (-spot.latitude, spot.longitude)):
        x, y = x_of(spot.longitude), y_of(spot.latitude)
        width = len(spot.name) * 7.2
        to_left = x + width + 14 > _WIDTH
        label_x, label_y = (x - 9 if to_left else x + 9), y + 4
        begins, ends = (label_x - width, label_x) if to_left else (label_x, label_x + width)
        while any(abs(other.label_y - label_y) < _LINE and begins < _span(other)[1] and _span(other)[0] < ends
                  for other in placed):
            label_y += _LINE
        placed.append(Mark(spot, x, y, round(label_x, 1), round(label_y, 1), "end" if to_left else "start"))
    return tuple(placed)


def _span(mark: Mark) -> tuple[float, float]:
    width = len(mark.spot.name) * 7.2
    return (mark.label_x - width, mark.label_x) if mark.anchor == "end" else (mark.label_x, mark.label_x + width)


def _lines(first: float, last: float, step: float) -> list[float]:
    begin = math.ceil(first / step)
    return [round(number * step, 1) for number in range(begin, int(last // step) + 1)]


def _degrees(value: float, positive: str, negative: str) -> str:
    return f"{abs(value):g}° {positive if value >= 0 else negative}"
