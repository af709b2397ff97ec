### Die eigenen Daten mitnehmen, und das Konto verlassen.

account-data = Daten
reauth-own-data = Melden Sie sich erneut an, um Ihre Daten mitzunehmen oder Ihr Konto zu löschen.
notice-account-kept = Ihr Konto bleibt bestehen. Apps, die Zugriff hatten, müssen neu verbunden werden.
data-title = Ihre Daten
data-export-title = Ihre Daten mitnehmen
data-export-what = Eine Datei mit allem, was über Sie gespeichert ist: Ihr Konto, wie Sie sich anmelden, Ihre Geräte und Sitzungen, was Apps dürfen und was in Ihrem Konto geschehen ist. Sie enthält weder Passwörter noch Schlüssel.
data-export = Datei herunterladen
data-delete-title = Ihr Konto löschen
data-delete-what = Alles, was hier über Sie bekannt ist, wird gelöscht und kann von niemandem wiederhergestellt werden.
data-delete-apps = Apps verlieren ihren Zugriff sofort, und Sie werden überall sonst abgemeldet.
# $count: how many
data-delete-grace = { $count ->
    [0] Das Konto wird innerhalb von Minuten gelöscht.
    [one] Das Konto wird nach 1 Tag gelöscht. Bis dahin können Sie sich anmelden, um es zu behalten.
   *[other] Das Konto wird nach { $count } Tagen gelöscht. Bis dahin können Sie sich anmelden, um es zu behalten.
}
data-delete-evidence = Was Sie Apps erlaubt haben, bleibt als Nachweis unter einer Nummer bestehen, die dann niemanden mehr bezeichnet, solange das Gesetz es verlangt.
data-delete-sure = Ich möchte, dass mein Konto gelöscht wird.
data-delete = Mein Konto löschen
data-tick = Setzen Sie zuerst das Häkchen, wenn Ihr Konto gelöscht werden soll.
leaving-title = Möchten Sie Ihr Konto behalten?
# $date: a day
leaving-when = Sie haben darum gebeten, Ihr Konto zu löschen. Das geschieht am <b>{ $date }</b>.
leaving-what = Bis dahin kann keine App es verwenden. Wenn Sie es behalten, bleibt alles, wie es war, und Apps müssen neu verbunden werden.
leaving-keep = Mein Konto behalten
leaving-go = Es dabei belassen
activity-user-deletion-asked = Sie haben darum gebeten, Ihr Konto zu löschen.
activity-user-deletion-cancelled = Sie haben Ihr Konto doch behalten.
