### Wo jemand angemeldet ist, was Apps dürfen und was im Konto geschehen ist.

## Sitzungen

browser-on = { $browser } auf { $system }
browser-only = { $name }
browser-unknown = Ein Browser, den wir nicht kennen
# $app: the name of an app
browser-old = { $app }, alte Anmeldung
browser-old-unknown = Eine App, alte Anmeldung
sessions-title = Wo Sie angemeldet sind
# $most: wie viele Sitzungen es geben kann
sessions-lead = In diesen Browsern und alten Apps sind Sie angemeldet. Es können { $most } Browser zugleich sein; danach wird der älteste abgemeldet.
sessions-here = Dieses Gerät
sessions-method = Angemeldet mit
sessions-by-password = Passwort
sessions-by-otp = Passwort und einem Code aus einer Authentifizierungs-App
sessions-by-recovery = Passwort und einem Wiederherstellungscode
sessions-by-second-step = Passwort und einem zweiten Schritt
sessions-began = Angemeldet seit
sessions-seen = Zuletzt benutzt
sessions-from = Aus dem Netz
sessions-apps = Benutzte Apps
sessions-end = Abmelden
sessions-end-others = Überall sonst abmelden
sessions-old-apps = Was alte Apps dürfen, steht in der Liste Ihrer Apps.
sessions-old-apps-link = Ihre Apps ansehen

## Apps

apps-title = Apps, denen Sie Zugriff geben
apps-lead = Wählen Sie eine App, um zu sehen, was sie darf.
apps-none = Sie geben keiner App Zugriff.
apps-offline = Bleibt verbunden
apps-legacy = Alte Anmeldung
apps-since = Seit
apps-used = Zuletzt benutzt
apps-never-used = Noch nicht benutzt
apps-stop-one = Zugriff von <b>{ $app }</b> beenden

## Eine App

app-title = Was eine App darf
app-hosts = Führt zu
app-until = Endet spätestens
app-until-stop = Wenn Sie ihn beenden
app-away = Wenn Sie nicht da sind
app-away-yes = Die App bleibt verbunden, auch wenn Sie nicht angemeldet sind
app-away-no = Die App arbeitet nur, solange Sie angemeldet sind
app-what = Was darf die App?
app-what-hint = Entfernen Sie einen Haken und speichern Sie, um das zurückzunehmen. Für mehr muss die App Sie fragen.
app-save = Speichern
app-empty = Es bliebe nichts übrig, was die App tun könnte. Um alles zu beenden, drücken Sie auf „Zugriff beenden“.
app-essential-missing = Ohne etwas von dem, was Sie entfernt haben, funktioniert die App nicht. Um alles zu beenden, drücken Sie auf „Zugriff beenden“.
app-legacy = Diese App meldet sich auf alte Weise mit Ihrem Passwort an.
app-legacy-ends = Die alte Weise endet am
app-legacy-guide = Was sie ersetzt
app-stop-title = Zugriff beenden
app-stop-now = Die App verliert ihren Zugriff sofort. Um zurückzukommen, muss sie Sie neu fragen.
# $wait: eine Zeit in Worten
app-stop-lag = Die App bekommt ab jetzt nichts Neues. Manche Dienste lassen sie noch bis zu { $wait } lang ein. Um zurückzukommen, muss sie Sie neu fragen.
app-stop = Zugriff beenden
app-back = Zurück zu Ihren Apps

## Aktivität

