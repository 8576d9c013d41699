"""The names under which pictures are published: by where they lie, whatever was read first."""

from __future__ import annotations

import hashlib
from pathlib import Path, PurePosixPath

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment


def published_name(path: PurePosixPath) -> str:
    """Return a picture's own name, told apart by a hash of its folder below the source."""
    folder = hashlib.sha256(str(path.parent).encode()).hexdigest()[:8]
    return f"{folder}-{path.name}"


def name_images(env: BuildEnvironment) -> None:
    """Name anew what Sphinx named in the order of reading, which differs with the number of workers."""
    for uri, (docnames, _) in list(env.images.items()):
        env.images[uri] = (docnames, published_name(PurePosixPath(uri)))
    env.images._existing = {name for _, name in env.images.values()}


def drop_images(app: Sphinx) -> None:
    """Take away the pictures that no article shows any more."""
    names = {name for _, name in app.env.images.values()}
    for path in (Path(app.outdir) / "_images").glob("*"):
        if path.name not in names:
            path.unlink()
