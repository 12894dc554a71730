"""What hangs on a placeholder can't be told: the value that will stand there may be the right one."""

from __future__ import annotations

from iaxlint.loader.config import Variable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaxlint.call.call import Evidence, Step
    from iaxlint.fleet.fleet import Fleet


def leave_open(fleet: Fleet, step: Step) -> None:
    """Turn a step that fails into one that is open, if a line that decided it is yet to be filled in."""
    if step.ok is not False:
        return
    line = next((line for line in step.evidence if _is_filled_in(fleet, line, step)), None)
    if line is not None:
        place = line.place
        where = f"{place.source.path}:{place.source.line(place.start)}"
        step.ok = None
        step.message += f"; but a placeholder stands in {where}, and what takes its place stands in no file"


def _is_filled_in(fleet: Fleet, evidence: Evidence, step: Step) -> bool:
    line = evidence.line
    if isinstance(line, Variable):
        value = line.value
    else:
        place = evidence.place
        value = place.source.text[place.start : place.end].partition("=")[2].lstrip("> \t")
    # the lines behind this step are those of a dialplan
    dialplan = step.step == "extension"
    return fleet.by_name[evidence.server].folder.placeholders.fills(value, dialplan=dialplan)
