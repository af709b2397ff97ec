### Die Texte jeder Seite. In einem Text stehen nur <b> und <small>, und nur dort, wo er eine App
### oder eine Person nennt.

## Anmelden

login-title = Anmelden
login-continue = Sie melden sich an für <b>{ $app }</b> <small>({ $host })</small>
# Womit man sich anmeldet, als Wörter einer Reihe; der erste Buchstabe wird vorne groß.
identifier-username = Benutzername
identifier-email = E-Mail-Adresse
identifier-mobile = Mobilnummer
identifier-study-code = Studiencode
identifier-password = Passwort
identifier-comma = ,
identifier-or = oder
identifier-missing = Dieses Feld ist leer: { $what }.
login-password = Passwort
login-other = Anderen Benutzernamen verwenden
login-forgot = Passwort vergessen?
login-remember = Auf diesem Gerät angemeldet bleiben
login-remember-hint = Nicht auf einem gemeinsam genutzten Computer verwenden
login-submit = Anmelden
login-new = Neu hier?
login-create = Konto anlegen
login-password-missing = Geben Sie Ihr Passwort ein.
login-wrong = { $what } stimmt nicht. Prüfen Sie Ihre Eingabe und versuchen Sie es noch einmal.
login-wait = Es gab zu viele Versuche. Warten Sie { $wait } und versuchen Sie es dann noch einmal.
login-unavailable = Wir können Sie gerade nicht anmelden. Warten Sie eine Minute und versuchen Sie es dann noch einmal.

password-show = Anzeigen
password-hide = Verbergen
password-show-label = Passwort anzeigen
password-hide-label = Passwort verbergen
password-shown = Ihr Passwort ist sichtbar
password-hidden = Ihr Passwort ist verborgen

## Code der Authentifizierungs-App

mfa-title = Geben Sie Ihren Code ein
mfa-continue = Sie melden sich an für <b>{ $app }</b> <small>({ $host })</small>
mfa-code = 6-stelliger Code
mfa-hint = Öffnen Sie Ihre Authentifizierungs-App, um ihn zu sehen. Sie können den Code einfügen; Leerzeichen stören nicht.
mfa-submit = Weiter
mfa-as = Sie melden sich als <b>{ $person }</b> an.
mfa-missing = Geben Sie den Code aus Ihrer Authentifizierungs-App ein.
mfa-wrong = Dieser Code stimmt nicht. Warten Sie auf einen neuen Code und versuchen Sie es dann noch einmal.
mfa-only = Geben Sie einen Code von <b>{ $name }</b> ein, oder nehmen Sie einen Wiederherstellungscode.
mfa-neither = Haben Sie weder das Gerät noch Wiederherstellungscodes? Fragen Sie die Stelle, von der Sie dieses Konto haben.
mfa-another = Dieser Code ist von einer anderen Ihrer Authentifizierungs-Apps. Geben Sie einen Code der App ein, die auf dieser Seite steht.
mfa-looks-like-recovery = Das sieht nach einem Wiederherstellungscode aus. Diese Seite fragt nach den 6 Ziffern aus Ihrer Authentifizierungs-App; für Wiederherstellungscodes gibt es eine eigene Seite.
mfa-used = Dieser Code wurde schon verwendet. Warten Sie auf den nächsten.
mfa-over = Es gab zu viele falsche Codes. Beginnen Sie noch einmal mit Ihrem Passwort.
mfa-wait = Es gab zu viele falsche Codes. Warten Sie { $wait } und beginnen Sie dann noch einmal.
mfa-remember = Dieses Gerät merken
mfa-remember-hint = Nicht auf einem gemeinsam genutzten Computer verwenden
mfa-clock = Wenn auch neue Codes nicht stimmen, geht vielleicht die Uhr Ihres Telefons falsch. Lassen Sie das Telefon die Zeit selbst einstellen.
mfa-clock-now = Jetzt ist es

## Ein zweiter Schritt, der noch einzurichten ist

enrol-title = Zweiten Schritt einrichten
enrol-why = Ihr Konto braucht beim Anmelden einen zweiten Schritt: einen Code aus einer Authentifizierungs-App oder einen Passkey. Sie haben noch keinen. Richten Sie ihn hier ein; dann geht das Anmelden weiter.
enrol-codes-next = Ihr zweiter Schritt ist eingerichtet. Sichern Sie diese Codes. Danach öffnet sich <b>{ $app }</b> <small>({ $host })</small>.

## Neu beweisen

