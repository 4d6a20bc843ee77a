"""What only some systems have, and the tests that need it: they are left out elsewhere, and say so."""

from __future__ import annotations

import os
import sys

import pytest

POSIX_ONLY = pytest.mark.skipif(
    os.name == "nt", reason="needs what POSIX has and Windows has not: named pipes, signals, links without a privilege"
)
LINUX_ONLY = pytest.mark.skipif(
    sys.platform != "linux",
    reason="only Linux has /dev/full, such limits, and file names of any bytes",
)
