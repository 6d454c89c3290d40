"""Drawings in SVG: parsed, and written anew from a list of what a drawing needs.

Whatever could run, load, link, describe or be told apart from what is seen is not on the list: scripts, styles, foreign
objects, embedded pictures, animation, titles, descriptions, metadata, names and editors' own attributes.
"""

from __future__ import annotations

import re
from typing import Any

from lxml import etree

from offline_archive.media.review import RefusedError, Review

_SVG = "http" + "://www.w3.org/2000/svg"  # the name of the format; nothing is loaded from there
ELEMENTS = frozenset("""
    svg g defs symbol path rect circle ellipse line polyline polygon text tspan linearGradient radialGradient stop
    clipPath marker
    """.split())
"""The elements that are kept, with what stands in them."""
ATTRIBUTES = frozenset("""
    viewBox width height x y x1 y1 x2 y2 cx cy r rx ry d points transform fill fill-opacity fill-rule stroke
    stroke-width stroke-opacity stroke-linecap stroke-linejoin stroke-dasharray stroke-miterlimit opacity font-size
    font-family
    font-weight font-style text-anchor dominant-baseline dx dy offset stop-color stop-opacity gradientUnits
    gradientTransform spreadMethod fx fy clip-path clipPathUnits clip-rule markerWidth markerHeight refX refY orient
    markerUnits marker-start marker-mid marker-end preserveAspectRatio version display visibility
    """.split())
"""The attributes that are kept, beside ids that something in the drawing refers to."""
_REFERENCE = re.compile(r"url\(\s*['\"]?#([\w.-]+)['\"]?\s*\)")
_UNSAFE = re.compile(r"url\s*\(|[a-z]+:|[<>&\\]|expression|@import", re.IGNORECASE)
_MOST_BYTES = 5_000_000
_DEEPEST = 50


def remade(data: bytes, review: Review) -> bytes:
    """The drawing in `data`, made anew.

    Raises:
        RefusedError: when it is no drawing, or areas of it are to be filled.
    """
    if review.fill:
        raise RefusedError("areas of a drawing cannot be filled: what lies beneath stays in the file",
                           "take the shapes out of the drawing, or save it as PNG")
    if len(data) > _MOST_BYTES or b"<!ENTITY" in data:
        raise RefusedError("the drawing is too large or defines entities", "save it as a plain drawing")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True,
                             remove_pis=True, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise RefusedError("cannot be read as SVG", "save it anew in a program for drawings") from error
    if root.tag != f"{{{_SVG}}}svg":
        raise RefusedError("is not a drawing in SVG", "save it anew in a program for drawings")
    if any(isinstance(element.tag, str) and etree.QName(element).localname in ("use", "mask", "image", "filter")
           for element in root.iter()):
        raise RefusedError("holds pictures, masks or copies of shapes: without them something covered would be seen",
                           "turn them into shapes, or save the drawing as PNG")
    wanted = {name for element in root.iter() for value in element.attrib.values()
              for name in _REFERENCE.findall(str(value))}
    names = {name: f"i{number}" for number, name in enumerate(sorted(wanted))}
    made = _made(root, names, 0)
    written: bytes = etree.tostring(made, xml_declaration=False, encoding="utf-8")
    return written + b"\n"


def _made(element: Any, names: dict[str, str], depth: int) -> Any:
    local = etree.QName(element).localname
    new = etree.Element(f"{{{_SVG}}}{local}", nsmap={None: _SVG} if depth == 0 else None)
    for name, value in sorted(element.attrib.items()):
        if name == "id" and value in names:
            new.set("id", names[value])
        elif name in ATTRIBUTES:
            plain = _REFERENCE.sub(lambda found: f"url(#{names[found[1]]})", value)
            if not _UNSAFE.search(_REFERENCE.sub("", plain)):
                new.set(name, " ".join(plain.split()))
    if local in ("text", "tspan"):
        new.text = element.text
    for child in element if depth < _DEEPEST else ():
        if isinstance(child.tag, str) and etree.QName(child).namespace == _SVG \
                and etree.QName(child).localname in ELEMENTS and not _is_hidden(child):
            made = _made(child, names, depth + 1)
            made.tail = child.tail if local in ("text", "tspan") else None
            new.append(made)
    return new


def _is_hidden(element: Any) -> bool:
    """Whether an element is not seen: it goes, since without its style it would be."""
    told = f"{element.get('style', '')};display:{element.get('display')};visibility:{element.get('visibility')}"
    return bool(re.search(r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|opacity\s*:\s*0(?![.\d])", told)) \
        or element.get("opacity") == "0"