reauth-title = Sind Sie es noch?
reauth-asked = <b>{ $app }</b> <small>({ $host })</small> bittet Sie, sich noch einmal anzumelden.
reauth-age = <b>{ $app }</b> <small>({ $host })</small> bittet Sie, sich noch einmal anzumelden, weil das letzte Mal schon länger her ist.
reauth-class = <b>{ $app }</b> <small>({ $host })</small> verlangt eine stärkere Anmeldung: Ihr Passwort und dann einen Code aus Ihrer Authentifizierungs-App.
reauth-spared = Sie haben sich eben ohne Code angemeldet, weil dieses Gerät gemerkt ist. Diese Seite braucht Ihr Passwort und einen Code.
reauth-submit = Weiter
reauth-cancel = Abbrechen
reauth-wrong = Das Passwort stimmt nicht. Prüfen Sie es und versuchen Sie es noch einmal.

## Wahl des Kontos

select-title = Konto auswählen
select-signed-in = Angemeldet
select-signed-out = Abgemeldet
select-remove = { $person } von diesem Gerät entfernen
select-another = Anderes Konto verwenden
select-cancel = Abbrechen

## Zustimmung

consent-title = Zugriff erlauben?
consent-sign-in = Bei <b>{ $app }</b> anmelden?
consent-see-record = Darf <b>{ $app }</b> Ihre Gesundheitsakte sehen?
consent-add-record = Darf <b>{ $app }</b> etwas in Ihre Gesundheitsakte eintragen?
consent-change-record = Darf <b>{ $app }</b> Ihre Gesundheitsakte ändern?
consent-delete-record = Darf <b>{ $app }</b> etwas aus Ihrer Gesundheitsakte löschen?
consent-see-data = Darf <b>{ $app }</b> Ihre Daten sehen?
consent-add-data = Darf <b>{ $app }</b> etwas zu Ihren Daten hinzufügen?
consent-change-data = Darf <b>{ $app }</b> Ihre Daten ändern?
consent-delete-data = Darf <b>{ $app }</b> Ihre Daten löschen?
consent-app = Die App
consent-maker = <small>von { $maker }</small>
consent-host = Bringt Sie zurück zu
consent-checked = Geprüft
consent-checked-yes = Von uns geprüft, { $date }
consent-checked-no = Nicht von uns geprüft
consent-person = Sie
consent-short-openid = <b>{ $app }</b> wird Sie wiedererkennen, wenn Sie zurückkommen. Mehr wird die App nicht sehen.
consent-short-profile = <b>{ $app }</b> wird Sie wiedererkennen, wenn Sie zurückkommen, und Ihren Namen sehen. Mehr wird die App nicht sehen.
consent-more-openid = <b>{ $app }</b> wird Sie wiedererkennen, wenn Sie zurückkommen. Mehr als das, was Sie schon erlaubt haben, wird die App nicht sehen.
consent-more-profile = <b>{ $app }</b> wird Sie wiedererkennen, wenn Sie zurückkommen, und Ihren Namen sehen. Mehr als das und das, was Sie schon erlaubt haben, wird die App nicht sehen.
consent-what = Was darf die App?
consent-what-hint = Haken Sie nur an, was Sie erlauben wollen. Nichts wird weitergegeben, bevor Sie auf „Erlauben“ drücken.
consent-select = Alles anhaken, worum die App bittet
consent-all-ticked = Alles, worum die App bittet, ist angehakt. Noch wird nichts weitergegeben: Prüfen Sie die Liste und drücken Sie dann auf „Erlauben“.
consent-all-but-sensitive = Alles ist angehakt außer den besonders schützenswerten Daten; die bleiben Ihnen überlassen. Noch wird nichts weitergegeben: Prüfen Sie die Liste und drücken Sie dann auf „Erlauben“.
consent-nothing-ticked = Nichts ist angehakt. Haken Sie an, was Sie erlauben wollen, oder drücken Sie auf „Nicht erlauben“.
consent-group-about = Über Sie
consent-group-health = Gesundheitsdaten
consent-group-sensitive = Besonders schützenswerte Daten
consent-group-write = Änderungen
consent-group-other = Anderes
consent-sensitive-hint = Haken Sie jeden dieser Punkte selbst an, wenn Sie ihn weitergeben wollen.
consent-write-warning = Damit kann die App ändern, was andere über Sie sehen.
consent-essential = Ohne das funktioniert die App nicht
consent-granted = Das haben Sie schon einmal erlaubt
consent-duration = Für wie lange?
consent-remembered = Wir merken uns Ihre Antwort bis zum { $date }. Danach muss die App neu fragen.
consent-remembered-offline = Wir merken uns Ihre Antwort bis zum { $date }, außer dem Haken für die dauerhafte Verbindung: Nach ihm wird jedes Mal gefragt.
consent-not-remembered = Wir merken uns Ihre Antwort nicht: Die App muss jedes Mal neu fragen.
consent-online-only = Die App kann das nur nutzen, solange Sie hier angemeldet sind.
consent-online = Ohne diesen Haken kann die App nur nutzen, was Sie erlauben, solange Sie hier angemeldet sind.
consent-offline-title = Verbunden bleiben, wenn Sie nicht da sind
consent-offline-hint = Die App kann das hier Erlaubte auch nutzen, wenn Sie nicht angemeldet sind
consent-until = Bis wann höchstens
consent-until-90d = 90 Tage, bis zum { $date }
consent-until-1y = 1 Jahr, bis zum { $date }
consent-until-stop = Bis ich es beende
consent-audiences = Wo das gilt
consent-about = Über diese App
consent-funding = Wie sie bezahlt wird
consent-sharing = Wer Ihre Daten sonst noch bekommt
consent-deletion = Wie Sie Ihre Daten löschen lassen
consent-policy = Datenschutzerklärung
consent-terms = Nutzungsbedingungen
consent-technical = Technische Namen
consent-none-given = Die App hat nichts angegeben
consent-stop = Sie können das jederzeit beenden.
consent-stop-ask = Sie können das jederzeit beenden: Wenden Sie sich an { $service }.
consent-stop-link = Ihre verbundenen Apps ansehen
consent-allow = Erlauben
consent-deny = Nicht erlauben

