"""Summaries → Altair charts, one way of drawing each kind. No Streamlit; colours and order come from the style table.

A chart function takes a frame and returns an Altair chart; where its colours differ between light and
dark it takes the theme too. `drawn` turns it into what `dashboard.figure` shows and saves.
"""

from dashboard.charts import chains, changes, compare, places, tally, tempo, wrapped
from dashboard.charts.months import monthly, monthly_words
from dashboard.charts.publishers import SHOWN, publishers
from dashboard.charts.specs import Spec, drawn
from dashboard.charts.tally import AT_LEAST, gap, missing, missing_words, running_counts, said
from dashboard.charts.tally import words as tally_words

__all__ = [
    "AT_LEAST", "SHOWN", "Spec", "chains", "changes", "compare", "drawn", "gap", "missing", "missing_words", "monthly", "monthly_words",
    "places", "publishers", "running_counts", "said", "tally", "tally_words", "tempo", "wrapped",
]  # fmt: skip
