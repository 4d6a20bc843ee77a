"""A circuit breaker: ends the requests of a run once nobody has answered for too long.

It stands alone because the same rule serves one service, the whole network, and a service that only throttles.
"""

from __future__ import annotations

from collections.abc import Callable


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
