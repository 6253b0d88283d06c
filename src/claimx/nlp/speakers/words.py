"""Closed lists of English words that tell what sort of speaker a phrase names. All in lower case."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


MALE_PRONOUNS = _words("he him his himself")
FEMALE_PRONOUNS = _words("she her hers herself")
PLURAL_PRONOUNS = _words("they them their theirs themselves both all these those some many others several")
THING_PRONOUNS = _words("it its itself which that this")
RELATIVE_PRONOUNS = _words("who whom whose")
AUTHOR_PRONOUNS = _words("i me my mine myself we us our ours ourselves")
POSSESSIVES = _words("his her its their my our your whose")
PRONOUNS = (
    MALE_PRONOUNS | FEMALE_PRONOUNS | PLURAL_PRONOUNS | THING_PRONOUNS | RELATIVE_PRONOUNS | AUTHOR_PRONOUNS
) | _words("one another latter former")

INDEFINITE = _words("a an one another some two three four five six several many most few other any every")
DEFINITE = _words("the this that these those his her its their our my both all")
DETERMINERS = INDEFINITE | DEFINITE

HONORIFICS = _words(
    "mr mrs ms miss mx dr sir dame lord lady prof professor rev reverend fr hon madam adv atty amb cllr"
    " comrade mme mlle herr frau mdm"
)
MALE_TITLES = _words("mr sir lord king prince duke father brother congressman chairman spokesman businessman")
FEMALE_TITLES = _words(
    "mrs ms miss dame lady queen princess duchess congresswoman chairwoman spokeswoman businesswoman"
)
MALE_NOUNS = MALE_TITLES | _words(
    "man boy father dad son husband brother uncle grandfather actor policeman gentleman widower boyfriend nephew priest"
)
FEMALE_NOUNS = FEMALE_TITLES | _words(
    "woman girl mother mom mum daughter wife sister aunt grandmother actress policewoman widow girlfriend niece nun"
)
RANKS = _words(
    "gen general lt lieutenant col colonel maj major capt captain sgt sergeant adm admiral cmdr commander"
    " cpl corporal brig brigadier marshal pte private det detective insp inspector constable supt"
)
MILITARY_RANKS = _words(
    "gen general lt lieutenant col colonel maj major capt captain sgt sergeant adm admiral cmdr cpl"
    " corporal brig brigadier marshal pte private"
)
SUFFIXES = _words("jr sr ii iii iv phd md")
PARTICLES = _words("van von der den de del della di da dos du la le el al bin ibn bint ben ter ten af av zu y e")
JOINERS = _words("of for and the on in &")

# Words that name a person's office or part; before a name they are its title, as a head they make a description.
PERSON_NOUNS = (
    HONORIFICS
    | RANKS
    | MALE_NOUNS
    | FEMALE_NOUNS
    | _words(
        "president administrator premier pm mec minister secretary senator sen rep representative"
        " lawmaker mp mep mla msp congressperson councillor councilor councilman councilwoman alderman"
        " delegate governor gov mayor judge justice magistrate chancellor ambassador envoy diplomat consul"
        " attorney lawyer barrister solicitor advocate prosecutor counsel official officer chief head"
        " leader boss director manager executive ceo cfo coo cto cio chair chairperson founder cofounder"
        " co-founder owner partner president-elect vice-president vice-chancellor dean principal"
        " head-teacher headteacher teacher lecturer academic scholar scientist researcher fellow expert"
        " analyst economist strategist historian sociologist physicist engineer doctor physician surgeon"
        " nurse psychologist psychiatrist specialist consultant adviser advisor aide assistant associate"
        " deputy spokesperson spokes activist campaigner organizer organiser critic commentator columnist"
        " journalist reporter correspondent editor writer author novelist poet blogger photographer"
        " broadcaster backer observer proponent host presenter anchor pundit insider filmmaker producer"
        " singer musician rapper artist painter designer architect star comedian model celebrity coach"
        " captain player striker defender goalkeeper midfielder quarterback trainer athlete champion boxer"
        " driver pilot astronaut soldier veteran airman trooper sheriff policeman investigator"
        " commissioner superintendent inspector agent witness victim suspect defendant plaintiff survivor"
        " resident neighbor neighbour local voter protester demonstrator student pupil graduate farmer"
        " fisherman worker employee employer staffer trader broker investor entrepreneur businessperson"
        " banker developer landlord tenant customer client patient user member candidate nominee"
        " challenger incumbent contender opponent rival colleague friend fan follower supporter donor"
        " volunteer pastor priest bishop archbishop cardinal pope imam rabbi monk sheikh ayatollah emir"
        " sultan emperor royal duke earl baron count monarch dictator kingpin source person someone"
        " somebody child teenager teen youth adult parent relative cousin sibling twin baby spouse fiance"
        " fiancee lover ally aide-de-camp counterpart successor predecessor speaker whip treasurer"
        " comptroller registrar chaplain ombudsman auditor accountant actuary meteorologist forecaster"
        " seismologist geologist biologist chemist astronomer epidemiologist virologist neonatologist"
        " pediatrician paediatrician veterinarian curator librarian archivist conservationist ecologist"
        " climatologist programmer hacker technician mechanic electrician carpenter plumber builder"
        " contractor chef cook baker waiter waitress bartender barista cleaner caretaker guard warden"
        " firefighter fireman paramedic midwife carer therapist counselor counsellor instructor tutor"
        " mentor guru prophet preacher missionary negotiator mediator arbitrator regulator legislator"
        " parliamentarian statesman politician democrat republican conservative liberal socialist"
        " independent skipper sailor swimmer runner cyclist golfer winger forward guitarist drummer"
        " bassist pianist composer conductor dancer choreographer screenwriter showrunner playwright"
        " publisher reviewer podcaster youtuber influencer streamer vlogger tycoon billionaire millionaire"
        " hotelier restaurateur philanthropist mogul magnate prisoner inmate detainee hostage refugee"
        " migrant asylum immigrant deportee citizen civilian passenger commuter motorist pedestrian"
        " traveler traveller tourist visitor guest shopper buyer seller vendor retailer wholesaler"
        " supplier distributor mayor-elect senator-elect governor-elect undersecretary under-secretary"
        " vice-chair co-chair co-ceo co-author mp-elect appointee regent trustee custodian elder chieftain"
        " winner grower archer vet diver beekeeper laureate coordinator co-ordinator supervisor overseer"
        " mastermind warlord militant gunman attacker assailant shooter bomber killer murderer"
        " thief robber burglar"
        " hunter rancher logger miner trapper dealer loner recluse"
    )
)
PERSON_ENDINGS = (
    "man",
    "woman",
    "person",
    "ologist",
    "ician",
    "onomist",
    "maker",
    "holder",
    "owner",
    "keeper",
    "ist",
    "astronomer",
    "scientist",
)

ORGANISATION_NOUNS = _words(
    "company firm corporation corp group organisation organization ministry department agency authority"
    " office bureau commission committee council court tribunal government administration parliament"
    " senate congress assembly cabinet party union federation confederation association society institute"
    " institution university college school academy bank fund foundation trust charity board panel police"
    " army navy airforce force forces military militia newspaper paper outlet broadcaster network channel"
    " station magazine publication publisher tabloid broadsheet website site platform airline carrier"
    " manufacturer automaker carmaker retailer startup giant brokerage insurer utility operator developer"
    " producer studio label team club league campaign coalition alliance bloc body watchdog regulator"
    " hospital clinic centre center museum church mosque hotel restaurant store chain supermarket embassy"
    " consulate kremlin pentagon treasury service services district county city state country nation"
    " kingdom republic province municipality town village borough think-tank tank nonprofit ngo movement"
    " lobby cartel faction regime junta taskforce secretariat directorate inc ltd llc plc co ag gmbh sa nv"
    " bv lab laboratory observatory conference chamber house exchange consultancy partnership syndicate"
    " cooperative co-op contractor maker brand bakery brewery conglomerate industry sector division unit"
    " branch wing arm subsidiary parent legislature judiciary presidency management band duo orchestra"
    " times post news journal herald tribune gazette"
)

DOCUMENT_NOUNS = _words(
    "report study survey poll research paper document documents statement letter email e-mail memo"
    " memorandum note article story editorial op-ed book memoir biography diary transcript filing lawsuit"
    " suit complaint indictment affidavit charge petition motion brief ruling judgment verdict order law"
    " bill act statute treaty agreement contract resolution constitution charter rule rules regulation"
    " regulations guidance guidelines policy plan strategy proposal draft analysis assessment review audit"
    " inquiry investigation probe data figures statistics numbers estimates estimate forecast projections"
    " projection records record census index chart map table dossier file files footage video clip"
    " recording tape message messages tweet post posts sign notice poster label caption advertisement ad"
    " commercial trailer headline website webpage page press-release release bulletin newsletter column"
    " blog manifesto declaration communique account invitation text texts modelling modeling model"
    " findings tally tallies evidence abstract presentation slideshow alert alerts warning rfp"
    " solicitation will amendment disclosure calculation response summary photo photograph picture image"
    " narrative results polling polls studies reports surveys papers letters emails memos articles filings"
    " rulings laws rumor rumors rumour rumours testimony deposition warrant subpoena log logs obituary"
    " releases spreadsheet"
)

# What companies are called by in their names, and which as a common noun names no speaker.
COMPANY_ENDINGS = _words(
    "capital holdings partners ventures securities equities motors airlines airways systems technologies"
    " pharmaceuticals industries enterprises solutions records pictures entertainment media energy software"
)

# Words that end in "s" or have no plural mark and still name several people.
GROUP_NOUNS = _words(
    "people authorities officials feds crowd public audience family families crew staff media press"
    " press-corps administration couple pair trio jury women men children folks others both opposition"
    " community communities population electorate leadership relatives brass personnel clergy youth troops"
)
SINGULAR_S = _words("press news business boss congress witness us success access campus census virus class princess")
LINGUISTIC_PREPOSITIONS = _words(
    "of for at in from with on to near against by under over within across inside outside behind between"
    " among into about around during after before since until without through throughout via towards"
    " toward per including"
)
RELATIVES = _words("who which that whose whom where when")

ROYAL_TITLES = _words("prince princess king queen pope emperor saint")
# Offices that headlines shorten.
SHORT_OFFICES = {
    "pm": "prime minister",
    "ag": "attorney general",
    "vp": "vice president",
    "da": "district attorney",
    "ceo": "chief executive",
    "sen": "senator",
    "rep": "representative",
    "gov": "governor",
    "gen": "general",
    "mp": "member parliament",
    "mep": "member parliament",
    "supt": "superintendent",
    "det": "detective",
}

# How one person is related to another, which is no office.
RELATION_NOUNS = _words(
    "father mother dad mom mum son daughter brother sister husband wife spouse widow widower uncle aunt"
    " cousin nephew niece grandfather grandmother parent child friend neighbor neighbour colleague victim"
    " fan boyfriend girlfriend fiance fiancee sibling relative man woman boy girl guy kid murderer killer"
    " suspect buddy person insider source rival ally native"
)

REPORTING_VERBS = _words(
    "said says say told tell tells asked asks added adds wrote writes warned warns claimed claims argued"
    " argues met meet called calls according by"
)

POST_NOMINALS = _words("qc kc mp md obe mbe cbe phd rn jd msp mla esq sc")

FINITE_VERBS = _words("is was are were has have had said says told will would can could does did")

# Words that open sentences in capitals and are no part of a name.
NOT_NAMES = (
    DETERMINERS
    | PRONOUNS
    | LINGUISTIC_PREPOSITIONS
    | RELATIVES
    | _words(
        "but and or nor so yet if as while although though because unless whether than then there here"
        " now today yesterday tomorrow tonight also even still just only not never always often again once"
        " however meanwhile moreover therefore thus hence instead besides despite according following"
        " speaking asked what why how whatever whoever yes no well oh please is are was were be been being"
        " has have had do does did will would can could may might must should shall let lets it's that's"
        " he's she's there's i'm i've we're we've don't can't you your yours you're january february march"
        " april june july august september october november december monday tuesday wednesday thursday"
        " friday saturday sunday am pm gmt est read more watch photo image video file later earlier"
        " recently last next first second third finally additionally indeed perhaps maybe such each both"
        " either neither upon like unlike amid along due given since much very too up down off out asking"
        " saying citing says said told added adding noting explained explaining responding commenting"
    )
)

# Modifiers that belong to a title and never to a name.
TITLE_MODIFIERS = _words(
    "former ex current acting interim deputy vice assistant associate senior junior chief lead top new"
    " then late prime foreign defense defence interior finance health education justice economy trade"
    " transport energy home state general executive managing veteran longtime special national federal"
    " state-elect first lead-author democratic republican conservative labour liberal communist fellow"
    " embattled outgoing incoming"
)
