### Die Kontoseiten, auf denen sich Menschen um ihre eigene Anmeldung kümmern.

account-app = Ihr Konto
account-nav = Ihr Konto
account-overview = Übersicht
account-security = Sicherheit
account-sessions = Geräte und Sitzungen
account-apps = Apps
account-activity = Aktivität
account-sign-out = Abmelden

## Warum sich jemand noch einmal anmelden soll

reauth-own-account = Melden Sie sich noch einmal an, um Ihr Konto zu sehen.
reauth-own-password = Melden Sie sich noch einmal an, um Ihr Passwort zu ändern.
reauth-own-add-authenticator = Melden Sie sich noch einmal an, um eine Authentifizierungs-App einzuschalten.
reauth-own-change-authenticator = Melden Sie sich noch einmal an, um eine Authentifizierungs-App zu ändern.
reauth-own-recovery-codes = Melden Sie sich noch einmal an, um Wiederherstellungscodes zu erstellen.
reauth-own-devices = Melden Sie sich noch einmal an, um zu ändern, welche Geräte gemerkt sind.
reauth-own-sessions = Melden Sie sich noch einmal an, um Ihre Sitzungen zu sehen und zu beenden.
reauth-own-apps = Melden Sie sich noch einmal an, um zu sehen und zu ändern, was Apps dürfen.
reauth-own-activity = Melden Sie sich noch einmal an, um zu sehen, was in Ihrem Konto geschehen ist.

## Was gerade getan wurde

notice-password-changed = Ihr Passwort wurde geändert. Überall sonst wurden Sie abgemeldet.
notice-authenticator-added = Die Authentifizierungs-App ist eingeschaltet. Ab jetzt fragt Ihre Anmeldung nach ihrem Code.
notice-authenticator-renamed = Die Authentifizierungs-App hat ihren neuen Namen.
notice-authenticator-removed = Die Authentifizierungs-App wurde entfernt. Überall sonst wurden Sie abgemeldet.
notice-recovery-codes-saved = Ihre neuen Wiederherstellungscodes gelten jetzt. Ältere Codes gelten nicht mehr.
notice-recovery-codes-gone = Sie haben Ihren letzten Wiederherstellungscode verbraucht. Erstellen Sie jetzt neue Codes und bewahren Sie sie sicher auf.
notice-device-forgotten = Dieses Gerät wird bei der nächsten Anmeldung nach einem Code gefragt.

## Übersicht

overview-title = Ihr Konto
overview-hello = Sie sind als <b>{ $person }</b> angemeldet.
overview-last = Diese Anmeldung
overview-earlier = Frühere Anmeldungen
overview-next = Nächste Schritte
overview-next-factor = Schützen Sie Ihr Konto mit einer Authentifizierungs-App
overview-next-codes = Erstellen Sie Wiederherstellungscodes, damit Sie sich auch ohne Ihr Telefon anmelden können
overview-next-few = Erstellen Sie neue Wiederherstellungscodes: Es sind nur noch wenige übrig
overview-sessions = Angemeldet
# $count: wie viele
overview-sessions-count = { $count ->
    [one] Auf 1 Gerät
   *[other] Auf { $count } Geräten
}
overview-apps = Apps
# $count: wie viele
overview-apps-count = { $count ->
    [0] Keine darf Ihr Konto benutzen
    [one] 1 darf Ihr Konto benutzen
   *[other] { $count } dürfen Ihr Konto benutzen
}
overview-ending = <b>{ $app }</b> meldet sich auf alte Weise an. Das endet am { $date }. Fragen Sie den Hersteller nach einer neueren Version.

## Sicherheit

security-title = Sicherheit
security-password = Passwort
security-password-change = Passwort ändern
security-authenticators = Authentifizierungs-Apps
security-authenticators-none = Keine ist eingeschaltet. Mit einer Authentifizierungs-App meldet sich niemand allein mit Ihrem Passwort an.
security-authenticators-add = Authentifizierungs-App hinzufügen
security-since = Seit dem
security-recovery = Wiederherstellungscodes
security-recovery-unsaved = Sie haben nicht bestätigt, dass Sie diese Codes gesichert haben. Wenn Sie sie nicht haben, erstellen Sie neue.
# $count: wie viele
security-recovery-left = { $count ->
    [0] Sie haben keinen Wiederherstellungscode mehr.
    [1] Sie haben noch 1 Wiederherstellungscode.
   *[other] Sie haben noch { $count } Wiederherstellungscodes.
}
security-recovery-make = Neue Codes erstellen
security-devices = Gemerkte Geräte
security-devices-what = Auf diesen Geräten fragt Ihre Anmeldung nicht nach einem Code.
security-device-here = Dieses Gerät
security-device-until = bis zum
# $device: ein Browser und ein System
security-device-forget = { $device } vergessen
security-ends-others = Überall sonst werden Sie abgemeldet, und Apps müssen Sie neu fragen.

## Ein Wiederherstellungscode beim Anmelden

