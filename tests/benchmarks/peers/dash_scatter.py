"""A map as people make it with Dash and Plotly: a frame, a mask, and a scatter map of its rows."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[3]))

from tests.benchmarks.peers import rows  # isort: split

import plotly.graph_objects as go
from dash import Dash, Input, Output, dcc, html

everything = rows.read()
app = Dash(__name__)
app.layout = html.Div([
    dcc.RadioItems(rows.KINDS, rows.KINDS[0], id="kind", inline=True), dcc.Graph(id="map", style={"height": 600}), html.P(id="shown")])  # fmt: skip


@app.callback(Output("map", "figure"), Output("shown", "children"), Input("kind", "value"))
def draw(kind):
    found = everything[everything["category"] == kind]
    points = go.Scattermap(lon=found["longitude"], lat=found["latitude"], mode="markers", text=found["place_name"])
    figure = go.Figure(points)
    figure.update_layout(
        map={"style": "white-bg", "center": {"lon": 41.6, "lat": 34.2}, "zoom": 5}, margin=dict.fromkeys("lrtb", 0)
    )
    return figure, f"shown {len(found)}"


if __name__ == "__main__":
    app.run(host="127.0.0.1", port=sys.argv[1])
