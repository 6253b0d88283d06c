"""What several tests share."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from spacy.language import Language


@pytest.fixture(scope="session")
def root() -> Path:
    """The project's folder."""
    return Path(__file__).parent.parent


@pytest.fixture(scope="session")
def seeds(root: Path) -> Path:
    """The folder of the seed articles."""
    return root / "seeds"


@pytest.fixture(scope="session")
def nlp() -> "Language":
    """The model that ships, loaded once for all tests."""
    from claimx.nlp.model import load_model

    return load_model()
