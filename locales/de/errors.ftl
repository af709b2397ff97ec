### Warum etwas abgelehnt wurde oder misslang: drei Texte zu jedem Grund, nach seinem Code.
###
### -title, -what: für den Menschen vor der Seite. Keine Fachwörter.
### -fix: für die Entwickler der App, auf /docs/errors: was erwartet wurde und wie man es behebt.
###
### -description geht als error_description über die Leitung: ASCII und Englisch in jeder Sprache,
### deshalb steht sie nur in en/errors.ftl.

## Was Leute sehen, wenn die App schuld ist

app-fault-title = Diese App hat eine Anfrage gesendet, die wir nicht annehmen können
app-fault-what = Sie haben nichts falsch gemacht, und nichts wurde weitergegeben. Gehen Sie zurück zur App und versuchen Sie es noch einmal. Wenn es wieder geschieht, sagen Sie es den Leuten, die die App machen, und nennen Sie ihnen die Kennung.


## Die Anfrage selbst

parameter-missing-title = { app-fault-title }
parameter-missing-what = { app-fault-what }
parameter-missing-fix = Vergleichen Sie die Anfrage mit der Dokumentation des Endpunkts. Ein Parameter mit leerem Wert gilt als fehlend (RFC 6749, Abschnitt 3.1).

parameter-repeated-title = { app-fault-title }
parameter-repeated-what = { app-fault-what }
parameter-repeated-fix = Suchen Sie nach einem Parameter, der sowohl in der URL als auch im Body steht oder den eine Bibliothek ein zweites Mal hinzufügt (RFC 6749, Abschnitte 3.1 und 3.2).

parameter-invalid-title = { app-fault-title }
parameter-invalid-what = { app-fault-what }
parameter-invalid-fix = Prüfen Sie die Kodierung (application/x-www-form-urlencoded, UTF-8), die Länge und die erlaubten Werte des genannten Parameters.

content-type-unsupported-title = { app-fault-title }
content-type-unsupported-what = { app-fault-what }
content-type-unsupported-fix = Setzen Sie das Feld Content-Type so, wie der Endpunkt es dokumentiert. Die OAuth-Endpunkte nehmen application/x-www-form-urlencoded, kein JSON.

body-malformed-title = { app-fault-title }
body-malformed-what = { app-fault-what }
body-malformed-fix = Prüfen Sie, dass der Body so kodiert ist, wie das Feld Content-Type es sagt, und dass er nicht abgeschnitten ist.

credential-in-url-title = { app-fault-title }
credential-in-url-what = { app-fault-what }
credential-in-url-fix = URLs landen in Logs und Verläufen. Senden Sie Zugangsdaten im Body eines POST oder im Feld Authorization. Behandeln Sie die gesendeten als verraten: Erzeugen Sie neue.

not-found-title = Seite nicht gefunden
not-found-what = Wenn Sie die Adresse eingetippt haben, prüfen Sie, ob sie stimmt. Wenn Sie einem Link gefolgt sind, gehen Sie zurück zur App und versuchen Sie es noch einmal.
not-found-fix = Entnehmen Sie die Adressen der Endpunkte dem Discovery-Dokument unter /.well-known/openid-configuration.

method-not-allowed-title = So lässt sich diese Seite nicht öffnen
method-not-allowed-what = Gehen Sie zurück zur App und versuchen Sie es noch einmal.
method-not-allowed-fix = Verwenden Sie eine der Methoden, die das Feld Allow der Antwort nennt. Der Token-Endpunkt nimmt nur POST.

body-too-large-title = Das war zu viel auf einmal
body-too-large-what = Was Sie gesendet haben, ist größer, als wir annehmen können. Nichts wurde gespeichert. Gehen Sie zurück und versuchen Sie es mit weniger.
body-too-large-fix = Bleiben Sie unter der Grenze des Endpunkts. OAuth-Anfragen sind wenige Kilobyte groß.

uri-too-long-title = Diese Adresse ist zu lang
uri-too-long-what = Gehen Sie zurück zur App und versuchen Sie es noch einmal.
uri-too-long-fix = Senden Sie eine lange Autorisierungsanfrage per POST. Suchen Sie nach einer Schleife von Weiterleitungen, die die URL jedes Mal verlängert.

headers-too-large-title = Ihr Browser hat zu viel gesendet
headers-too-large-what = Löschen Sie in Ihrem Browser die Cookies dieser Website, gehen Sie dann zurück zur App und versuchen Sie es noch einmal.
headers-too-large-fix = Suchen Sie nach Cookies oder einem Feld Authorization, die gewachsen sind. Löschen Sie zur Probe die Cookies dieses Hosts.

encoding-unsupported-title = { app-fault-title }
encoding-unsupported-what = { app-fault-what }
encoding-unsupported-fix = Schalten Sie für diesen Server die Kompression von Anfragen aus. Die Antwort darf weiter komprimiert sein.

