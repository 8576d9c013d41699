"""The editions made from Sphinx's doctrees: chapters, EPUB volumes, print volumes, and the command."""
