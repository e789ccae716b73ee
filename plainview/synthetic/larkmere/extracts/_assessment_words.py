"""What social workers write in assessments: plain sentences by factor, whose it is, and what was denied."""

import random

# Of the child (A), of a parent (B), of another in the household (C), by the number of the factor.
WORRIES = {
    "1A": "{name} has come home drunk twice this month.",
    "1B": "Mum says she drinks most evenings and school has smelt alcohol on her at collection.",
    "1C": "An uncle in the home drinks heavily and has been asked to leave.",
    "2A": "{name} admits to smoking cannabis with friends most weekends.",
    "2B": "Dad uses cannabis daily and says it helps him sleep.",
    "2C": "An older brother deals from the stairwell, neighbours say.",
    "3A": "{name} has been hit by a boyfriend and does not want the police told.",
    "3B": "There is a history of domestic abuse between the parents; police were called three times since spring.",
    "3C": "Grandmother is frightened of her partner, who lives in the home.",
    "4A": "{name} is low in mood and has been referred to CAMHS.",
    "4B": "Mum has depression and is struggling to cope; she stopped her medication in the summer.",
    "4C": "A grandparent in the home has dementia and wanders at night.",
    "5A": "{name} has a learning disability and needs prompting to keep safe.",
    "5B": "Dad has a learning disability and finds letters hard to follow.",
    "6A": "{name} has epilepsy and missed two hospital appointments.",
    "6B": "Mum has MS and tires quickly; the children do the shopping.",
    "7A": "{name} cares for mum before and after school.",
    "9A": "{name} arrived alone by lorry and has no family here.",
    "10A": "{name} was missing overnight four times in the last two months.",
    "11A": "{name} receives gifts from a man met online and will not say who he is.",
    "12A": "There are worries that {name} was brought here to work.",
    "13A": "{name} is seen with a group linked to county lines.",
    "14A": "{name} has been spoken to by police about fires in the park.",
    "15A": "{name} has cut their arms and showed a teacher.",
    "16A": "The home was dirty on two visits, with little food in the fridge.",
    "17A": "Mum shouts at {name} and calls them names in front of the worker.",
    "18B": "{name} was punched by another child on the estate.",
    "18C": "{name} had a bruise to the cheek and said dad did it.",
    "19B": "Another child showed {name} images and touched them at a party.",
    "19C": "{name} told a teacher that a family friend touched them.",
    "20": "The family has moved three times this year.",
    "22A": "An aunt spoke of a trip abroad this summer for {name}.",
    "23A": "The pastor told the family that {name} brings bad luck.",
    "24A": "{name} was found with two phones and cash and could not explain them.",
}
DENIED = (
    "No concerns about substance misuse were raised by any agency.",
    "Mum denies any domestic abuse in her present relationship.",
    "There is no evidence of self-harm.",
    "Dad's own childhood was marked by neglect; he speaks of it openly.",
    "Screened for exploitation, no indicators found.",
)
STRENGTHS = (
    "Grandmother lives nearby and helps with school runs.",
    "School attendance is good and teachers speak warmly of {name}.",
    "Mum asked for help herself and keeps appointments.",
    "The home was clean and warm on each visit.",
    "Parents agree on routines and attend all meetings.",
    "{name} has a trusted adult at the youth club.",
)
VIEWS = (
    "{name} said they feel safe at home and want the arguing to stop.",
    "{name} drew the family and put dad outside the house.",
    "{name} did not want to speak today; a second visit is planned.",
    "{name} would like to see grandma more often.",
    "Too young to give views; was settled and smiling with mum.",
)
DECISIONS = {
    "cin_plan": "I agree that a child in need plan be started. First meeting within ten working days.",
    "section_47": "Threshold of significant harm met. Strategy discussion to be held today.",
    "early_help": "Needs can be met by early help with the family's consent. Close to social care.",
    "no_further_action": "Risk is managed by the family and school. Close with advice.",
}
DANGER = (
    "If nothing changes {name} may be hurt during an argument between the adults.",
    "If nothing changes {name} may come to harm through being left without care.",
    "If nothing changes {name} may be drawn further into crime by older people.",
)


def worries(rng: random.Random, factors: tuple[str, ...], name: str) -> str:
    """Give a sentence for each factor, and at times one about what is not so."""
    told = [WORRIES[f] for f in factors if f in WORRIES]
    if rng.random() < 0.5:
        told.append(rng.choice(DENIED))
    return " ".join(told).format(name=name)


def some(rng: random.Random, sentences: tuple[str, ...], name: str, count: int) -> str:
    """Give a few of the sentences, each once."""
    return " ".join(rng.sample(sentences, min(count, len(sentences)))).format(name=name)