host-unknown-title = Diese Adresse gehört nicht zu uns
host-unknown-what = Die Adresse, die Sie benutzt haben, führt hierher, aber wir kennen sie nicht. Prüfen Sie sie, oder gehen Sie zurück zur App und versuchen Sie es noch einmal.
host-unknown-fix = Das Feld Host oder der vom Proxy weitergereichte Host ist keiner der konfigurierten. Verwenden Sie die Adresse des Issuers; als Betreiber prüfen Sie die konfigurierten Hosts und den Proxy.

cross-site-title = Wir konnten nicht sicher sein, dass Sie das waren
cross-site-what = Zu Ihrer Sicherheit wurde nichts getan. Gehen Sie zurück, laden Sie die Seite neu und versuchen Sie es noch einmal. Wenn das nicht hilft, erlauben Sie Cookies für diese Website.
cross-site-fix = Das Token des Formulars fehlt, ist alt oder gehört zu einer anderen Sitzung, oder das Feld Origin oder Sec-Fetch-Site nennt eine andere Website. Formulare sind für Menschen; aus Code verwenden Sie den Token-Endpunkt.

reauth-required-title = Bitte melden Sie sich noch einmal an
reauth-required-what = Zu Ihrer Sicherheit wurde nichts getan: Ihre Anmeldung liegt schon länger zurück. Beginnen Sie neu und melden Sie sich dabei noch einmal an.
reauth-required-fix = Die Anmeldung der Sitzung ist älter als fünf Minuten, oder der zweite Faktor wurde darin nicht geprüft. Formulare sind für Menschen; rufen Sie die Seite mit dem Formular per GET auf, sie führt durch eine neue Anmeldung.

## Die App

client-missing-title = { app-fault-title }
client-missing-what = { app-fault-what }
client-missing-fix = Senden Sie client_id in der Anfrage, oder authentifizieren Sie den Client per HTTP Basic.

client-unknown-title = { client-secret-wrong-title }
client-unknown-what = { client-secret-wrong-what }
client-unknown-fix = Kein Client hat diese client_id. Prüfen Sie sie auf Tippfehler, und ob sie zu diesem Server gehört und nicht zu einer anderen Umgebung.

client-disabled-title = { client-secret-wrong-title }
client-disabled-what = { client-secret-wrong-what }
client-disabled-fix = Der Client ist ausgeschaltet. Fragen Sie den Betreiber dieses Servers, warum.

client-auth-missing-title = { app-fault-title }
client-auth-missing-what = { app-fault-what }
client-auth-missing-fix = Vertrauliche Clients authentifizieren sich am Token-Endpunkt mit der Methode, für die sie registriert sind: token_endpoint_auth_method.

client-auth-repeated-title = { app-fault-title }
client-auth-repeated-what = { app-fault-what }
client-auth-repeated-fix = Senden Sie das Geheimnis entweder per HTTP Basic oder im Body, nie beides (RFC 6749, Abschnitt 2.3).

client-auth-method-title = { app-fault-title }
client-auth-method-what = { app-fault-what }
client-auth-method-fix = Vergleichen Sie token_endpoint_auth_method der Registrierung mit dem, was die Bibliothek sendet: client_secret_basic ist das Feld Authorization, client_secret_post der Body, none gar kein Geheimnis.

client-auth-malformed-title = { app-fault-title }
client-auth-malformed-what = { app-fault-what }
client-auth-malformed-fix = Für HTTP Basic kodieren Sie client_id und Geheimnis einzeln als Formularwerte, verbinden sie mit einem Doppelpunkt und wenden dann Base64 an.

client-secret-wrong-title = Wir kennen diese App nicht
client-secret-wrong-what = Die App, die Sie hierher geschickt hat, ist uns nicht bekannt oder ist ausgeschaltet. Nichts wurde weitergegeben. Sagen Sie es den Leuten, die die App machen, und nennen Sie ihnen die Kennung.
client-secret-wrong-fix = Prüfen Sie client_id und Geheimnis, dass sie zu diesem Server und dieser Umgebung gehören, und dass beim Kopieren nichts dazukam, etwa ein Leerzeichen oder ein Zeilenumbruch. Erzeugen Sie im Zweifel ein neues Geheimnis.

client-assertion-wrong-title = { client-secret-wrong-title }
client-assertion-wrong-what = { client-secret-wrong-what }
client-assertion-wrong-fix = Die Client-Assertion ist kein JWT, das mit einem registrierten Schlüssel dieses Clients signiert wurde. Vergleichen Sie kid und Schlüssel mit jwks oder jwks_uri, signieren Sie mit einem Algorithmus aus token_endpoint_auth_signing_alg_values_supported, und legen Sie keinen Schlüssel und keine Adresse eines Schlüssels in den Header.

