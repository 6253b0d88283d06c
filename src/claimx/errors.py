"""What claimx raises: every error names what is wrong and what to do about it."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any


class ClaimxError(Exception):
    """Base of all errors that claimx raises on purpose; the command line prints it as one line."""

    def __reduce__(self) -> tuple[Any, ...]:
        """Travel between processes as message and attributes, whatever the arguments of `__init__`."""
        return _rebuild, (type(self), self.args, self.__dict__)


def _rebuild(kind: type[ClaimxError], args: tuple[Any, ...], attributes: dict[str, Any]) -> ClaimxError:
    error = kind.__new__(kind, *args)
    error.__dict__.update(attributes)
    return error


class InputError(ClaimxError):
    """A source that cannot be read at all.

    Args:
        message: what is wrong and what to do.
        path: the file or folder concerned, where there is one.
        line: the line in it, counted from 1, where that is known.
    """

    def __init__(self, message: str, *, path: str | Path | None = None, line: int | None = None) -> None:
        self.path, self.line = path, line
        where = "" if path is None else f"{path}: " if line is None else f"{path}:{line}: "
        super().__init__(where + message)


class SchemaError(ClaimxError):
    """A frame that does not have the columns or types that its table promises.

    Args:
        stage: the stage, or the table, at whose boundary the frame was checked.
        column: the column at fault.
        expected: the type or the condition that the schema asks for.
        found: what is there instead.
    """

    def __init__(self, stage: str, column: str, expected: str, found: str) -> None:
        self.stage, self.column, self.expected, self.found = stage, column, expected, found
        super().__init__(f"{stage}: column {column!r}: expected {expected}, found {found}")


class ConfigError(ClaimxError):
    """A setting, option or argument with a value that is not allowed.

    Args:
        key: the setting.
        found: its value.
        allowed: the values that are allowed, or a description of them.
    """

    def __init__(self, key: str, found: object, allowed: Iterable[object] | str) -> None:
        self.key, self.found = key, found
        self.allowed = allowed if isinstance(allowed, str) else ", ".join(map(str, allowed))
        super().__init__(f"{key}: {found!r} is not allowed; use {self.allowed}")


class ModelError(ClaimxError):
    """A model that is missing, damaged or made for another version; the message says what to run."""
