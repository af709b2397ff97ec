### Die Standard-Scopes in einfachen Worten: was die App darf und was das heißt.
### Scopes, die ein Betreiber registriert, bringen ihre eigenen Texte mit.

scope-openid-title = Wissen, dass Sie es sind
scope-openid-hint = Die App erkennt Sie wieder, wenn Sie sich noch einmal anmelden
scope-profile-title = Ihr Name
scope-profile-hint = Ihr Name und was sonst in Ihrem Profil steht, zum Beispiel Ihre Sprache
scope-email-title = Ihre E-Mail-Adresse
scope-email-hint = Die Adresse und ob sie geprüft wurde
scope-phone-title = Ihre Telefonnummer
scope-phone-hint = Die Nummer und ob sie geprüft wurde
scope-address-title = Ihre Postanschrift
scope-address-hint = Straße, Ort, Postleitzahl und Land

### Was eine App einzeln wissen darf: Angaben, um die sie mit Namen bittet.

claim-name = Ihr voller Name
claim-family_name = Ihr Familienname
claim-given_name = Ihr Vorname
claim-middle_name = Ihr zweiter Vorname
claim-nickname = Ihr Spitzname
claim-preferred_username = Der Name, mit dem Sie sich anmelden
claim-profile = Die Adresse Ihrer Profilseite
claim-picture = Die Adresse Ihres Bildes
claim-website = Die Adresse Ihrer Website
claim-gender = Ihr Geschlecht
claim-birthdate = Ihr Geburtsdatum
claim-zoneinfo = Ihre Zeitzone
claim-locale = Ihre Sprache
claim-updated_at = Wann Ihr Profil zuletzt geändert wurde
claim-email = Ihre E-Mail-Adresse
claim-email_verified = Ob wir Ihre E-Mail-Adresse geprüft haben
claim-phone_number = Ihre Telefonnummer
claim-phone_number_verified = Ob wir Ihre Telefonnummer geprüft haben
claim-address = Ihre Postanschrift
