### Passkeys: hinzufügen und mit ihnen anmelden.

## Auf den Anmeldeseiten

passkey-use = Mit einem Passkey anmelden
passkey-failed = Es wurde kein Passkey verwendet. Sie können es noch einmal versuchen oder sich anders anmelden.
passkey-wrong = Dieser Passkey konnte nicht verwendet werden. Versuchen Sie es noch einmal oder melden Sie sich anders an.
passkey-late = Das hat zu lange gedauert. Bitte versuchen Sie es noch einmal.
passkey-no-script = Um hier Ihren Passkey zu verwenden, schalten Sie in Ihrem Browser JavaScript ein. Ohne JavaScript nehmen Sie einen der anderen Wege.
mfa-title-passkey = Noch ein Schritt
mfa-or-code = Oder mit einem Code
mfa-passkey-elsewhere = Ihr Passkey wurde für eine andere Adresse dieses Dienstes erstellt und funktioniert hier nicht. Verwenden Sie einen Wiederherstellungscode.

## Die Passkeys einer Person

overview-next-passkey = Schützen Sie Ihr Konto mit einem Passkey

passkeys-title = Ihre Passkeys
passkeys-what = Mit einem Passkey melden Sie sich mit Ihrem Fingerabdruck, Ihrem Gesicht oder der PIN Ihres Geräts an. Niemand kann ihn erraten, und er funktioniert nur auf dieser Website.
passkeys-none = Sie haben noch keinen.
passkeys-count =
    { $count ->
        [0] Sie haben noch keinen. Mit einem Passkey melden Sie sich ohne Passwort an.
        [one] Sie haben einen.
       *[other] Sie haben { $count }.
    }
passkeys-manage = Passkeys verwalten
passkeys-add = Passkey hinzufügen
passkeys-used = zuletzt verwendet
passkeys-elsewhere = Er wurde für <b>{ $host }</b> erstellt und funktioniert hier nicht mehr. Sie können ihn entfernen.

## Einen hinzufügen

passkey-new-title = Passkey hinzufügen
passkey-new-what = Geben Sie ihm einen Namen. Danach fragt Ihr Browser, wo der Passkey gespeichert werden soll: auf diesem Gerät, auf Ihrem Telefon, auf einem Sicherheitsschlüssel oder in einem Passwortmanager.
passkey-new-no-script = Um einen Passkey hinzuzufügen, schalten Sie in Ihrem Browser JavaScript ein. Ohne JavaScript können Sie Ihr Konto anders schützen:
passkey-name-hint = Ein beliebiger Name, an dem Sie den Ort erkennen, etwa „Mein Telefon“.
passkey-name-first = Mein Passkey
passkey-name-bad = Geben Sie einen Namen mit 1 bis 60 Zeichen ein.
passkey-missing = Von Ihrem Browser kam kein Passkey. Schalten Sie JavaScript ein und versuchen Sie es noch einmal.
passkey-new-wrong = Dieser Passkey konnte nicht hinzugefügt werden. Bitte versuchen Sie es noch einmal, vielleicht auf einem anderen Gerät.
passkey-new-failed = Es wurde kein Passkey erstellt. Vielleicht haben Sie auf diesem Gerät schon einen. Sie können es noch einmal versuchen.
passkey-new-submit = Passkey erstellen

## Ein Passkey

passkey-rename-title = Dieser Passkey
passkey-remove-title = Diesen Passkey entfernen
passkey-remove-what = <b>{ $name }</b> funktioniert danach nicht mehr. Löschen Sie ihn auch auf Ihrem Gerät.
passkey-remove-last = Er ist Ihr einziger zweiter Schritt. Danach genügt Ihr Passwort, um sich anzumelden, und Ihre Wiederherstellungscodes enden.
passkey-remove-submit = Entfernen
passkey-needed = Ihr Konto braucht bei der Anmeldung einen zweiten Schritt, und dieser ist der einzige. Fügen Sie zuerst einen anderen hinzu.
passkey-no-password = Sie haben kein Passwort, dieser Passkey ist also Ihr einziger Weg, sich anzumelden. Fügen Sie zuerst einen anderen Passkey hinzu.

## Erneut anmelden

reauth-own-add-passkey = Melden Sie sich noch einmal an, um einen Passkey hinzuzufügen.
reauth-own-change-passkey = Melden Sie sich noch einmal an, um einen Passkey zu ändern.

## Was gerade getan wurde

notice-passkey-added = Der Passkey wurde hinzugefügt. Ab jetzt können Sie sich damit anmelden.
notice-passkey-renamed = Der Passkey hat seinen neuen Namen.
notice-passkey-removed = Der Passkey wurde entfernt. Überall sonst wurden Sie abgemeldet.
notice-prove-first = Bestätigen Sie zuerst hier Ihre Adresse: Lassen Sie sich eine Nachricht schicken und folgen Sie deren Link. Bis dahin lassen sich weder Passkey noch zweiter Faktor hinzufügen, denn das Konto könnte jemand anderem gehören.

## Was geschehen ist

activity-login-passkey-refused = Jemand hat versucht, sich mit einem Passkey Ihres Kontos anzumelden, und wurde nicht eingelassen.
activity-passkey-added = Ein Passkey wurde hinzugefügt.
activity-passkey-removed = Ein Passkey wurde entfernt.
activity-passkey-renamed = Ein Passkey hat einen anderen Namen bekommen.

## Wie sich jemand angemeldet hat

sessions-by-passkey = Mit einem Passkey
sessions-by-password-and-passkey = Passwort und Passkey

## Fehler

passkey-wrong-title = Dieser Passkey konnte nicht verwendet werden
passkey-wrong-what = Versuchen Sie es noch einmal oder melden Sie sich anders an.
passkey-wrong-fix = Passkeys sind für Menschen auf den Anmeldeseiten da; eine App sendet sie nicht. Wenn einer, der bisher funktionierte, nicht mehr geht, entfernt seine Besitzerin oder sein Besitzer ihn vom Gerät und aus dem Konto und fügt einen neuen hinzu.

passkey-cloned-title = { passkey-wrong-title }
passkey-cloned-what = { passkey-wrong-what }
passkey-cloned-fix = Der Zähler des Passkeys ist zurückgegangen; zwei Geräte scheinen seinen Schlüssel zu haben. Fragen Sie die Person, ob sie ihn kopiert hat; wenn nicht, entfernen Sie ihn aus dem Konto.
