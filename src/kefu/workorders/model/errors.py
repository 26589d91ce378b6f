"""What can go wrong with work orders."""

from kefu.kernel.errors import ConflictError, InvalidError, KefuError, NotFoundError


class WorkOrderNotFoundError(NotFoundError):
    """No such order, or not for this reader."""

    code = "work-order-not-found"
    title = "No such work order"


class WorkOrderChangedError(ConflictError):
    """Somebody else has changed the order since it was read; `order` in the facts is how it stands now."""

    code = "work-order-changed"
    title = "Somebody else has changed this work order meanwhile"


class SettingUnknownError(InvalidError):
    """The operator has no such type, severity, result, cause or part."""

    code = "work-order-setting-unknown"
    title = "There is no such setting"


class SettingChangedError(ConflictError):
    """Somebody else has changed the setting since it was read."""

    code = "work-order-setting-changed"
    title = "Somebody else has changed this setting meanwhile"


class LifecycleUnusableError(InvalidError):
    """A state table that orders could not live by."""

    code = "lifecycle-unusable"
    title = "This state table cannot be used"


class AreaNotFoundError(NotFoundError):
    """No such area, or not for this reader."""

    code = "area-not-found"
    title = "No such area"


class AreaChangedError(ConflictError):
    """Somebody else has changed the area since it was read."""

    code = "area-changed"
    title = "Somebody else has changed this area meanwhile"


class PolygonUnusableError(InvalidError):
    """What was sent is no GeoJSON polygon."""

    code = "polygon-unusable"
    title = "This is no polygon"


class CrewNotFoundError(NotFoundError):
    """No such crew, or not for this reader."""

    code = "crew-not-found"
    title = "No such crew"


class CrewChangedError(ConflictError):
    """Somebody else has changed the crew since it was read."""

    code = "crew-changed"
    title = "Somebody else has changed this crew meanwhile"


class CodeTakenError(ConflictError):
    """Codes are unique within a tenant."""

    code = "code-taken"
    title = "This code is in use already"


class MemberUnknownError(InvalidError):
    """Somebody is not a member of the crew, or nobody that the tenant employs."""

    code = "crew-member-unknown"
    title = "No such member of the crew"


class PhoneUnusableError(InvalidError):
    """A crew's number must be one that can be dialled from anywhere."""

    code = "crew-phone-unusable"
    title = "This is not a telephone number"


class OutageNotFoundError(NotFoundError):
    """No such outage, or not for this reader."""

    code = "outage-not-found"
    title = "No such outage"


class OutageChangedError(ConflictError):
    """Somebody else has changed the outage, or closed it."""

    code = "outage-changed"
    title = "Somebody else has changed this outage meanwhile"


class SlotNotFoundError(NotFoundError):
    """No such window in the order's area on that day."""

    code = "slot-not-found"
    title = "There is no such appointment"


class SlotChangedError(ConflictError):
    """Somebody else has changed the window since it was read."""

    code = "slot-changed"
    title = "Somebody else has changed this window meanwhile"


class SlotFullError(ConflictError):
    """As many customers as the crew can visit have this window already."""

    code = "slot-full"
    title = "This window is fully booked"


class MergeImpossibleError(InvalidError):
    """An order cannot be merged into itself, or into one that is over."""

    code = "merge-impossible"
    title = "These orders cannot be merged"


class PhotoTooLargeError(KefuError):
    """A photo is larger than the field page makes them."""

    code = "photo-too-large"
    status = 413
    title = "The photo is too large"


class PhotoKindError(KefuError):
    """What was sent is no JPEG, PNG or WebP image."""

    code = "photo-kind-unknown"
    status = 415
    title = "This is not a photo"


class PhotoNotFoundError(NotFoundError):
    """The order has no such photo."""

    code = "photo-not-found"
    title = "No such photo"


class FieldConflictNotFoundError(NotFoundError):
    """There is no such conflict left to look at."""

    code = "field-conflict-not-found"
    title = "No such conflict"


class NumberSpentError(ConflictError):
    """Chance gave taken order numbers again and again."""

    code = "order-number-spent"
    title = "No free order number was found"
