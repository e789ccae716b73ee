"""What holds for every answer: kept out of caches, no sensors, and errors in plain words."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from plainview.audit.sinks import CouldNotAudit
from plainview.vocabulary.errors import PlainviewError
from plainview.web.failures import nothing_shown, out_of_order

Answer = Callable[[HttpRequest], HttpResponse]

# Nothing that a page of ours could want.
_NOTHING_OF = (
    "accelerometer", "autoplay", "camera", "display-capture", "encrypted-media", "fullscreen", "geolocation",
    "gyroscope", "magnetometer", "microphone", "midi", "payment", "picture-in-picture",
    "publickey-credentials-get", "screen-wake-lock", "usb", "xr-spatial-tracking",
)  # fmt: skip
PERMISSIONS_POLICY = ", ".join(f"{what}=()" for what in _NOTHING_OF)


def keep_out_of_caches(answer: Answer) -> Answer:
    """Mark each page as not to be stored, and switch off what a browser can sense."""

    def respond(request: HttpRequest) -> HttpResponse:
        response = answer(request)
        response["Permissions-Policy"] = PERMISSIONS_POLICY
        response["Cross-Origin-Resource-Policy"] = "same-origin"
        response["X-Frame-Options"] = "DENY"
        response["Cache-Control"] = "no-store"
        return response

    return respond


class say_plainly:
    """Turn an anticipated failure into a page that says what to do; with no audit, nothing is shown."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.answer(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer for errors of ours; all others are a page of their own, with status 500."""
        if isinstance(error, CouldNotAudit):
            return nothing_shown(request, error)
        if isinstance(error, PlainviewError):
            return out_of_order(request, error)
        return None
