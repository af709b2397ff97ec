### Briefe: E-Mails und Textnachrichten.
### Betreffe sind allgemein: Sie nennen nie eine Praxis, eine App oder eine Krankheit. Einfache Wörter.

## Was viele Briefe teilen

mail-button = Seite öffnen
mail-code = Oder geben Sie diesen Code dort ein, wo danach gefragt wird:
mail-code-short = Oder geben Sie diesen Code ein; er gilt { $short }:
mail-code-only = Geben Sie diesen Code dort ein, wo danach gefragt wird:
mail-copy = Wenn der Knopf nicht funktioniert, kopieren Sie diese Adresse in Ihren Browser:
mail-until = Der Link gilt bis { $until }.
mail-until-code = Der Code gilt bis { $until }.
mail-ignore = Wenn Sie das nicht angefordert haben, müssen Sie nichts tun. Geben Sie es an niemanden weiter.
mail-undo-until = Zurücknehmen können Sie das bis { $until }.
mail-enrol = Bevor Sie eine App benutzen können, richten Sie die Anmeldung in zwei Schritten ein. Halten Sie dafür eine Authentifizierungs-App auf Ihrem Telefon bereit oder ein Gerät, das einen Passkey speichern kann.
mail-not-you = Wenn Sie das nicht waren, ändern Sie jetzt Ihr Passwort und sehen Sie nach, was in Ihrem Konto geschehen ist:
mail-foot = Sie erhalten diese Nachricht, weil Ihre Adresse zu einem Konto hier gehört oder uns für eines angegeben wurde. Antworten darauf liest niemand.
mail-help = Hilfe: { $help }
mail-sms-code = { $service }: Ihr Code ist { $code }. Geben Sie ihn an niemanden weiter.

## Was für einen Namen steht, der nicht genannt wird

mail-some-address = eine andere Adresse
mail-some-app = eine App
mail-some-apps = Einige Ihrer Apps
mail-some-by = Jemand
mail-some-day = bald
mail-some-device = Ein Browser oder Gerät
mail-some-facility = einer Einrichtung
mail-some-ip = nicht bekannt
mail-some-left = weniger als vorher
mail-some-passkey = ein Passkey
mail-some-reason = keine Angabe
mail-some-username = Ihrer E-Mail-Adresse

## Beitreten

mail-welcome-subject = Ihr Konto ist bereit
mail-welcome-text = Willkommen bei { $service }. Ihr Konto ist bereit.
mail-welcome-more = Sie melden sich an mit: { $username }
mail-welcome-button = Anmelden
mail-human-verification-subject = Wir prüfen Ihre Angaben
mail-human-verification-text = Vielen Dank. Ein Mensch prüft nun die Zulassung, die Sie uns angegeben haben. Wir schreiben Ihnen, wenn das getan ist; es kann einige Arbeitstage dauern.
mail-human-verification-link = Bitte zeigen Sie uns mit dieser Nachricht, dass diese Adresse Ihnen gehört.
mail-human-verification-button = Meine Adresse bestätigen
mail-human-verified-subject = Ihre Angaben sind geprüft
mail-human-verified-text = Die Zulassung, die Sie uns angegeben haben, wurde geprüft, und alles ist in Ordnung. Sie können nun nutzen, was für Fachleute da ist.
mail-waitlist-approved-subject = Sie können jetzt Ihr Konto anlegen
mail-waitlist-approved-text = Danke, dass Sie gewartet haben. Sie können Ihr Konto bei { $service } jetzt anlegen.
mail-waitlist-approved-button = Konto anlegen
mail-waitlist-rejected-subject = Zu Ihrer Anfrage nach einem Konto
mail-waitlist-rejected-text = Danke für Ihre Anfrage. Leider können wir Ihnen bei { $service } kein Konto geben.
mail-identity-received-subject = Ihre Unterlagen sind da
mail-identity-received-text = Die Unterlagen, die zeigen, wer Sie sind, sind eingegangen. Wir schreiben Ihnen, wenn sie geprüft sind.
mail-facility-membership-subject = Sie gehören nun zu einem Team
mail-facility-membership-text = Ihr Konto gehört nun zu { $facility }. Was dieses Team teilt, sehen Sie, wenn Sie sich anmelden.
mail-patient-connection-subject = Eine neue Verbindung in Ihrem Konto
mail-patient-connection-text = Sie sind bei { $service } nun mit jemandem verbunden. Melden Sie sich an, um zu sehen, wer es ist und was Sie teilen.
mail-invite-subject = Sie sind eingeladen
mail-invite-text = { $by } lädt Sie ein, ein Konto bei { $service } anzulegen.
mail-invite-button = Konto anlegen
mail-invite-code = Oder geben Sie diesen Code auf { $join } ein:
mail-invite-ignore = Wenn Sie kein Konto möchten, müssen Sie nichts tun. Geben Sie das an niemanden weiter.
mail-address-in-use-subject = Sie haben bereits ein Konto
mail-address-in-use-text = Jemand, vielleicht Sie, wollte mit dieser E-Mail-Adresse ein Konto anlegen. Es gibt schon eines, deshalb wurde nichts angelegt und nichts geändert.
mail-address-in-use-more = Wenn Sie es waren, melden Sie sich an, oder wählen Sie ein neues Passwort, wenn Sie Ihres vergessen haben.
mail-address-in-use-button = Anmelden

