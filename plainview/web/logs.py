"""Log lines that say what failed and where in the code, and never a value."""

import logging
import traceback


class WithoutValues(logging.Formatter):
    """Format a record: time in UTC, level, logger, message; of an exception its type and frames, not its words."""

    def format(self, record: logging.LogRecord) -> str:
        """Give the line, and beneath it where an exception came from."""
        at = self.formatTime(record, "%Y-%m-%dT%H:%M:%S")
        # Django's messages of a failed request quote what was sent, its path among it.
        quotes = record.name.startswith(("django.request", "django.security"))
        message = "a request failed" if quotes else record.getMessage()
        line = f"{at} {record.levelname.lower()} {record.name}: {message}"
        if not record.exc_info or record.exc_info[0] is None:
            return line
        kind, _, trace = record.exc_info
        frames = "".join(f"\n    {f.filename}:{f.lineno} {f.name}" for f in traceback.extract_tb(trace))
        return f"{line}\n  {kind.__name__}{frames}"
