"""Asks services over the network with etiquette, limits, retries and a cache; never raises for what a network can do.

Shown to others: `client`, and `messages` (what is asked and what comes back); the parts behind the client stay inside.
It knows no source and no paper, and imports only `model`, `config`, `concurrency` and `text`.
"""

__all__ = ["client", "messages"]