## Bestätigen und wiederherstellen

mail-verify-subject = Ist das Ihre Adresse?
mail-verify-text = Bitte bestätigen Sie, dass diese Adresse Ihnen gehört. Drücken Sie den Knopf, und dann noch einmal auf der Seite, die sich öffnet.
mail-verify-plain = Bitte bestätigen Sie, dass diese Adresse Ihnen gehört. Öffnen Sie den Link unten und drücken Sie den Knopf auf der Seite, die sich öffnet.
mail-verify-button = Adresse bestätigen
mail-reset-subject = Wählen Sie ein neues Passwort
mail-reset-text = Jemand, vielleicht Sie, hat um ein neues Passwort für Ihr Konto gebeten.
mail-reset-button = Neues Passwort wählen
mail-reset-done-subject = Ihr Passwort ist neu
mail-reset-done-text = Für Ihr Konto wurde ein neues Passwort gewählt. Überall sonst sind Sie abgemeldet.
mail-confirm-password-subject = Bestätigen Sie Ihr neues Passwort
mail-confirm-password-text = Jemand, vielleicht Sie, möchte das Passwort Ihres Kontos ändern. Es ändert sich erst, wenn der Code unten in der App eingegeben wird, in der darum gebeten wurde.
mail-password-changed-subject = Ihr Passwort wurde geändert
mail-password-changed-text = Das Passwort Ihres Kontos wurde geändert. Auf Ihren anderen Geräten sind Sie abgemeldet.
mail-password-set-subject = Jemand hat Ihnen ein neues Passwort gesetzt
mail-password-set-text = Ein Mensch, der sich um Ihr Konto kümmert, hat ein neues Passwort dafür gesetzt. Bei der nächsten Anmeldung wählen Sie Ihr eigenes.
mail-password-set-more = Wenn Sie nicht darum gebeten haben, fragen Sie die Menschen, die sich um Ihr Konto kümmern.

## Adressen und Nummern

mail-email-change-subject = Ist das Ihre neue Adresse?
mail-email-change-text = Bitte bestätigen Sie, dass Ihr Konto diese E-Mail-Adresse haben soll. Sie ändert sich erst, wenn Sie es bestätigen.
mail-email-change-button = Neue Adresse bestätigen
mail-email-changed-old-subject = Ihre E-Mail-Adresse wurde geändert
mail-email-changed-old-text = Ihr Konto hat nun eine andere E-Mail-Adresse: { $address }. Dies ist die letzte Nachricht an die alte.
mail-email-changed-old-button = Änderung zurücknehmen
mail-email-changed-subject = Ihre E-Mail-Adresse wurde geändert
mail-email-changed-text = Ihr Konto hat nun diese E-Mail-Adresse.
mail-mobile-change-subject = Ist das Ihre neue Nummer?
mail-mobile-change-text = Bitte bestätigen Sie, dass Ihr Konto diese Mobilnummer haben soll.
mail-mobile-change-button = Neue Nummer bestätigen
mail-mobile-changed-subject = Ihre Mobilnummer wurde geändert
mail-mobile-changed-text = Die Mobilnummer Ihres Kontos wurde geändert.
mail-mobile-changed-button = Änderung zurücknehmen
mail-mobile-added-subject = Eine Mobilnummer wurde hinzugefügt
mail-mobile-added-text = Ihr Konto hat jetzt eine Mobilnummer.
mail-address-in-use-change-subject = Sie haben bereits ein Konto
mail-address-in-use-change-text = Jemand, vielleicht Sie, wollte diese E-Mail-Adresse einem anderen Konto geben. Sie gehört schon zu einem Konto, deshalb wurde nichts geändert.

