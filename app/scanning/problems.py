"""What can be wrong with a code or a photo, in words for the person holding the phone."""

from enum import StrEnum

from app.core.errors import FloorProblem, Problem


class Reason(StrEnum):
    """Why a code is refused; part of `InvalidBarcode.params`."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    UNKNOWN_AI = "unknown_ai"
    FORMAT = "format"
    CHECK_DIGIT = "check_digit"
    DATE = "date"
    DUPLICATE = "duplicate"
    DOUBLE_SEPARATOR = "double_separator"


_SENTENCES = {
    Reason.EMPTY: "There is nothing in {field}.",
    Reason.TOO_LONG: "{Field} is longer than any label we can read.",
    Reason.UNKNOWN_AI: "No GS1 field starts with “{value}”.",
    Reason.FORMAT: "“{value}” is not allowed in {field}: wrong length or characters.",
    Reason.CHECK_DIGIT: "The check digit of “{value}” in {field} is wrong.",
    Reason.DATE: "“{value}” in {field} is not a date.",
    Reason.DUPLICATE: "{Field} appears twice with different values.",
    Reason.DOUBLE_SEPARATOR: "There is an empty field after {field}.",
}


class InvalidBarcode(FloorProblem):
    """The code says what it is (GS1, EAN, our own label) and breaks the rules of that.

    Params: `ai` (application identifier, "" outside GS1), `reason` (a `Reason`), `value`.
    """

    code = "invalid_barcode"
    status = 422
    title = "This code is damaged or printed wrong"
    action = "Scan again. If it stays wrong, type the number under the bars and tell the supplier."

    @classmethod
    def because(cls, reason: Reason, *, ai: str = "", value: str = "") -> "InvalidBarcode":
        field = f"field ({ai})" if ai else "the code"
        shown = value if len(value) <= 40 else f"{value[:39]}…"
        detail = _SENTENCES[reason].format(
            field=field, Field=field[0].upper() + field[1:], value=shown
        )
        return cls(detail, ai=ai, reason=reason.value, value=shown)


class PhotoProblem(Problem):
    """A photo we cannot take a code from."""

    code = "photo"
    status = 422
    title = "No code from this photo"
    action = "Take another photo: the code sharp, straight and filling the picture."


class PhotoTooLarge(PhotoProblem):
    code = "photo_too_large"
    status = 413
    title = "The photo is too large"
    action = "Crop it to the code, or lower the camera's resolution."


class NotAPhoto(PhotoProblem):
    code = "not_a_photo"
    status = 415
    title = "This is not a photo we can open"
    action = "Send a JPEG, PNG or WebP picture."


class Hint(StrEnum):
    """Why nothing was read, as far as the picture shows; says what to do."""

    TOO_SMALL = "too_small"
    DARK = "dark"
    PALE = "pale"
    BLURRED = "blurred"
    NO_CODE = "no_code"

    @property
    def sentence(self) -> str:
        return _HINTS[self]


_HINTS = {
    Hint.TOO_SMALL: "The picture is too small: 200 pixels across are the least.",
    Hint.DARK: "The picture is dark: switch the lamp on or step into the light.",
    Hint.PALE: "The picture shows almost nothing: check the lens and avoid reflections.",
    Hint.BLURRED: "The picture is blurred: hold the phone 20 cm away and keep it still.",
    Hint.NO_CODE: "No code stands out: fill the picture with the code, level and uncovered.",
}


class NothingRead(PhotoProblem):
    """Params: `hints`, a list of `Hint` values, the likeliest reason first."""

    code = "nothing_read"
    title = "No code found in the photo"


class PhotoTimeout(PhotoProblem):
    code = "photo_timeout"
    title = "Looking for a code took too long"
    action = "Crop the photo to the code and try again."


class PhotoBusy(PhotoProblem):
    code = "photo_busy"
    status = 503
    title = "Many photos at once"
    action = "Try again in a few seconds."
