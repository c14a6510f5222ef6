"""Akoma Ntoso 3.0 (profile of the United Nations system, AKN4UN): texts written so, and read back as they were."""

from __future__ import annotations

from textengine.akn.naming import AKN, OWN, Names, names_of
from textengine.akn.writing import write_akn

__all__ = ["AKN", "OWN", "Names", "names_of", "write_akn"]
