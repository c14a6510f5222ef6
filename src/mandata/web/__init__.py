"""The site: views that translate and call operations."""
