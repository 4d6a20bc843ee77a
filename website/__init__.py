"""What `make docs` and `make pictures` need beside the pages of docs/; it is not installed with bibmill."""