recovery-title = Wiederherstellungscode verwenden
recovery-field = Wiederherstellungscode
recovery-hint = Einer der Codes, die Sie beim Einrichten Ihres Kontos aufgehoben haben. Großbuchstaben, Leerzeichen und Striche spielen keine Rolle.
recovery-submit = Code verwenden
recovery-missing = Geben Sie einen Wiederherstellungscode ein.
recovery-wrong = Dieser Code stimmt nicht. Prüfen Sie ihn und versuchen Sie es noch einmal.
recovery-used = Dieser Code wurde schon verwendet. Jeder Code gilt einmal; nehmen Sie einen anderen.
other-ways = Auf andere Weise versuchen
other-way-app = Code aus einer Authentifizierungs-App
other-way-recovery = Wiederherstellungscode

## Eine Authentifizierungs-App einschalten

totp-title = Authentifizierungs-App einrichten
totp-step-open = Öffnen Sie Ihre Authentifizierungs-App oder Ihren Passwortmanager.
totp-step-scan = Scannen Sie das Bild oder tippen Sie den Schlüssel ein.
totp-step-type = Geben Sie den 6-stelligen Code ein, der dann erscheint.
totp-qr = QR-Code mit Ihrem Schlüssel. Derselbe Schlüssel steht darunter.
totp-key = Schlüssel
totp-key-copy = Schlüssel kopieren
copied = Kopiert
totp-account = Konto
totp-kind = Art
totp-kind-is = Zeitbasiert, 6 Ziffern, 30 Sekunden
totp-open = In einer App auf diesem Gerät öffnen
totp-name = Name
totp-name-hint = Ein Name, der Ihnen sagt, wo sie ist, zum Beispiel „Mein Telefon“.
totp-name-first = Authentifizierungs-App
totp-name-next = Authentifizierungs-App { $number }
totp-name-bad = Geben Sie einen Namen mit 1 bis 60 Zeichen ein.
totp-name-taken = So heißt schon eine Ihrer Authentifizierungs-Apps. Geben Sie einen anderen Namen ein.
totp-code-hint = Sie können den Code einfügen; Leerzeichen stören nicht.
totp-submit = Einschalten
totp-late = Diese Seite war zu lange offen, deshalb gibt es einen neuen Schlüssel. Löschen Sie den alten Eintrag in Ihrer App und richten Sie sie neu ein.

## Eine einzelne Authentifizierungs-App

totp-rename-title = Authentifizierungs-App
totp-rename-submit = Namen speichern
totp-remove-title = Diese Authentifizierungs-App entfernen
totp-remove-what = <b>{ $name }</b> gilt dann nicht mehr.
totp-remove-last = Es ist Ihr einziger zweiter Schritt. Danach genügt zum Anmelden Ihr Passwort allein, und Ihre Wiederherstellungscodes enden.
totp-remove-submit = Entfernen
totp-needed = Ihr Konto braucht beim Anmelden einen zweiten Schritt, und dieser ist der einzige. Fügen Sie zuerst einen anderen hinzu.
back = Zurück

## Wiederherstellungscodes

codes-title = Wiederherstellungscodes
codes-shown-title = Sichern Sie Ihre Wiederherstellungscodes
codes-once = Jeder Code gilt einmal, anstelle Ihrer Authentifizierungs-App oder Ihres Passkeys. Bewahren Sie die Codes sicher auf, aber nicht auf diesem Gerät. Sie werden nicht noch einmal gezeigt.
codes-print = Drucken
codes-download = Als Textdatei herunterladen
codes-saved = Ich habe meine Wiederherstellungscodes gesichert
codes-tick = Sichern Sie die Codes und haken Sie dann an, dass Sie sie haben.
codes-continue = Weiter
codes-what = Mit Wiederherstellungscodes melden Sie sich an, wenn Ihr Telefon nicht da ist. Jeder gilt einmal.
codes-replace = Neue Codes beenden die alten.
codes-make = Neue Codes erstellen
codes-no-factor = Wiederherstellungscodes vertreten eine Authentifizierungs-App oder einen Passkey. Richten Sie zuerst eines davon ein; dann bekommen Sie Ihre Codes.
# $service: der Name des Dienstes
codes-file = Wiederherstellungscodes für { $service }
codes-file-once = Jeder Code gilt einmal. Bewahren Sie die Codes sicher auf.
codes-for = Dienst
codes-made = Erstellt am
codes-file-account = Konto: { $account }
codes-file-made = Erstellt am { $date }

## Änderung des Passworts

own-password-title = Passwort ändern
own-password-lead = Überall sonst werden Sie abgemeldet, und Apps müssen Sie neu fragen.
own-password-current = Jetziges Passwort
own-password-new = Neues Passwort
# $count: wie viele Zeichen
own-password-rules = Mindestens { $count } Zeichen. Gut sind ein paar Wörter, die nicht zusammengehören. Sie können es aus einem Passwortmanager einfügen.
own-password-submit = Passwort ändern
own-password-current-missing = Geben Sie Ihr jetziges Passwort ein.
own-password-current-wrong = Das jetzige Passwort stimmt nicht. Prüfen Sie es und versuchen Sie es noch einmal.
own-password-new-missing = Geben Sie ein neues Passwort ein.
own-password-same = Das ist Ihr jetziges Passwort. Wählen Sie ein anderes.
