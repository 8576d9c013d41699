"""The domain: what an article, a category, a series and a volume is, and how they are read and checked."""

__version__ = "0.1.0"
