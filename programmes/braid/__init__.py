"""The braid: a round drawn as strands, one for each organisation, knotted at every meeting.

Pure: days and words in, positions out; no Django, no database. Positions are finished SVG numbers
(decimal points, never commas), so no template can write them in a language of its own.
"""

from programmes.braid.course import spread
from programmes.braid.drawing import draw
from programmes.braid.labels import text_width
from programmes.braid.shapes import FULL, MIDDLE, SLIM, SMALL, Braid, Knot, Size, Words, number

__all__ = [
    "FULL",
    "MIDDLE",
    "SLIM",
    "SMALL",
    "Braid",
    "Knot",
    "Size",
    "Words",
    "draw",
    "number",
    "spread",
    "text_width",
]
