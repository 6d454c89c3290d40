"""The page that tells in plain words how to verify a copy by hand, and the script that does it."""

from __future__ import annotations

from pathlib import PurePosixPath

from offline_archive.paths import OWN_FOLDER, relative
from offline_archive.render.environment import Theme
from offline_archive.render.pages import Renderer

SCRIPT = f"{OWN_FOLDER}/verify.sh"
"""The site path of the script."""
_SUMS = (
    ("Linux", "sha256sum --quiet -c SHA256SUMS"),
    ("macOS", "shasum -a 256 -c SHA256SUMS | grep -v ': OK$'"),
    ("Windows (PowerShell)",
     "Get-Content SHA256SUMS | ForEach-Object { $sum, $name = $_ -split ' +', 2; "
     "if ((((certutil -hashfile $name SHA256)[1]) -replace ' ') -ne $sum) { $name } }"))
_ONE = (("Linux", "sha256sum SHA256SUMS"), ("macOS", "shasum -a 256 SHA256SUMS"),
        ("Windows", "certutil -hashfile SHA256SUMS SHA256"))
_FILE = tuple((system, command.replace("SHA256SUMS", "FILE")) for system, command in _ONE)
_SIGNED = "minisign -Vm RELEASE -x RELEASE.NAME.minisig -P KEY"


def script_of_verification(theme: Theme) -> dict[str, bytes]:
    """The script, by site path."""
    return {SCRIPT: theme.plain()["verify.sh"]}


def genuine_page(renderer: Renderer) -> dict[str, bytes]:
    """The page in one language, by site path."""
    here = renderer.own_path("verify")
    return {str(here): renderer.render(
        "verify.html", here, renderer.translate("About this copy"), PurePosixPath(),
        twin=f"{OWN_FOLDER}/verify", sums=_SUMS, one=_ONE, file=_FILE, signed=_SIGNED,
        script=relative(here, PurePosixPath(SCRIPT)), run=f"sh {SCRIPT}")}
