"""Circuit breakers: they end the requests of a run once nobody has answered for too long, or most are refused.

They stand alone because the same rules serve one service, the whole network, and a service that only throttles.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

LAST_ANSWERS = 6
MOST_REFUSALS = 4
"""So many of the last answers may not be refusals: three of four are, where Semantic Scholar is asked without a key."""


class CircuitBreaker:
    """Measures how long a usable answer has been missing, and opens when that is longer than the timeout.

    Args:
        clock: The current time in seconds, from any origin.
        timeout: Seconds of waiting after which the breaker is open.
    """

    def __init__(self, clock: Callable[[], float], timeout: float) -> None:
        self._clock, self._timeout = clock, timeout
        self._waiting_since: float | None = None

    def start_waiting(self) -> None:
        """Start the clock, unless it is already running."""
        if self._waiting_since is None:
            self._waiting_since = self._clock()

    def reset(self) -> None:
        """Stop the clock: the answer that was waited for has come."""
        self._waiting_since = None

    @property
    def is_open(self) -> bool:
        """True when the wait has reached the timeout, so that nothing more should be asked."""
        since = self._waiting_since  # read once: another thread may reset it meanwhile
        return since is not None and self._clock() - since >= self._timeout


class RefusalBreaker:
    """Opens when too many of the last answers were refusals; one that refuses now and then stays closed."""

    def __init__(self) -> None:
        self._refused: deque[bool] = deque(maxlen=LAST_ANSWERS)

    def record(self, *, refused: bool) -> None:
        """One more answer has come."""
        self._refused.append(refused)

    @property
    def is_open(self) -> bool:
        """True when nothing more should be asked, since most of it would be refused."""
        return sum(self._refused) >= MOST_REFUSALS
