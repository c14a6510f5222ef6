"""Reads the governing texts of standards bodies: provisions, citations, mandates, problems.

Pure Python and usable alone: it knows neither Mandata nor any organisation. The words of a language
live in ``languages/*.toml``, the actors and conferences of an organisation in a vocabulary folder.
"""

from textengine.model import Text
from textengine.pipeline import read
from textengine.sources import Unreadable

__version__ = "0.1.0"
__all__ = ["Text", "Unreadable", "__version__", "read"]
