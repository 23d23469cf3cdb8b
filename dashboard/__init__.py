"""The Streamlit app: asks for a query, shows what geodata answers. It holds no data logic."""
