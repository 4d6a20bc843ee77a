"""The tests, in the order of the wings of `pipeline`; `line`, `faults` and `evaluate` try several wings together."""

from __future__ import annotations

from pathlib import Path

DATA = Path(__file__).parent / "data"
ROOT = Path(__file__).parents[1]
