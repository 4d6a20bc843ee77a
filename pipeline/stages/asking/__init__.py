"""What is known of a row or an entry while sources are asked; `enrich.py` and `verify.py` say who is asked next."""

__all__ = ["claim_task", "entry_task"]
