"""Why something cannot be done with surveys."""

from kefu.kernel.errors import ConflictError, InvalidError, NotFoundError


class SurveyGroupNotFoundError(NotFoundError):
    """There is no such group."""

    code = "survey-group-not-found"
    title = "No such survey group"


class SurveyGroupInvalidError(InvalidError):
    """A group cannot be so; `errors` names the fields."""

    code = "survey-group-invalid"
    title = "The survey group cannot be saved so"


class SurveyGroupChangedError(ConflictError):
    """Somebody else has changed the group since it was read."""

    code = "survey-group-changed"
    title = "Somebody else has changed this survey group meanwhile"


class SurveyGroupCodeTakenError(ConflictError):
    """Another group has this code."""

    code = "survey-group-code-taken"
    title = "This code is in use"


class SurveyCaseNotFoundError(NotFoundError):
    """There is no such case, or not for this reader."""

    code = "survey-case-not-found"
    title = "No such survey case"


class SurveyPoolEmptyError(NotFoundError):
    """Nobody is to be called now."""

    code = "survey-pool-empty"
    title = "Nobody is to be called now"


class SurveyCaseNotYoursError(ConflictError):
    """The case is not on this agent's screen, or not any more."""

    code = "survey-case-not-yours"
    title = "This case is no longer yours"


class SurveyCaseNotAvailableError(ConflictError):
    """The case cannot be dealt: somebody has it, it is over, or its time has not come."""

    code = "survey-case-not-available"
    title = "This case cannot be taken now"


class SurveyCaseHeldError(ConflictError):
    """The agent has another case."""

    code = "survey-case-held"
    title = "Finish the case that you have first"


class SurveyCaseChangedError(ConflictError):
    """The case has been changed since it was read, on another page perhaps."""

    code = "survey-case-changed"
    title = "The case has changed meanwhile"


class SurveyNotDialledError(ConflictError):
    """Nothing can come of a call that nobody made."""

    code = "survey-not-dialled"
    title = "Call the customer first"


class SurveyOutcomeMissingError(ConflictError):
    """The customer was called: what came of it must be said."""

    code = "survey-outcome-missing"
    title = "Say what came of the call first"


class SurveyAttemptsUsedUpError(ConflictError):
    """The customer has been called as often as the group allows."""

    code = "survey-attempts-used-up"
    title = "This customer has been called often enough"


class SurveyOutsideHoursError(ConflictError):
    """Nobody is called at this time."""

    code = "survey-outside-calling-hours"
    title = "Nobody is called outside the calling hours"


class SurveyLaterInvalidError(InvalidError):
    """The time to call again is missing, over, or too far away."""

    code = "survey-later-invalid"
    title = "This is no time to call again"


class SurveyFormMissingError(ConflictError):
    """The group's questionnaire is not published."""

    code = "survey-form-missing"
    title = "The questionnaire of this group is not published"


class SurveyFileInvalidError(InvalidError):
    """The file lacks what is needed."""

    code = "survey-file-invalid"
    title = "The file cannot be imported"


class SurveyGroupTakesNoFilesError(ConflictError):
    """Files are no source of this group."""

    code = "survey-group-takes-no-files"
    title = "This group takes no files"
