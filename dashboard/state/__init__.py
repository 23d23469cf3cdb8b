"""What a session holds, and the widgets that hold it; the only package that touches the session state.

Everything there is a widget's own value, a notice waiting to be shown, what was asked of the map by clicks, what the
reader decided, or the run under way. All else is in the link.
"""
