"""Details that fill a sentence: days, hours, sums, places and things. Each detail is itself a line of the grammar."""

from collections.abc import Callable

from plainview.synthetic.larkmere.voices.grammar import Line, compiled, told

_DAYS = "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday"
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_HOUR = "[1|2|3|4|5|6|7|8|9|10|11|12]"
_MINUTE = "[00|05|10|15|20|25|30|35|40|45|50|55]"
_UP_TO_31 = "|".join(map(str, range(1, 32)))
_UP_TO_12 = "|".join(f"{m:02d}" for m in range(1, 13))
_DATE = f"[{_UP_TO_31}][/|.][{_UP_TO_12}]"

_TEXTS = {
    "n": "[2|3|4|5|6|7|8|9|two|three|four|five|six]",
    "n2": f"[{'|'.join(map(str, range(10, 60)))}]",
    "age": "[12|13|14|15|16]", "age2": "[19|21|22|23|24|25|26|28|29|31|34]",
    "time": f"[{_HOUR}[am|pm]|{_HOUR}.{_MINUTE}[am|pm|]|[08|09|10|11|12|13|14|15|16|17|18|19|20|21|22]:{_MINUTE}|"
            "[half|quarter] [past|to] [two|three|four|five|six|seven|eight|nine|ten|eleven]|teatime|lunchtime|"
            "[just before|just after|around] [noon|midnight|school|lunch|six|ten|breakfast]]",
    "day": f"[{_DAYS}|Mon|Tues|Weds|Thurs|Fri|Sat|Sun]",
    "month": f"[{_MONTHS}|Jan|Feb|Sept|Oct|Nov|Dec|Easter|Christmas|Eid|half term|the summer|the spring]",
    "year": "[2008|2009|2010|2011|2012|2013|2014|2015|2016|2017|2018|2019]",
    "when": f"[last {{day}}|on {{day}}|on {_DATE}|[yesterday|{{day}}|{{day}} just gone] "
            f"[morning|afternoon|evening|night]|{_DATE}|the other [day|night|week]|"
            f"[{{n}}|{{n2}}] days ago|[late|early] [last week|{{day}}|this week]|"
            "at the weekend|the [night|day] of the [match|party|storm|inset day|wedding|school fair|bins|power cut]|"
            "earlier [this week|in {month}|today]|a [week|fortnight|couple of weeks] [back|ago]|over {month}|"
            "before [half term|{month}|the holidays]|last [night|week|month]|this [morning|afternoon|week]]",
    "soon": f"[next {{day}}|on {_DATE}|by {_DATE}|[w/c|week of] {_DATE}|{{day}} [at|,] {{time}}|in {{n}} [weeks|days]|"
            "after {month}|before {month}|[early|mid|late] {month}|tomorrow|this {day}|the week after next]",
    "soon2": f"[{{day}}|{_DATE}|in {{month}}|next week|at {{time}}|[mid|late] {{month}}]",
    "dur": "[{n} weeks|{n2} days|a month|{n} months|a fortnight|since {month}]",
    "amt": "£[1|2|3|4|5|6|7|8|9][|0|1|2|3|4|5|6|7|8|9][0|5|2|8|6][|0|5|.40|.75|.16]",
    "amt2": "£[2|3|4|5|6|7|8|9|10|12|15|18|20|25|30][|.50|.20|.75|]",
    "pct": "[31|38|42|46|51|55|58|61|64|67|69|72|74|76|78|79|81|82|83|84|85|86][|.2|.5|.8]%",
    "pct2": "[92|93|94|95|96|97|98|99|100][|.1|.4|.9]%",
    "town": "[Dagmere|Southgrove|Eastwell|Marling|Tilburn|Croxham|Luddon|Harrowick|Pennsea|Brixworth Down|Lagos|Sylhet|"
            "Leicester|Luton|Peterborough|Margate|Southend|Northampton|Ipswich|Kent|Essex|Birmingham|Bucharest|Accra|"
            "Mirpur|Vilnius|Norwich|Clacton]",
    "street": "[Alder|Beacon|Calder|Dunmow|Elder|Fennel|Garnet|Hawkins|Ivory|Jutland|Kemble|Lodge|Marlow|Nettle|Osier|"
              "Parsloe|Quarry|Rosemary|Sedge|Tanner|Upney|Violet|Wharf|Yew] "
              "[Road|Street|Close|Walk|Avenue|Court|Gardens]",
    "place": "[the [library|leisure centre|park|market|bus garage|station|arches|skate park|lido|canteen|hub|"
             "laundrette|barber's|chicken shop|church hall|mosque|temple|allotments|canal path|multi-storey|shops|"
             "retail park|community centre|boxing gym|cinema|bingo|garden centre|jobcentre|soft play|underpass] |]"
             "[on|by|off|near] {street}|[Tesco|Lidl|Iceland|Asda|Primark|Greggs|McDonald's|Costa|Wilko|Argos|B&Q] "
             "[on {street}|by the station|in {town}|]",
    "food": "[toast|pasta|noodles|cereal|rice|beans|chips|jollof|dal|samosas|fish fingers|soup|eggs|curry|biscuits|"
            "pizza|crisps|porridge|chicken|plantain|sandwiches|lasagne|cake|yoghurt|stew|pancakes|pierogi|banitsa]",
    "drink": "[vodka|cider|whisky|rum|wine|brandy|gin|strong lager|Special Brew|sherry]",
    "item": "[Lego|the tablet|a football|the dinosaur|{his} bike|a scooter|the Xbox|headphones|a colouring book|"
            "a toy kitchen|the guitar|a teddy|football cards|a skateboard|slime|the train set|the washing machine|"
            "a chair|the remote|{his} trainers|a jigsaw|a doll's house|the vacuum|a mug|{his} watch|the camera|"
            "a schoolbag|the drum|a suitcase|nail varnish|beads]",
    "show": "[Bluey|Strictly|EastEnders|Match of the Day|Peppa Pig|Pointless|Gogglebox|the cricket|Bake Off|Moana|"
            "Paw Patrol|The Chase|Countdown|Frozen|Casualty|Spider-Man|the snooker|Matilda|Hollyoaks|Numberblocks]",
    "game": "[Roblox|Fortnite|FIFA|Minecraft|Uno|snakes and ladders|Call of Duty|Among Us|chess|Rocket League|dominoes|"
            "Snapchat|Discord|Monopoly]",
    "club": "[football|swimming|cadets|choir|boxing|dance|chess club|drama|karate|youth club|gardening club|Guides|"
            "Scouts|basketball|steel pans|coding club|art club|cricket|netball|madrasa|Sunday school|gymnastics]",
    "chore": "[washing up|bins|hoovering|phone bill|bathroom|ironing|shopping|recycling|school run|dog]",
    "colour": "[purple|lime green|orange|sky blue|bright pink|yellow|turquoise|red|silver|navy|mint|gold]",
    "brand": "[Nike|North Face|Moncler|Canada Goose|Adidas|designer|Jordan|Trapstar|Gucci]",
    "crime": "[theft|ABH|burglary|affray|fraud|drink driving|harassment|possession|handling|criminal damage]",
    "med": "[sertraline|the tablets|paracetamol|quetiapine|diazepam|melatonin|inhaler|codeine|mirtazapine|pregabalin|"
           "insulin|antibiotics|risperidone|cream|epilim|citalopram]",
    "hosp": "[Queen Alder|St Brannock's|the Royal|King's Reach|{town} General|Ward [3|5|7|B2|C4|E1]]",
    "prison": "[HMP Larkfield|Eastmoor|Thornley|Greymarsh|Feltby|HMP {town}]",
    "ref": "[LK|EK|01|CAD |CR/][1|2|3|4|5|6|7|8|9]{n2}{n2}[/26|/25||]",
    "phone": "07700 900[1|2|3|4|5|6|7|8|9]{n2}",
    "her": "her", "date": _DATE,
}  # fmt: skip
LINES: dict[str, Line] = {name: compiled(f"[{text}]") for name, text in _TEXTS.items()}


def drawn(name: str, dice: Callable[[], float], fill: Callable[[str], str]) -> str:
    """Draw one detail."""
    return told(LINES[name], dice, fill)
