### Les scopes standard en mots simples : ce que l’application peut faire, et ce que cela veut dire.
### Les scopes qu’un exploitant enregistre apportent leurs propres textes.

scope-openid-title = Savoir que c’est vous
scope-openid-hint = L’application vous reconnaît quand vous vous connectez de nouveau
scope-profile-title = Votre nom
scope-profile-hint = Votre nom et le reste de votre profil, par exemple votre langue
scope-email-title = Votre adresse e-mail
scope-email-hint = L’adresse, et si elle a été vérifiée
scope-phone-title = Votre numéro de téléphone
scope-phone-hint = Le numéro, et s’il a été vérifié
scope-address-title = Votre adresse postale
scope-address-hint = Rue, ville, code postal et pays

### Ce qu’une application peut savoir, point par point : les données qu’elle demande par leur nom.

claim-name = Votre nom complet
claim-family_name = Votre nom de famille
claim-given_name = Votre prénom
claim-middle_name = Votre deuxième prénom
claim-nickname = Votre surnom
claim-preferred_username = Le nom avec lequel vous vous connectez
claim-profile = L’adresse de votre page de profil
claim-picture = L’adresse de votre image
claim-website = L’adresse de votre site web
claim-gender = Votre genre
claim-birthdate = Votre date de naissance
claim-zoneinfo = Votre fuseau horaire
claim-locale = Votre langue
claim-updated_at = La date de la dernière modification de votre profil
claim-email = Votre adresse e-mail
claim-email_verified = Si nous avons vérifié votre adresse e-mail
claim-phone_number = Votre numéro de téléphone
claim-phone_number_verified = Si nous avons vérifié votre numéro de téléphone
claim-address = Votre adresse postale
