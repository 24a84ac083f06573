"""The measures of an office, each with its definition in words. What they count is computed in `measures.py`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Measure(StrEnum):
    """What is measured of an office in a period."""

    BACKLOG = "backlog"
    LATE_BACKLOG = "late_backlog"
    AGE = "age"
    DAYS_PER_STATE = "days_per_state"
    ON_TIME = "on_time"
    THROUGHPUT = "throughput"
    FIRST_TIME_RIGHT = "first_time_right"
    DEFECTS = "defects"
    NOTICE_TURNAROUND = "notice_turnaround"
    FUNNEL = "funnel"
    SILENCE = "silence"


@dataclass(frozen=True, slots=True)
class MeasureDefinition:
    """A measure in words. `unit` is files, days, share (0 to 1) or defects; `source` the rule it watches over."""

    id: Measure
    name_it: str
    name_en: str
    formula_it: str
    formula_en: str
    unit: str
    source: str


_HOUSE = "Approdo"
DEFINITIONS: tuple[MeasureDefinition, ...] = (
    MeasureDefinition(
        Measure.BACKLOG,
        "Giacenza",
        "Backlog",
        "Fascicoli presentati e non ancora decisi né chiusi alla fine dell'ultimo giorno del periodo, per "
        "procedimento e per stato. Lo stato è quello in cui il fascicolo si trovava quel giorno.",
        "Case files filed and neither decided nor closed at the end of the last day of the period, by procedure and"
        " state. The state is the one in which the file was on that day.",
        "files",
        _HOUSE,
    ),
    MeasureDefinition(
        Measure.LATE_BACKLOG,
        "Giacenza fuori termine",
        "Late backlog",
        "Fascicoli in giacenza il cui termine, con le sospensioni avvenute fino a quel giorno, è scaduto prima di "
        "quel giorno. Non conta mai un fascicolo il cui termine non è partito, né uno con il termine sospeso quel "
        "giorno.",
        "Case files of the backlog whose term, with the stops that had happened by that day, ended before that day."
        " A file whose clock has not started never counts, nor does one whose clock is stopped on that day.",
        "files",
        "L. 241/1990 art. 2",
    ),
    MeasureDefinition(
        Measure.AGE,
        "Età della giacenza",
        "Age of the backlog",
        "Giorni dalla presentazione all'ultimo giorno del periodo, sui fascicoli in giacenza: mediana (metà dei "
        "fascicoli non la supera) e 90º percentile (nove su dieci non lo superano). L'età di lavoro conta i giorni "
        "da quando il termine è partito, tolti quelli di sospensione; vale per i fascicoli con il termine partito.",
        "Days from filing to the last day of the period, over the backlog: median (half of the files do not exceed "
        "it) and 90th percentile (nine in ten do not). The running age counts the days since the clock started, "
        "without those of stops; it is taken over the files whose clock has started.",
        "days",
        _HOUSE,
    ),
    MeasureDefinition(
        Measure.DAYS_PER_STATE,
        "Giorni in ogni stato, e presso chi",
        "Days in each state, and with whom",
        "Permanenze in uno stato finite nel periodo: mediana e 90º percentile dei giorni dall'entrata all'uscita, "
        "divisi secondo chi doveva muoversi. L'istruttoria sta presso un altro ufficio nei giorni in cui un parere "
        "chiesto non è ancora arrivato. Dopo la decisione vale chi doveva muoversi quando lo stato è cominciato.",
        "Stays in a state that ended within the period: median and 90th percentile of the days from entry to exit, "
        "divided by who had to move. An investigation is with another office on the days on which an opinion asked "
        "for had not yet come. After the decision it is whoever had to move when the state began.",
        "days",
        _HOUSE,
    ),
    MeasureDefinition(
        Measure.ON_TIME,
        "Decisi in tempo",
        "Decided on time",
        "Fascicoli decisi nel periodo entro il termine, divisi per tutti quelli decisi nel periodo che avevano un "
        "termine.",
        "Case files decided in the period by their due date, divided by all those decided in the period that had one.",
        "share",
        "L. 241/1990 art. 2 c. 4-bis",
    ),
    MeasureDefinition(
        Measure.THROUGHPUT,
        "Presentati, decisi e rapporto",
        "Filed, decided and clearance",
        "Per ogni mese, fascicoli presentati e fascicoli decisi; il rapporto è decisi diviso presentati. Sopra 1 la"
        " giacenza scende. I fascicoli chiusi senza decisione (rinunce) stanno in una colonna a parte.",
        "For each month, case files filed and case files decided; clearance is decided divided by filed. Above 1 "
        "the backlog falls. Files closed without a decision (withdrawals) stand in a column of their own.",
        "files",
        _HOUSE,
    ),
    MeasureDefinition(
        Measure.FIRST_TIME_RIGHT,
        "Completi al primo controllo",
        "Right the first time",
        "Fascicoli che nel periodo hanno superato il controllo dei documenti (arrivati alla proposta di decisione) "
        "senza alcuna richiesta di integrazione, divisi per tutti quelli che lo hanno superato nel periodo.",
        "Case files that passed the document check in the period (reached the proposal of a decision) without any "
        "request for papers, divided by all those that passed it in the period.",
        "share",
        "L. 241/1990 art. 6 c. 1 lett. b",
    ),
    MeasureDefinition(
        Measure.DEFECTS,
        "Difetti dei documenti",
        "Defects of documents",
        "Difetti trovati nel periodo per documento e motivo: ogni motivo conta una volta per documento e per "
        "fascicolo, anche se poi è stato rimediato. I difetti per fascicolo sono divisi per i fascicoli con almeno "
        "un documento controllato nel periodo.",
        "Defects found in the period by document and reason: each reason counts once for a document of a file, even"
        " when it was mended later. Defects per file are divided by the files with at least one document checked in"
        " the period.",
        "defects",
        _HOUSE,
    ),
    MeasureDefinition(
        Measure.NOTICE_TURNAROUND,
        "Preavvisi finiti in accoglimento",
        "Notices that ended in a grant",
        "Fascicoli decisi nel periodo dopo un preavviso di rigetto: quota di quelli accolti.",
        "Case files decided in the period after a notice before refusal: share of those granted.",
        "share",
        "L. 241/1990 art. 10-bis",
    ),
    MeasureDefinition(
        Measure.FUNNEL,
        "Dopo il nulla osta",
        "After the grant",
        "Fra i fascicoli con nulla osta rilasciato nel periodo, quanti avevano visto, ingresso, contratto e "
        "richiesta di permesso entro l'ultimo giorno del periodo. Ogni tappa si confronta con i soli procedimenti "
        "che la prevedono.",
        "Of the case files granted in the period, how many had a visa, an entry, a contract and a request of permit"
        " by the last day of the period. Each step is compared with the procedures that have it only.",
        "files",
        "TUI art. 22, 24 e 29",
    ),
    MeasureDefinition(
        Measure.SILENCE,
        "Silenzio e contenzioso",
        "Silence and litigation",
        "Richieste di potere sostitutivo, azioni contro il silenzio, ricorsi e sentenze arrivati nel periodo; cause"
        " perse nel periodo, quante con spese e per quanto.",
        "Requests of substitute power, actions against silence, appeals and judgments that came in the period; "
        "cases lost in the period, how many with costs and how much.",
        "files",
        "L. 241/1990 art. 2 c. 9-bis; D.Lgs. 104/2010 art. 31",
    ),
)
