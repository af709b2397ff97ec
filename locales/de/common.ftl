### Texte, die viele Seiten teilen.
### Einfache Wörter: Auch Zehnjährige sollen sie verstehen.

title-error = Fehler:
skip = Zum Inhalt springen
languages = Sprache
dev-banner = Entwicklungsserver: nur Beispieldaten
foot-help = Hilfe
foot-privacy = Datenschutz
foot-accessibility = Barrierefreiheit

problem-title = Da stimmt etwas nicht
form-stale = Diese Seite war veraltet, deshalb wurde nichts gesendet. Bitte versuchen Sie es noch einmal.
start-again = Neu beginnen
own-address-title = Diese Adresse stimmt nicht
own-address-what = Etwas in der Adresse dieser Seite ist falsch oder zu alt. Öffnen Sie die Seite noch einmal aus Ihrem Konto.
cancel = Abbrechen
not-you = Sind Sie das nicht?

## Zeiten

# $count: ganze Sekunden, 1 bis 59
wait-seconds = { $count ->
    [one] 1 Sekunde
   *[other] { $count } Sekunden
}
# $count: ganze Minuten, aufgerundet
wait-minutes = { $count ->
    [one] 1 Minute
   *[other] { $count } Minuten
}
date = { $day }. { $month } { $year }
moment = { $date }, { $time } Uhr (UTC)
month-1 = Januar
month-2 = Februar
month-3 = März
month-4 = April
month-5 = Mai
month-6 = Juni
month-7 = Juli
month-8 = August
month-9 = September
month-10 = Oktober
month-11 = November
month-12 = Dezember
