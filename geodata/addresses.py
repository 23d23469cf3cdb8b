"""Where data are, if not in a file: the addresses of databases."""


def is_address(given: object) -> bool:
    """Return whether `given` is the address of a PostgreSQL database."""
    return isinstance(given, str) and given.startswith(("postgresql://", "postgres://"))
