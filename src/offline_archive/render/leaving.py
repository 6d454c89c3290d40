"""The page that "leave now" shows: a table of measures, with nothing of the archive on it."""

from __future__ import annotations

from pathlib import PurePosixPath

from offline_archive.record.certainty import N_
from offline_archive.render.pages import Renderer

# Definitions of 1959 (international yard and pound), the imperial gallon of 1976, the nautical mile of 1929.
_MEASURES = (
    (N_("1 inch"), N_("2.54 centimetres")), (N_("1 foot"), N_("30.48 centimetres")),
    (N_("1 yard"), N_("0.9144 metres")),
    (N_("1 mile"), N_("1.609 kilometres")), (N_("1 nautical mile"), N_("1.852 kilometres")),
    (N_("1 acre"), N_("0.405 hectares")), (N_("1 pint"), N_("0.568 litres")), (N_("1 gallon"), N_("4.546 litres")),
    (N_("1 ounce"), N_("28.35 grams")), (N_("1 pound"), N_("453.6 grams")), (N_("1 stone"), N_("6.35 kilograms")))


def leaving_page(renderer: Renderer) -> dict[str, bytes]:
    """The page in one language, by site path."""
    path = renderer.own_path("measures")
    measures = [(renderer.translate(unit), renderer.translate(size)) for unit, size in _MEASURES]
    return {str(path): renderer.render("leave.html", path, "", PurePosixPath(), measures=measures)}
