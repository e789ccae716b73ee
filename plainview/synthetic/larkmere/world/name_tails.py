"""
The rare surnames: half of a real borough's people bear one of thousands, each with few bearers.

The lists of `name_lists.py` hold common names alone. With them only, nearly everyone in a large borough would share a
whole name with somebody, which no real borough knows. Rare ones are put together of parts that each community's names
are made of; most are no real family's.
"""

import random
from functools import cache

from plainview.synthetic.larkmere.world.name_lists import LISTS, words

_RARE = 0.55  # the share of people with a surname of the long tail (ours, unverified)

_ENGLISH = (
    words("""Ash Black Blake Bram Brock Cald Chet Clav Cold Cran Dal Den Elm Fair Fen Gar Gras Hal Hart Haw Hed
        Hol Kel Ken Kettle Lang Lin Lock Mal Mar Mel Nor Oak Pen Pick Quar Rad Red Rush Sand Shel Stan Stock
        Sut Thorn Tib Wad Wal War Whit Win Wool Yar"""),
    words("""bourne brook bury by combe cott dale dine field ford gate grave ham hurst ing ington land ley low
        man more ridge sall stead sted stone thorpe ton wall way well wick wood worth yard"""),
)
_PARTS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "english": _ENGLISH,
    "caribbean": _ENGLISH,
    "irish": (
        words("Mac Mc O'"),
        words("""Anerney Ardle Aleer Bride Cabe Carron Clafferty Coole Corley Crossan Dara Devitt Donnell Fadden
            Farland Garrity Geough Gillan Glinn Gorrey Grath Hale Hanlon Harg Inerney Keown Lafferty Larnon
            Loone Lysaght Mahon Manus Nally Namee Quilkin Rannel Shane Sherry Sweeney Tague Tiernan Vann"""),
    ),
    "yoruba": (
        words("Ade Ola Olu Ayo Oye Ogun Fa Ige Awo Ojo Olo Aki Omo Ibi Odu"),
        words("""bajo bisi bode bowale dapo dare deji dele diran diya fisayo gbade gbenro joke kanmi kola kunle
            lami lere lowo lusi mide niran niyi pade remi rinde sanya sola tayo tokun toye wale wemi yemi
            yinka"""),
    ),
    "igbo": (
        words("Chi Nwa Eze Oko Ona Ugo Ike Uzo Obi Ama Ife Ozo Ani"),
        words("""aka biora bueze chukwu dike dozie ebele edu egbu emeka ezie fuka gbo jekwu kenna kwelu legbe lue
            mara neke nna nweze oha rah sofor tunji udo welu zeh zor zuike"""),
    ),
    "akan": (
        words("Am Ag Ak An Ap As At Bo Da Do Fo Ky Ny Of Ok Os Ow Sa Ti Yi"),
        words("ankwa apong asare ebra eku embra empa eni eyaw oako oampong odei oduro ofori onsu opoku orkor usu wafo"),
    ),
    "somali": (
        words("Abdi Cab Cal Dahir Dir Fara Gaa Guu Hir Jaa Kha Maha Nuu Qaa Raa Sha Sama War Xas Yus"),
        words("adde ale bane di fe gure have ire leed le man mud nuur rre san shire tar weyne ye"),
    ),
    "vietnamese": (
        words(
            "Bui Cao Chau Chu Dam Dang Dao Dinh Doan Duong Ha Ho Kieu La Lam Luong Luu Ly Mac Mai Ngo Ninh Phung Quach"
        ),
        ("",),
    ),
    "chinese": (
        words(
            "Au Bai Cai Cheung Chiu Choi Dai Fan Fong Fung Gao Guo Hou Hui Jiang Kong Kwok Lai Lau Lok Mak Mok Ng Pang"
        ),
        ("",),
    ),
}
_FIRST_OF_SOUTH_ASIA = words("""Abd Ach Agar Ahl Akh Amin Anj Arj Bad Bag Bak Bal Ban Bar Bas Bha Chak Chau Das Dev Dhar
    Far Gad Gan Gho Gul Hab Haz Ish Jad Jam Jav Kad Kal Kar Kha Lak Mad Mah Mal Man Maz Nag
    Nar Naz Pad Pan Par Pat Raf Rah Raj Ran Sad Sah Sal San Shar Sid Sub Sul Tal Tar Umr Vad
    Vas Yad Zah Zam""")
_LAST_OF_SOUTH_ASIA = words("""adi ali am ana ani ar ara ari as awal awi eel eem ekar esh eshi i ia idi im in ir iri ish
    iya oor ora ori owa uddin ul ullah umar uri wala war wani""")
_FIRST_OF_EAST = words("""Al Ant Ba Bal Bar Bog Bor Bra Bu Cer Cio Cos Dan Dob Dra Dum Dzi Flo Gal Gar Geo Gra Gri
    Hal Ho Ion Jan Jur Kal Kar Kas Kol Kov Lu Mar Mat Mi Mor Mun Nic Ole Pav Pet Pop Rad Ro
    Rus Sav Ser Sta Ste Sto Tan Tom Tu Va Vas Vel Vin Wo Za Zel Zie""")
_LAST_OF_EAST = {
    "romanian": words("ache aru escu eanu oiu uţ arean iceanu ulescu inescu otaru uceanu iteanu"),
    "bulgarian": words("anov enov ilov inov ishev kov orov ushev arov adzhiev ganov manov"),
    "lithuanian": words("auskas eika enas evičius inskas ulis utis ukas aitis onis ickas avičius"),
    "polish": words("acki alski arczyk ecki elski inski iński owicz owski ulski yński zewski"),
    "albanian": words("aj aku alla ani ari eka eli hoxha ili iqi ollari oshi uka ushi"),
    "turkish": words("akın arslan baş can demir doğan er gül kan maz oğlu sever taş türk yıldız"),
    "portuguese": words("ade ais al ares eda eira eiro ela elho inha inho ito ões ota ueira"),
}


def surname(rng: random.Random, community: str) -> str:
    """Draw a family's name in the form men bear: a common one, or one of the long tail."""
    if rng.random() < _RARE and (parts := _parts(community)):
        first, last = parts
        return rng.choice(first) + rng.choice(last)
    return rng.choice(LISTS[community].surnames)


@cache
def _parts(community: str) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    if community in _LAST_OF_EAST:
        return _FIRST_OF_EAST, _LAST_OF_EAST[community]
    if community in {"bengali", "pakistani", "punjabi", "gujarati", "tamil"}:
        return _FIRST_OF_SOUTH_ASIA, _LAST_OF_SOUTH_ASIA
    return _PARTS.get(community)
