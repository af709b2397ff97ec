### Beitreten: Einladungen, die Warteliste.

join-title = Konto anlegen
join-lead = Danach bestätigen Sie mit einem Link oder Code, den wir Ihnen schicken, dass die Adresse Ihre ist.
join-invite-title = Sie sind eingeladen
# $by: the name of the person who invites
join-invite-by = <bdi>{ $by }</bdi> lädt Sie ein. Legen Sie hier Ihr Konto an.
join-invite-lead = Legen Sie hier Ihr Konto an.
join-admin-title = Administrator werden
join-admin-lead = Wählen Sie ein Passwort. Danach richten Sie die Anmeldung in zwei Schritten ein; ohne sie kann das Konto nichts.
join-admin-lead-alone = Wählen Sie ein Passwort für Ihr Konto.
join-back-title = Zurück in Ihr Konto
join-back-lead = Wählen Sie ein neues Passwort. Ihre Authentifizierungs-Apps, Passkeys und Wiederherstellungscodes werden entfernt, und alle Apps werden abgemeldet. Danach richten Sie die Anmeldung in zwei Schritten neu ein.
join-back-lead-alone = Wählen Sie ein neues Passwort. Ihre Authentifizierungs-Apps, Passkeys und Wiederherstellungscodes werden entfernt, und alle Apps werden abgemeldet. Die Anmeldung in zwei Schritten können Sie auf Ihren Kontoseiten neu einrichten.
join-back-submit = Speichern
join-email = E-Mail-Adresse
join-email-hint = Damit melden Sie sich an.
join-email-bound = Die Einladung gilt für diese Adresse.
join-email-missing = Geben Sie Ihre E-Mail-Adresse ein.
join-email-wrong = An diese Adresse können wir nicht schreiben. Geben Sie sie wie name@example.org ein.
join-other-address = Die Einladung gilt für eine andere Adresse.
join-taken = Mit dieser Adresse gibt es schon ein Konto. Melden Sie sich damit an.
join-name = Name
join-name-missing = Geben Sie Ihren Namen ein.
join-name-wrong = Der Name ist zu lang oder enthält ein Zeichen, das Namen nicht haben.
join-submit = Konto anlegen
join-have = Haben Sie ein Konto?
join-sign-in = Anmelden
login-invited = Ich habe eine Einladung
join-code-title = Mit Einladung beitreten
join-code-lead = Konten gibt es hier auf Einladung. Öffnen Sie den Link in Ihrer E-Mail oder geben Sie den Code der Einladung ein.
join-code = Code der Einladung
join-code-submit = Weiter
join-code-wrong = Das ist kein Code einer Einladung. Kopieren Sie den ganzen Code oder öffnen Sie den Link in Ihrer E-Mail.
join-ask = Um eine Einladung bitten
join-again = Neu beginnen
join-sent-title = Sehen Sie in Ihrem Postfach nach
join-sent-lead = Wir haben an die Adresse geschrieben, die Sie angegeben haben. Öffnen Sie den Link in dieser E-Mail, auf einem beliebigen Gerät, oder geben Sie den Code daraus hier ein.
join-sent-code = Code aus der E-Mail
join-sent-submit = Weiter
join-sent-opened = Ich habe den Link geöffnet: anmelden
join-sent-none = Keine E-Mail? Sehen Sie auch dort nach, wo unerwünschte E-Mails liegen.
join-sent-wrong = Dieser Code stimmt nicht oder ist zu alt. Geben Sie den Code der neuesten E-Mail ein.
join-sent-limited = Zu viele Versuche. Öffnen Sie den Link in der E-Mail oder beginnen Sie später neu.
join-confirm-title = Ist das Ihre Adresse?
join-confirm-lead = Ihr Konto wird angelegt, wenn Sie das bestätigen. Wenn Sie keines wollten, schließen Sie diese Seite: Es geschieht nichts.
join-confirm-elsewhere = Sie haben dieses Konto nicht in diesem Browser angefordert. Geben Sie das Passwort ein, das Sie dabei gewählt haben.
join-confirm-wrong = Das ist nicht das gewählte Passwort. Haben Sie keines gewählt, hat jemand anderes dieses Konto angefordert: Schließen Sie diese Seite.
join-confirm-submit = Ja, mein Konto anlegen
join-done-title = Ihr Konto ist bereit
join-done-back = Sie haben wieder Zugang zu Ihrem Konto
join-done-lead = Sie können sich jetzt anmelden.
join-done-enrol = Melden Sie sich jetzt an und richten Sie die Anmeldung in zwei Schritten ein.
join-over-title = Diese Einladung gilt nicht mehr
join-over-lead = Sie wurde benutzt oder zurückgenommen, oder ihre Zeit ist um. Bitten Sie die Person, die Sie eingeladen hat, um eine neue.
join-link-over-title = Dieser Link gilt nicht mehr
join-link-over-lead = Er wurde schon benutzt, oder seine Zeit ist um.
join-waitlist-title = Um eine Einladung bitten
join-waitlist-lead = Es wird entschieden, wer ein Konto bekommt. Die Antwort kommt per E-Mail.
join-waitlist-submit = Anfrage senden
join-asked-title = Vielen Dank
join-asked-lead = Wenn es eine Einladung geben kann, kommt sie per E-Mail an Ihre Adresse.
activity-user-joined = Sie haben Ihr Konto angelegt.

