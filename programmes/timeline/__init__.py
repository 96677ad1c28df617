"""A round drawn as a timeline: strands, one for each organisation, knotted at every meeting.

Pure: days and words in, positions out; no Django, no database. Positions are finished SVG numbers
(decimal points, never commas), so no template can write them in a language of its own.
"""