client-assertion-claims-title = { app-fault-title }
client-assertion-claims-what = { app-fault-what }
client-assertion-claims-fix = iss und sub sind die client_id, aud ist der Issuer dieses Servers als einzelne Zeichenkette, exp liegt wenige Minuten voraus, iat ist die Gegenwart, jti ist jedes Mal neu (RFC 7523, Abschnitt 3). Prüfen Sie die Uhr des Rechners, der signiert.

client-assertion-reused-title = { app-fault-title }
client-assertion-reused-what = { app-fault-what }
client-assertion-reused-fix = Jede Assertion weist den Client einmal aus. Signieren Sie für jede Anfrage eine neue, auch wenn eine Anfrage noch einmal gesendet wird.

client-limited-title = Es gab zu viele Versuche
client-limited-what = Die App muss warten, bevor sie es wieder versucht.
client-limited-fix = Nach zehn Fehlschlägen in einer Minute wartet ein Client an dieser Adresse eine Minute, sonst nirgends: Bringen Sie zuerst die Zugangsdaten in Ordnung. Ein Client, der öfter anfragt, als rate_limit.token_client erlaubt, wartet einen Moment: Behalten Sie Antworten, solange sie gelten, und fragen Sie seltener.

grant-type-not-allowed-title = { app-fault-title }
grant-type-not-allowed-what = { app-fault-what }
grant-type-not-allowed-fix = Nehmen Sie den Grant-Typ in grant_types der Registrierung auf, oder verwenden Sie einen, der dort steht.

grant-type-unsupported-title = { app-fault-title }
grant-type-unsupported-what = { app-fault-what }
grant-type-unsupported-fix = Verwenden Sie einen aus grant_types_supported. Die Grants password und implicit werden nicht angeboten (RFC 9700).


## Autorisierungsanfragen

redirect-uri-missing-title = { app-fault-title }
redirect-uri-missing-what = { app-fault-what }
redirect-uri-missing-fix = Senden Sie redirect_uri mit jeder Autorisierungsanfrage, auch wenn nur eine registriert ist.

redirect-uri-mismatch-title = { app-fault-title }
redirect-uri-mismatch-what = { app-fault-what }
redirect-uri-mismatch-fix = Der Vergleich ist exakt: Schema, Host, Port, Pfad und ein Schrägstrich am Ende zählen. Nur der Port einer Loopback-Adresse (127.0.0.1 oder [::1]) darf abweichen. Registrieren Sie die Adresse, oder senden Sie die registrierte.

response-type-unsupported-title = { app-fault-title }
response-type-unsupported-what = { app-fault-what }
response-type-unsupported-fix = Senden Sie response_type=code mit PKCE. Der implizite und der hybride Flow werden nicht angeboten (RFC 9700, Abschnitt 2.1.2).

response-mode-unsupported-title = { app-fault-title }
response-mode-unsupported-what = { app-fault-what }
response-mode-unsupported-fix = Verwenden Sie einen der response_modes_supported des Discovery-Dokuments. Was nicht query ist, muss für den Client registriert sein: response_modes, mit signet client edit.

pkce-missing-title = { app-fault-title }
pkce-missing-what = { app-fault-what }
pkce-missing-fix = Erzeugen Sie für jede Anfrage einen zufälligen code_verifier aus 43 bis 128 Zeichen; code_challenge ist sein SHA-256-Hash in base64url ohne Auffüllung (RFC 7636, Abschnitt 4).

pkce-method-title = { app-fault-title }
pkce-method-what = { app-fault-what }
pkce-method-fix = Die Methode plain wird nicht angenommen, und sie ist es, was ein fehlendes code_challenge_method bedeutet. Senden Sie code_challenge_method=S256.

pkce-malformed-title = { app-fault-title }
pkce-malformed-what = { app-fault-what }
pkce-malformed-fix = Verwenden Sie base64url (mit - und _) und keine Auffüllung. Ein hexadezimaler Hash ist ein häufiger Fehler.

request-unsupported-title = { app-fault-title }
request-unsupported-what = { app-fault-what }
request-unsupported-fix = Request-Objekte werden nicht angenommen. Schalten Sie sie in der Bibliothek aus und senden Sie einfache Parameter.

request-uri-unsupported-title = { app-fault-title }
request-uri-unsupported-what = { app-fault-what }
request-uri-unsupported-fix = Von request_uri wird nichts geholt. Schalten Sie ihn in der Bibliothek aus und senden Sie einfache Parameter.

scope-invalid-title = { app-fault-title }
scope-invalid-what = { app-fault-what }
scope-invalid-fix = Werte werden durch ein Leerzeichen getrennt und dürfen weder Anführungszeichen noch Backslashes enthalten (RFC 6749, Abschnitt 3.3). Suchen Sie nach Kommas oder Pluszeichen, die zweimal kodiert wurden.

scope-unknown-title = { app-fault-title }
scope-unknown-what = { app-fault-what }
scope-unknown-fix = Unbekannte Werte werden übergangen, und hier wurde um nichts anderes gebeten. openid und offline_access handeln von einer Person: Das Token eines Clients für sich selbst (client_credentials) kann sie nicht haben. Was es gibt, zeigt signet scope list.

