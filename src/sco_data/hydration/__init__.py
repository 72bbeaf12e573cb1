"""From a standoff quote to its words: fetch the page, read its text, find the quote in it.

`hydrating` puts together what `fetching` (with `addresses` and `caching`), `reading` and
`matching` do one by one.
"""

from sco_data.errors import require

for _library in ("httpcore", "httpx", "platformdirs", "protego", "rich", "trafilatura", "w3lib"):
    require(_library, "hydrate")
