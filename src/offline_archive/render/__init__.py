"""Site to Bundle: every page, list, script and style as bytes."""

from offline_archive.render.bundle import render
from offline_archive.render.environment import POLICY, Theme, default_templates, without_interface

__all__ = ["POLICY", "Theme", "default_templates", "render", "without_interface"]