scope-not-allowed-title = { app-fault-title }
scope-not-allowed-what = { app-fault-what }
scope-not-allowed-fix = Vergleichen Sie die Anfrage mit den Scopes der Registrierung.

login-required-title = Bitte melden Sie sich an
login-required-what = Gehen Sie zurück zur App und melden Sie sich von dort aus an.
login-required-fix = Mit prompt=none ist das die erwartete Antwort auf eine stille Prüfung: Schicken Sie die Person durch eine sichtbare Autorisierungsanfrage. Mit id_token_hint hat sich jemand anderes angemeldet: Lassen Sie ihn weg, wenn es jede Person sein darf.

consent-required-title = Die App muss Sie zuerst fragen
consent-required-what = Nichts wurde weitergegeben. Gehen Sie zurück zur App und versuchen Sie es noch einmal.
consent-required-fix = Die Person hat das noch nicht alles erlaubt. Senden Sie eine sichtbare Autorisierungsanfrage.

interaction-required-title = Zuerst ist noch etwas zu tun
interaction-required-what = Nichts wurde weitergegeben. Gehen Sie zurück zur App und versuchen Sie es noch einmal.
interaction-required-fix = Senden Sie eine sichtbare Autorisierungsanfrage; die Seiten zeigen, was nötig ist.

acr-unmet-title = Es ist eine stärkere Anmeldung nötig
acr-unmet-what = Die App verlangt eine Art der Anmeldung, die Ihr Konto noch nicht kann, zum Beispiel einen Code aus einer Authentifizierungs-App. Nichts wurde weitergegeben. Sie können zur App zurückgehen.
acr-unmet-fix = Die Person hat keinen zweiten Faktor, oder der Wert ist hier unbekannt. Nennen Sie in acr_values, was gut wäre, und in claims.id_token.acr mit essential nur, was sein muss (OpenID Connect Core, Abschnitt 5.5.1.1).

consent-denied-title = Sie haben das nicht erlaubt
consent-denied-what = Nichts wurde weitergegeben. Sie können zur App zurückgehen.
consent-denied-fix = Das ist eine Entscheidung, kein Fehler. Zeigen Sie, was die App auch ohne kann, und lassen Sie die Person selbst neu beginnen.

consent-empty-title = Sie haben das nicht erlaubt
consent-empty-what = Nichts war angehakt, also wurde nichts weitergegeben. Sie können zur App zurückgehen.
consent-empty-fix = Das ist eine Entscheidung, kein Fehler. Bitten Sie um Scopes, wenn sie gebraucht werden, nicht um alle am Anfang.

consent-tampered-title = Mit dieser Antwort konnten wir nichts anfangen
consent-tampered-what = Die Antwort passte nicht zur Seite, deshalb wurde nichts weitergegeben. Gehen Sie zurück zur App und versuchen Sie es noch einmal.
consent-tampered-fix = Die Antwort enthält einen Scope, um den nicht gebeten wurde. Seiten sind für Menschen: Senden Sie ihre Formulare nicht aus Code.

interaction-unknown-title = Wir finden diese Anmeldung nicht
interaction-unknown-what = Vielleicht wurde sie in einem anderen Browser geöffnet, oder Cookies sind ausgeschaltet. Nichts wurde weitergegeben. Gehen Sie zurück zur App und beginnen Sie in diesem Browser neu.
interaction-unknown-fix = Seiten gehören zu dem Browser, in dem sie geöffnet wurden. Kopieren Sie ihre Adressen nicht, und erlauben Sie Cookies.

interaction-expired-title = Diese Seite war zu lange offen
interaction-expired-what = Zu Ihrer Sicherheit endet eine Anmeldung nach 60 Minuten. Nichts wurde weitergegeben. Sie können jetzt neu beginnen.
interaction-expired-fix = Eine Anmeldung darf 60 Minuten dauern. Senden Sie eine neue Autorisierungsanfrage.

interaction-finished-title = Hier sind Sie schon fertig
interaction-finished-what = Auf dieser Seite gibt es nichts mehr zu tun. Gehen Sie zurück zur App; wenn sie Sie weiter um eine Anmeldung bittet, beginnen Sie dort neu.
interaction-finished-fix = Jede Anmeldung wird einmal beantwortet. Senden Sie eine neue Autorisierungsanfrage.


## Codes

code-expired-title = { code-unknown-title }
code-expired-what = { code-unknown-what }
code-expired-fix = Der Code wurde zu spät eingelöst. Lösen Sie ihn sofort ein, und prüfen Sie die Uhr des Servers der App.

code-reused-title = { code-unknown-title }
code-reused-what = { code-unknown-what }
code-reused-fix = Der Code wurde ein zweites Mal eingelöst, deshalb wurden die Tokens vom ersten Mal widerrufen. Suchen Sie nach einer Anfrage, die doppelt gesendet wird, oder nach einem gestohlenen Code.