## Help, privacy, accessibility

about-help-title = Hilfe
about-help-sign-in = Melden Sie sich mit dem Namen oder der E-Mail-Adresse und dem Passwort Ihres Kontos an. Wenn Sie das Passwort vergessen haben, führt die Anmeldeseite zu einem neuen.
about-help-second = Wenn ein Code verlangt wird, öffnen Sie Ihre Authentifizierungs-App und geben Sie die sechs Ziffern ein, die sie zeigt. Ohne die App benutzen Sie einen Ihrer Wiederherstellungscodes.
about-help-passkeys = Mit einem Passkey brauchen Sie kein Passwort: Wo die Anmeldeseite ihn anbietet, bestätigen Sie mit Fingerabdruck, Gesicht oder der Sperre Ihres Geräts. Passkeys fügen Sie auf Ihren Kontoseiten hinzu; wer einen verloren hat, meldet sich auf andere Weise an und entfernt ihn dort.
about-help-apps = Auf Ihren Kontoseiten sehen Sie, welche Apps etwas von Ihnen sehen dürfen, wo Sie angemeldet sind und was geschehen ist. Dort können Sie jede App stoppen.
about-help-contact = Wenn nichts hilft, fragen Sie die Stelle, von der Sie dieses Konto haben.
about-privacy-title = Datenschutz
about-privacy-kept = Dieser Dienst bewahrt auf, was Ihr Konto braucht: Ihren Namen und Ihre Adressen, Ihr Passwort als Hash, die Schlüssel Ihrer Authentifizierungs-Apps versiegelt, wo Sie angemeldet sind und was in Ihrem Konto geschehen ist.
about-privacy-shared = Eine App erfährt von Ihnen, was ihre Zustimmungsseite genannt hat und Sie erlaubt haben, und sonst nichts. Das können Sie jederzeit zurücknehmen.
about-privacy-cookies = Cookies halten Sie angemeldet und Ihre Formulare sicher. Keines dient der Werbung, und nichts wird von anderswo geladen.
about-privacy-rights = Sie können alles verlangen, was über Sie aufbewahrt wird, es berichtigen und Ihr Konto löschen lassen.
about-accessibility-title = Barrierefreiheit
about-accessibility-aim = Alle sollen diese Seiten benutzen können. Sie sind so gemacht, dass sie die Web Content Accessibility Guidelines 2.2, Stufe AA, erfüllen.
about-accessibility-how = Sie funktionieren mit der Tastatur allein, mit Bildschirmlesern, ohne Skript, mit großer Schrift, auf schmalen Bildschirmen und in hellen und dunklen Farben.
about-accessibility-tested = Jede Seite wird in jedem Zustand mit axe-core in Chromium geprüft, in beiden Farbschemata und bei 320 und 1280 Pixeln: Es findet keinen Fehler. Menschen mit Behinderungen haben sie noch nicht geprüft.
about-accessibility-contact = Wenn etwas für Sie nicht funktioniert, sagen Sie es der Stelle, von der Sie dieses Konto haben. Es wird wie jeder andere Fehler behandelt.

## Terms

terms-title = Bedingungen
# $version: the name of the version
terms-version = Fassung <bdi>{ $version }</bdi>
terms-accept-title = Bitte stimmen Sie den Bedingungen zu
terms-accept-lead = Bevor es weitergeht, lesen und akzeptieren Sie bitte die Bedingungen dieses Dienstes.
terms-read = Bedingungen lesen
terms-changes = Was sich geändert hat
terms-tick = Ich akzeptiere die Bedingungen.
terms-accept = Weiter
terms-deny = Nicht jetzt
terms-missing = Kreuzen Sie an, dass Sie die Bedingungen akzeptieren.
activity-terms-accepted = Sie haben die Bedingungen akzeptiert.

## An app that signs in the old way

legacy-notice-title = Eine App meldet sich auf die alte Weise an
legacy-notice-lead = Sie haben sich mit einer App angemeldet, die nur die alte Weise kennt. Diese ist weniger sicher: Sie kann keinen zweiten Schritt verlangen.
legacy-notice-none = Keine Ihrer Apps hat sich in letzter Zeit auf die alte Weise angemeldet.
# $app: its name. $date: a day in words
legacy-notice-ends = <bdi>{ $app }</bdi>: Diese Weise endet am { $date }.
# $app: its name
legacy-notice-goes-on = <bdi>{ $app }</bdi>: Sie funktioniert vorerst weiter.
legacy-notice-do = Wählen Sie jetzt ein neues Passwort und schalten Sie die Anmeldung in zwei Schritten ein. Suchen Sie auch nach einer neueren Version der App.
legacy-notice-upgrade = Jetzt umstellen
legacy-notice-later = Später
