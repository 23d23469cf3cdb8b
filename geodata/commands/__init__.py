"""The commands of the command line, a file for each kind; `geodata.__main__` gathers them."""
