"""Words that mean the same or the opposite, so that "ban it" is neither "allow it" nor unlike "forbid it".

Each has a name, words, and after a slash words for the opposite. A star ends a beginning of words. The opposites
of a name with an exclamation mark deny by themselves where the other statement has no word for it: "stop paying"
denies "pay".
"""

from __future__ import annotations

from typing import NamedTuple


class Meaning(NamedTuple):
    """name: what the word stands for, the same for its opposite. sign: 1, or -1 for the opposite; 0 where there is
    none. denies: whether the opposite denies by itself."""

    name: str
    sign: int
    denies: bool


_ENGLISH = """
!allow: allow* permit* legal* lawful* authoris* authoriz* / ban bans banned banning forbid* forbad*
  prohibit* outlaw* illegal* unlawful*
!go-on: keep* continu* start* begin* maintain* preserv* / stop* end ends ended ending abolish* scrap* halt*
  ceas* quit* discontinu* eliminat* remov* shut
!support: support* favour* favor* endors* welcom* / oppos* against resist* reject* refus* deny denie*
  denying object objects
!do: / avoid* prevent* refrain* block* restrict* skip*
!good: good right ok okay fine accept* justif* moral* / bad wrong unaccept* unjust* immoral* evil*
more: more increas* rais* rise* grow* higher expand* strengthen* greater bigger larger extend* / less fewer
  decreas* reduc* lower* cut cuts cutting shrink* smaller weak* limit* fall*
better: better best improv* / worse* worst
benefit: benefit* help helps helping helped advantag* / harm* hurt* damag* injur* disadvantag*
easy: easy easier easily simple simpler / hard harder difficult*
open: open* public* reveal* disclos* transparen* publish* / clos* hid* hidden private* privat* secre* conceal*
trust: trust* believ* / distrust* mistrust* doubt*
safe: safe* secur* / danger* risk* unsafe
true: tru* honest* truth* / fals* lie lies lying lied dishonest* deceiv* mislead*
same: same equal* alike identical* / differ* unequal*
early: early earlier soon sooner / late later
fast: fast* quick* rapid* speed* / slow*
cheap: cheap* affordab* / expensive costly dear
free: free* gratis
clear: clear* plain* / unclear vague confus*
rich: rich* wealth* affluen* / poor* poverty
strict: strict* tight* tough* / lenient* loose* relax*
compulsory: compulsor* mandator* requir* oblig* forc* / voluntar* optional*
many: majorit* / minorit*
child: child* kid kids minor minors
old: old* elder* senior* pension* / young* youth*
person: people person* human* folk* citizen* individual* everyone everybody anybody anyone
machine: ai assistant* chatbot* bot bots robot* machine* model* llm
car: car cars automobil* vehicle*
road: road* street*
tell: tell* told say says saying said inform* mention*
ask: ask* request*
answer: answer* repl* respon*
sure: sure certain* confident* / unsure uncertain*
know: know* knew known aware*
mistake: mistake* error* fault*
admit: admit* acknowledg* confess*
remember: rememb* recall* memori* memory / forget* forgot*
respect: respect* honour* honor* / disrespect* insult*
polite: polite* courteous* / rude* impolite*
short: short* brief* concis* terse* / long* lengthy wordy
give: give* gave given provid* offer* supply*
pay: pay* paid fund* financ* spend* spent
money: money cash
government: government* state's authorit*
school: school*
teach: teach* taught educat*
doctor: doctor* physician*
work: work* job jobs employ*
show: show* display*
use: use uses used using utilis* utiliz*
explain: explain* explan*
check: check* verif* examin*
permission: consent* permission* approv*
data: data information
keep-data: stor* sav* retain*
buy: buy* bought purchas*
house: house* housing home homes
law: law laws legislation rule rules
fair: fair* justice / unfair* injustice
important: important* matter* crucial* essential* vital*
pretend: pretend* feign* fake*
feeling: feeling* emotion*
bus: bus buses coach*
night: night* evening*
tax: tax*
vote: vot* ballot*
want: want* wish* desire*
try: try tries tried trying attempt* aim*
choose: choos* chose* choice* decid* decision*
"""
_GERMAN = """
!allow: erlaub* zulass* zugelassen legal* gestatt* / verbiet* verbot* untersag* illegal*
!go-on: behalt* weiter* beginn* fortsetz* / stopp* beend* abschaff* abgeschafft aufhör* einstell*
!support: unterstütz* befürwort* dafür / gegen ablehn* lehn* dagegen verweiger*
!do: / vermeid* verhinder*
!good: gut gute guten guter gutes richtig* akzeptab* / schlecht* falsch* inakzeptab*
more: mehr erhöh* steiger* anheb* höher* größer* ausbau* / weniger senk* verringer* reduzier* kürz*
  niedriger* kleiner*
better: besser* verbesser* / schlechter* verschlechter*
benefit: nutz* nütz* hilf* / schad* schäd*
easy: leicht* einfach* / schwer* schwierig*
open: offen* öffentlich* / geschlossen* geheim* versteck* privat*
safe: sicher* / gefähr* unsicher*
true: wahr wahrheit* ehrlich* / lüg* unehrlich*
cheap: billig* günstig* / teuer* teure*
free: kostenlos* gratis umsonst kostenfrei*
rich: reich reiche reichen reicher / arm arme armen armut
child: kind* minderjähr*
old: alt alte alten alter altes älter* senior* / jung* jugend*
person: mensch* leute* person* bürger*
machine: ki assistent* chatbot* maschin* roboter*
car: auto autos pkw fahrzeug* wagen
tell: sagen sagt sage mitteil*
ask: frag* bitte bitten
answer: antwort*
know: weiß weiss wissen wisst kenn*
mistake: fehler* irrtum* irrtüm*
admit: zugeb* zugib* eingesteh*
remember: erinner* merk* / vergess* vergiss*
pay: zahl* bezahl* finanzier*
teach: lehr* unterricht*
compulsory: pflicht* verpflicht* zwing* / freiwillig*
"""
_SPANISH = """
!allow: permit* legal* autoriz* / prohib* ilegal* vet*
!go-on: mant* sigu* segu* continu* empez* conserv* / parar pare paren detener detenga* termin* elimin*
  aboli* suprim* cerrar
!support: apoy* favor* respald* / contra opon* opong* rechaz* negar niega* niegu*
!do: / evit* imped* bloque*
!good: bien buen* correct* aceptab* / mal malo mala incorrect* inacept*
more: más aument* subir suba* sube* subid* increment* mayor ampliar amplí* / menos reduc* reduz* bajar baje*
  bajad* disminu* recort* menor*
better: mejor* / peor* empeor*
benefit: benefici* ayud* / dañ* perjud*
easy: fácil* sencill* / difícil*
open: abiert* abrir abra* públic* / cerrad* secret* ocult* priv*
safe: segur* / peligr* insegur*
true: verdad* honest* sincer* / mentir* mient* falso falsa
cheap: barat* / car caro cara caros caras
free: gratis gratuit*
rich: rico rica ricos ricas riqueza* / pobre*
child: niñ* menor menores
old: mayores ancian* / jóven* joven*
person: person* gente ciudadan* human*
machine: ia asistente* chatbot* máquin* robot*
car: coche* carro* auto autos vehícul*
tell: decir* diga* dice dicen contar inform*
ask: pregunt* pedir pida* pide*
answer: respond* respuest* contest*
know: saber sabe saben sepa* conoc*
mistake: error* equivoc* fallo*
admit: admit* reconoc*
remember: record* / olvid*
pay: pag* financi*
school: escuel* coleg*
teach: enseñ* educ*
compulsory: obligator* oblig* / voluntari* opcional*
"""
_FRENCH = """
!allow: permet* permis* autoris* légal* / interdi* prohib* illégal*
!go-on: gard* continu* maint* commenc* conserv* / arrêt* cess* supprim* abol* fermer
!support: soutien* soutenir favor* / contre oppos* refus* rejet*
!do: / évit* empêch* bloqu*
!good: bien bon bonne bons correct* acceptab* / mal mauvais* inaccept* faux
more: davantage augment* hauss* accro* élev* / moins rédui* baiss* dimin*
better: mieux meilleur* amélior* / pire* empir*
benefit: profit* aid* bénéfi* / nui* nuisi* dommage*
easy: facil* simple* / difficil* compliqu*
open: ouvert* ouvr* publi* / fermé* secret* cach* priv*
safe: sûr* sécur* / danger*
true: vrai* vérité honnêt* / mentir mentez mentent mensong* trompe*
cheap: abordable* / cher chère chers coûteu*
free: gratuit* gratis
rich: rich* / pauvre*
child: enfant* mineur*
old: âgé* vieux vieil* aîné* / jeune*
person: gens personn* citoyen* humain*
machine: ia assistant* chatbot* machin* robot*
car: voiture* auto autos véhicul*
tell: dire disent dise dit inform*
ask: demand*
answer: répon*
know: sait sache* savoir savent connai*
mistake: erreur* faute*
admit: admet* reconna* avou*
remember: rappel* souv* / oubli*
pay: payer paye payé* paie* financ*
school: école* scolaire*
teach: enseign* appren*
compulsory: obligatoire* oblig* / volontaire* facultati*
"""
_ARABIC = """
!allow: يسمح* السماح سماح مسموح* نسمح تسمح قانوني* / حظر يحظر الحظر نحظر منع يمنع المنع نمنع تمنع ممنوع* يحرم
!go-on: يستمر* الاستمرار استمرار يواصل نبدأ / يتوقف* إيقاف وقف التوقف نوقف إلغاء يلغي
!support: يدعم* دعم ندعم تأييد أؤيد نؤيد / ضد نعارض أعارض يعارض معارضة رفض يرفض نرفض
!do: / تجنب يتجنب نتجنب
!good: جيد* صحيح* مقبول* صواب حسن / سيئ* خاطئ* خطأ
more: زيادة يزيد تزيد نزيد رفع أكثر أكبر / تقليل خفض يقلل نقلل تقلل أقل تخفيض أصغر
better: أفضل أحسن تحسين / أسوأ
benefit: مفيد* فائدة يفيد / ضار* ضرر يضر يؤذي
easy: سهل* / صعب*
open: مفتوح* علني* / مغلق* سري* خاص*
safe: آمن* / خطر* خطير*
true: صدق صادق* صحة الحقيقة / كذب يكذب الكذب كاذب*
free: مجاني* مجانا
child: طفل* أطفال الأطفال للأطفال
person: الناس ناس شخص أشخاص المواطن* الإنسان
machine: المساعد مساعد الآلة الذكاء الروبوت
"""
_PORTUGUESE = """
!allow: permit* autoriz* legal* / proib* ilegal*
!support: apoi* favor* / contra opor* opõe* rejeit* recus*
more: mais aument* subir suba* elev* / menos reduz* baixar diminu*
better: melhor* / pior*
free: grátis gratuit*
true: verdad* honest* / ment* minta
"""
_ITALIAN = """
!allow: permett* permess* autorizz* legal* / viet* proib* illegal*
!support: sosten* favor* / contro opporsi rifiut*
more: più aument* alz* / meno ridu* abbass* diminu*
better: miglior* / peggior*
free: gratis gratuit*
true: verità onest* sincer* / mentire menta bugi*
"""
_DUTCH = """
!allow: toestaan toegestaan toelaten legaal / verbied* verbod* verboden illegaal
!support: steun* voor / tegen
more: meer verhog* hoger / minder verlag* lager verminder*
better: beter* / slechter*
free: gratis
"""
_RUSSIAN = """
!allow: разреш* позвол* / запре* запрещ*
!support: поддерж* / против
more: больше выше повы* увелич* / меньше ниже сни* уменьш* сократ*
better: лучше улучш* / хуже ухудш*
free: бесплатн*
true: правд* честн* / врать лгать ложь лжи
"""


def _read(lines: str) -> dict[str, Meaning]:
    found: dict[str, Meaning] = {}
    for line in lines.strip().replace("\n ", " ").splitlines():
        name, _colon, words = line.partition(":")
        same, slash, opposite = words.partition("/")
        denies = name.startswith("!")
        for sign, group in ((1, same), (-1, opposite)):
            for word in group.split():
                found.setdefault(word, Meaning(f"={name}", sign if slash else 0, denies))
    return found


MEANINGS: dict[str, dict[str, Meaning]] = {
    "en": _read(_ENGLISH),
    "de": _read(_GERMAN),
    "es": _read(_SPANISH),
    "fr": _read(_FRENCH),
    "ar": _read(_ARABIC),
    "pt": _read(_PORTUGUESE),
    "it": _read(_ITALIAN),
    "nl": _read(_DUTCH),
    "ru": _read(_RUSSIAN),
}
