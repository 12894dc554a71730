"""What was written, or would be, and what is to be done next."""

from __future__ import annotations

import os

from iaxlint.report.json import VERSION
from iaxlint.report.lines import EMPTY, Line, line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from iaxlint.report.json import Document
    from iaxlint.writing.plan import Plan

FOLDER = "/etc/asterisk"
KEYS = "/var/lib/asterisk/keys"


def preview_lines(files: Mapping[str, str]) -> Iterator[Line]:
    """The files as they would be written; whoever made them has left the secrets out."""
    for number, (path, text) in enumerate(files.items()):
        if number:
            yield EMPTY
        yield line(("path", f"==> {path} <=="))
        for each in text.splitlines():
            code, sign, comment = each.partition(";" if path.endswith(".conf") else "#")
            yield Line((("", code), ("dim", sign + comment)), fixed=True)


def new_lines(plan: Plan, files: Iterable[str], folder: str) -> Iterator[Line]:
    """The files that were written, and the next steps."""
    for path in files:
        yield line(("ok", "wrote "), ("path", _below(folder, path)))
    yield EMPTY
    for step in _steps(plan, folder):
        yield line(("near", "- "), step, hang=2)


def new_document(plan: Plan, files: Iterable[str], *, written: bool) -> Document:
    """The same for machines."""
    return {
        "version": VERSION,
        "written": written,
        "files": list(files),
        "servers": [
            {
                "name": site.name,
                "path": site.name,
                "addresses": list(site.hosts),
                "port": site.port,
                "dynamic": site.dynamic,
                "numbers": site.numbers,
            }
            for site in plan.sites
        ],
        "trunks": [[site.name for site in trunk.ends] for trunk in plan.trunks],
    }


def _steps(plan: Plan, folder: str) -> Iterator[str]:
    first, second = (site.name for site in plan.trunks[0].ends)
    where = "" if folder == "." else f" {folder}"
    ends = f"{_below(folder, first)} {_below(folder, second)}"
    number = plan.trunks[0].ends[1].first_number
    yield f"Look at them: iaxlint check{where}, and iaxlint diff {ends}"
    yield f"Follow a call: iaxlint trace {ends} --dial IAX2/{second}/{number}"
    yield (
        f"Copy each folder to {FOLDER} of its server, or #include the files there if it has others; "
        "only Asterisk may read iax.conf, which holds the secrets."
    )
    yield "Then, on each server: asterisk -rx 'core restart gracefully'; a new bindaddr or bindport is not reloaded."
    if plan.rsa:
        for site in plan.sites:
            partners = " and ".join(trunk.far(site).name for trunk in plan.trunks_of(site))
            yield (
                f"Keys of {site.name}: astgenkey -q -n {site.name} in its {KEYS}, then copy {site.name}.pub, "
                f"and only that, to {KEYS} of {partners}."
            )
    for site in plan.sites:
        if site.dynamic:
            yield (
                f"Nobody knows the address of {site.name} beforehand, so its partners have no access list for it: "
                "only the proof guards that section."
            )
            if not site.hosts:
                yield (
                    f"iaxlint can't follow calls to {site.name} as long as the settings give it no address; "
                    f"--address {site.name}=ADDRESS, the one of today, is enough."
                )
        elif not site.numeric:
            yield (
                f"An access list holds no host names, so those who have a trunk to {site.name} have none for it: "
                f"--address {site.name}={site.hosts[0]},ADDRESS gives them one."
            )


def _below(folder: str, path: str) -> str:
    return path if folder == "." else os.path.join(folder, path)
