"""Small words of many languages: those that deny, those that say little, and what joins or parts clauses.

A statement and its denial share every other word, so these few are looked up rather than weighed. Languages that
have no list here are compared by their other words, with the lists of all languages of the same script.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache
from itertools import chain

from elicit.wording.meanings import MEANINGS, Meaning
from elicit.wording.words import fold

_MARKS = dict.fromkeys(chain(range(0x300, 0x370), range(0x591, 0x5C8), range(0x64B, 0x660), (0x640, 0x670)))
_ARABIC = str.maketrans("أإآٱىة", "اااايه")

# Each counts for itself: "not ... without" affirms.
_DENY = {
    "en": "not never no none nobody nothing neither nor nowhere cannot cant dont doesnt didnt wont shouldnt "
    "isnt arent wasnt werent mustnt couldnt wouldnt without unless except lack lacks hardly",
    "de": "nicht nie niemals kein keine keiner keinen keinem keines keinerlei niemand niemanden niemandem "
    "nichts nirgends keinesfalls weder ohne außer",
    "nl": "niet nooit geen niemand niets nergens zonder tenzij",
    "sv": "inte aldrig ingen inget inga utan icke",
    "da": "ikke aldrig ingen intet uden ej",
    "nb": "ikke aldri ingen intet uten ei",
    "tr": "değil yok asla hiç hiçbir",
    "id": "tidak tak bukan jangan tanpa belum",
    "he": "לא אין אל בלי ללא אסור אינו אינה",
    "hi": "नहीं न ना मत बिना",
    "sw": "si sio hapana bila kamwe",
    "vi": "không chẳng chưa đừng",
}
# In these languages one denial takes several words ("no ... nunca nada"): within a clause they count once.
_CONCORD = {
    "es": "no nunca jamás nada nadie ningún ninguno ninguna ningunos ningunas ni tampoco",
    "fr": "ne n pas jamais rien aucun aucune nul nulle ni non guère",
    "pt": "não nunca jamais nada ninguém nenhum nenhuma nem tampouco",
    "it": "non mai niente nulla nessuno nessun nessuna né neppure nemmeno",
    "ca": "no mai res ningú cap ni tampoc",
    "ro": "nu niciodată nimic nimeni niciun nicio nici",
    "pl": "nie nigdy nic nikt żaden żadna żadne ani",
    "cs": "ne není nikdy nic nikdo žádný žádná žádné ani",
    "ru": "не нет никогда ничего никто никому никакой никакая никакие ни нельзя",
    "uk": "не ні немає ніколи нічого ніхто нікому жоден жодна",
    "el": "δεν δε μη μην όχι ποτέ κανείς κανένας καμία τίποτα ούτε",
    "ar": "لا لن لم ليس ليست ليسوا ولا ألا أبدا مطلقا قط ولن ولم وليس فلا",
    "fa": "نه نیست نباید نمی هیچ هرگز نکن نکند ن",
}
_BESIDES = {
    "en": "rather instead",
    "de": "statt anstatt",
    "es": "sin salvo excepto",
    "fr": "sans sauf",
    "pt": "sem salvo exceto",
    "it": "senza tranne",
    "ca": "sense",
    "ro": "fără",
    "pl": "bez",
    "cs": "bez",
    "ru": "без кроме",
    "uk": "без крім",
    "el": "χωρίς",
    "ar": "بدون دون بلا غير عدم إلا سوى",
    "fa": "بدون غیر",
}
# They hold a word that denies and deny nothing.
_IDIOMS = {
    "en": "not only|not just|not least|no matter|no doubt|without doubt|or not|nothing but|no cost|no charge",
    "de": "nicht nur|ohne zweifel|nicht zuletzt|nicht wahr",
    "es": "no solo|no solamente|sin embargo|no obstante|sin duda|o no",
    "fr": "non seulement|pas seulement|sans doute|ou non|ou pas|ne que|n que",
    "pt": "não só|não apenas|sem dúvida",
    "it": "non solo|senza dubbio",
    "nl": "niet alleen",
    "ru": "не только",
    "ar": "لا بد|لا شك|لا سيما|ليس فقط",
}
_FAINT = {
    "en": "a an the this that these those it its he she they them their we us our you your i me my mine is are "
    "was were be been being am do does did done doing have has had having should must ought shall will "
    "would can could may might need needs to of in on at by for from with about as into onto and or but "
    "so if then than when while who whom which what where why how there here also too very really just "
    "even ever always only any some all every each much many such own same other another because that's "
    "let lets get gets got make makes made it's they're i'm we're you're i'd i've please still yet rather "
    "instead just s t d ll re ve m more most want wants like more think believe one ones up out",
    "de": "der die das den dem des ein eine einer einen einem eines dies diese dieser dieses es er sie wir ihr "
    "ihn ihm ihnen uns euch ich du mich dich mir dir mein dein sein ihre unser ist sind war waren bin "
    "bist sei werden wird würde wurde worden soll sollte sollen sollten muss müssen müsste darf dürfen "
    "kann können könnte haben hat hatte habe zu von in im am an auf bei für mit aus über unter nach vor "
    "um und oder aber so wenn dann als dass weil ob wer was wo wie warum auch nur sehr noch schon immer "
    "mehr man sich alle alles jede jeder jedes sodass zum zur beim vom mal doch",
    "es": "el la los las lo un una unos unas este esta estos estas ese esa eso esto su sus mi mis tu tus "
    "nuestro nuestra él ella ellos ellas nosotros yo tú usted ustedes me te se nos le les es son era eran "
    "ser sido está están estar sea debe deben debería deberían deber hay haya tiene tienen tener que ha "
    "han haber puede pueden poder podría a al de del en por para con sobre como y e o u pero si entonces "
    "cuando quien cual donde muy también tan solo más siempre todo toda todos todas cada algún alguna "
    "porque otra otro hace hacer ya aun aunque mismo",
    "fr": "le la les l un une des de du d ce cet cette ces c il elle ils elles on nous vous je j tu me m te t "
    "se s lui leur leurs mon ma mes ton ta tes son sa ses notre nos votre vos est sont était être été "
    "soit a ont avoir ait doit doivent devrait devraient devoir faut faudrait peut peuvent pouvoir "
    "pourrait à au aux en dans par pour avec sur comme et ou mais si alors quand qui que qu quoi dont où "
    "y très aussi plus tout toute tous toutes chaque quelque parce même fait faire toujours encore afin",
    "pt": "o a os as um uma uns umas este esta isto esse essa isso seu sua seus suas meu minha nosso ele ela "
    "eles elas nós eu você se me te nos lhe é são era ser sido está estão estar seja deve devem deveria "
    "deveriam há tem têm ter que pode podem poder a ao de do da dos das em no na nos nas por para com "
    "sobre como e ou mas quando quem onde muito mais",
    "it": "il lo la i gli le un uno una questo questa questi quello suo sua loro mio mia nostro lui lei noi io "
    "tu si mi ti ci è sono era essere stato sia deve devono dovrebbe dovrebbero ha hanno avere può "
    "possono potrebbe a al di del della in nel da dal per con su come e o ma se quando chi che dove molto "
    "più anche sempre tutto tutti ogni",
    "nl": "de het een dit dat deze die zijn haar hun ons onze mijn jouw hij zij wij ik jij je is was waren "
    "wordt worden moet moeten zou zouden mag mogen kan kunnen heeft hebben te van in op bij voor met uit "
    "over en of maar als dan wie wat waar hoe ook zeer meer alle elke men zich er om",
    "ru": "и в на с к у о от до за из по для что это как так же бы он она оно они мы вы я мой наш ваш их его её "
    "надо нужно должен должна должно должны быть был была было были есть всегда все всё каждый который "
    "если когда чтобы а но или",
    "ar": "في من إلى على عن مع أن إن أنه أنها إنه هو هي هم نحن أنا أنت هذا هذه ذلك تلك الذي التي الذين ما كل "
    "بعض أي أو و ثم حتى إذا لو عندما حين لأن يجب ينبغي على كان كانت يكون تكون قد كما لكي كي ب ل ك بين بعد "
    "قبل عند لدى أيضا فقط جدا يمكن",
}
_JOIN = {
    "en": "and or nor but",
    "de": "und oder noch aber sondern",
    "es": "y e o u ni pero sino",
    "fr": "et ou ni mais",
    "pt": "e ou nem mas",
    "it": "e o né ma",
    "nl": "en of noch maar",
    "ar": "و أو لكن بل",
}
_PART = {
    "en": "if when because who which while until although that so as",
    "de": "wenn weil dass ob während obwohl",
    "es": "si cuando porque quien mientras aunque",
    "fr": "si quand parce que qu qui lorsque",
    "pt": "se quando porque quem",
    "it": "se quando perché che chi",
    "nl": "als wanneer omdat dat wie",
    "ar": "إذا عندما لأن الذي التي الذين حين",
}
_COMPARE = {
    "en": "than rather instead over versus",
    "de": "statt anstatt lieber anstelle",
    "es": "lugar vez antes",
    "fr": "plutôt lieu",
    "pt": "vez lugar",
    "it": "invece anziché",
    "nl": "plaats liever",
    "ar": "بدلا عوضا",
}
_THAN = {"de": "als", "es": "que", "fr": "que qu", "pt": "que", "it": "che", "nl": "dan", "ar": "من"}
_LATIN = ("en", "de", "es", "fr", "pt", "it", "nl")


def plain(word: str) -> str:
    """Folded, and without accents, vowel points and the variants of alef: what people leave out when they type."""
    bare = unicodedata.normalize("NFD", fold(word)).translate(_MARKS)
    return unicodedata.normalize("NFC", bare).translate(_ARABIC)


@dataclass(frozen=True)
class Lexicon:
    """The small words of one language, and what its words mean. concord: whether its denials count once a clause.
    than: compares beside a word for more or better, and is no more than a small word elsewhere."""

    denies: frozenset[str]
    besides: frozenset[str]
    concord: bool
    idioms: frozenset[tuple[str, str]]
    faint: frozenset[str]
    joins: frozenset[str]
    parts: frozenset[str]
    compares: frozenset[str]
    than: frozenset[str]
    meanings: dict[str, Meaning]

    def meaning(self, word: str) -> Meaning | None:
        """What a plain word means, found whole or by its beginning; longer beginnings first."""
        if word in self.meanings:
            return self.meanings[word]
        for end in range(len(word), 2, -1):
            found = self.meanings.get(f"{word[:end]}*")
            if found is not None:
                return found
        return None


@cache
def lexicon(language: str) -> Lexicon:
    """For a BCP-47 tag; a language without lists is given those of Latin script."""
    tag = language.replace("_", "-").partition("-")[0].casefold()
    known = tag in _DENY or tag in _CONCORD
    tags: tuple[str, ...] = (tag,) if known else _LATIN
    return Lexicon(
        denies=_words(tags, _DENY) | _words(tags, _CONCORD),
        besides=_words(tags, _BESIDES),
        concord=tag in _CONCORD,
        idioms=frozenset(_pair(each) for one in tags for each in _IDIOMS.get(one, "").split("|") if each),
        faint=_words(tags, _FAINT) | _words(tags, _JOIN) | _words(tags, _PART),
        joins=_words(tags, _JOIN),
        parts=_words(tags, _PART),
        compares=_words(tags, _COMPARE),
        than=_words(tags, _THAN),
        meanings={plain(word): said for one in tags for word, said in MEANINGS.get(one, {}).items()},
    )


def _words(tags: tuple[str, ...], lists: dict[str, str]) -> frozenset[str]:
    return frozenset(plain(word) for tag in tags for word in lists.get(tag, "").split())


def _pair(idiom: str) -> tuple[str, str]:
    first, second = map(plain, idiom.split())
    return first, second
