"""The HTTP API: incidents, counts, provinces and tiles for the map here and for other programs."""

from dashboard.api import openapi, routes

ROUTES = [*openapi.ROUTES, *routes.ROUTES]

__all__ = ["ROUTES"]
