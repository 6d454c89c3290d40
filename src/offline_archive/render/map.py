"""A plain map of places, drawn as SVG: points, names, a grid of degrees and a scale.

- The projection is equirectangular, true to scale along the parallel in the middle of the frame.
- Nothing finer than a town is drawn; a place without coordinates is not drawn at all.
- Places that lie close together are drawn once more in a frame of their own.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

_NEAR_KM = 350.0
"""Places within this distance of another form a group, in kilometres."""
_LEAST_IN_GROUP = 3
_WIDTH = 640.0
_MARGIN = 54.0
_LINE = 15.0
_LETTER = 8.2
_Box: TypeAlias = tuple[float, float, float, float]
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
    # In the drawing of everything a group is one point: the region, else the place, nearest to its middle.
    crowded = {spot for group in groups for spot in _from_the_middle(group)[1:]}
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


def _from_the_middle(group: Sequence[Spot]) -> list[Spot]:
    latitude = sum(spot.latitude for spot in group) / len(group)
    longitude = sum(spot.longitude for spot in group) / len(group)
    middle = Spot("", "", latitude, longitude, area=False)
    return sorted(group, key=lambda spot: (not spot.area, distance_km(spot, middle), spot.name))


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
        _WIDTH, round(height, 1), _marks(spots, x_of, y_of, height),
        tuple((x, _degrees(value, "E", "W")) for value in _lines(west - 40, east + 40, step)
              if 20 <= (x := x_of(value)) <= _WIDTH - 20),
        tuple((y, _degrees(value, "N", "S")) for value in _lines(south - 40, north + 40, step)
              if 20 <= (y := y_of(value)) <= height - 30),
        length, round(length / kilometres, 1))


def _marks(spots: Sequence[Spot], x_of: Callable[[float], float], y_of: Callable[[float], float],
           height: float) -> tuple[Mark, ...]:
    """The spots with their names, each where it lies on no other name and on no point, as far as there is room."""
    points = [(x_of(spot.longitude), y_of(spot.latitude)) for spot in spots]
    taken: list[_Box] = [(x - 8, y - 8, x + 8, y + 8) for x, y in points]
    marks: list[Mark] = []
    for spot, (x, y) in sorted(zip(spots, points, strict=True), key=lambda one: (one[1][1], one[1][0])):
        places = [_label(spot, x, y, across, down) for down in (4, -7, 16, -20, 30, 44) for across in (9, -9)]
        inside = [one for one in places if one[1][0] >= 0 and one[1][2] <= _WIDTH and 0 <= one[1][1] <= height - 30]
        own = (x - 8, y - 8, x + 8, y + 8)
        mark, box = min(inside or places[:1], key=lambda one: sum(
            _overlap(one[1], other) for other in taken if other != own))
        taken.append(box)
        marks.append(mark)
    return tuple(marks)


def _label(spot: Spot, x: float, y: float, across: float, down: float) -> tuple[Mark, _Box]:
    """A name beside its point, and the room that it takes."""
    width = len(spot.name) * _LETTER
    left = x + across if across > 0 else x + across - width
    mark = Mark(spot, x, y, round(x + across, 1), round(y + down, 1), "start" if across > 0 else "end")
    return mark, (left, y + down - _LINE + 4, left + width, y + down + 3)


def _overlap(one: _Box, other: _Box) -> float:
    """The area that two boxes share."""
    return max(0.0, min(one[2], other[2]) - max(one[0], other[0])) \
        * max(0.0, min(one[3], other[3]) - max(one[1], other[1]))


def _lines(first: float, last: float, step: float) -> list[float]:
    begin = math.ceil(first / step)
    return [round(number * step, 1) for number in range(begin, int(last // step) + 1)]


def _degrees(value: float, positive: str, negative: str) -> str:
    return f"{abs(value):g}° {positive if value >= 0 else negative}"
