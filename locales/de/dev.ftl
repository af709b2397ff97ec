### Die Spielwiese von `signet dev`, für Leute, die Apps machen.
### Fachwörter sind hier zu Hause; diese Seiten gibt es nur auf Entwicklungsservern.

dev-title = Ausprobieren
dev-lead = Beispiel-Apps, Personen und alte Türen dieses Entwicklungsservers. Alles hier ist echt, nur die Daten nicht: Anfragen gehen an die Endpunkte, und was Sie sehen, sieht auch eine App.
dev-collection = Alle Aufrufe als .http-Datei, mit den Werten dieses Servers
dev-back = Zurück zum Anfang der Spielwiese

dev-clients = Beispiel-Clients
dev-clients-hint = Auf der Seite jedes Clients gibt es mehr zum Ausprobieren und Code zum Mitnehmen mit seinen echten Werten.
dev-try = Ausprobieren
dev-try-hint = Jeder Link durchläuft den Code-Flow mit diesem Client und diesen Scopes. Sie melden sich als eine der Beispielpersonen an und entscheiden, was die App darf; dann sehen Sie jede Anfrage, jede Antwort und jedes Token.
dev-client-title = Client { $app }
dev-client-signs = Dieser Client hat kein Geheimnis. Für jede Anfrage signiert er eine Assertion (private_key_jwt) mit seinem Schlüssel aus private_jwks in dev.json (als PEM in private_key). Die Spielwiese, die signet-Befehle und der Code unten tun das; eine Assertion, die Sie hier kopieren, ist schon verbraucht.

dev-users = Beispielpersonen
dev-user-code = Einmalcode jetzt
dev-user-seed = Schlüssel für eine Authentifizierungs-App
dev-user-state = Zustand
dev-user-where = Meldet sich an bei
dev-user-pages = den Seiten dieses Servers

dev-doors = Türen alter Apps
dev-doors-hint = Die Anmeldung einer alten App, wie deren Dokument sie beschreibt. Der Server behandelt sie als Grant wie jeden anderen.

dev-snippets = Code zum Mitnehmen
dev-snippets-hint = Mit den Werten dieses Clients auf diesem Server. Einfaches http gilt nur für diesen Rechner.

dev-run-title = Ein Durchlauf mit { $app }
dev-run-client = Über diesen Client
dev-run-again = Noch einmal durchlaufen
dev-step-authorize = Die Autorisierungsanfrage
dev-step-callback = Was an die Redirect-URI zurückkam
dev-step-token = Die Token-Anfrage
dev-step-token-again = Die Token-Anfrage, ein zweites Mal
dev-step-curl = Als curl
dev-step-request = Anfrage
dev-step-answer = Antwort
dev-step-error = Abgelehnt:
dev-step-explained = Was das heißt und wie Sie es beheben:
dev-step-open = Diese Anfrage mit Ihrem Browser senden
dev-token-opaque = Nur dieser Server kann es lesen: Fragen Sie es per Introspection ab.

dev-do = Was nun?
dev-do-refresh = Erneuern (refresh)
dev-do-refresh-old = Das vorletzte Refresh-Token verwenden
dev-do-userinfo = userinfo abfragen
dev-do-userinfo-broken = userinfo mit einem kaputten Token abfragen
dev-do-introspect = Das Access-Token introspizieren
dev-do-introspect-refresh = Das Refresh-Token introspizieren
dev-do-revoke = Das Access-Token widerrufen
dev-do-revoke-refresh = Das Refresh-Token widerrufen

dev-break = Kaputtmachen
dev-break-hint = Jeder Link durchläuft den Flow mit einem Fehler darin. Die Antwort ist die des echten Endpunkts.
dev-break-verifier = Den Code mit einem falschen code_verifier einlösen
dev-break-expired = Einen abgelaufenen Code einlösen
dev-break-foreign = Mit einer redirect_uri anfragen, die nicht registriert ist
dev-break-secret = Den Code mit einem falschen Geheimnis einlösen
dev-break-replay = Den Code zweimal einlösen
dev-break-redirect = Den Code mit einer anderen redirect_uri einlösen als angefragt
dev-break-challenge = Ohne code_challenge anfragen
dev-break-state = Mit einem anderen state zurückkommen, als gesendet wurde

dev-note-checked = state und iss sind die der Anfrage, also darf der Code eingelöst werden.
dev-note-refused = Die Antwort ist ein Fehler: Es gibt keinen Code zum Einlösen.
dev-note-state = Die App hat einen anderen state behalten, als zurückkam; vielleicht hat also jemand anderes den Browser hierher geschickt. Eine App muss hier aufhören: Der Code wurde nicht eingelöst. Kein Server kann das für Sie prüfen.
dev-note-issuer = iss nennt einen anderen Server als den gefragten, deshalb darf diese Antwort nicht verwendet werden. Der Code wurde nicht eingelöst.
dev-note-verifier = Der code_verifier wurde umgedreht und passt deshalb nicht zur code_challenge.
dev-note-expired = Niemand hat gewartet: Vor dieser Anfrage hat die Spielwiese den Entwicklungsserver gebeten, das Ende des Codes auf jetzt zu setzen. Die Antwort ist die auf jeden zu alten Code.
dev-note-assertion = Ein Zeichen in der Signatur der Assertion ist anders, also hat sie kein Schlüssel des Clients signiert.
dev-note-secret = Die Anfrage wurde mit einem client_secret gesendet, das nicht das des Clients ist.
dev-note-redirect = Die redirect_uri hat am Ende einen Schrägstrich, den die Autorisierungsanfrage nicht hatte.
dev-note-replay = Dieselbe Anfrage noch einmal. Mehr als eine Sekunde nach der ersten widerruft eine Wiederholung auch die Tokens der ersten.
dev-note-foreign = Die redirect_uri hat am Ende einen Schrägstrich, den die registrierte nicht hat. An eine Adresse, die niemand registriert hat, kann der Fehler nicht gesendet werden: Man sieht eine Seite.
dev-note-unanswered = Der Endpunkt gab keine Antwort.
