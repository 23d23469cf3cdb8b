"""Summaries → Altair charts, one way of drawing each kind. No Streamlit; colours and order come from the style table.

A chart function takes a frame and returns an Altair chart; where its colours differ between light and
dark it takes the theme too. `drawn` turns it into what `dashboard.figure` shows and saves.
"""

from dashboard.charts.months import monthly, monthly_words
from dashboard.charts.specs import Spec, drawn

__all__ = ["Spec", "drawn", "monthly", "monthly_words"]
