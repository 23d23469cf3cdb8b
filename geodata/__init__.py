"""Publicly reported incidents in Iraq and Syria: read, check, locate, query, draw and export.

Importing the package is quick: each module brings its own libraries when it is used.
"""

__version__ = "0.1.0"
