"""Asks services over the network with etiquette, limits, retries and a cache; never raises for what a network can do.

Shown to others: `client`, `messages` (what is asked and what comes back), and `mock` (a transport for tests that needs
no network). The parts behind the client stay inside. This package knows no source and no paper, and imports only
`model`, `concurrency` and `text`.
"""

__all__ = ["client", "messages", "mock"]
