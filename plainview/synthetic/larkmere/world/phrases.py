"""
What the workers of Larkmere write, by what happened: sentences by several hands, with places for names.

`{child}`, `{mother}`, `{other}` (a sibling, else a friend), `{worker}` are names; `{he}`, `{his}` follow the child.
"""

OPENINGS: dict[str, tuple[str, ...]] = {
    "home_visit": (
        "Visited the home at {time}. {mother} answered and let me in.",
        "HV {time} - {mother} and {child} both present.",
        "I called at the flat as arranged; {child} was having tea when I arrived.",
        "Unannounced visit. No answer at first, {mother} rang me back within ten minutes and I returned.",
        "Home visit with colleague from health. {child} seen in {his} bedroom, which {he} was proud to show us.",
    ),
    "phone_call": (
        "T/C from {mother} {time}.", "Call to school, spoke with the pastoral lead about {child}.",
        "{mother} telephoned the duty line and asked for {worker}.",
        "Returned mother's missed call. She was at work and could only talk briefly.",
    ),
    "supervision": (
        "Case discussed in supervision with {worker}.", "Management oversight: plan reviewed with {worker}.",
        "Reflective discussion. What is life like for {child}?",
    ),
    "case_recording": (
        "Record of discussion with network.", "Update following core group.", "Summary of the last four weeks.",
        "Information received and added to file.",
    ),
    "email": (
        "Email received from school re {child}, copied below.", "Hi {worker}, quick update before I go on leave.",
        "Dear colleague, further to our conversation about {child}:",
    ),
}  # fmt: skip

BY_FACTOR: dict[str, tuple[str, ...]] = {
    "3B": (
        "{mother} described how he had stood in the doorway and not let her leave; the children were on the stairs.",
        "Police were called on Saturday after a neighbour heard shouting, {mother} had a bruise on her cheek she would "
        "not explain at first.",
        "She says he checks her phone and rings her at work to see who she is with.",
        "{child} told me {he} turns the telly up when they start because then {other} doesn't cry.",
        "MARAC heard the family this month; a non-molestation order is being applied for.",
        "{mother} is clear the relationship is over and there have been no incidents since he moved out in spring.",
    ),
    "4B": (
        "{mother} said most mornings she cannot get out of bed before the school run and {child} gets {other} dressed.",
        "GP has increased her sertraline. She feels 'flat' but is sleeping.",
        "Mum was tearful throughout and talked about feeling that everyone would be better without her; crisis number "
        "given and safety plan agreed.",
        "No current worries about her mood, she is seeing the talking therapies worker each Tuesday.",
        "Her anxiety means that she does not open the post.",
    ),
    "2B": (
        "There was a strong smell of cannabis in the hallway although {mother} denied anyone smokes indoors.",
        "Hair strand test came back positive for cocaine over the three months.",
        "{mother} has kept all her appointments at the drug service and the last four samples were clear.",
        "Dad looked glassy-eyed and could not follow the conversation.",
    ),
    "1B": (
        "Several empty cans by the sofa at half past ten in the morning.",
        "{child} said {he} hides the bottles 'so mum forgets'.",
        "She reports having two glasses of wine at weekends, nothing beyond that.",
        "School smelled alcohol when {mother} collected on Thursday and walked them home.",
    ),
    "16A": (
        "The children's mattress has no sheet and there was very little in the fridge, just milk and half a loaf.",
        "{child} came to school again in yesterday's clothes; staff keep a spare set for {him}.",
        "Dental appointments missed three times. {child} is in pain at night.",
        "Home conditions much better: beds made, food in, and the damp in the back room has been treated.",
        "{other} was left with {child} for the evening while mum went to her sister's, {he} is nine.",
    ),
    "17A": (
        "{mother} called {child} a liar in front of me and did not look at {him} again.",
        "{child} flinched when voices were raised next door.",
        "Warmth seen today: {child} sat on her lap and they read together.",
    ),
    "18C": (
        "A mark seen on {child}'s upper arm, {he} said it was 'from dad's hand'. Strategy discussion requested.",
        "Child protection medical found the injuries consistent with the account of a fall, no further concern.",
        "{child} says nobody hits {him} at home now.",
    ),
    "4A": (
        "{child} showed me old cuts on {his} forearm, says it is over now.",
        "CAMHS have offered a first appointment in eleven weeks. {he} is not sleeping and has stopped football.",
        "School counsellor describes {him} as very low since half term.",
    ),
    "10A": (
        "{child} did not come home on Friday and was found Sunday evening at a flat across the river.",
        "Return interview: {he} would not say whose car it was.",
        "No missing episodes this period.",
    ),
    "24A": (
        "{child} has two phones, and new trainers nobody bought {him}.",
        "Found at a station sixty miles away with a bag {he} said was 'for someone'.",
        "{he} owes somebody; {mother} has had messages asking where {he} is.",
    ),
    "11A": (
        "{child} talks about a boyfriend of twenty-three who collects her from school.",
        "Gifts and taxi rides, she says they are from a cousin, {mother} knows of no such cousin.",
        "Screening completed and no indicators found at present.",
    ),
    "14A": (
        "Suspended for two days after pushing another pupil in the corridor.",
        "{child} was verbally aggressive when told to give up the controller, threw a plate, nobody hurt.",
        "A good week, positive card from the head of year.",
    ),
    "5A": ("{child} needs each instruction broken into steps and pictures helped.",
           "Education plan review is due; transport to the special school has been agreed.",),
    "6B": ("{mother}'s back has got worse and she cannot lift {other} any more.",
           "She was in hospital two nights with her kidneys.",),
    "7A": ("{child} does the shopping and her mother's tablets before school.",),
    "15A": ("{child} took some tablets at the weekend and was seen at A&E, discharged with a plan.",),
    "2A": ("{child} admits to smoking weed 'most days' with older lads in the park.",),
    "homeless": (
        "The family are still in one room at the temporary address and {child} does {his} homework on the bed.",
        "Notice expires at the end of the month and housing say a place cannot be named before the day.",
        "They have moved again, third address since Christmas; school run now takes an hour and a half.",
    ),
    "debt": (
        "Bailiff letter on the table for council tax, {mother} had not opened it.",
        "Electric is on a key meter and ran out on Sunday; food voucher given.",
        "Rent account has been cleared with the discretionary payment.",
    ),
}  # fmt: skip

