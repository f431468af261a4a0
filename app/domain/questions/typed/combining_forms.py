"""Words built from the combining forms of medicine and science, and what they are built from.

Such words are the ones most easily taken for each other, and no list has them all: ``nephropathic``
(nephr, path, ic) is no misspelling of ``neuropathic`` (neur, path, ic). A linking vowel (``o``,
``i``, ``a``) says nothing and is left out.
"""

from __future__ import annotations

import re

from app.domain.bounded_cache import LONGEST_WORD, remembered

REMEMBERED_WORDS = 4096
MOST_LETTERS = 40
LEAST_OF_ROOT = 3
_LINKS = "oia"
_VOWELS = re.compile("[aeiouy]")

# Before a root.
_OPENINGS = frozenset(
    """
    a ab ad allo amphi an ana ante anti apo auto bi brady cata circum deca deci di dia dys ect ecto
    endo ent ento epi eso eu exo extra hemi hetero holo homeo homo hyper hypo infra inter intra iso
    juxta kilo macro mega meso meta micro milli mono multi nano neo oligo ortho pan para peri pico
    poly post pre pro pseudo retro semi sub super supra syn tachy tetra trans tri ultra uni
    """.split()
)
# Parts of the body, substances, what happens.
_ROOTS = frozenset(
    """
    abdomin acet acid acoust acr aden adip adren aer aesthet agglutin alb albumin aldehyd algesi alk
    ambly amid amin amni amyl andr angi ankyl anthrop aort arteri arteriol arthr articul aspart
    ather atri audi aur azot bacill bacter balan benz blephar bor brachi brom bronch bucc burs but
    butyr calc capn carb carbon carboxyl carcin cardi carot carp cartil caud cellul cephal cerebr
    cervic cheil chem chlor chol cholangi cholecyst chondr chord chori choroid chrom chron cili citr
    clavicul coagul coccy cochle col colp condyl conjunctiv corne coron cortic cost crani crypt
    cutane cyan cyst cystein cystin cyt cytid dacry dactyl dendr dent deoxy derm dermat dextr diaphor dips duct
    duoden electr embol embry encephal enter eosin epitheli erythr esophag esthe esthesi estr eth
    ethyl fasci febr femor fibr fibrin fibul fluor follicul form fruct fumar galact gangli gastr gen
    gingiv gli globul glomerul gloss gluc glutam glutar glyc glycer glycol gnath gon gonad granul
    guan gynec hem hemat hepat hept herni herpet hex hidr hist humer humor hyal hydr hydrol hydroxyl
    hypn hyster iatr ichthy ile ili immun inguin insul iod irid isch ischi jejun kal kary kerat ket
    kines kinet kyph labi labyrinth lacrim lact lamin lapar laryng lecith lei leuc leuk ligament
    lingu lip lith lob lord lumb lymph macul magnes mal malac malon malt mamm mandibul mangan mast
    maxill medull melan men mening meth methyl metr mnes molal molar molyb muc muscul my myc myel
    myring myx narc nas nat natr necr nephr neur neutr nitr non nucle nyct obstetr oct ocul odont
    ole olfact onc onych oophor ophthalm opt orch orchid orex orth osmolal osmolar oste ot ov ovari
    oxal palat palmit palpebr pancreat papill parathyr pariet parotid patell pelv pent perine
    peritone petr phac phag phalang pharyng phas phen phenyl phil phleb phon phor phos phosph
    phosphor phot phren phyl phyt pil pituit plas plasm pleg pleur pneum pneumon pod polyp proct
    prop propi propyl prostat prote psych pub pulmon pupill purin purpur py pyel pylor pyr pyret
    pyrid pyrimid pyruv quin radic ren reticul retin rhabd rhin rhiz rib sacr salicyl salping sapr
    sarc scapul schiz scler scoli seb selen semin sial sider sigmoid silic somat somn sperm spermat
    sphen spher sphygm spin splanchn splen spondyl squam staphyl stear steat sten stern steth stom
    stomat strept succin sulf sulfon sulph synov syring tars tart ten tendin tens test thalam
    thalass thanat thec thel therm thi thorac thromb thym thyr thyroid tibi toc toluen tonsill tox
    toxic trache trachel traumat trich trigon trop troph trypt tympan tyr ulcer umbilic ungu ur urac
    ureter urethr urin uter uve vagin val varic vas vascul ven ventricul vertebr vesic vesicul
    vestibul vir viscer vitre vol vulv xanth xen xer xyl zo zyg zym
    """.split()
)
# Endings that say what is the matter, or what is done.
_HEAVY_ENDINGS = frozenset(
    """
    algia algic blast blasts cele centesis cidal cide clasis clast clastic clasts cocci coccus coele
    crine cyte cytes cytic cytosis desis dynia ectasia ectasis ectomies ectomy edema emesis emia
    emias emic esthesia esthetic genesis genetic genic genous gram grams graph graphs graphy gravida
    iasis iatric iatry itic itides itis kinesia kinesis kinin lepsy leptic lith lithiasis liths
    logic logical logist logy lysin lysis lytic malacia mania megaly meter meters metric metry
    mimetic morphic mycin mycosis odynia oma omas omata opia opic opsia opsy oses osis osmia
    ostomies ostomy otic otomies otomy oxia oxic para paresis parous pathic pathies pathy penia
    penic pepsia peptic petal pexy phage phages phagia phagic phagy phasia phasic pheresis phile
    philia philic phobia phobic phonia phore phoresis phoria phrenia phylaxis physis phyte phytes
    plasia plasm plasmic plast plastic plasts plasty plegia plegic ploid pnea pneic poiesis poietic
    poietin porosis praxia ptosis ptysis rhythmia rrhagia rrhagic rrhaphy rrhea rrhexis sarcoma
    schisis sclerosis sclerotic scope scopes scopic scopy sepsis some somes somia somnia spasm
    spasms spermia stalsis stasis stat static staxis stenosis sthenia stomy taxia taxis taxy tension
    tensive thalamus therapy thermia thermic thorax tocia tome tomy tonia tonic topia topic toxic
    toxin toxins trichia tripsy trophic trophin trophism trophs trophy tropia tropic tropin tropism
    tropous tropy uresis uretic uria uric valent vorous zoa zoic zoon
    """.split()
)
# Endings that make a noun or an adjective, or tell a family of substances.
_LIGHT_ENDINGS = frozenset(
    """
    ac acious al anal ane anol anone ar ary ase ases ate ated ates ation ations e ean ed ene ent
    eous ia iac ial ian ic ical icity ics ide ides idine in ine ines ing ion ions ious is ism ist
    ite ites ity ium ive ize ized oid oids ol one ones or ors ory ose osyl ous s ula ule ules ulin
    um us y yl ylase ylate ylation ylene ylic yls yne
    """.split()
)
_ENDINGS = _HEAVY_ENDINGS | _LIGHT_ENDINGS
_FIRST = _OPENINGS | _ROOTS
_LONGEST = max(map(len, _FIRST | _ENDINGS))


