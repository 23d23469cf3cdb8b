"""A map as people make it with streamlit-folium: a frame, a mask, and markers in clusters."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[3]))

from tests.benchmarks.peers.choice import chosen  # isort: split

import folium
import streamlit as st
from folium.plugins import FastMarkerCluster
from streamlit_folium import st_folium

found = chosen()
chart = folium.Map(
    location=[34.2, 41.6], zoom_start=6, tiles=None, maxZoom=18
)  # clusters need to know where zooming ends
FastMarkerCluster(found[["latitude", "longitude"]].to_numpy().tolist()).add_to(chart)
st_folium(chart, height=600, width=1200, returned_objects=[])
st.write(f"shown {len(found)}")
