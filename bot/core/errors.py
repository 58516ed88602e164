"""What can go wrong in a way that the user is told. Each class names the reply (`data/domain/*.yml`) that tells it."""

from collections.abc import Sequence


class BoaiError(Exception):
    """Base of the errors that have a reply of their own; `values` fill the reply's blanks."""

    reply = "utter_error_internal"

    def __init__(self, message: str = "", **values: str) -> None:
        super().__init__(message)
        self.values = values


class IdentityError(BoaiError):
    """The turn carries no valid proof of who is talking."""

    reply = "utter_error_identity"


class PermissionDeniedError(BoaiError):
    """The account may not do this. Fails closed: no grant, no read."""

    reply = "utter_error_permission"


class NotPublicError(PermissionDeniedError):
    """A fact of the organisation `name` that is no public one was asked for from outside."""

    reply = "utter_org_not_public"


class InviteError(BoaiError):
    """The code is unknown, used or out of date; which of these is not told."""

    reply = "utter_error_invite"


class DatabaseBusyError(BoaiError):
    """The database did not answer in time; nothing was changed."""

    reply = "utter_error_busy"


class BackupError(BoaiError):
    """A back-up was not made or not taken back; `code` says why and `path` what. Nothing was changed."""

    def __init__(self, code: str, path: str) -> None:
        super().__init__(f"{code}: {path}")
        self.code, self.path = code, path


class DocumentFactsError(BoaiError):
    """A fact that a document needs is missing or wrong; `field` names it."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


class GapError(BoaiError):
    """There is no such question, or it is not this officer's to answer."""

    reply = "utter_error_gap"


class RegisterError(BoaiError):
    """The register does not take this; `code` says why (lacking, already, settled, unknown…), `names` of whom."""

    def __init__(self, code: str, names: Sequence[str] = (), **values: str) -> None:
        super().__init__(code, names="、".join(names), **values)
        self.code = code
        self.reply = f"utter_register_{code}"


class SheetError(BoaiError):
    """A spreadsheet cannot be taken; `code` says why (missing, locked, bomb, no_header…), `kinds` what it may be."""

    def __init__(self, code: str, kinds: Sequence[str] = ()) -> None:
        super().__init__(code)
        self.code, self.kinds = code, tuple(kinds)


class PhotoError(BoaiError):
    """A picture is not taken; `code` says why (size, kind, pixels, broken, full)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class WorldError(BoaiError):
    """A world file has an unknown key or a wrong value; the message names it."""