def is_built_otherwise(word: str, other: str) -> bool:
    """Return whether both words are built from combining forms, and differ in what these mean.

    Both are normalised and spelt the American way.
    """
    one, two = split_forms(word), split_forms(other)
    if one is None or two is None:
        return False
    shared = 0
    while shared < min(len(one), len(two)) and one[shared] == two[shared]:
        shared += 1
    one, two = one[shared:], two[shared:]
    while one and two and one[-1] == two[-1]:
        one, two = one[:-1], two[:-1]
    if len(one) == len(two) == 1 and {*one, *two} <= _LIGHT_ENDINGS:
        return _are_families(one[0], two[0])
    return bool(one or two) and _LIGHT_ENDINGS.isdisjoint((*one, *two))


def _are_families(ending: str, other: str) -> bool:
    """Return whether two light endings tell apart (mucin, mucic).

    Their consonants must: vowels are mistaken, as are the endings of Latin (-um, -us).
    """
    skeletons = {_VOWELS.sub("", ending), _VOWELS.sub("", other)}
    return len(skeletons) == 2 and "" not in skeletons and skeletons != {"m", "s"}


@remembered(REMEMBERED_WORDS, longest=LONGEST_WORD)
def split_forms(word: str) -> tuple[str, ...] | None:
    """Return the forms that a word is built from, None if it is not built from known ones.

    ``word`` is normalised and spelt the American way. Of several ways the one with fewest forms is
    taken, and among these the one whose first form is longest. An s at the end may be a plural's.
    """
    if len(word) > MOST_LETTERS:
        return None
    # The way to build what begins at each place, found from the end on.
    ways: list[tuple[str, ...] | None] = [None] * (len(word) + 1)
    for place in range(len(word) - 1, -1, -1):
        ways[place] = _way_from(word, place, ways)
    way = ways[0]
    if way and len(way) > 1 and any(len(form) >= LEAST_OF_ROOT for form in way):
        return way
    singular = split_forms(word[:-1]) if word.endswith("s") else None
    return (*singular, "s") if singular else None


def _way_from(word: str, place: int, ways: list[tuple[str, ...] | None]) -> tuple[str, ...] | None:
    if place and word[place:] in _ENDINGS:
        return (word[place:],)
    best: tuple[str, ...] | None = None
    for end in range(min(len(word) - 1, place + _LONGEST), place, -1):
        form = word[place:end]
        if form not in _FIRST:
            continue
        after_link = end + 1 if word[end] in _LINKS and end + 1 < len(word) else end
        for rest in (ways[end], ways[after_link]):
            if rest and (best is None or len(rest) + 1 < len(best)):
                best = (form, *rest)
    return best