code-race-title = { code-unknown-title }
code-race-what = { code-unknown-what }
code-race-fix = Zwei Anfragen lösten denselben Code im selben Moment ein; eine davon kam zuerst. Senden Sie die Token-Anfrage einmal, ohne automatische Wiederholung.

code-client-mismatch-title = { code-unknown-title }
code-client-mismatch-what = { code-unknown-what }
code-client-mismatch-fix = Der Code wurde an einen anderen Client ausgegeben. Lösen Sie ihn mit der client_id der Autorisierungsanfrage ein.

code-unknown-title = { app-fault-title }
code-unknown-what = { app-fault-what }
code-unknown-fix = Lösen Sie jeden Code einmal ein, sofort, und mit dem Client, der ihn verlangt hat. Wiederholen Sie keine Token-Anfrage, die beantwortet wurde.

code-redirect-mismatch-title = { app-fault-title }
code-redirect-mismatch-what = { app-fault-what }
code-redirect-mismatch-fix = Senden Sie in der Token-Anfrage genau die redirect_uri der Autorisierungsanfrage (RFC 6749, Abschnitt 4.1.3).

verifier-missing-title = { app-fault-title }
verifier-missing-what = { app-fault-what }
verifier-missing-fix = Die Autorisierungsanfrage hatte eine code_challenge. Behalten Sie deren Verifier und senden Sie ihn mit dem Code.

verifier-unexpected-title = { app-fault-title }
verifier-unexpected-what = { app-fault-what }
verifier-unexpected-fix = Suchen Sie nach einer Autorisierungsanfrage, der die Challenge verloren ging: Genau das würde ein Angreifer tun (RFC 9700, Abschnitt 2.1.1).

verifier-mismatch-title = { app-fault-title }
verifier-mismatch-what = { app-fault-what }
verifier-mismatch-fix = Behalten Sie für jede Autorisierungsanfrage einen eigenen Verifier aus 43 bis 128 Zeichen; vielleicht hat ein anderer Tab ihn überschrieben.

user-disabled-title = Dieses Konto ist ausgeschaltet
user-disabled-what = Bitte wenden Sie sich an die Hilfe und nennen Sie die Kennung.
user-disabled-fix = In der App ist nichts zu beheben. Behandeln Sie die Person als abgemeldet.

session-ended-title = Sie sind abgemeldet
session-ended-what = Ihre Sitzung ist zu Ende. Gehen Sie zurück zur App und melden Sie sich neu an.
session-ended-fix = Die Person hat sich abgemeldet, oder die Sitzung wurde beendet. Behandeln Sie die Person als abgemeldet.

consent-withdrawn-title = Sie haben diese App gestoppt
consent-withdrawn-what = Sie haben den Zugriff dieser App beendet. Gehen Sie zurück zur App, wenn Sie ihn wieder erlauben wollen.
consent-withdrawn-fix = Das ist eine Entscheidung, kein Fehler. Behandeln Sie die App als getrennt.


## Refresh-Tokens, Grants und Ressourcen

refresh-unknown-title = { app-fault-title }
refresh-unknown-what = { app-fault-what }
refresh-unknown-fix = Behalten Sie von jeder Antwort das neueste Refresh-Token, und verwenden Sie jedes einmal. Wenn Tokens enden, obwohl die App benutzt wird, suchen Sie nach zwei Stellen, die mit demselben Token erneuern.

refresh-expired-title = { refresh-unknown-title }
refresh-expired-what = { refresh-unknown-what }
refresh-expired-fix = Das Refresh-Token wurde länger nicht verwendet, als der Server es behält. Senden Sie eine neue Autorisierungsanfrage; wer zugestimmt hat, wird nicht noch einmal gefragt.

refresh-client-mismatch-title = { refresh-unknown-title }
refresh-client-mismatch-what = { refresh-unknown-what }
refresh-client-mismatch-fix = Das Refresh-Token wurde an einen anderen Client ausgegeben. Erneuern Sie mit dem Client, der es bekommen hat.

refresh-reused-title = { refresh-unknown-title }
refresh-reused-what = { refresh-unknown-what }
refresh-reused-fix = Ein Refresh-Token wurde verwendet, nachdem sein Nachfolger schon in Gebrauch war; vielleicht hatte es also noch jemand, und der ganze Grant wurde widerrufen. Behalten Sie das neue Refresh-Token jeder Antwort, bevor Sie es verwenden, und nur an einer Stelle.

refresh-dead-title = { refresh-unknown-title }
refresh-dead-what = { refresh-unknown-what }
refresh-dead-fix = Der Grant dieses Refresh-Tokens wurde schon widerrufen. Verwerfen Sie das Token, und senden Sie eine neue Autorisierungsanfrage.