activity-title = Was in Ihrem Konto geschehen ist
activity-lead = Die letzten 12 Monate, das Neueste zuerst.
activity-filter = Anzeigen
activity-all = Alles
activity-sign-ins = Anmeldungen
activity-security = Sicherheit
activity-apps = Apps
activity-none = Nichts ist geschehen.
activity-refused = Abgelehnt
activity-older = Ältere anzeigen
activity-csv = Als Tabelle herunterladen (CSV)
activity-by-operator = Von den Leuten, die diesen Dienst betreiben
activity-by-service = Von diesem Dienst selbst
activity-app-unknown = eine App, die es nicht mehr gibt
activity-csv-time = Zeit (UTC)
activity-csv-kind = Art
activity-csv-what = Was geschehen ist
activity-csv-app = App
activity-csv-by = Von wem
activity-csv-from = Aus dem Netz
activity-csv-outcome = Ergebnis
activity-csv-done = Erledigt
# $browser: ein Browser in Worten; $app: der Name einer App
activity-session-began = Sie haben sich mit { $browser } angemeldet.
activity-session-renewed = Sie haben sich mit { $browser } noch einmal angemeldet.
activity-session-ended = Sie wurden abgemeldet.
activity-session-ended-many = Ihre älteste Sitzung wurde abgemeldet, weil es zu viele waren.
activity-login-door = Sie haben sich mit { $app } angemeldet, auf eine alte Art.
activity-browser-unknown = einem Browser, den wir nicht kennen
activity-login-password-refused = Jemand hat für Ihr Konto ein Passwort eingegeben und wurde nicht eingelassen.
activity-login-otp-refused = Jemand hat Ihr Passwort und einen falschen Code eingegeben und wurde nicht eingelassen.
activity-login-recovery = Sie haben sich mit einem Wiederherstellungscode angemeldet.
activity-login-recovery-refused = Jemand hat Ihr Passwort und einen falschen Wiederherstellungscode eingegeben und wurde nicht eingelassen.
activity-device-forgotten = Ein gemerktes Gerät wurde vergessen.
activity-factor-added = Eine Authentifizierungs-App wurde eingeschaltet.
activity-factor-recovery-codes-made = Neue Wiederherstellungscodes wurden erstellt.
activity-factor-removed = Eine Authentifizierungs-App wurde entfernt.
activity-factor-renamed = Eine Authentifizierungs-App bekam einen anderen Namen.
activity-grant-listed = Die Liste Ihrer Apps wurde angesehen.
activity-session-listed = Die Liste, wo Sie angemeldet sind, wurde angesehen.
activity-user-changed = Ihre Angaben wurden geändert.
activity-user-changed-roles = Ihre Rollen wurden geändert.
activity-user-changed-address = Womit Sie sich anmelden oder Ihre Adresse wurde geändert.
activity-user-changed-address-proven = Ob Ihre Adresse bestätigt ist, wurde geändert.
activity-user-exported = Was über Sie bekannt ist, wurde als Datei mitgenommen.
activity-user-password-changed = Ihr Passwort wurde geändert.
activity-user-second-factor-reset = Ihr zweiter Schritt beim Anmelden wurde entfernt.
activity-user-shown = Ihr Konto wurde angesehen.
activity-user-signed-out = Sie wurden überall abgemeldet.
activity-user-added = Ihr Konto wurde angelegt.
activity-user-locked = Ihr Konto wurde gesperrt.
activity-user-unlocked = Ihr Konto wurde entsperrt.
activity-user-password-set = Ihr Passwort wurde gesetzt.
activity-activity-exported = Diese Liste wurde heruntergeladen.
activity-authorization-granted = Sie haben sich bei { $app } angemeldet.
activity-consent-given = Sie haben { $app } erlaubt, Ihre Daten zu nutzen.
activity-consent-narrowed = Sie haben einen Teil von dem zurückgenommen, was { $app } darf.
activity-consent-withdrawn = Der Zugriff von { $app } wurde beendet.
activity-notice-refresh-reuse = { $app } wurde getrennt, weil der Schlüssel der App zu Ihren Daten zweimal benutzt wurde.

## Was gerade getan wurde

notice-session-ended = Sie wurden dort abgemeldet.
notice-others-ended = Sie sind überall sonst abgemeldet.
notice-app-narrowed = Gespeichert. Die App darf nur noch, was angehakt ist.
notice-app-stopped = Die App hat ihren Zugriff verloren.