## Was in einem Konto geschehen ist

mail-new-device-subject = Eine neue Anmeldung in Ihrem Konto
mail-new-device-text = Jemand hat sich in Ihrem Konto angemeldet, in einem Browser, den wir noch nicht kannten.
mail-new-device-more = Wann: { $at } · Womit: { $device } · Aus dem Netz: { $ip }
mail-new-device-button = Das war ich nicht
mail-new-device-after = Wenn Sie es waren, müssen Sie nichts tun.
mail-second-factor-on-subject = Die Anmeldung in zwei Schritten ist an
mail-second-factor-on-text = Zu Ihrem Konto kam eine Authentifizierungs-App hinzu. Beim Anmelden werden Sie nach einem Code gefragt.
mail-second-factor-off-subject = Die Anmeldung in zwei Schritten ist aus
mail-second-factor-off-text = Die Anmeldung in zwei Schritten wurde ausgeschaltet. Ihr Passwort allein genügt nun zum Anmelden.
mail-authenticator-removed-subject = Eine Authentifizierungs-App wurde entfernt
mail-authenticator-removed-text = Eine Ihrer Authentifizierungs-Apps wurde aus Ihrem Konto entfernt. Die anderen gelten weiter.
mail-second-factor-reset-subject = Ihr zweiter Schritt wurde entfernt
mail-second-factor-reset-text = Ein Mensch, der sich um Ihr Konto kümmert, hat den zweiten Schritt der Anmeldung entfernt. Bei der nächsten Anmeldung können Sie einen neuen einrichten.
mail-second-factor-reset-more = Die Begründung: { $reason }
mail-second-factor-reset-after = Wenn Sie nicht darum gebeten haben, sagen Sie es sofort den Menschen, die sich um Ihr Konto kümmern.
mail-factors-ended-subject = Wege zur Anmeldung wurden entfernt
mail-factors-ended-text = Authentifizierungs-Apps, Passkeys oder Wiederherstellungscodes, die jemand anderes zu Ihrem Konto hinzugefügt haben kann, wurden entfernt. Sie gelten nicht mehr.
mail-factors-ended-after = Wenn etwas davon Ihres war, wählen Sie ein neues Passwort, melden Sie sich an und fügen Sie es wieder hinzu.
mail-recovery-code-used-subject = Ein Wiederherstellungscode wurde benutzt
mail-recovery-code-used-text = Jemand hat sich mit einem Ihrer Wiederherstellungscodes in Ihrem Konto angemeldet.
mail-recovery-code-used-more = Übrige Codes: { $left }
mail-recovery-codes-made-subject = Sie haben neue Wiederherstellungscodes
mail-recovery-codes-made-text = Für Ihr Konto wurden neue Wiederherstellungscodes erstellt. Die bisherigen gelten nicht mehr.
mail-passkey-added-subject = Ein Passkey kam hinzu
mail-passkey-added-text = Zu Ihrem Konto kam ein Passkey hinzu: { $passkey }. Wer ihn hat, kann sich anmelden.
mail-passkey-removed-subject = Ein Passkey wurde entfernt
mail-passkey-removed-text = Aus Ihrem Konto wurde ein Passkey entfernt: { $passkey }.
mail-account-locked-subject = Ihr Passwort wurde ausgeschaltet
mail-account-locked-text = Jemand hat zu viele falsche Passwörter versucht, deshalb haben wir Ihr Passwort ausgeschaltet. Niemand kann sich damit anmelden.
mail-account-locked-more = Sie können sich wieder anmelden, nachdem Sie ein neues gewählt haben. Wenn das nicht geht, bitten Sie um Hilfe.
mail-account-locked-button = Neues Passwort wählen

## Apps

