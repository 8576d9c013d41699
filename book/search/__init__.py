"""Full text search without a server: an index of short runs of characters, in small files a browser can fetch.

Pure: `tokens` says what is looked for, `index` how it is written down. `conf/theme/web/static/search.js` reads it.
"""
