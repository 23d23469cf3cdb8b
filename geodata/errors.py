"""Everything geodata can refuse, each with a message that a reader can act on.

A message says what was given, what is accepted and what to do next. Nothing here is raised for an
empty answer: no incidents is an answer.
"""


class GeodataError(ValueError):
    """Base of every refusal; caught in two places only, the command line and the app's edge. `problems`: a sentence each."""

    def __init__(self, *problems: str) -> None:
        super().__init__(" ".join(problems))
        self.problems = problems


class QueryError(GeodataError):
    """A filter has an unknown name or a value that cannot be read."""


class DataError(GeodataError):
    """A file cannot be read as incidents, or a bundled layer is missing or damaged."""


class StoreError(GeodataError):
    """The database that keeps the incidents cannot be reached, or holds none. It may be back in a moment: ask again."""


class PlaceError(GeodataError):
    """A place, province or country name leads nowhere."""


class ProjectionError(GeodataError):
    """Coordinates are not EPSG:4326, the only system geodata stores and exchanges."""


class LayoutError(GeodataError):
    """A picture was asked for that cannot be drawn: unknown paper, absurd size, unknown style."""


class ExportError(GeodataError):
    """A file cannot be written, or its ending names no format that geodata writes."""


class QuestionError(DataError):
    """A file can be read in several ways that mean different things, and only its owner can say which.

    `option` is the name of the keyword that answers, `flag` what the command line calls it; `choices` what it takes.
    `question` says the same without the command line.
    """

    def __init__(self, question: str, option: str, choices: tuple[str, ...], flag: str) -> None:
        super().__init__(f"{question} Say it with {flag}.")
        self.question = question
        self.option = option
        self.choices = choices