mail-app-connected-subject = Eine App wurde verbunden
mail-app-connected-text = Sie haben { $app } erlaubt, Daten Ihres Kontos zu nutzen. Auf der Seite Ihrer Apps können Sie das jederzeit beenden.
mail-app-cut-off-subject = Eine App wurde abgemeldet
mail-app-cut-off-text = Wir haben { $app } den Zugang zu Ihrem Konto genommen, weil etwas zweimal benutzt wurde, das nur einmal gilt. Es könnte kopiert worden sein. Wenn Sie die App noch brauchen, verbinden Sie sie neu.
mail-app-ends-soon-subject = Eine App verliert bald den Zugang
mail-app-ends-soon-text = Was Sie { $app } erlaubt haben, endet am { $day }. Wenn Sie die App dann noch brauchen, verbinden Sie sie neu.
mail-offline-apps-subject = Apps, die Ihre Daten sehen können
mail-offline-apps-text = Einmal im Jahr erinnern wir Sie: Diese Apps können Daten Ihres Kontos nutzen, auch wenn Sie nicht da sind.
mail-offline-apps-more = { $apps }
mail-offline-apps-button = Meine Apps ansehen
mail-offline-apps-after = Beenden Sie die, die Sie nicht mehr brauchen.
mail-legacy-stops-subject = Eine App wird nicht mehr funktionieren
mail-legacy-stops-text = Ab dem { $day } kann { $app } sich nicht mehr auf die alte Art anmelden. Bitte aktualisieren Sie die App vorher, oder fragen Sie den Hersteller.
mail-legacy-stops-button = Ansehen, was sich ändert
mail-legacy-stops-developer-subject = Eine alte Anmeldung endet
mail-legacy-stops-developer-text = Ab dem { $day } antwortet die alte Schnittstelle nicht mehr, über die { $app } sich anmeldet. Die Anleitung sagt, wie Sie zu OAuth 2.0 wechseln.
mail-legacy-stops-developer-button = Anleitung lesen

## Gehen

mail-deletion-asked-subject = Ihr Konto wird gelöscht
mail-deletion-asked-text = Ihr Konto wird am { $day } gelöscht. Bis dahin können Sie es behalten: Melden Sie sich an, oder drücken Sie den Knopf.
mail-deletion-asked-plain = Ihr Konto wird am { $day } gelöscht. Bis dahin können Sie es behalten: Melden Sie sich an oder öffnen Sie den Link unten.
mail-deletion-asked-button = Konto behalten
mail-deletion-done-subject = Ihr Konto ist gelöscht
mail-deletion-done-text = Ihr Konto und was wir damit aufbewahrt haben, sind gelöscht. Dies ist unsere letzte Nachricht an Sie.

## Für Betreiber

mail-test-subject = Ein Versuch
mail-test-text = Diese Nachricht zeigt, dass E-Mail von { $service } ankommt.

## Die Seite eines Entwicklungsservers, die Briefe zeigt

dev-mail-title = E-Mails und Textnachrichten
dev-mail-lead = Was Menschen geschrieben wurde. Nichts davon wurde gesendet: Dies ist ein Entwicklungsserver.
dev-mail-none = Noch nichts.
dev-mail-to = An
dev-mail-erased = gelöscht
dev-mail-at = Geschrieben
dev-mail-letter = Brief
dev-mail-failure = Nicht gesendet
dev-mail-link = Knopf

## Die Seite, zu der die Nachricht über eine neue Anmeldung führt

not-me-title = Das war ich nicht
not-me-what = Wenn sich jemand anderes in Ihrem Konto angemeldet hat, drücken Sie den Knopf. Alle werden überall und aus jeder App abgemeldet, und Ihr Passwort gilt nicht mehr. Authentifizierungs-Apps, Passkeys und Wiederherstellungscodes, die seit dieser Anmeldung hinzugefügt wurden, werden entfernt. Wählen Sie danach ein neues.
not-me-button = Alle abmelden
not-me-else = Wenn Sie es waren, schließen Sie diese Seite. Es wurde nichts geändert.
not-me-done-title = Alle sind abgemeldet
not-me-done = Niemand ist mehr in Ihrem Konto angemeldet, und Ihr altes Passwort gilt nicht mehr. Wählen Sie ein neues, das Sie nirgends sonst benutzen.
not-me-recover = Neues Passwort wählen
factors-ended = Authentifizierungs-Apps, Passkeys und Wiederherstellungscodes, die jemand anderes hinzugefügt haben kann, wurden ebenfalls entfernt. Wenn etwas davon Ihres war, fügen Sie es nach der Anmeldung wieder hinzu.