## Der Weg zurück zur App

return-page = Zurück zu { $app }
return-title = Zurück zu <b>{ $app }</b>
return-hint = Sie können diese Seite schließen, wenn die App schon offen ist.
return-link = Zurück zu { $app }
return-post-hint = Drücken Sie auf „Weiter“, wenn nichts geschieht.
return-post = Weiter
return-gone-title = Dieser Rückweg wurde schon benutzt
return-gone = Gehen Sie zurück zur App und versuchen Sie es noch einmal. Nichts ist verloren gegangen.

## Verbinden: die Seite, die Kunden von Human API in einen Rahmen setzen

connect-title = Verbinden Sie Ihre Gesundheitsdaten
connect-lead = <b>{ $app }</b> bittet um Daten, die diese Dienste über Sie haben. Sie wählen aus, welche.
connect-window = Jeder Dienst öffnet sich in einem eigenen Fenster. Melden Sie sich dort an und kommen Sie dann auf diese Seite zurück.
connect-none = Zurzeit gibt es keinen Dienst, den Sie verbinden können.
connect-is = Verbunden
connect-is-not = Nicht verbunden
connect-off = Dieser Dienst nimmt zurzeit keine neuen Verbindungen an.
connect-do = <b>{ $source }</b> verbinden
connect-undo = <b>{ $source }</b> trennen
connect-again = Liste wieder anzeigen
connect-close = Fertig
connect-closed-title = Hier sind Sie fertig
connect-closed = Sie können zu <b>{ $app }</b> zurückgehen.
connect-shut = Schließen
connect-expired-title = Das hat zu lange gedauert
connect-expired = Der Weg hierher ist abgelaufen. Nichts wurde weitergegeben. Gehen Sie zurück zur App und öffnen Sie diese Seite noch einmal.
connect-invalid-title = Diese Seite lässt sich nicht öffnen
connect-invalid = Die App hat sie nicht so geöffnet, wie sie soll. Nichts wurde weitergegeben. Gehen Sie zurück zur App und versuchen Sie es noch einmal.
connect-gone-title = Diese Seite wurde schon einmal geöffnet
connect-gone = Was Sie verbunden haben, bleibt verbunden. Gehen Sie zurück zur App und öffnen Sie diese Seite noch einmal.
connect-going-page = Weiter zu { $source }
connect-going-title = Weiter zu <b>{ $source }</b>
connect-going = Melden Sie sich dort an. Danach sagt Ihnen dieses Fenster, dass Sie fertig sind.
connect-go = Weiter zu <b>{ $source }</b>
connect-connected-page = { $source } ist verbunden
connect-connected-title = <b>{ $source }</b> ist verbunden
connect-connected = Sie können dieses Fenster schließen und zu <b>{ $app }</b> zurückgehen.
connect-denied-title = Nichts wurde verbunden
connect-denied = Sie haben es nicht erlaubt. Sie können dieses Fenster schließen und zu <b>{ $app }</b> zurückgehen.

