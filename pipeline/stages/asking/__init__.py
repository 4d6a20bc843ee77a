"""What is known of a row while sources are asked about it; `enrich.py` says who is asked next and what comes of it."""

__all__ = ["claim_task"]
