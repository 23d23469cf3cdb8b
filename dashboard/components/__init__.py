"""Small pieces of page that Streamlit does not have, in its own component form: no frame, no build step."""
