"""Site to Bundle: every page, list, script and style as bytes."""

from offline_archive.render.bundle import render
from offline_archive.render.data import downloads
from offline_archive.render.environment import POLICY, Theme, without_interface
from offline_archive.render.rendering import Before

__all__ = ["POLICY", "Before", "Theme", "downloads", "render", "without_interface"]
