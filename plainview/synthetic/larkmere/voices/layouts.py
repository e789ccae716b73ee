"""How what is told stands on the page. A layout gives pieces in order; what states something keeps its number."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from plainview.synthetic.larkmere.voices.bank import bank
from plainview.synthetic.larkmere.voices.grammar import one_of, told
from plainview.synthetic.larkmere.voices.scene import Scene

Piece = tuple[str, int | None]  # text, which statement


@dataclass(frozen=True, slots=True)
class Page:
    """What a layout works with."""

    scene: Scene
    day: str  # of the note, as it is written in headings
    writer: str
    team: str


Layout = Callable[[Page, Sequence[str]], list[Piece]]


def prose(page: Page, said: Sequence[str]) -> list[Piece]:
    """One sentence after the other, with a paragraph now and then."""
    dice = page.scene.dice
    pieces: list[Piece] = []
    for number, text in enumerate(said):
        if number:
            pieces.append(("\n\n" if dice() < 0.13 else " ", None))
        pieces.append((text, number))
    return pieces


def lines(page: Page, said: Sequence[str]) -> list[Piece]:
    """A line each, with the marks of this writer."""
    dice = page.scene.dice
    mark = ("", "", "- ", "* ", "• ", "> ", "-", "#")[int(dice() * 8)]
    pieces: list[Piece] = []
    for number, text in enumerate(said):
        lead = f"{number + 1}. " if mark == "#" else mark
        pieces += [(("\n" if number else "") + lead, None), (text, number)]
    return pieces


def dense(page: Page, said: Sequence[str]) -> list[Piece]:
    """All in one line, parted by what comes to hand."""
    dice = page.scene.dice
    between = ("; ", ". ", " - ", " / ", ", ", " // ", "... ")[int(dice() * 7)]
    pieces: list[Piece] = []
    for number, text in enumerate(said):
        if number:
            pieces.append((between, None))
        pieces.append((text.rstrip("."), number))
    return pieces


def log(page: Page, said: Sequence[str]) -> list[Piece]:
    """A log: hour and initials before each entry."""
    dice, fill = page.scene.dice, page.scene.fill
    initials = "".join(w[0] for w in page.writer.split()[:2]).upper()
    style, pieces = int(dice() * 4), list[Piece]()
    for number, text in enumerate(said):
        hour = f"{8 + int(dice() * 11):02d}{':' if style else ''}{int(dice() * 60):02d}"
        day = fill("date")
        lead = (f"{hour} {initials} ", f"[{day} {hour}] ", f"{hour} hrs - ", f"{initials} {day}: ")[style]
        pieces += [(("\n" if number else "") + lead, None), (text, number)]
    return pieces


_HEADINGS: dict[str, tuple[tuple[str, ...], ...]] = {
    "child": (
        ("Purpose", "Reason for visit", "Why"), ("Seen", "Who was seen", "Present"),
        ("Child", "Child's day", "Voice of the child"), ("Parents", "Adults", "Parenting"), ("Home", "Environment"),
        ("Worries", "What are we worried about", "Concerns"), ("Strengths", "What is working well", "Positives"),
        ("Analysis", "Impact", "So what"), ("Plan", "Next steps", "Actions"),
    ),
    "adult": (
        ("Presenting", "Reason for contact"), ("Background", "Hx"), ("Mobility", "Transfers"),
        ("Skin / nutrition", "Diet"), ("Mood and cognition", "Cognition"), ("Views of the person", "Wishes"),
        ("Carer's views", "Family"), ("Environment", "Home"), ("Outcome", "Plan"),
    ),
}  # fmt: skip


def headed(page: Page, said: Sequence[str]) -> list[Piece]:
    """A template: headings in their order, with what is to be said put under them."""
    dice, pieces = page.scene.dice, list[Piece]()
    headings = _HEADINGS["adult" if "K" in page.scene.people else "child"]
    every = max(1, -(-len(said) // len(headings)))
    skip = int(dice() * 3)
    for number, text in enumerate(said):
        if number % every == 0:
            ways = headings[min(len(headings) - 1, number // every + skip)]
            lead, after = "\n" if number else "", ":\n" if dice() < 0.5 else " - "
            pieces.append((lead + ways[int(dice() * len(ways))].upper() + after, None))
        else:
            pieces.append((" ", None))
        pieces.append((text, number))
    return pieces


def _turn(page: Page, kind: str) -> str:
    line = one_of([i.line for i in bank().of("-", kind, "child")], page.scene.dice)
    text = told(line, page.scene.dice, page.scene.fill)
    return text[0].upper() + text[1:]


_SUBJECTS = ("Re: {C}", "FW: {C}", "{C} - update", "Query", "RE: your call", "{C} {day}", "confidential")


def letter(page: Page, said: Sequence[str]) -> list[Piece]:
    """An e-mail pasted in: greeting, body, name."""
    dice, fill = page.scene.dice, page.scene.fill
    pieces: list[Piece] = []
    if dice() < 0.5:
        subject = _SUBJECTS[int(dice() * len(_SUBJECTS))].replace("{C}", fill("C")).replace("{day}", fill("day"))
        pieces.append((f"From: {page.writer}\nSent: {page.day} {fill('time')}\nSubject: {subject}\n\n", None))
    pieces.append((_turn(page, "greeting") + (",\n\n" if dice() < 0.6 else "\n"), None))
    pieces += prose(page, said)
    signed = fill("T") if dice() < 0.6 else page.writer
    pieces.append((f"\n\n{_turn(page, 'closing')}\n{signed}", None))
    return pieces


def chain(page: Page, said: Sequence[str]) -> list[Piece]:
    """A chain of e-mails: the answer above, what it answers quoted below."""
    dice, fill = page.scene.dice, page.scene.fill
    cut = 1 + int(dice() * max(1, len(said) - 1))
    pieces: list[Piece] = [(_turn(page, "greeting") + ",\n", None), *prose(page, said[:cut])]
    pieces.append((f"\n{page.writer.split()[0]}\n\n-----Original Message-----\nFrom: {fill('T')}\nSent: {fill('date')} "
                   f"{fill('time')}\nTo: {page.writer}\n", None))  # fmt: skip
    for number, text in enumerate(said[cut:], start=cut):
        pieces += [("> ", None), (text, number), ("\n", None)]
    pieces.append(("> " + _turn(page, "closing"), None))
    return pieces


def police_form(page: Page, said: Sequence[str]) -> list[Piece]:
    """A notification of the police."""
    dice, fill = page.scene.dice, page.scene.fill
    pieces: list[Piece] = [(f"PPN {fill('ref')} | {fill('date')} {fill('time')} | {fill('pol')}\n"
                            f"{('Grading', 'RAG', 'Risk level')[int(dice() * 3)]}: "
                            f"{('green', 'amber', 'standard', 'medium', 'red', 'high')[int(dice() * 6)]}\n"
                            f"Subject: {fill('C').upper()}\n"
                            f"{('Circumstances', 'Narrative', 'Incident')[int(dice() * 3)]}: ", None)]  # fmt: skip
    pieces += prose(page, said)
    last = ("Parents told", "Consent n/k", "Shared under policy", "BWV held")[int(dice() * 4)]
    pieces.append((f"\nOIC {fill('pol')}. {last}", None))
    return pieces


def health_record(page: Page, said: Sequence[str]) -> list[Piece]:
    """A health visitor's or nurse's contact record."""
    dice, fill = page.scene.dice, page.scene.fill
    weight = f"{3 + int(dice() * 20)}.{int(dice() * 100):02d}kg ({int(dice() * 98) + 1}th)"
    if "K" in page.scene.people:  # carers: an adult
        weight = f"{45 + int(dice() * 60)}.{int(dice() * 10)}kg"
    pieces: list[Piece] = [(f"{('Contact', 'Clinic', 'Home contact', 'Review')[int(dice() * 4)]} {fill('date')}. "
                            f"Wt {weight}. ", None)]  # fmt: skip
    pieces += prose(page, said)
    pieces.append((f" {('Plan', 'Tx', 'Adv')[int(dice() * 3)]}: rv {fill('soon')}. {fill('pro')}", None))
    return pieces