## Abmelden

logout-title = Abmelden?
logout-app = <b>{ $app }</b> bittet Sie, sich abzumelden.
logout-person = Sie sind auf diesem Gerät als <b>{ $person }</b> angemeldet.
logout-leave = Abmelden
logout-stay = Angemeldet bleiben
logout-all = Auch bei allen Apps abmelden, die verbunden bleiben
logout-told = Diese Apps erfahren davon und sollten Sie auch abmelden:
logout-stayed-title = Sie sind weiter angemeldet
logout-stayed = Nichts hat sich geändert. Sie können diese Seite schließen.
logout-done-title = Sie sind abgemeldet
logout-done = Sie können diese Seite schließen. Vielleicht müssen Sie auch Apps schließen, die Sie benutzt haben.

## Startseite

home-title = Startseite
home-what = Hier melden Sie sich bei den Gesundheits-Apps und Diensten an, die mit uns zusammenarbeiten.
home-start = Auf dieser Seite gibt es nichts zu tun. Öffnen Sie Ihre App und wählen Sie dort „Anmelden“.
home-dev = Dieser Server wurde zum Entwickeln gestartet. Im Terminal stehen die Apps und Personen zum Ausprobieren.
home-developers = Für Entwickler
home-discovery = OpenID-Connect-Discovery

## Fehler: was um die Texte aus errors.ftl herum steht

error-wait = Warten Sie { $wait } und versuchen Sie es dann noch einmal.
error-reference = Kennung
error-time = Zeit
error-help = Hilfe holen und dabei die Kennung nennen
error-developer = Einzelheiten für die Entwickler der App
error-about = betrifft
error-received = empfangen
error-closest = ähnlichste registrierte
error-difference = Unterschied
error-more = mehr
difference-slash = ein Schrägstrich am Ende
difference-case = Groß- und Kleinschreibung
difference-scheme = http und https
difference-port = der Port
difference-other = mehr als ein Schrägstrich, der Port, die Groß- und Kleinschreibung oder http und https

guide-index = Abschied von einer alten API
guide-index-lead = Für Entwickler von Apps, die noch eine der alten Anmelde-APIs aufrufen: was aus jedem Aufruf wird.
guide-all = Alle Anleitungen

doc-index = Verzeichnis der Fehler
doc-index-lead = Jede Antwort, die etwas ablehnt, hat einen dieser Gründe. Unter „error“ steht, wie OAuth 2.0 und OpenID Connect ihn nennen; error_uri führt zum Grund.
doc-status = HTTP-Status
doc-fix = Wie Sie ihn beheben
doc-people = Was die Leute sehen
doc-private = Antworten lassen diesen Grund nicht von anderen unterscheiden, um Angreifern nicht zu helfen. Sie zeigen:
doc-all = Alle Gründe


## Ein neues Passwort

password-too-short = Das neue Passwort ist zu kurz. Nehmen Sie mindestens { $count } Zeichen.
password-too-long = Das neue Passwort ist zu lang. Nehmen Sie höchstens { $most } Zeichen.
password-guessed-at-once = Dieses Passwort ist sehr schwach: Es wäre sofort erraten. Nehmen Sie ein paar Wörter, die nicht zusammengehören.
password-guessed-in-minutes = Dieses Passwort ist schwach: Es wäre in wenigen Minuten erraten. Fügen Sie ein oder zwei Wörter hinzu, die nicht zusammengehören.
password-guessed-in-hours = Dieses Passwort ist noch nicht stark genug: Es wäre in einigen Stunden erraten. Fügen Sie noch ein Wort hinzu, das nicht zu den anderen gehört.
password-listed = Viele Leute verwenden dieses Passwort, deshalb wird es zuerst probiert. Wählen Sie ein anderes.
new-password-title = Wählen Sie ein neues Passwort
new-password-why = Das Passwort, das Sie verwendet haben, hat jemand anderes gesetzt, damit Sie sich anmelden konnten. Wählen Sie eines, das nur Sie kennen.
new-password-next = Danach öffnet sich <b>{ $app }</b> <small>({ $host })</small>.
new-password-same = Das ist das Passwort, das geändert werden muss. Wählen Sie ein anderes.
new-password-submit = Speichern und weiter
