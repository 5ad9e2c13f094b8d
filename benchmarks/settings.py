"""The product's own settings, with one address more: a page that asks one thing of the database."""

from config.settings import *  # noqa: F403 - all of them

ROOT_URLCONF = "benchmarks.urls"
