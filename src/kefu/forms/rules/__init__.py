"""The rules of forms, all of them pure: what may be published, who is asked what, what answers are worth."""

from kefu.forms.model import Answer, Answers, AnswersRefusedError, Definition, Kind
from kefu.forms.rules.problems import problems
from kefu.forms.rules.scoring import nps_class, prefill, score
from kefu.forms.rules.walking import check, kept, walk

__all__ = ["accept", "check", "kept", "nps_class", "phone_items", "prefill", "problems", "score", "walk"]


def accept(definition: Definition, answers: Answers) -> dict[str, Answer]:
    """Return the answers that are to be kept of a filled-in form.

    Raises: AnswersRefusedError.
    """
    faults = check(definition, answers)
    if faults:
        raise AnswersRefusedError(
            errors=[
                {"field": f"answers.{fault.item}", "code": fault.code, "detail": "", "facts": dict(fault.facts)}
                for fault in faults
            ]
        )
    return kept(definition, answers)


def phone_items(definition: Definition) -> frozenset[str]:
    """Name the items whose answers are phone numbers: not everybody may read these."""
    return frozenset(item.code for item in definition.items if item.kind is Kind.PHONE)
