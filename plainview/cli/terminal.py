"""What a terminal shows: errors on one stream, results on the other, a bar for what takes longer."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

out = Console(highlight=False, soft_wrap=True)
errors = Console(stderr=True, highlight=False, soft_wrap=True)


@contextmanager
def progress(what: str) -> Iterator[Callable[[str], None]]:
    """Show what is being done and for how long; where there is no terminal, a line for each step."""
    if not errors.is_terminal:
        started = monotonic()

        def line(step: str) -> None:
            errors.print(f"{monotonic() - started:6.1f} s  {step}", markup=False)

        yield line
        return
    bar = Progress(SpinnerColumn(), TextColumn("{task.description}", markup=False), TimeElapsedColumn(), console=errors)
    with bar:
        task = bar.add_task(what)

        def step(said: str) -> None:
            bar.update(task, description=said)

        yield step