refresh-burst-title = Bitte warten Sie einen Moment
refresh-burst-what = Es kamen zu viele Anfragen auf einmal. Nichts ist verloren; bitte versuchen Sie es noch einmal.
refresh-burst-fix = Viele Anfragen haben innerhalb von Sekunden mit demselben Token erneuert. Lassen Sie eine Anfrage der App erneuern und die anderen darauf warten.

grant-revoked-title = Diese App hat keinen Zugriff mehr
grant-revoked-what = Der Zugriff dieser App wurde beendet. Gehen Sie zurück zur App, wenn Sie ihn wieder erlauben wollen.
grant-revoked-fix = Die Person, ein Betreiber oder eine Änderung des Kontos hat den Grant beendet. Behandeln Sie die App als getrennt.

grant-ended-title = Es ist Zeit, sich neu anzumelden
grant-ended-what = Der Zugriff dieser App ist an seinem Enddatum angekommen. Gehen Sie zurück zur App und melden Sie sich neu an.
grant-ended-fix = Jeder Grant hat ein festes Ende. Schicken Sie die Person durch eine neue Autorisierungsanfrage.

resource-unknown-title = { app-fault-title }
resource-unknown-what = { app-fault-what }
resource-unknown-fix = Der Parameter resource nennt eine API mit ihrem registrierten Bezeichner, Byte für Byte (RFC 8707, Abschnitt 2). Fragen Sie den Betreiber, oder sehen Sie in signet resource list nach.

resource-not-granted-title = { app-fault-title }
resource-not-granted-what = { app-fault-what }
resource-not-granted-fix = Eine Token-Anfrage kann nur einengen, was die Autorisierungsanfrage genannt hat (RFC 8707, Abschnitt 2.2).

hint-invalid-title = { app-fault-title }
hint-invalid-what = { app-fault-what }
hint-invalid-fix = Der Hinweis darf abgelaufen sein, aber Signatur, Issuer und Audience müssen stimmen (OpenID Connect Core, Abschnitt 3.1.2.1).

token-foreign-title = { app-fault-title }
token-foreign-what = { app-fault-what }
token-foreign-fix = Authentifizieren Sie sich als der Client, der das Token bekommen hat (RFC 7009, Abschnitt 2.1).


## Personen

user-unknown-title = { password-wrong-title }
user-unknown-what = { password-wrong-what }
user-unknown-fix = Kein Konto hat diesen Namen. Das Audit-Log nennt den Grund; die Antwort nicht.

password-unset-title = { password-wrong-title }
password-unset-what = { password-wrong-what }
password-unset-fix = Das Konto hat kein Passwort, zum Beispiel weil es sich anderswo anmeldet. Setzen Sie eines, wenn es eines haben soll.

password-disabled-title = { password-wrong-title }
password-disabled-what = { password-wrong-what }
password-disabled-fix = Das Passwort wurde nach 100 Fehlschlägen ausgeschaltet: signet user unlock schaltet es wieder ein, set-password setzt ein anderes. Oder jemand anderes hat es gesetzt, und es muss zuerst auf einer Seite geändert werden, worum eine alte App nicht bitten kann.

user-locked-title = { password-wrong-title }
user-locked-what = { password-wrong-what }
user-locked-fix = Das Konto ist gesperrt. Der Betreiber kann es entsperren.

mfa-required-unsupported-door-title = { password-wrong-title }
mfa-required-unsupported-door-what = { password-wrong-what }
mfa-required-unsupported-door-fix = Die Person hat einen zweiten Faktor, und diese alte Anmelde-API kann nicht danach fragen. Verwenden Sie die Anmeldeseiten.

mfa-required-title = Es braucht auch einen Code
mfa-required-what = Geben Sie den Code ein, den Ihre Authentifizierungs-App zeigt.
mfa-required-fix = Senden Sie die Anmeldung noch einmal mit einem Einmalcode aus der Authentifizierungs-App der Person.

user-not-at-door-title = { password-wrong-title }
user-not-at-door-what = { password-wrong-what }
user-not-at-door-fix = Die Person hat ein Konto, aber keines an dieser alten Anmelde-API. Legen Sie eines an, oder verwenden Sie die richtige API.

password-wrong-title = Wir konnten Sie nicht anmelden
password-wrong-what = Die Anmeldedaten stimmen nicht. Prüfen Sie sie und versuchen Sie es noch einmal.
password-wrong-fix = Bitten Sie die Person, beides zu prüfen. Für unbekannte und gesperrte Konten lautet die Antwort gleich; das Audit-Log nennt den genauen Grund.

identifier-limited-title = Es gab zu viele Versuche
identifier-limited-what = Zu Ihrer Sicherheit müssen Sie warten, bevor Sie es wieder versuchen.
identifier-limited-fix = Versuchen Sie es nicht wieder, bevor Retry-After verstrichen ist. Versuche dazwischen werden ungeprüft abgelehnt.

