import pickle

import pytest

from claimx.errors import ClaimxError, ConfigError, InputError, ModelError, SchemaError

ERRORS = [
    (InputError("cannot be read", path="a.jsonl", line=3), "a.jsonl:3: cannot be read"),
    (InputError("no such file", path="a.txt"), "a.txt: no such file"),
    (SchemaError("tag", "kind", "string", "int64"), "tag: column 'kind': expected string, found int64"),
    (ConfigError("workers", 0, ["1", "2"]), "workers: 0 is not allowed; use 1, 2"),
    (ModelError("the model is missing"), "the model is missing"),
]


@pytest.mark.parametrize(("error", "message"), ERRORS)
def test_errors_read_as_one_line(error: ClaimxError, message: str) -> None:
    assert str(error) == message


@pytest.mark.parametrize("error", [error for error, _ in ERRORS])
def test_errors_travel_between_processes(error: ClaimxError) -> None:
    copy = pickle.loads(pickle.dumps(error))
    assert (type(copy), str(copy), vars(copy)) == (type(error), str(error), vars(error))
