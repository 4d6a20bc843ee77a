"""How long it has been quiet: what ends a run whose questions nobody answers.

It stands alone because one service, the network, and a service that only throttles are waited for by the same rule.
"""

from __future__ import annotations

from collections.abc import Callable


class CircuitBreaker:
    """How long nobody has answered, while somebody was asked."""

    def __init__(self, clock: Callable[[], float], patience: float) -> None:
        self._clock, self._patience = clock, patience
        self._since: float | None = None

    def begin(self) -> None:
        """A question goes out."""
        if self._since is None:
            self._since = self._clock()

    def end(self) -> None:
        """An answer came, of whatever kind."""
        self._since = None

    @property
    def is_too_long(self) -> bool:
        """True when it has lasted longer than anybody should wait."""
        since = self._since
        return since is not None and self._clock() - since >= self._patience
