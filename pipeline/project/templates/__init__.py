"""What `bibmill init` puts into a new project folder."""
