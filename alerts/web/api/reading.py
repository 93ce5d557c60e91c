"""Queries read by their models: unknown names, names given twice and wrong values are all said at once, by name."""

from collections.abc import Mapping
from typing import TypeVar, get_origin

from pydantic import ValidationError
from pydantic_core import ErrorDetails
from werkzeug.datastructures import MultiDict

from alerts.domain.did_you_mean import closest_names
from alerts.web.api.kinds import IN_WORDS
from alerts.web.api.parameters import Parameters

_Model = TypeVar("_Model", bound=Parameters)
_MOST_SAID = 20
_LONGEST_NAME = 60


class ParametersRefused(Exception):
    """Parameters that cannot be used, each by its name with words for whoever wrote the program."""

    def __init__(self, parameters: Mapping[str, str]) -> None:
        super().__init__("; ".join(f"{name}: {words}" for name, words in parameters.items()))
        self.parameters = dict(parameters)


def read_query(model: type[_Model], given: "MultiDict[str, str]") -> _Model:
    """The query that a model understands. Raises ParametersRefused."""
    wrong = {name[:_LONGEST_NAME]: _unknown(model, name) for name in given if name not in model.model_fields}
    values: dict[str, object] = {}
    for name in model.model_fields:
        found = given.getlist(name)
        if _is_repeatable(model, name):
            values[name] = tuple(found)
        elif len(found) > 1:
            wrong[name] = "is given more than once, and it cannot be known which is meant"
        elif found:
            values[name] = found[0]
    try:
        read = model.model_validate(values)
    except ValidationError as error:
        for each in error.errors(include_url=False):
            wrong.setdefault(str(each["loc"][0]), _words(each))
        raise ParametersRefused(dict(list(wrong.items())[:_MOST_SAID])) from None
    if wrong:
        raise ParametersRefused(dict(list(wrong.items())[:_MOST_SAID]))
    return read


def _is_repeatable(model: type[Parameters], name: str) -> bool:
    return get_origin(model.model_fields[name].annotation) is tuple


def _unknown(model: type[Parameters], name: str) -> str:
    """That there is no such parameter, and which was meant or which there are."""
    known = sorted(model.model_fields)
    if near := closest_names(name, known):
        return f"is no parameter of this address; did you mean {near[0]}?"
    there = f"there are {', '.join(known)}" if known else "it takes no parameters"
    return f"is no parameter of this address; {there}"


def _words(error: ErrorDetails) -> str:
    """Pydantic's words as they stand behind a name, and ours where it has but a pattern."""
    if error["type"] == "string_pattern_mismatch":
        return IN_WORDS[error["ctx"]["pattern"]]
    said = error["msg"].removeprefix("Value error, ")
    for before in ("Input should ", "String should ", "Tuple should "):
        said = said.replace(before, "must ")
    return said[:1].lower() + said[1:]
