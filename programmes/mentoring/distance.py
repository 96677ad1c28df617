"""Distance between two places on the earth, in kilometres. Pure."""

from math import asin, cos, radians, sin, sqrt

EARTH_RADIUS = 6371.0  # km, the mean
Place = tuple[float, float]  # latitude and longitude in degrees


def distance_km(one: Place, other: Place) -> float:
    """The way as the crow flies: the haversine formula, on a round earth."""
    (latitude, longitude), (to_latitude, to_longitude) = (
        map(radians, each) for each in (one, other)
    )
    height = sin((to_latitude - latitude) / 2) ** 2
    width = cos(latitude) * cos(to_latitude) * sin((to_longitude - longitude) / 2) ** 2
    return 2 * EARTH_RADIUS * asin(sqrt(min(1.0, height + width)))
