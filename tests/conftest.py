"""Fixtures that all tests share."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("untimed", deadline=None)  # a busy machine is no fault of the code
settings.load_profile("untimed")

# The commands speak the language of the locale; tests expect English where they do not ask for another.
os.environ["LC_ALL"] = "C"

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """Real documents and gold codings, beside the checkout; CI must have them."""
    path = ROOT.parent / "shared"
    if not path.is_dir():
        message = f"the folder of real documents is missing: {path}"
        pytest.fail(message) if os.environ.get("CI") else pytest.skip(message)
    return path


@pytest.fixture(scope="session")
def samples() -> Path:
    """Plans of invented cities that travel with the project."""
    return ROOT / "corpora" / "samples" / "plans"


@pytest.fixture(scope="session")
def policy():
    """The analyser with its default model, loaded once."""
    from analyzer.pipeline import load

    return load()


@pytest.fixture(autouse=True)
def english():
    """English again after a test that spoke Chinese."""
    yield
    from analyzer.i18n import use

    use("en")
    os.environ.pop("LANGUAGE", None)
