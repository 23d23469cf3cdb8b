"""Rebuild the bundled geography from named upstream packages: ``python -m geodata.build`` (``make data``).

One module a layer. Each takes the bytes of one upstream file and gives features or rows; nothing
here is needed to read the result. Building twice gives the same bytes.
"""
