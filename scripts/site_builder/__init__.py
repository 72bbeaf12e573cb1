"""The explorer web site: what `scripts/build_site.py` builds it with."""
