"""One page a file: TITLE, PATH and show(link, answer)."""
