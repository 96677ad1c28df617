"""The version of the product, as the health page and a release say it."""

VERSION = "0.1.0"