otp-wrong-title = Dieser Code stimmt nicht
otp-wrong-what = Warten Sie auf einen neuen Code und versuchen Sie es dann noch einmal.
otp-wrong-fix = Bitten Sie die Person um einen neuen Code. Wenn kein Code stimmt, prüfen Sie die Uhr des Geräts.

otp-reused-title = Dieser Code wurde schon verwendet
otp-reused-what = Warten Sie auf den nächsten und versuchen Sie es dann noch einmal.
otp-reused-fix = Jeder Code gilt einmal, etwa 30 Sekunden lang. Senden Sie ihn einmal.

otp-limited-title = Es gab zu viele falsche Codes
otp-limited-what = Zu Ihrer Sicherheit müssen Sie warten, bevor Sie es wieder versuchen.
otp-limited-fix = Versuchen Sie es nicht wieder, bevor Retry-After verstrichen ist.

action-code-unknown-title = Dieser Link funktioniert nicht
action-code-unknown-what = Er ist nicht vollständig, oder es wurde ein neuerer gesendet. Nehmen Sie den Link aus der neuesten Nachricht, oder fordern Sie einen neuen an.
action-code-unknown-fix = Verwenden Sie die neueste Nachricht und den ganzen Link. Jede neue Nachricht beendet die früheren.

action-code-expired-title = Dieser Link ist zu alt
action-code-expired-what = Er gilt nur kurze Zeit und nicht mehr, wenn sich Ihr Konto seither geändert hat. Fordern Sie einen neuen an.
action-code-expired-fix = Fordern Sie eine neue Nachricht an, und verwenden Sie sie bald.

action-code-used-title = Dieser Link wurde schon verwendet
action-code-used-what = Wofür er da war, ist erledigt. Wenn Sie das nicht waren, ändern Sie Ihr Passwort.
action-code-used-fix = Jeder Link und jeder Code gilt einmal.

action-code-wrong-title = Dieser Code stimmt nicht
action-code-wrong-what = Sehen Sie in die neueste Nachricht, und geben Sie den Code noch einmal ein.
action-code-wrong-fix = Verwenden Sie den Code aus der neuesten Nachricht. Nach fünf falschen Versuchen muss ein neuer gesendet werden.


## Bearer-Tokens

token-missing-title = { app-fault-title }
token-missing-what = { app-fault-what }
token-missing-fix = Senden Sie Authorization: Bearer und das Token (RFC 6750, Abschnitt 2.1). Tokens in der URL werden nicht angenommen.

token-revoked-title = { token-invalid-title }
token-revoked-what = { token-invalid-what }
token-revoked-fix = Das Token wurde widerrufen: Die Person hat ihre Zustimmung zurückgenommen oder sich abgemeldet, oder ein Code wurde zweimal verwendet. Senden Sie eine neue Autorisierungsanfrage.

token-invalid-title = { app-fault-title }
token-invalid-what = { app-fault-what }
token-invalid-fix = Senden Sie ein Access-Token dieses Servers, kein ID-Token, und senden Sie es ganz.

token-expired-title = { app-fault-title }
token-expired-what = { app-fault-what }
token-expired-fix = Holen Sie kurz vor Ablauf von expires_in ein neues Token, und prüfen Sie die Uhr.

token-audience-title = { app-fault-title }
token-audience-what = { app-fault-what }
token-audience-fix = Der Claim aud nennt diese Ressource nicht. Senden Sie den Parameter resource mit der Autorisierungs- oder der Token-Anfrage (RFC 8707).

scope-insufficient-title = Das darf die App nicht
scope-insufficient-what = Sie haben der App das nicht erlaubt. Nichts wurde weitergegeben oder geändert.
scope-insufficient-fix = Das Feld scope in WWW-Authenticate nennt, was nötig ist. Senden Sie damit eine Autorisierungsanfrage.


## Alte Türen und Tokens, die getauscht werden

door-sunset-title = Dieser Zugang hat geendet
door-sunset-what = Die App benutzt eine alte Art der Anmeldung, die es nicht mehr gibt. Nichts wurde weitergegeben oder geändert. Fragen Sie den Hersteller der App nach einer neuen Version.
door-sunset-fix = Der Betreiber hatte dieses Datum gesetzt. Folgen Sie der Anleitung zum Umstieg, die das Feld Link nennt, oder fragen Sie den Betreiber.

door-outage-title = Dieser Zugang ist für eine Weile geschlossen
door-outage-what = Die App benutzt eine alte Art der Anmeldung, die enden wird. Zur Probe ist sie für eine Weile geschlossen. Versuchen Sie es später noch einmal.
door-outage-fix = Warten Sie, so lange Retry-After es sagt, und folgen Sie vor dem Sunset-Datum der Anleitung zum Umstieg, die das Feld Link nennt.

subject-token-type-title = { app-fault-title }
subject-token-type-what = { app-fault-what }
subject-token-type-fix = Senden Sie urn:ietf:params:oauth:token-type:access_token (oder :jwt) und ein Access-Token dieses Servers; ID-, Refresh- und Logout-Tokens werden nicht getauscht, und ein actor_token auch nicht.

