"""Timeline of a round as SVG numbers: a lane for each organisation, a milestone for each meeting.

Pure: days and words in, positions out; no Django, no database. Positions are finished SVG numbers
(decimal points, never commas), so no template can write them in a language of its own.
"""
