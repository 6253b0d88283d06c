"""Where the pipeline that ships lies, and how it is opened."""

import hashlib
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from claimx.errors import ModelError

if TYPE_CHECKING:
    from spacy.language import Language

MODEL_NAME = "en_claimx_news"
MAX_CHARACTERS = 50_000_000
_HELP = "install claimx again, or name a pipeline's folder with --model"


def find_model(path: str | Path | None = None) -> Path:
    """The folder of a pipeline.

    Args:
        path: the folder; None for the pipeline that ships, in the installed package or in `models/` of a checkout.

    Raises:
        ModelError: there is none.
    """
    if path is not None:
        folder = Path(path)
        if not (folder / "config.cfg").is_file():
            raise ModelError(f"{folder}: there is no pipeline here (no config.cfg); {_HELP}")
        return folder
    package = Path(str(files("claimx")))
    places = (package / "models" / MODEL_NAME, package.parent.parent / "models" / MODEL_NAME)
    for folder in places:
        if (folder / "config.cfg").is_file():
            return folder
    raise ModelError(f"the pipeline {MODEL_NAME} is missing (looked in {places[0]} and {places[1]}); {_HELP}")


def load_model(path: str | Path | None = None, *, threads: int = 0) -> "Language":
    """Open a pipeline.

    Args:
        path: see `find_model`.
        threads: how many threads the network uses; 0 for one per core. Results do not depend on it.

    Returns:
        The spaCy pipeline, ready for texts of any length.

    Raises:
        ModelError: it is missing, damaged or of another version.

    Example:
        >>> import claimx
        >>> nlp = claimx.load_model()
        >>> [quote["speaker"] for quote in nlp("“We are late,” Mary Hill said.")._.quotes]
        ['Mary Hill']
    """
    import spacy

    import claimx.nlp.components  # noqa: F401  (registers the components where claimx is not installed)

    folder = find_model(path)
    try:
        nlp = spacy.load(folder, config={"components": {"claimx_encoder": {"threads": threads}}})
    except ModelError:
        raise
    except Exception as error:
        raise ModelError(f"{folder}: the pipeline cannot be opened ({error}); {_HELP}") from error
    nlp.max_length = MAX_CHARACTERS
    return nlp


def fingerprint(path: str | Path) -> str:
    """The sha256 over the files of a pipeline, their names included; its card does not count."""
    digest = hashlib.sha256()
    folder = Path(path)
    for file in sorted(folder.rglob("*")):
        if file.is_file() and file.suffix != ".md":
            digest.update(file.relative_to(folder).as_posix().encode() + b"\0")
            digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()