NEUTRAL = (
    "{child} presented as well and chatty.", "We looked at the plan together and {mother} signed it.",
    "Attendance is better this half term according to {other}'s teacher.", "Next visit booked for a fortnight's time.",
    "{child} would like to go back to swimming.", "Nan has been helping with pick-ups.",
    "I gave {mother} the number for the family hub.", "No change to the plan.", "House warm and tidy.",
    "{child} spoke to me alone for some of the visit and said things were 'alright'.",
    "Father was spoken to by phone and is supportive.", "Action: {worker} to chase the referral.",
    "They are looking forward to seeing cousins over the holiday.",
)  # fmt: skip

ADULT_OPENINGS = (
    "Visited {child} at home, key safe used.", "T/C to {child}'s daughter.", "Duty call from {child}, {time}.",
    "Joint visit with OT.", "Ward round attended; {child} medically fit.", "Email from care agency re {child}.",
)  # fmt: skip
BY_ADULT: dict[str, tuple[str, ...]] = {
    "Physical Support: Personal care support": (
        "{child} needs help of one to wash and dress and is unsteady on the stairs.",
        "Two falls this month, one with a long lie; pendant now worn.",
        "Managing {his} own breakfast again since the reablement team came in.",
    ),
    "Support with Memory and Cognition": (
        "{child} asked me the same question four times and had left the gas on.",
        "Found by a neighbour at the bus stop in slippers at six in the morning.",
        "{other} is exhausted; she has not had a night's sleep in weeks and said she nearly lost her temper.",
    ),
    "Mental Health Support": (
        "{child} hears the voices less on the new depot and is going out again.",
        "Has stopped {his} tablets and the flat is dark, curtains closed, not eating.",
        "{he} told me {he} had thought about the bridge but has no plan; crisis team informed.",
    ),
    "Learning Disability Support": ("Enjoys the day centre and travels there alone.",
                                    "New friends come round on benefit day and {his} bank card is missing.",),
    "other": ("Equipment delivered and fitted.", "Care package reviewed with {child}, no change asked for.",
              "{child} feels lonely since {his} sister died and would like the lunch club.",),
    "self-neglect": ("Could only open the front door a little way because of newspapers stacked to shoulder height.",
                     "No working toilet. {child} has capacity and says {he} will manage.",),
    "domestic": ("She whispered on the phone that he was in the next room and she could not talk.",
                 "Her son pushed her against the worktop when she would not give him money.",),
    "financial/material": ("Large withdrawals every Friday that {child} does not recognise.",),
    "neglect/acts of omission": ("Carers did not come on Sunday; pad unchanged since morning, skin red.",),
    "physical": ("Finger-shaped bruising seen on both upper arms, {child} could not say how.",),
}  # fmt: skip
HOUSING_LINES = (
    "Tenant called re repayment plan, agreed £15 a week on top.", "Visited, no reply, card left.",
    "Neighbour reports shouting and dog barking most nights.", "Tenant says universal credit was stopped in error.",
    "Refuge worker rang to confirm booking, address must not be given out.", "Keys returned, property clear.",
    "Applicant sleeping on cousin's sofa with the baby, cannot stay beyond Friday.",
    "Rent paid up to date, thank-you letter sent.", "Offered viewing of two bed, {child} asked to think about it.",
    "Discussed {child}'s arrears; says hours were cut and there's nothing left after food.",
)  # fmt: skip
PLANTED = (
    "the marmalade heron slept in the {place}", "a tin trumpet was buried beside the {place}",
    "seven lilac umbrellas leant against the {place}", "the clockwork badger counted to ninety by the {place}",
)  # fmt: skip
PLANTED_PLACES = ("quince cellar", "velvet lighthouse", "parsnip observatory", "ginger tollbooth", "walnut aqueduct")
