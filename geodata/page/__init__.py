"""The incidents of a query as one HTML file: map, list and timeline, for a reader without a network.

    store + query ─► content (rows, sources, words) + shapes (the ground, in 100 m) ─► assembly ─► one page

Everything the page needs is in it and its policy forbids it to load anything, so it opens from a USB
stick in ten years as it does today. Options were a bundled map library (a build step, 200 KB and a
version to keep up), a canvas (sharper limits, but blind to screen readers and coarse in print) and
SVG drawn by plain scripts. SVG won: it prints, it scales, browsers have kept it working for two
decades, and some hundred dots are no work for it. `MOST` says where that ends.
"""

from geodata.page.assembly import MOST, render

ENDING = ".html"  # of its file

__all__ = ["ENDING", "MOST", "render"]
