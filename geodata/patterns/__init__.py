"""How incidents follow one another: answers, places, likely double reports, key dates, periods of thin sources.

Each module takes a store or a table of the catalogue and gives frozen values or frames; none draws.
"""

from geodata.patterns import arcs, coverage, duplicates, key_dates, once, places, responses

__all__ = ["arcs", "coverage", "duplicates", "key_dates", "once", "places", "responses"]
