"""A map as people make it with Streamlit and pydeck: a frame, a mask, and the rows inlined into the chart."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[3]))

import pydeck as pdk
import streamlit as st

from tests.benchmarks.peers.choice import chosen

found = chosen()
layer = pdk.Layer("ScatterplotLayer", data=found, get_position="[longitude, latitude]", get_radius=4, radius_units=pdk.types.String("pixels"),
                  get_fill_color=[213, 94, 0], pickable=True)  # fmt: skip
view = pdk.ViewState(latitude=34.2, longitude=41.6, zoom=5.6)
st.pydeck_chart(pdk.Deck(layers=[layer], map_provider=None, initial_view_state=view), height=600)
st.write(f"shown {len(found)}")
