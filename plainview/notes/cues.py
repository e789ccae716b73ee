"""The words around a phrase that say whether it was so, when, and of whom: looked for only where a phrase was found."""

import re
from datetime import date
from typing import NamedTuple

_CLASSES = {
    "negation": r"no|not|nil|none|never|neither|nor|without|denie[sd]|denying|deny|nobody|no one|no-one|nothing|nowhere|"
    r"\w{2,9}n't|dont|doesnt|didnt|isnt|hasnt|havent|wasnt|arent|werent|cannot|n|zero|negative|clear|ruled out|unfounded|"
    r"unsubstantiated|not substantiated|free from|free of|hardly|neg|n/a|absent|rules out|nope|disproved|mistaken|rather than",
    "double": r"not only|no longer denies|cannot rule out|can't rule out|not ruled out|no doubt|no change|no improvement|"
    r"no better|not coping|not managing|not engaging|not sure|not clear|no idea",
    "hypothetical": r"if|unless|might|may|could|would|should|shall|will|'ll|in case|in the event|risk|risks|at risk|threatens? to|"
    r"until|once|were|fears?|afraid|worr(?:y|ied|ies)|contingency|plan|prevent|potential(?:ly)?|likely|going to|when he|when she|"
    r"before|expects?|what if|or else|would have|next time|should he|should she|by the time|otherwise",
    "uncertain": r"\?|query|possibl[ey]|perhaps|maybe|may have|might be|suspects?|suspected|suspicion|wonders?|wondered|unclear|"
    r"not sure|unsure|not certain|seems?|seemed|appears?|rumou?rs?|hearsay|apparently|believes?|thinks?|thought|whether",
    "history": r"ago|previous(?:ly)?|prev|used to|history|historic(?:al)?|hx|past|formerly|former|prior|as a child|as a teenager|"
    r"childhood|growing up|grew up|last year|years? back|back in|once|when (?:he|she|they|i) (?:was|were)|at the time|had been|"
    r"earlier|old|early|since|until|before|resolved|cleared|ended|over now|finished|recovered|no longer|stopped|anymore|any more|"
    r"in \d{4}|year \d+|aged? \d+|at \d{1,2}|by then|back then|was|were|had|did|completed|closed|discharged|in her twenties|first",
    "present": r"now|today|tonight|this (?:morning|afternoon|week|month|term|year)|currently|current|again|still|ongoing|last night|"
    r"yesterday|daily|every (?:day|night|week|morning)|on \d{1,2}/\d{1,2}|since|last (?:week|month|mon|tues?|weds?|thurs?|fri|sat|sun)\w*|"
    r"is|are|has|have|keeps?|been|recently|mon|tues|weds|thurs|fri|sat|sun|monday|tuesday|wednesday|thursday|friday|saturday|sunday",
    "other": r"friends?|mates?|best friend|neighbou?rs?|cousins?|aunt(?:ie|y)?|uncle|sister[- ]in[- ]law|brother[- ]in[- ]law|ex|"
    r"ex-partner|colleague|classmate|caller|next door|upstairs|downstairs|other (?:boy|girl|child|family|lad|tenant|resident)|"
    r"tenant|landlord|half-?brother|half-?sister|stepsister|stepbrother|her brother|his brother|her sister|his sister|"
    r"dad|father|mother|birth (?:mother|father|mum|dad)|daughter|son|grandson|nephew|niece|driver|girlfriend|boyfriend|worker",
    "elsewhere": r"lives in|living in|in (?:leeds|hull|bristol|bradford|scotland|wales|london|luton|manchester|[a-z]{4,12}shire)|"
    r"prison|elsewhere|other borough|other la|not in (?:the )?house|no contact|out of the picture|abroad|whose",
}  # fmt: skip
_CUE = {name: re.compile(rf"(?<![\w']){'(?:' + words + ')'}(?!\w)") for name, words in _CLASSES.items()}
_CUE["uncertain"] = re.compile(rf"\?(?=\w)|(?<!\w)(?:{_CLASSES['uncertain'][3:]})(?!\w)")
_YEAR = re.compile(r"(?<![\d/£.,-])(19[4-9]\d|20[0-4]\d)(?!\d)")


class Cue(NamedTuple):
    """One cue: its class, and where it stands."""

    flag: str
    start: int
    end: int


def cues(folded: str, start: int, end: int, *, written_on: date | None) -> list[Cue]:
    """
    Find the cues of one stretch of text.

    In:  folded text, where the stretch starts and ends, and the day the note was written, if it is known.
    Out: cues in order of class and place; a year is `old_date` or `new_date` by the note's own date.
    """
    found = [Cue(name, m.start(), m.end()) for name, rx in _CUE.items() for m in rx.finditer(folded, start, end)]
    if written_on is not None:
        for match in _YEAR.finditer(folded, start, end):
            is_old = int(match[1]) < written_on.year and not (
                int(match[1]) == written_on.year - 1 and written_on.month <= 6
            )
            found.append(Cue("old_date" if is_old else "new_date", match.start(), match.end()))
    return found
