"""What people say about time, and what each phrase means: the table that `when` is held to.

A block says the present (with its zone) and which way a lone weekday points; a line is a language,
a kind, the phrase and its meaning: a point, `start > end`, a day, `day > day` (the end excluded),
or `no` for words that must be refused. The figures of numeric dates are day first unless the block
says `month-first`. An offset after a point tells the two hours of a change of clocks apart.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from plam_agent.spoken.dates import Default
from plam_agent.types import When


@dataclass(frozen=True, slots=True)
class Phrase:
    """One line of the table."""

    language: str
    kind: str
    text: str
    meaning: str
    now: datetime
    default: Default
    day_first: bool


def shown(when: When) -> str:
    """A time in the notation of the table."""
    form = "%Y-%m-%d" if when.all_day else "%Y-%m-%d %H:%M"
    start = when.start.strftime(form)
    if when.end is None:
        return start
    if when.all_day and (when.end.date() - when.start.date()).days == 1:
        return start
    return f"{start} > {when.end.strftime(form)}"


def right(when: When | None, phrase: Phrase) -> bool:
    """Whether a resolved time, or a refusal, is what the table says."""
    if when is None or phrase.meaning == "no":
        return when is None and phrase.meaning == "no"
    offset = re.search(r"[+-]\d\d:\d\d$", phrase.meaning)
    if offset:
        said = datetime.fromisoformat(phrase.meaning)
        return (
            when.start.timestamp() == said.timestamp()
            and when.start.utcoffset() == said.utcoffset()
        )
    return shown(when) == phrase.meaning


def read(table: str) -> list[Phrase]:
    """The lines of a table. Raises ValueError for one that is not in the notation."""
    found: list[Phrase] = []
    now, default, day_first = datetime.min, "future", True
    for line in filter(None, map(str.strip, table.splitlines())):
        if line.startswith("#"):
            moment, zone, default, *rest = line[1:].split()
            now = datetime.fromisoformat(moment).replace(tzinfo=ZoneInfo(zone))
            day_first = "month-first" not in rest
            continue
        label, text, meaning = (part.strip() for part in line.split("|"))
        language, kind = label.split()
        found.append(Phrase(language, kind, text, meaning, now, default, day_first))  # type: ignore[arg-type]
    return found


TABLE = """
# 2026-11-20T10:00 Europe/Paris future
en clock | thu 4pm | 2026-11-26 16:00
en clock | weds at 3 | 2026-11-25 15:00
en clock | a quarter to one | 2026-11-20 12:45
en clock | twenty to one on monday | 2026-11-23 12:40
en clock | a quarter to one in the morning | 2026-11-21 00:45
en clock | half past twelve in the morning on Monday | 2026-11-23 00:30
en day | fri | 2026-11-27
en day | thurs | 2026-11-26
en length | two hours on wed from 10 | 2026-11-25 10:00 > 2026-11-25 12:00
en length | an hour and a half on wednesday from 10 | 2026-11-25 10:00 > 2026-11-25 11:30
en length | an hour tomorrow from 2 | 2026-11-21 14:00 > 2026-11-21 15:00
en length | in seventy five minutes | 2026-11-20 11:15
en length | in eighty days | 2027-02-08
fr clock | une heure moins le quart | 2026-11-20 12:45
fr clock | deux heures et quart du matin | 2026-11-21 02:15
fr clock | cinq heures moins dix du matin | 2026-11-21 04:50
fr clock | trois heures et demie | 2026-11-20 15:30
fr day | mar. 24/11 | 2026-11-24
fr clock | mar 24 nov à 14h | 2026-11-24 14:00
fr day | sam. 28/11 | 2026-11-28
fr day | il y a quinze jours | 2026-11-06
fr day | dans dix-huit jours | 2026-12-08
fr day | dans soixante-quinze jours | 2027-02-03
fr day | dans quatre-vingts jours | 2027-02-08
fr length | dans soixante-dix minutes | 2026-11-20 11:10
fr length | dans quatre-vingt-dix minutes | 2026-11-20 11:30
fr day | dans une quinzaine de jours | 2026-12-04
en clock | half past seven | 2026-11-21 07:30
en clock | quarter to nine tomorrow | 2026-11-21 08:45
en clock | a quarter past four | 2026-11-20 16:15
en clock | twenty past eight tomorrow night | 2026-11-21 20:20
en clock | ten after four | 2026-11-20 16:10
en clock | five to noon | 2026-11-20 11:55
en clock | quarter past midnight | 2026-11-21 00:15
en clock | at six | 2026-11-20 18:00
en clock | at 7 tonight | 2026-11-20 19:00
en clock | 1:15 p.m. | 2026-11-20 13:15
en clock | 3.30pm | 2026-11-20 15:30
en clock | at 15.30 | 2026-11-20 15:30
en clock | 1530 hours | 2026-11-20 15:30
en clock | at 0900 on Monday | 2026-11-23 09:00
en clock | eleven at night | 2026-11-20 23:00
en clock | two in the morning | 2026-11-21 02:00
en clock | half nine | 2026-11-21 09:30
en clock | nine o'clock sharp | 2026-11-21 09:00
en clock | around five thirty | 2026-11-20 17:30
en clock | at noon on Tuesday | 2026-11-24 12:00
en clock | midnight | 2026-11-21 00:00
en clock | twelve fifteen | 2026-11-20 12:15
en clock | seventeen hundred hours | 2026-11-20 17:00
en clock | eight oh five tomorrow morning | 2026-11-21 08:05
en clock | Monday 9am | 2026-11-23 09:00
en clock | 9 Monday morning | 2026-11-23 09:00
en clock | Thursday at 4:45 | 2026-11-26 16:45
en clock | tomorrow, 11 a.m. | 2026-11-21 11:00
en clock | 8pm on the 28th | 2026-11-28 20:00
en clock | Dec 3 at 2:30pm | 2026-12-03 14:30
en clock | five in the afternoon on Sunday | 2026-11-22 17:00
en clock | 2pm next Wednesday | 2026-11-25 14:00
en clock | this evening at quarter to eight | 2026-11-20 19:45
en clock | 6 o'clock in the evening | 2026-11-20 18:00
en clock | 10:15:30 tomorrow | 2026-11-21 10:15
en clock | 2026-12-01T09:30 | 2026-12-01 09:30
en clock | 23:59 | 2026-11-20 23:59
en clock | ten thirty on Saturday morning | 2026-11-21 10:30
fr clock | sept heures et demie | 2026-11-21 07:30
fr clock | midi et quart | 2026-11-20 12:15
fr clock | midi et demi | 2026-11-20 12:30
fr clock | midi moins le quart | 2026-11-20 11:45
fr clock | midi dix | 2026-11-20 12:10
fr clock | minuit et demi | 2026-11-21 00:30
fr clock | neuf heures moins dix | 2026-11-21 08:50
fr clock | neuf heures moins le quart demain | 2026-11-21 08:45
fr clock | dix-neuf heures trente | 2026-11-20 19:30
fr clock | vingt heures | 2026-11-20 20:00
fr clock | vingt et une heures quinze | 2026-11-20 21:15
fr clock | 17h moins le quart | 2026-11-20 16:45
fr clock | 8h pile | 2026-11-21 08:00
fr clock | vers 18h | 2026-11-20 18:00
fr clock | 8h du soir | 2026-11-20 20:00
fr clock | trois heures de l'après-midi | 2026-11-20 15:00
fr clock | 5 heures du matin | 2026-11-21 05:00
fr clock | demain à 14 h 05 | 2026-11-21 14:05
fr clock | 14h30 mardi | 2026-11-24 14:30
fr clock | mardi prochain à midi | 2026-11-24 12:00
fr clock | lundi à 9 heures et quart | 2026-11-23 09:15
fr clock | samedi soir à 20h30 | 2026-11-21 20:30
fr clock | demain soir à huit heures | 2026-11-21 20:00
fr clock | onze heures vingt | 2026-11-20 11:20
fr clock | à 7 h | 2026-11-21 07:00
fr clock | ce soir vers 21 heures | 2026-11-20 21:00
fr clock | le 28 à 20h | 2026-11-28 20:00
fr clock | jeudi, 16:45 | 2026-11-26 16:45
fr clock | une heure et quart de l'après-midi | 2026-11-20 13:15
fr clock | à dix heures précises demain | 2026-11-21 10:00
en day | today | 2026-11-20
en day | Wednesday | 2026-11-25
en day | this Sunday | 2026-11-22
en day | next Thursday | 2026-11-26
en day | on Tuesday | 2026-11-24
en day | this coming Saturday | 2026-11-21
en day | Wednesday of next week | 2026-11-25
en day | Monday week | 2026-11-30
en day | a week on Tuesday | 2026-12-01
en day | Tuesday after next | 2026-12-01
en day | the Sunday after next | 2026-11-29
en day | tues | no
en day | Thurs 26 | 2026-11-26
en day | tomorrow week | 2026-11-28
en day | the day after tomorrow | 2026-11-22
en day | the next day | 2026-11-21
en day | Monday the 30th | 2026-11-30
en day | two weeks from Monday | 2026-12-07
en day | a week from tomorrow | 2026-11-28
en day | two Fridays from now | 2026-12-04
en day | Wednesday, November 25 | 2026-11-25
en day | the first Monday of December | 2026-12-07
en day | last Friday of this month | 2026-11-27
en day | the third Thursday in January | 2027-01-21
en day | the last day of the month | 2026-11-30
en day | the first of next month | 2026-12-01
en day | the 15th of next month | 2026-12-15
fr day | aujourd'hui | 2026-11-20
fr day | demain | 2026-11-21
fr day | après demain | 2026-11-22
fr day | mercredi | 2026-11-25
fr day | ce dimanche | 2026-11-22
fr day | jeudi prochain | 2026-11-26
fr day | lundi en huit | 2026-11-30
fr day | mardi en quinze | 2026-12-08
fr day | demain en huit | 2026-11-28
fr day | mercredi de la semaine prochaine | 2026-11-25
fr day | samedi qui vient | 2026-11-21
fr day | le lendemain | 2026-11-21
fr day | lundi 30 | 2026-11-30
fr day | mercredi 25 novembre | 2026-11-25
fr day | le premier lundi de décembre | 2026-12-07
fr day | le dernier vendredi du mois | 2026-11-27
fr day | le troisième jeudi de janvier | 2027-01-21
fr day | le dernier jour du mois | 2026-11-30
fr day | le premier du mois prochain | 2026-12-01
fr day | le 15 du mois prochain | 2026-12-15
fr day | d'ici demain | 2026-11-21
fr day | dans huit jours | 2026-11-27
fr day | dans quinze jours | 2026-12-04
en date | 5 March | 2027-03-05
en date | March 5th | 2027-03-05
en date | March the 5th | 2027-03-05
en date | the 5th of March, 2028 | 2028-03-05
en date | 5/3 | 2027-03-05
en date | 5/3/27 | 2027-03-05
en date | 05.03.2027 | 2027-03-05
en date | 2026-12-01 | 2026-12-01
en date | 2026/12/01 | 2026-12-01
en date | Dec 24 | 2026-12-24
en date | 24 Dec 2026 | 2026-12-24
en date | Sept 9 | 2027-09-09
en date | 1 Jan | 2027-01-01
en date | the twenty-first of June | 2027-06-21
en date | July the fourth | 2027-07-04
en date | December thirty first | 2026-12-31
en date | the thirtieth | 2026-11-30
en date | the 2nd | 2026-12-02
en date | November 20 | 2026-11-20
en date | Fri 4 Dec | 2026-12-04
en date | Friday, 4th December 2026 | 2026-12-04
en date | 12-25-2026 | 2026-12-25
en date | 25-12-2026 | 2026-12-25
en date | twenty second of May twenty twenty seven | 2027-05-22
en date | 8 feb. | 2027-02-08
en date | on the 9th of this month | 2026-11-09
en date | August 2027 | 2027-08-01 > 2027-09-01
fr date | le 5 mars | 2027-03-05
fr date | 5 mars 2027 | 2027-03-05
fr date | le 1er janvier | 2027-01-01
fr date | le premier mai | 2027-05-01
fr date | 24/12 | 2026-12-24
fr date | le 24/12/2026 | 2026-12-24
fr date | le 3-12-2026 | 2026-12-03
fr date | le trente et un décembre | 2026-12-31
fr date | vendredi 4 décembre | 2026-12-04
fr date | le vendredi 4 décembre 2026 | 2026-12-04
fr date | ven. 4 déc. | 2026-12-04
fr date | 14 fevrier | 2027-02-14
fr date | le vingt et un juin | 2027-06-21
fr date | le 30 | 2026-11-30
fr date | le quinze août | 2027-08-15
fr date | 20 novembre | 2026-11-20
fr date | le 9 janv. | 2027-01-09
fr date | le 2 de ce mois | 2026-11-02
fr date | août 2027 | 2027-08-01 > 2027-09-01
en range | from 2 to 4 | 2026-11-20 14:00 > 2026-11-20 16:00
en range | between 9 and noon | 2026-11-21 09:00 > 2026-11-21 12:00
en range | between 9 and noon on Tuesday | 2026-11-24 09:00 > 2026-11-24 12:00
en range | Monday to Wednesday | 2026-11-23 > 2026-11-26
en range | from Tuesday through Thursday | 2026-11-24 > 2026-11-27
en range | 10-11:30 tomorrow | 2026-11-21 10:00 > 2026-11-21 11:30
en range | tomorrow 2pm - 3pm | 2026-11-21 14:00 > 2026-11-21 15:00
en range | 9 to 5 on Monday | 2026-11-23 09:00 > 2026-11-23 17:00
en range | from half past two to quarter to four | 2026-11-20 14:30 > 2026-11-20 15:45
en range | 3-5 May | 2027-05-03 > 2027-05-06
en range | May 3rd to 5th | 2027-05-03 > 2027-05-06
en range | May 3 - May 5 | 2027-05-03 > 2027-05-06
en range | from the 3rd to the 5th of May | 2027-05-03 > 2027-05-06
en range | between Christmas and New Year's Day | 2026-12-25 > 2027-01-02
en range | Dec 30 to Jan 2 | 2026-12-30 > 2027-01-03
en range | from tomorrow until Sunday | 2026-11-21 > 2026-11-23
en range | the 24th and 25th of November | 2026-11-24 > 2026-11-26
en range | Saturday and Sunday | 2026-11-21 > 2026-11-23
en range | from 10 pm to 2 am | 2026-11-20 22:00 > 2026-11-21 02:00
en range | Monday 9am to Tuesday noon | 2026-11-23 09:00 > 2026-11-24 12:00
en range | from June to August | 2027-06-01 > 2027-09-01
en range | Friday at 3 until 4:30 | 2026-11-27 15:00 > 2026-11-27 16:30
en range | before noon tomorrow | 2026-11-20 10:00 > 2026-11-21 12:00
en range | until the end of the week | 2026-11-20 10:00 > 2026-11-21 00:00
en range | by Friday | 2026-11-27
fr range | de 14h à 16h | 2026-11-20 14:00 > 2026-11-20 16:00
fr range | mardi de 14h à 15h30 | 2026-11-24 14:00 > 2026-11-24 15:30
fr range | entre 9h et midi demain | 2026-11-21 09:00 > 2026-11-21 12:00
fr range | 14h-16h jeudi | 2026-11-26 14:00 > 2026-11-26 16:00
fr range | du 3 au 5 mai | 2027-05-03 > 2027-05-06
fr range | du lundi au mercredi | 2026-11-23 > 2026-11-26
fr range | de lundi à mercredi | 2026-11-23 > 2026-11-26
fr range | du 30 décembre au 2 janvier | 2026-12-30 > 2027-01-03
fr range | du 1er au 15 décembre | 2026-12-01 > 2026-12-16
fr range | entre Noël et le jour de l'an | 2026-12-25 > 2027-01-02
fr range | de juin à août | 2027-06-01 > 2027-09-01
fr range | de neuf heures à midi lundi | 2026-11-23 09:00 > 2026-11-23 12:00
fr range | samedi et dimanche | 2026-11-21 > 2026-11-23
fr range | de 22h à 2h | 2026-11-20 22:00 > 2026-11-21 02:00
fr range | le 24 et le 25 novembre | 2026-11-24 > 2026-11-26
fr range | avant midi demain | 2026-11-20 10:00 > 2026-11-21 12:00
fr range | d'ici vendredi | 2026-11-27
fr range | d'ici à lundi | 2026-11-23
en period | this week | 2026-11-16 > 2026-11-23
en period | next week | 2026-11-23 > 2026-11-30
en period | the week after next | 2026-11-30 > 2026-12-07
en period | in two weeks' time | 2026-12-04
en period | next month | 2026-12-01 > 2027-01-01
en period | next year | 2027-01-01 > 2028-01-01
en period | the rest of the week | 2026-11-20 > 2026-11-23
en period | the first week of March | 2027-03-01 > 2027-03-08
en period | the last week of December | 2026-12-25 > 2027-01-01
en period | Q3 | 2027-07-01 > 2027-10-01
en period | the third quarter of 2027 | 2027-07-01 > 2027-10-01
en period | next quarter | 2027-01-01 > 2027-04-01
en period | this quarter | 2026-10-01 > 2027-01-01
en period | in the spring | 2027-03-01 > 2027-06-01
en period | next summer | 2027-06-01 > 2027-09-01
en period | this winter | 2026-12-01 > 2027-03-01
en period | early March | 2027-03-01 > 2027-03-11
en period | mid-December | 2026-12-11 > 2026-12-21
en period | late April | 2027-04-21 > 2027-05-01
en period | the end of April | 2027-04-21 > 2027-05-01
en period | the beginning of May | 2027-05-01 > 2027-05-11
en period | end of the year | 2026-12-31
en period | by the end of the week | 2026-11-20
en period | the week of December 7 | 2026-12-07 > 2026-12-14
en period | in December | 2026-12-01 > 2027-01-01
en period | over the weekend | 2026-11-21 > 2026-11-23
en period | the next two weeks | 2026-11-20 > 2026-12-04
en period | in 2027 | 2027-01-01 > 2028-01-01
en period | week 49 | 2026-11-30 > 2026-12-07
en period | the first half of January | 2027-01-01 > 2027-01-16
en period | the second half of December | 2026-12-16 > 2027-01-01
en period | early next week | 2026-11-23 > 2026-11-25
en period | later this week | 2026-11-21 > 2026-11-23
en period | the next few days | 2026-11-20 > 2026-11-23
fr period | cette semaine | 2026-11-16 > 2026-11-23
fr period | la semaine prochaine | 2026-11-23 > 2026-11-30
fr period | dans deux semaines | 2026-12-04
fr period | le mois prochain | 2026-12-01 > 2027-01-01
fr period | l'année prochaine | 2027-01-01 > 2028-01-01
fr period | ce week-end | 2026-11-21 > 2026-11-23
fr period | fin avril | 2027-04-21 > 2027-05-01
fr period | début mai | 2027-05-01 > 2027-05-11
fr period | mi-décembre | 2026-12-11 > 2026-12-21
fr period | à la fin du mois | 2026-11-30
fr period | la première semaine de mars | 2027-03-01 > 2027-03-08
fr period | la dernière semaine de décembre | 2026-12-25 > 2027-01-01
fr period | au troisième trimestre | 2027-07-01 > 2027-10-01
fr period | le trimestre prochain | 2027-01-01 > 2027-04-01
fr period | au printemps | 2027-03-01 > 2027-06-01
fr period | cet hiver | 2026-12-01 > 2027-03-01
fr period | l'été prochain | 2027-06-01 > 2027-09-01
fr period | en décembre | 2026-12-01 > 2027-01-01
fr period | en 2027 | 2027-01-01 > 2028-01-01
fr period | la semaine du 7 décembre | 2026-12-07 > 2026-12-14
fr period | semaine 49 | 2026-11-30 > 2026-12-07
fr period | les deux prochaines semaines | 2026-11-20 > 2026-12-04
fr period | en fin de semaine | 2026-11-20
fr period | au mois de mars | 2027-03-01 > 2027-04-01
fr period | début de semaine prochaine | 2026-11-23 > 2026-11-25
fr period | le reste de la semaine | 2026-11-20 > 2026-11-23
fr period | dans la semaine | 2026-11-16 > 2026-11-23
fr period | la première quinzaine de janvier | 2027-01-01 > 2027-01-16
en relative | in two hours | 2026-11-20 12:00
en relative | in an hour | 2026-11-20 11:00
en relative | in 45 minutes | 2026-11-20 10:45
en relative | in three quarters of an hour | 2026-11-20 10:45
en relative | in a quarter of an hour | 2026-11-20 10:15
en relative | in two and a half hours | 2026-11-20 12:30
en relative | 90 minutes from now | 2026-11-20 11:30
en relative | in ten days | 2026-11-30
en relative | in a fortnight | 2026-12-04
en relative | in a couple of days | 2026-11-22
en relative | in a month | 2026-12-20
en relative | six weeks from today | 2027-01-01
en relative | in half an hour | 2026-11-20 10:30
en relative | three days from now | 2026-11-23
en relative | in 1h30 | 2026-11-20 11:30
en relative | in an hour and fifteen minutes | 2026-11-20 11:15
en relative | in ten seconds | 2026-11-20 10:00
en relative | in a year | 2027-11-20
en relative | in three days at noon | 2026-11-23 12:00
en relative | right now | 2026-11-20 10:00
en relative | as soon as possible | 2026-11-20 10:00
fr relative | dans 3 jours | 2026-11-23
fr relative | dans deux heures | 2026-11-20 12:00
fr relative | dans un quart d'heure | 2026-11-20 10:15
fr relative | dans trois quarts d'heure | 2026-11-20 10:45
fr relative | dans une demi-heure | 2026-11-20 10:30
fr relative | dans une heure et quart | 2026-11-20 11:15
fr relative | dans 1h30 | 2026-11-20 11:30
fr relative | dans dix minutes | 2026-11-20 10:10
fr relative | dans un mois | 2026-12-20
fr relative | d'ici une heure | 2026-11-20 11:00
fr relative | dans une quinzaine | 2026-12-04
fr relative | dans trois jours à midi | 2026-11-23 12:00
fr relative | tout de suite | 2026-11-20 10:00
fr relative | dès que possible | 2026-11-20 10:00
fr relative | dans deux ans | 2028-11-20
en part | Friday morning | 2026-11-27 09:00 > 2026-11-27 12:00
en part | tonight | 2026-11-20 18:00 > 2026-11-20 22:00
en part | tomorrow afternoon | 2026-11-21 14:00 > 2026-11-21 18:00
en part | Sunday evening | 2026-11-22 18:00 > 2026-11-22 22:00
en part | on the morning of December 3rd | 2026-12-03 09:00 > 2026-12-03 12:00
en part | late this afternoon | 2026-11-20 16:00 > 2026-11-20 18:00
en part | early tomorrow morning | 2026-11-21 06:00 > 2026-11-21 09:00
en part | tomorrow at lunchtime | 2026-11-21 12:00 > 2026-11-21 14:00
en part | first thing tomorrow | 2026-11-21 09:00
en part | Saturday night | 2026-11-21 20:00 > 2026-11-22 00:00
en part | this afternoon | 2026-11-20 14:00 > 2026-11-20 18:00
en part | Monday after lunch | 2026-11-23 14:00 > 2026-11-23 18:00
en part | in the afternoon of the 28th | 2026-11-28 14:00 > 2026-11-28 18:00
fr part | ce soir | 2026-11-20 18:00 > 2026-11-20 22:00
fr part | demain après-midi | 2026-11-21 14:00 > 2026-11-21 18:00
fr part | vendredi matin | 2026-11-27 09:00 > 2026-11-27 12:00
fr part | cet aprèm | 2026-11-20 14:00 > 2026-11-20 18:00
fr part | dimanche soir | 2026-11-22 18:00 > 2026-11-22 22:00
fr part | demain dans la matinée | 2026-11-21 09:00 > 2026-11-21 12:00
fr part | le 3 décembre au matin | 2026-12-03 09:00 > 2026-12-03 12:00
fr part | en fin d'après-midi | 2026-11-20 16:00 > 2026-11-20 18:00
fr part | lundi en début d'après-midi | 2026-11-23 14:00 > 2026-11-23 16:00
fr part | demain à l'heure du déjeuner | 2026-11-21 12:00 > 2026-11-21 14:00
fr part | samedi dans la soirée | 2026-11-21 18:00 > 2026-11-21 22:00
fr part | demain en fin de journée | 2026-11-21 16:00 > 2026-11-21 18:00
en holiday | Christmas | 2026-12-25
en holiday | on Christmas Eve | 2026-12-24
en holiday | Christmas Day at noon | 2026-12-25 12:00
en holiday | Boxing Day | 2026-12-26
en holiday | New Year's Eve | 2026-12-31
en holiday | New Year's Day | 2027-01-01
en holiday | Easter | 2027-03-28
en holiday | Easter Monday | 2027-03-29
en holiday | Good Friday | 2027-03-26
en holiday | Easter Sunday 2028 | 2028-04-16
en holiday | Valentine's Day | 2027-02-14
en holiday | Halloween | 2027-10-31
en holiday | Thanksgiving | 2026-11-26
en holiday | Mardi Gras | 2027-02-09
en holiday | the day after Christmas | 2026-12-26
en holiday | two days before Christmas | 2026-12-23
en holiday | the Monday after Easter | 2027-03-29
en holiday | xmas | 2026-12-25
en holiday | New Year's Eve at 8 pm | 2026-12-31 20:00
en holiday | a week before Christmas | 2026-12-18
en holiday | St Patrick's Day | 2027-03-17
fr holiday | Noël | 2026-12-25
fr holiday | à Noël | 2026-12-25
fr holiday | la veille de Noël | 2026-12-24
fr holiday | le réveillon de Noël | 2026-12-24
fr holiday | Pâques | 2027-03-28
fr holiday | le lundi de Pâques | 2027-03-29
fr holiday | Vendredi saint | 2027-03-26
fr holiday | l'Ascension | 2027-05-06
fr holiday | le lundi de Pentecôte | 2027-05-17
fr holiday | le jour de l'an | 2027-01-01
fr holiday | la Saint-Sylvestre | 2026-12-31
fr holiday | la Saint-Valentin | 2027-02-14
fr holiday | la Toussaint | 2027-11-01
fr holiday | le 14 juillet | 2027-07-14
fr holiday | le lendemain de Noël | 2026-12-26
fr holiday | deux jours avant Noël | 2026-12-23
fr holiday | Noël à midi | 2026-12-25 12:00
fr holiday | l'Épiphanie | 2027-01-06
fr holiday | le mardi gras | 2027-02-09
fr holiday | l'Assomption | 2027-08-15
en duration | tomorrow at 3 for two hours | 2026-11-21 15:00 > 2026-11-21 17:00
en duration | for an hour at noon on Monday | 2026-11-23 12:00 > 2026-11-23 13:00
en duration | Friday all day | 2026-11-27
en duration | all day tomorrow | 2026-11-21
en duration | from 3 pm for 90 minutes | 2026-11-20 15:00 > 2026-11-20 16:30
en duration | for three days from Monday | 2026-11-23 > 2026-11-26
en duration | Monday for three days | 2026-11-23 > 2026-11-26
en duration | two hours starting at 5 pm | 2026-11-20 17:00 > 2026-11-20 19:00
en duration | at 4 pm for an hour and a half | 2026-11-20 16:00 > 2026-11-20 17:30
en duration | 30 minutes tomorrow at 9 am | 2026-11-21 09:00 > 2026-11-21 09:30
en duration | the whole day on Sunday | 2026-11-22
en duration | tomorrow at 10 for half an hour | 2026-11-21 10:00 > 2026-11-21 10:30
fr duration | demain à 15h pendant une heure | 2026-11-21 15:00 > 2026-11-21 16:00
fr duration | lundi toute la journée | 2026-11-23
fr duration | toute la journée de demain | 2026-11-21
fr duration | vendredi à 14h pour une demi-heure | 2026-11-27 14:00 > 2026-11-27 14:30
fr duration | pendant trois jours à partir de lundi | 2026-11-23 > 2026-11-26
fr duration | demain à 9h pendant 1h30 | 2026-11-21 09:00 > 2026-11-21 10:30
fr duration | à 17h pendant une heure et demie | 2026-11-20 17:00 > 2026-11-20 18:30
fr duration | mardi à 10h, durée 45 minutes | 2026-11-24 10:00 > 2026-11-24 10:45
fr duration | à midi pendant deux heures | 2026-11-20 12:00 > 2026-11-20 14:00
en typo | tommorrow at 3pm | 2026-11-21 15:00
en typo | wendesday | 2026-11-25
en typo | wensday at noon | 2026-11-25 12:00
en typo | thrusday 4pm | 2026-11-26 16:00
en typo | next teusday | 2026-11-24
en typo | satuday morning | 2026-11-21 09:00 > 2026-11-21 12:00
en typo | 5th of febuary | 2027-02-05
en typo | decemeber 12 | 2026-12-12
en typo | tmrw 10am | 2026-11-21 10:00
en typo | 2moro at 9 am | 2026-11-21 09:00
en typo | tonite at 8 | 2026-11-20 20:00
en typo | nxt monday | 2026-11-23
fr typo | mecredi | 2026-11-25
fr typo | vendrdi à 15h | 2026-11-27 15:00
fr typo | apres midi demain | 2026-11-21 14:00 > 2026-11-21 18:00
fr typo | demian matin | 2026-11-21 09:00 > 2026-11-21 12:00
fr typo | aujourdhui à 16h | 2026-11-20 16:00
fr typo | dimache prochain | 2026-11-22
fr typo | 12 decmbre | 2026-12-12
fr typo | a 14h30 demain | 2026-11-21 14:30
fr typo | jeudi a midi | 2026-11-26 12:00
en refused | the 31st of February | no
en refused | at 25:00 | no
en refused | banana | no
en refused | when pigs fly | no
en refused | the 32nd | no
en refused | 13:75 | no
en refused | 14 pm o'clock tomorrow yesterday | no
en refused | April 31 | no
en refused | 29 February 2027 | no
en refused | Friday 5 December | no
en refused | from 5 pm to 3 pm on Monday the 1st of Tuesday | no
en refused | tomorrow at tomorrow | no
en refused | between Monday | no
en refused | at eleventy | no
en refused | week 54 | no
en refused | Q5 | no
en refused | the fifth Monday of February 2027 | no
en refused | a while | no
en refused | the meeting | no
en refused | Monday or Tuesday | no
en refused | not tomorrow | no
en refused | 3 | no
fr refused | le 31 février | no
fr refused | à 25 heures | no
fr refused | le 31 juin | no
fr refused | quand les poules auront des dents | no
fr refused | un jour | no
fr refused | le 32 | no
fr refused | demain hier | no
fr refused | la réunion | no
fr refused | pas demain | no
fr refused | à 12h75 | no
fr refused | mardi ou jeudi | no
# 2027-03-09T15:00 Europe/Paris future
en day | Friday week | 2027-03-19
en day | Friday | 2027-03-12
en day | Monday | 2027-03-15
en day | this Tuesday | 2027-03-09
en day | Saturday week | 2027-03-20
fr day | vendredi en huit | 2027-03-19
fr day | ce mardi | 2027-03-09
en period | Easter weekend | 2027-03-27 > 2027-03-29
en clock | at 2 | 2027-03-10 14:00
en clock | 4:30 | 2027-03-09 16:30
fr clock | à 16h | 2027-03-09 16:00
fr clock | à 8h | 2027-03-10 08:00
en part | this morning | 2027-03-09 09:00 > 2027-03-09 12:00
fr part | demain soir | 2027-03-10 18:00 > 2027-03-10 22:00
# 2027-03-09T15:00 Europe/Paris past
en day | Monday | 2027-03-08
en day | last Friday | 2027-03-05
en day | yesterday | 2027-03-08
en day | the day before yesterday | 2027-03-07
en day | Sunday | 2027-03-07
en relative | ten days ago | 2027-02-27
en relative | a week ago | 2027-03-02
en relative | two hours ago | 2027-03-09 13:00
en relative | an hour ago | 2027-03-09 14:00
en relative | three months ago | 2026-12-09
en relative | a fortnight ago | 2027-02-23
en period | last week | 2027-03-01 > 2027-03-08
en period | last month | 2027-02-01 > 2027-03-01
en period | last year | 2026-01-01 > 2027-01-01
en period | in January | 2027-01-01 > 2027-02-01
en period | the past three days | 2027-03-06 > 2027-03-10
en period | last weekend | 2027-03-06 > 2027-03-08
en period | last summer | 2026-06-01 > 2026-09-01
en period | since Friday | 2027-03-05 00:00 > 2027-03-09 15:00
en period | since the beginning of the month | 2027-03-01 00:00 > 2027-03-09 15:00
en period | so far this week | 2027-03-08 00:00 > 2027-03-09 15:00
en part | last night | 2027-03-08 20:00 > 2027-03-09 00:00
en part | yesterday evening | 2027-03-08 18:00 > 2027-03-08 22:00
en part | Monday morning | 2027-03-08 09:00 > 2027-03-08 12:00
en date | 20 December | 2026-12-20
en date | on the 28th | 2027-02-28
en holiday | Christmas | 2026-12-25
en holiday | last Easter | 2026-04-05
fr day | lundi | 2027-03-08
fr day | hier | 2027-03-08
fr day | avant-hier | 2027-03-07
fr day | vendredi dernier | 2027-03-05
fr relative | il y a dix jours | 2027-02-27
fr relative | il y a une semaine | 2027-03-02
fr relative | il y a deux heures | 2027-03-09 13:00
fr relative | il y a trois mois | 2026-12-09
fr relative | voilà deux semaines | 2027-02-23
fr period | la semaine dernière | 2027-03-01 > 2027-03-08
fr period | le mois dernier | 2027-02-01 > 2027-03-01
fr period | l'année dernière | 2026-01-01 > 2027-01-01
fr period | ces trois derniers jours | 2027-03-06 > 2027-03-10
fr period | depuis vendredi | 2027-03-05 00:00 > 2027-03-09 15:00
fr period | depuis début mars | 2027-03-01 00:00 > 2027-03-09 15:00
fr period | l'été dernier | 2026-06-01 > 2026-09-01
fr part | hier soir | 2027-03-08 18:00 > 2027-03-08 22:00
fr part | hier matin | 2027-03-08 09:00 > 2027-03-08 12:00
fr holiday | Noël dernier | 2026-12-25
# 2026-12-31T17:00 Europe/Paris future
en edge | tomorrow | 2027-01-01
en edge | next Friday | 2027-01-08
en edge | next month | 2027-01-01 > 2027-02-01
en edge | in two hours and a half | 2026-12-31 19:30
en edge | midnight tonight | 2027-01-01 00:00
en edge | the week after next | 2027-01-11 > 2027-01-18
en edge | New Year's Day | 2027-01-01
en edge | in one day | 2027-01-01
fr edge | après-demain | 2027-01-02
fr edge | la semaine prochaine | 2027-01-04 > 2027-01-11
fr edge | minuit | 2027-01-01 00:00
fr edge | l'an prochain | 2027-01-01 > 2028-01-01
fr edge | dans un mois | 2027-01-31
# 2028-01-31T09:00 Europe/Paris future
en edge | in a month | 2028-02-29
en edge | February 29 | 2028-02-29
en edge | the last day of February | 2028-02-29
fr edge | dans un mois | 2028-02-29
fr edge | le 29 février | 2028-02-29
fr edge | fin février | 2028-02-21 > 2028-03-01
# 2027-03-27T12:00 Europe/Paris future
en dst | tomorrow at 2:30 am | 2027-03-28 03:30+02:00
en dst | in 14 hours | 2027-03-28 03:00+02:00
en dst | tomorrow at noon | 2027-03-28 12:00+02:00
en dst | tomorrow | 2027-03-28
fr dst | demain à 2h30 | 2027-03-28 03:30+02:00
fr dst | dans 24 heures | 2027-03-28 13:00+02:00
# 2026-10-24T12:00 Europe/Paris future
en dst | tomorrow at 2:30 am | 2026-10-25 02:30+02:00
en dst | in 24 hours | 2026-10-25 11:00+01:00
fr dst | demain à 2h30 | 2026-10-25 02:30+02:00
fr dst | demain à midi | 2026-10-25 12:00+01:00
# 2027-03-13T22:30 America/New_York future month-first
en dst | tomorrow at 2:30 am | 2027-03-14 03:30-04:00
en date | 5/3 | 2027-05-03
en date | 3/5 | 2028-03-05
en date | 12/25 | 2027-12-25
en date | 4/15/2027 | 2027-04-15
en date | 12-25-2027 | 2027-12-25
en day | Friday | 2027-03-19
en holiday | the Fourth of July | 2027-07-04
en holiday | Memorial Day | 2027-05-31
en holiday | Labor Day | 2027-09-06
en clock | 8 tomorrow morning | 2027-03-14 08:00
"""


# Written after the grammar was finished and scored once before anything was mended for it: 119 of
# these 129 were right then.
HELD_OUT = """
# 2026-11-20T10:00 Europe/Paris future
en clock | ten to five | 2026-11-20 16:50
en clock | Tuesday at half past eleven in the morning | 2026-11-24 11:30
en clock | 7:45 pm on December 1st | 2026-12-01 19:45
en clock | at 11 tonight | 2026-11-20 23:00
en clock | 9 a.m. sharp on Thursday | 2026-11-26 09:00
en clock | tomorrow at one thirty in the afternoon | 2026-11-21 13:30
en clock | 18h00 | 2026-11-20 18:00
en clock | five past three | 2026-11-20 15:05
en clock | 12:30 am | 2026-11-21 00:30
en clock | Sunday, 8 o'clock in the morning | 2026-11-22 08:00
en day | the following Monday | 2026-11-23
en day | Wednesday the 2nd of December | 2026-12-02
en day | on Saturday the 5th | 2026-12-05
en day | the second Tuesday of next month | 2026-12-08
en day | the last Sunday in January | 2027-01-31
en day | Tues Nov 24 | 2026-11-24
en day | Thursday of next week | 2026-11-26
en day | the day after Thanksgiving | 2026-11-27
en date | the 14th of February 2028 | 2028-02-14
en date | 31/12 | 2026-12-31
en date | Jan. 6, 2027 | 2027-01-06
en date | 2027-02-03 at 16:15 | 2027-02-03 16:15
en date | Saturday 19 December | 2026-12-19
en date | the eleventh of November 2027 | 2027-11-11
en date | 7th | 2026-12-07
en date | October twenty-third | 2027-10-23
en range | from 8:30 to 10 on Wednesday | 2026-11-25 08:30 > 2026-11-25 10:00
en range | Thursday between 1 and 3 | 2026-11-26 13:00 > 2026-11-26 15:00
en range | December 7-11 | 2026-12-07 > 2026-12-12
en range | from Friday evening to Sunday | 2026-11-27 18:00 > 2026-11-30 00:00
en range | from the 1st to the 5th | 2026-12-01 > 2026-12-06
en range | 4pm to 5:15pm today | 2026-11-20 16:00 > 2026-11-20 17:15
en range | Tuesday through Friday next week | 2026-11-24 > 2026-11-28
en range | until tomorrow at 6 pm | 2026-11-20 10:00 > 2026-11-21 18:00
en period | the second week of January | 2027-01-08 > 2027-01-15
en period | the end of next week | 2026-11-27
en period | Q1 2027 | 2027-01-01 > 2027-04-01
en period | sometime next month | 2026-12-01 > 2027-01-01
en period | late January | 2027-01-21 > 2027-02-01
en period | the rest of the month | 2026-11-20 > 2026-12-01
en period | the coming week | 2026-11-23 > 2026-11-30
en period | the first three days of December | 2026-12-01 > 2026-12-04
en relative | an hour from now | 2026-11-20 11:00
en relative | in 2.5 hours | 2026-11-20 12:30
en relative | in twenty minutes | 2026-11-20 10:20
en relative | three weeks from now | 2026-12-11
en relative | two days after tomorrow | 2026-11-23
en relative | in four days at 3 pm | 2026-11-24 15:00
en relative | half an hour from now | 2026-11-20 10:30
en relative | within the hour | 2026-11-20 10:00 > 2026-11-20 11:00
en part | Thursday late afternoon | 2026-11-26 16:00 > 2026-11-26 18:00
en part | the evening of December 24 | 2026-12-24 18:00 > 2026-12-24 22:00
en part | tomorrow in the early evening | 2026-11-21 18:00 > 2026-11-21 20:00
en part | Monday at lunch | 2026-11-23 12:00 > 2026-11-23 14:00
en holiday | Easter Sunday | 2027-03-28
en holiday | the week before Christmas | 2026-12-14 > 2026-12-21
en holiday | Christmas morning | 2026-12-25 09:00 > 2026-12-25 12:00
en holiday | Ash Wednesday | 2027-02-10
en duration | Monday at 2 for 20 minutes | 2026-11-23 14:00 > 2026-11-23 14:20
en duration | Saturday, all day | 2026-11-21
en duration | an hour tomorrow at noon | 2026-11-21 12:00 > 2026-11-21 13:00
en duration | for a week from December 1 | 2026-12-01 > 2026-12-08
en typo | thrusday at 5 | 2026-11-26 17:00
en typo | tomorrw afternoon | 2026-11-21 14:00 > 2026-11-21 18:00
en typo | Novemeber 30th | 2026-11-30
en typo | next wenesday | 2026-11-25
en refused | purple | no
en refused | 12:61 | no
en refused | September 31 | no
en refused | the 0th of May | no
en refused | never | no
fr clock | huit heures et quart | 2026-11-21 08:15
fr clock | à 19 h 30 ce soir | 2026-11-20 19:30
fr clock | mardi à quinze heures | 2026-11-24 15:00
fr clock | six heures moins cinq du soir | 2026-11-20 17:55
fr clock | demain matin à sept heures et demie | 2026-11-21 07:30
fr clock | le 2 décembre vers 10h15 | 2026-12-02 10:15
fr clock | minuit et quart | 2026-11-21 00:15
fr day | le deuxième mardi du mois prochain | 2026-12-08
fr day | samedi en huit | 2026-11-28
fr day | jeudi de la semaine prochaine | 2026-11-26
fr day | le lendemain de Pâques | 2027-03-29
fr day | dimanche prochain | 2026-11-22
fr date | le onze novembre 2027 | 2027-11-11
fr date | mardi 8 déc | 2026-12-08
fr date | 31/12/2026 | 2026-12-31
fr date | le 5 de ce mois | 2026-11-05
fr date | lundi vingt-trois novembre | 2026-11-23
fr range | de 9h30 à 11h mercredi | 2026-11-25 09:30 > 2026-11-25 11:00
fr range | du 7 au 11 décembre | 2026-12-07 > 2026-12-12
fr range | jeudi entre 13h et 15h | 2026-11-26 13:00 > 2026-11-26 15:00
fr range | du vendredi 27 au dimanche 29 novembre | 2026-11-27 > 2026-11-30
fr range | jusqu'à demain 18h | 2026-11-20 10:00 > 2026-11-21 18:00
fr range | de mardi à vendredi | 2026-11-24 > 2026-11-28
fr period | la deuxième semaine de janvier | 2027-01-08 > 2027-01-15
fr period | fin janvier | 2027-01-21 > 2027-02-01
fr period | au premier trimestre 2027 | 2027-01-01 > 2027-04-01
fr period | courant février | 2027-02-01 > 2027-03-01
fr period | le week-end du 12 décembre | 2026-12-12 > 2026-12-14
fr relative | dans vingt minutes | 2026-11-20 10:20
fr relative | dans trois semaines | 2026-12-11
fr relative | d'ici deux jours | 2026-11-22
fr relative | dans quatre jours à 15h | 2026-11-24 15:00
fr part | jeudi en fin d'après-midi | 2026-11-26 16:00 > 2026-11-26 18:00
fr part | le soir du 24 décembre | 2026-12-24 18:00 > 2026-12-24 22:00
fr part | demain en début de soirée | 2026-11-21 18:00 > 2026-11-21 20:00
fr holiday | le mercredi des Cendres | 2027-02-10
fr holiday | l'Armistice | 2027-11-11
fr holiday | deux semaines avant Noël | 2026-12-11
fr duration | lundi à 14h pendant vingt minutes | 2026-11-23 14:00 > 2026-11-23 14:20
fr duration | samedi toute la journée | 2026-11-21
fr duration | une heure demain à midi | 2026-11-21 12:00 > 2026-11-21 13:00
fr typo | vendredii matin | 2026-11-27 09:00 > 2026-11-27 12:00
fr typo | novmbre 2027 | 2027-11-01 > 2027-12-01
fr typo | semdi à 10h | no
fr refused | le 31 septembre | no
fr refused | à 8h99 | no
fr refused | jamais | no
# 2027-03-09T15:00 Europe/Paris past
en relative | forty minutes ago | 2027-03-09 14:20
en period | the week before last | 2027-02-22 > 2027-03-01
en day | last Wednesday | 2027-03-03
en part | Sunday night | 2027-03-07 20:00 > 2027-03-08 00:00
en date | December 24th | 2026-12-24
fr relative | il y a quarante minutes | 2027-03-09 14:20
fr day | mercredi dernier | 2027-03-03
fr period | le week-end dernier | 2027-03-06 > 2027-03-08
fr part | avant-hier soir | 2027-03-07 18:00 > 2027-03-07 22:00
# 2027-10-30T20:00 Europe/Paris future
en dst | tomorrow at 2:15 am | 2027-10-31 02:15:00+02:00
fr dst | dans 8 heures | 2027-10-31 03:00:00+01:00
"""

# What is known to be missed, with the phrase as the tables say it.
KNOWN_MISSES: frozenset[str] = frozenset()

# Written by somebody who had not seen the grammar, and scored once before anything was mended for
# it: 230 of 246 were right then. Six of the misses took other hours for the parts of a day and are
# left out here, so it was 230 of 240.
HELD_OUT_LATER = """
# 2026-11-20T10:00 Europe/Paris future
en clock | twenty to six | 2026-11-20 17:40
en clock | half past three | 2026-11-20 15:30
en clock | at quarter past 4 | 2026-11-20 16:15
en clock | at 5 | 2026-11-20 17:00
en clock | 3pm | 2026-11-20 15:00
en clock | at 9am | 2026-11-21 09:00
en clock | 11:45 | 2026-11-20 11:45
en clock | at noon | 2026-11-20 12:00
en clock | 6:30 pm today | 2026-11-20 18:30
en clock | quarter to eight tonight | 2026-11-20 19:45
en clock | at 7 in the morning | 2026-11-21 07:00
en clock | tmrw at 8 | 2026-11-21 08:00
en clock | tomorrow 2.30pm | 2026-11-21 14:30
en clock | eleven o'clock | 2026-11-20 11:00
en clock | today at 4 oclock | 2026-11-20 16:00
en day | the day after tomorrow | 2026-11-22
en day | the day after tomorrow at noon | 2026-11-22 12:00
en day | on tuesday | 2026-11-24
en day | weds | 2026-11-25
en day | thurs at 10 | 2026-11-26 10:00
en day | Sunday 11am | 2026-11-22 11:00
en day | friday | 2026-11-27
en day | next tuesday | 2026-11-24
en date | tue 24/11 | 2026-11-24
en date | 23/12 | 2026-12-23
en date | the 27th | 2026-11-27
en date | on the 3rd at 4pm | 2026-12-03 16:00
en date | dec 5th | 2026-12-05
en date | Jan 12 at 9:15 | 2027-01-12 09:15
en date | 3/4/2027 | 2027-04-03
en date | 2027-01-15 | 2027-01-15
en date | thursday the 10th of december | 2026-12-10
en date | the second of february | 2027-02-02
en date | fri 27 nov, 15:00 | 2026-11-27 15:00
en date | the 5th of next month | 2026-12-05
en day | a week on tuesday | 2026-12-01
en day | monday of next week | 2026-11-23
en day | wednesday next week at 2 | 2026-11-25 14:00
en ordinal | the first monday of december | 2026-12-07
en ordinal | last friday in november | 2026-11-27
en ordinal | third thursday of january | 2027-01-21
en week | next week | 2026-11-23 > 2026-11-30
en week | this week | 2026-11-16 > 2026-11-23
en week | the week after next | 2026-11-30 > 2026-12-07
en week | this weekend | 2026-11-21 > 2026-11-23
en week | the week of 7 December | 2026-12-07 > 2026-12-14
en week | first week of january | 2027-01-01 > 2027-01-08
en month | next month | 2026-12-01 > 2027-01-01
en month | in february | 2027-02-01 > 2027-03-01
en month | end of the month | 2026-11-30
en period | end of november | 2026-11-21 > 2026-12-01
en period | early december | 2026-12-01 > 2026-12-11
en period | mid-january | 2027-01-11 > 2027-01-21
en period | next quarter | 2027-01-01 > 2027-04-01
en period | Q2 2027 | 2027-04-01 > 2027-07-01
en period | next year | 2027-01-01 > 2028-01-01
en period | this winter | 2026-12-01 > 2027-03-01
en period | spring 2027 | 2027-03-01 > 2027-06-01
en relative | in 20 minutes | 2026-11-20 10:20
en relative | in half an hour | 2026-11-20 10:30
en relative | in an hour and a half | 2026-11-20 11:30
en relative | in 2 hrs | 2026-11-20 12:00
en relative | in three weeks | 2026-12-11
en relative | two weeks from today | 2026-12-04
en relative | in ten days | 2026-11-30
en relative | a week from monday | 2026-11-30
en relative | in a fortnight | 2026-12-04
en relative | in 2 months | 2027-01-20
en relative | 6 weeks from tomorrow | 2027-01-02
en relative | two days before christmas | 2026-12-23
en range | between 1 and 3 on monday | 2026-11-23 13:00 > 2026-11-23 15:00
en range | from 9 to 11:30 tomorrow | 2026-11-21 09:00 > 2026-11-21 11:30
en range | tue 3-4pm | 2026-11-24 15:00 > 2026-11-24 16:00
en range | 10am to noon on thursday | 2026-11-26 10:00 > 2026-11-26 12:00
en range | 3 dec from 14:00 until 17:30 | 2026-12-03 14:00 > 2026-12-03 17:30
en range | monday to wednesday | 2026-11-23 > 2026-11-26
en range | from 7 to 11 december | 2026-12-07 > 2026-12-12
en range | dec 28 - jan 3 | 2026-12-28 > 2027-01-04
en length | tomorrow at 3 for two hours | 2026-11-21 15:00 > 2026-11-21 17:00
en length | monday 9am for 45 min | 2026-11-23 09:00 > 2026-11-23 09:45
en length | an hour and a half on wed from 10 | 2026-11-25 10:00 > 2026-11-25 11:30
en length | tonight at 8 for an hour | 2026-11-20 20:00 > 2026-11-20 21:00
en holiday | xmas eve | 2026-12-24
en holiday | New Year's Eve at 10pm | 2026-12-31 22:00
en holiday | easter monday | 2027-03-29
en holiday | good friday | 2027-03-26
en holiday | boxing day | 2026-12-26
en holiday | valentines day | 2027-02-14
en typo | tommorow at 4 | 2026-11-21 16:00
en typo | wendesday at 3pm | 2026-11-25 15:00
en typo | 22nd of decmber | 2026-12-22
en typo | febuary 3rd | 2027-02-03
en typo | thrusday 10am | 2026-11-26 10:00
fr clock | à 15h | 2026-11-20 15:00
fr clock | 14h30 | 2026-11-20 14:30
fr clock | a 16 h 45 | 2026-11-20 16:45
fr clock | cinq heures moins dix | 2026-11-20 16:50
fr clock | quatre heures et quart | 2026-11-20 16:15
fr clock | six heures moins le quart | 2026-11-20 17:45
fr clock | trois heures et demie | 2026-11-20 15:30
fr clock | midi et demi | 2026-11-20 12:30
fr clock | à minuit | 2026-11-21 00:00
fr clock | 8h du matin | 2026-11-21 08:00
fr clock | 7h du soir | 2026-11-20 19:00
fr clock | ce soir à 20h30 | 2026-11-20 20:30
fr clock | 9h30 | 2026-11-21 09:30
fr clock | demain 9h | 2026-11-21 09:00
fr clock | demain à 17h15 | 2026-11-21 17:15
fr clock | demain midi | 2026-11-21 12:00
fr day | apres demain | 2026-11-22
fr day | après-demain à 10h | 2026-11-22 10:00
fr day | lundi | 2026-11-23
fr day | mercredi 15h | 2026-11-25 15:00
fr day | jeu 26 | 2026-11-26
fr day | lundi prochain | 2026-11-23
fr day | samedi à 11h | 2026-11-21 11:00
fr day | jeudi en huit | 2026-12-03
fr day | lundi en huit à 14h | 2026-11-30 14:00
fr day | mardi de la semaine prochaine | 2026-11-24
fr date | mar. 24/11 à 14h | 2026-11-24 14:00
fr date | le 28 | 2026-11-28
fr date | le 3 à 16h | 2026-12-03 16:00
fr date | 1er decembre | 2026-12-01
fr date | le 2 fevrier | 2027-02-02
fr date | 15 janv 2027 | 2027-01-15
fr date | le 5/1 à 9h | 2027-01-05 09:00
fr date | 12/03/2027 | 2027-03-12
fr date | mercredi 9 décembre | 2026-12-09
fr date | le 10 du mois prochain | 2026-12-10
fr date | le dix-sept decembre | 2026-12-17
fr date | le vingt et un janvier à 11h | 2027-01-21 11:00
fr ordinal | le premier lundi de janvier | 2027-01-04
fr ordinal | le dernier jeudi de novembre | 2026-11-26
fr ordinal | le troisieme mercredi de décembre | 2026-12-16
fr week | la semaine prochaine | 2026-11-23 > 2026-11-30
fr week | cette semaine | 2026-11-16 > 2026-11-23
fr week | ce week-end | 2026-11-21 > 2026-11-23
fr week | le weekend du 5 décembre | 2026-12-05 > 2026-12-07
fr week | la semaine du 14 décembre | 2026-12-14 > 2026-12-21
fr week | la premiere semaine de fevrier | 2027-02-01 > 2027-02-08
fr month | le mois prochain | 2026-12-01 > 2027-01-01
fr month | en mars 2027 | 2027-03-01 > 2027-04-01
fr month | à la fin du mois | 2026-11-30
fr period | fin novembre | 2026-11-21 > 2026-12-01
fr period | début janvier | 2027-01-01 > 2027-01-11
fr period | mi-décembre | 2026-12-11 > 2026-12-21
fr period | le trimestre prochain | 2027-01-01 > 2027-04-01
fr period | l'annee prochaine | 2027-01-01 > 2028-01-01
fr period | cet hiver | 2026-12-01 > 2027-03-01
fr period | au printemps | 2027-03-01 > 2027-06-01
fr relative | dans une demi-heure | 2026-11-20 10:30
fr relative | dans trois quarts d'heure | 2026-11-20 10:45
fr relative | dans 2h | 2026-11-20 12:00
fr relative | dans une heure et quart | 2026-11-20 11:15
fr relative | dans quinze jours | 2026-12-04
fr relative | dans 3 semaines | 2026-12-11
fr relative | dans dix jours | 2026-11-30
fr relative | dans un mois | 2026-12-20
fr relative | dans 6 mois | 2027-05-20
fr relative | deux jours avant noel | 2026-12-23
fr relative | le lendemain de noël | 2026-12-26
fr range | mardi de 9h à 11h30 | 2026-11-24 09:00 > 2026-11-24 11:30
fr range | entre 15h et 17h demain | 2026-11-21 15:00 > 2026-11-21 17:00
fr range | lundi 14h-15h30 | 2026-11-23 14:00 > 2026-11-23 15:30
fr range | jeudi entre midi et 14h | 2026-11-26 12:00 > 2026-11-26 14:00
fr range | du 21 au 24 décembre | 2026-12-21 > 2026-12-25
fr range | du lundi 7 au vendredi 11 decembre | 2026-12-07 > 2026-12-12
fr range | du 28/12 au 3/1 | 2026-12-28 > 2027-01-04
fr length | demain à 14h pendant deux heures | 2026-11-21 14:00 > 2026-11-21 16:00
fr length | lundi 10h pour 1h30 | 2026-11-23 10:00 > 2026-11-23 11:30
fr length | une demi-heure mercredi à 16h | 2026-11-25 16:00 > 2026-11-25 16:30
fr length | jeudi 11h pendant 45 min | 2026-11-26 11:00 > 2026-11-26 11:45
fr holiday | le reveillon de noel | 2026-12-24
fr holiday | la saint-sylvestre à 21h | 2026-12-31 21:00
fr holiday | le jour de l'an | 2027-01-01
fr holiday | lundi de paques | 2027-03-29
fr holiday | 14 juillet | 2027-07-14
fr holiday | l'ascension | 2027-05-06
fr holiday | à la toussaint | 2027-11-01
fr part | mercredi soir | 2026-11-25 18:00 > 2026-11-25 22:00
fr typo | mecredi à 10h | 2026-11-25 10:00
fr typo | la semaine prochiane | 2026-11-23 > 2026-11-30
fr typo | 24 novenbre à 14h | 2026-11-24 14:00
fr typo | demian à 18h | 2026-11-21 18:00
# 2026-11-20T10:00 Europe/Paris past
en day | yesterday | 2026-11-19
en day | the day before yesterday | 2026-11-18
en day | on tuesday | 2026-11-17
en day | last monday | 2026-11-16
en day | friday | 2026-11-13
en week | last week | 2026-11-09 > 2026-11-16
en week | last weekend | 2026-11-14 > 2026-11-16
en month | last month | 2026-10-01 > 2026-11-01
en month | in september | 2026-09-01 > 2026-10-01
en period | last year | 2025-01-01 > 2026-01-01
en period | last quarter | 2026-07-01 > 2026-10-01
en relative | three days ago | 2026-11-17
en relative | 2 weeks ago | 2026-11-06
en relative | an hour ago | 2026-11-20 09:00
en date | on the 12th | 2026-11-12
en date | sept 4 | 2026-09-04
en range | between 2 and 6 november | 2026-11-02 > 2026-11-07
en clock | yesterday at 4 | 2026-11-19 16:00
en since | since monday | 2026-11-16 00:00 > 2026-11-20 10:00
en since | since 1 october | 2026-10-01 00:00 > 2026-11-20 10:00
fr day | hier | 2026-11-19
fr day | avant hier | 2026-11-18
fr day | mardi dernier | 2026-11-17
fr day | samedi dernier | 2026-11-14
fr week | la semaine derniere | 2026-11-09 > 2026-11-16
fr week | le week-end dernier | 2026-11-14 > 2026-11-16
fr week | la semaine du 2 novembre | 2026-11-02 > 2026-11-09
fr month | le mois dernier | 2026-10-01 > 2026-11-01
fr month | en août | 2026-08-01 > 2026-09-01
fr period | l'année dernière | 2025-01-01 > 2026-01-01
fr period | fin octobre | 2026-10-21 > 2026-11-01
fr relative | il y a 3 jours | 2026-11-17
fr relative | il y a deux semaines | 2026-11-06
fr relative | il y a un mois | 2026-10-20
fr holiday | à la toussaint | 2026-11-01
fr date | le 15/10 | 2026-10-15
fr range | du 3 au 7 novembre | 2026-11-03 > 2026-11-08
fr clock | hier à 14h30 | 2026-11-19 14:30
fr part | hier soir | 2026-11-19 18:00 > 2026-11-19 22:00
fr since | depuis lundi | 2026-11-16 00:00 > 2026-11-20 10:00
fr since | depuis le 2 novembre | 2026-11-02 00:00 > 2026-11-20 10:00
# 2027-02-09T16:20 Europe/Paris future
en clock | at 5:15 | 2027-02-09 17:15
en clock | at 3 | 2027-02-10 15:00
en clock | tomorrow at a quarter to one | 2027-02-10 12:45
en day | tuesday | 2027-02-16
en date | the 8th | 2027-03-08
en relative | in ninety minutes | 2027-02-09 17:50
en month | end of the month | 2027-02-28
en range | friday from 2 to 3:30 | 2027-02-12 14:00 > 2027-02-12 15:30
en holiday | whit monday | 2027-05-17
fr clock | 11h | 2027-02-10 11:00
fr clock | à 18h05 | 2027-02-09 18:05
fr day | mardi | 2027-02-16
fr relative | dans 1h30 | 2027-02-09 17:50
fr month | fin du mois | 2027-02-28
fr holiday | le 1er mai | 2027-05-01
"""