subject-token-invalid-title = { app-fault-title }
subject-token-invalid-what = { app-fault-what }
subject-token-invalid-fix = Introspizieren Sie das Token: Es muss aktiv sein und an diesen Client oder für ihn ausgegeben. Holen Sie ein neues und tauschen Sie das.

exchange-not-allowed-title = { app-fault-title }
exchange-not-allowed-what = { app-fault-what }
exchange-not-allowed-fix = Tausche werden einzeln erlaubt. Bitten Sie den Betreiber, diesem Client eine Regel (signet.exchanges) für Quelle und Ziel zu geben, oder nennen Sie eine andere Ressource oder Audience.

assertion-wrong-title = { app-fault-title }
assertion-wrong-what = { app-fault-what }
assertion-wrong-fix = Signieren Sie mit einem registrierten Schlüssel; iss ist die client_id, sub die eigene Kennung des Clients für die Person, aud dieser Issuer; exp höchstens 5 Minuten voraus; jedes Mal ein neues jti (RFC 7523).

assertion-reused-title = { app-fault-title }
assertion-reused-what = { app-fault-what }
assertion-reused-fix = Machen Sie für jede Anfrage eine neue Assertion mit eigenem jti.

terms-not-accepted-title = { app-fault-title }
terms-not-accepted-what = { app-fault-what }
terms-not-accepted-fix = Lesen Sie die Bedingungen, nehmen Sie deren jetzige Fassung mit dem Token dieser Sitzung an, und fragen Sie dann noch einmal.

terms-outdated-title = { app-fault-title }
terms-outdated-what = { app-fault-what }
terms-outdated-fix = Holen Sie die Bedingungen noch einmal, und nehmen Sie die content_version an, die sie jetzt haben.

api-key-wrong-title = { app-fault-title }
api-key-wrong-what = { app-fault-what }
api-key-wrong-fix = Senden Sie im Feld x-api-key den API-Schlüssel, der für diesen Partner registriert wurde.

human-unknown-title = { app-fault-title }
human-unknown-what = { app-fault-what }
human-unknown-fix = Beginnen Sie zuerst eine Sitzung für die Person, und lassen Sie sie eine Quelle verbinden.

human-blocked-title = { app-fault-title }
human-blocked-what = { app-fault-what }
human-blocked-fix = Fragen Sie den Betreiber.

session-window-closed-title = { app-fault-title }
session-window-closed-what = { app-fault-what }
session-window-closed-fix = Bitten Sie stattdessen um das Token für wiederkehrende Personen (type id; scope connect offline_access).

client-token-not-allowed-title = { app-fault-title }
client-token-not-allowed-what = { app-fault-what }
client-token-not-allowed-fix = Bitten Sie den Betreiber, es zu erlauben (signet.client_token).

source-disabled-title = Diese Quelle lässt sich nicht verbinden
source-disabled-what = Sie wird zurzeit nicht angeboten. Nichts wurde weitergegeben. Schließen Sie dieses Fenster und wählen Sie eine andere.
source-disabled-fix = Der Betreiber schaltet Quellen ein (upstream.NAME.enabled).

source-failed-title = Die Quelle hat nicht so geantwortet, wie sie soll
source-failed-what = Nichts wurde weitergegeben oder verbunden. Warten Sie ein wenig, und versuchen Sie es dann von der App aus noch einmal.
source-failed-fix = Das Log nennt, was an der Antwort falsch war: ihre Adresse, ihr Zertifikat, ihre Schlüssel oder Issuer, Audience, Nonce, Zeiten oder Algorithmus ihres ID-Tokens.


## Unsere Fehler

overloaded-title = Der Dienst ist leider überlastet
overloaded-what = Es gibt gerade zu viel zu tun. Nichts wurde geändert. Warten Sie eine Minute und versuchen Sie es dann noch einmal.
overloaded-fix = Warten Sie, so lange Retry-After es sagt, und versuchen Sie es dann in wachsenden Abständen wieder.

unavailable-title = Der Dienst ist leider nicht erreichbar
unavailable-what = Wir können gerade nicht antworten. Was schon gespeichert war, ist sicher. Warten Sie eine Minute und versuchen Sie es dann noch einmal.
unavailable-fix = Warten Sie, so lange Retry-After es sagt. Als Betreiber sehen Sie auf dem Verwaltungs-Port unter /health/ready und im Log nach.

internal-title = Im Dienst ist leider ein Fehler
internal-what = Der Fehler liegt bei uns. Was schon gespeichert war, ist sicher. Versuchen Sie es später noch einmal. Wenn es wieder geschieht, wenden Sie sich an die Hilfe und nennen Sie die Kennung.
internal-fix = Das ist unser Fehler. Melden Sie die Kennung der Anfrage (X-Request-Id) dem Betreiber dieses Servers.
