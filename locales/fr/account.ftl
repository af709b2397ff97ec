### Les pages du compte, où chacun s’occupe de sa propre connexion.

account-app = Votre compte
account-nav = Votre compte
account-overview = Vue d’ensemble
account-security = Sécurité
account-sessions = Appareils et sessions
account-apps = Applications
account-activity = Activité
account-sign-out = Se déconnecter

## Pourquoi une personne doit se connecter de nouveau

reauth-own-account = Connectez-vous de nouveau pour voir votre compte.
reauth-own-password = Connectez-vous de nouveau pour changer votre mot de passe.
reauth-own-add-authenticator = Connectez-vous de nouveau pour activer une application d’authentification.
reauth-own-change-authenticator = Connectez-vous de nouveau pour modifier une application d’authentification.
reauth-own-recovery-codes = Connectez-vous de nouveau pour créer des codes de secours.
reauth-own-devices = Connectez-vous de nouveau pour changer quels appareils sont mémorisés.
reauth-own-sessions = Connectez-vous de nouveau pour voir et fermer vos sessions.
reauth-own-apps = Connectez-vous de nouveau pour voir et changer ce que les applications peuvent faire.
reauth-own-activity = Connectez-vous de nouveau pour voir ce qui s’est passé dans votre compte.

## Ce qui vient d’être fait

notice-password-changed = Votre mot de passe a été changé. Vous avez été déconnecté partout ailleurs.
notice-authenticator-added = L’application d’authentification est activée. Désormais, votre connexion demande son code.
notice-authenticator-renamed = L’application d’authentification a son nouveau nom.
notice-authenticator-removed = L’application d’authentification a été retirée. Vous avez été déconnecté partout ailleurs.
notice-recovery-codes-saved = Vos nouveaux codes de secours sont valables. Les anciens codes ne le sont plus.
notice-recovery-codes-gone = Vous avez utilisé votre dernier code de secours. Créez maintenant de nouveaux codes et gardez-les en lieu sûr.
notice-device-forgotten = Cet appareil devra donner un code à sa prochaine connexion.

## Vue d’ensemble

overview-title = Votre compte
overview-hello = Vous êtes connecté en tant que <b>{ $person }</b>.
overview-last = Cette connexion
overview-earlier = Connexions précédentes
overview-next = Prochaines étapes
overview-next-factor = Protégez votre compte avec une application d’authentification
overview-next-codes = Créez des codes de secours, pour pouvoir vous connecter sans votre téléphone
overview-next-few = Créez de nouveaux codes de secours : il en reste peu
overview-sessions = Connecté
# $count : combien
overview-sessions-count = { $count ->
    [one] Sur { $count } appareil
   *[other] Sur { $count } appareils
}
overview-apps = Applications
# $count : combien
overview-apps-count = { $count ->
    [0] Aucune ne peut utiliser votre compte
    [one] 1 peut utiliser votre compte
   *[other] { $count } peuvent utiliser votre compte
}
overview-ending = <b>{ $app }</b> se connecte d’une ancienne manière, qui prend fin le { $date }. Demandez une version plus récente à ses auteurs.

## Sécurité

security-title = Sécurité
security-password = Mot de passe
security-password-change = Changer le mot de passe
security-authenticators = Applications d’authentification
security-authenticators-none = Aucune n’est activée. Avec une application d’authentification, personne ne se connecte avec votre seul mot de passe.
security-authenticators-add = Ajouter une application d’authentification
security-since = Depuis le
security-recovery = Codes de secours
security-recovery-unsaved = Vous n’avez pas confirmé avoir gardé ces codes. Si vous ne les avez pas, créez-en de nouveaux.
# $count : combien
security-recovery-left = { $count ->
    [0] Il ne vous reste aucun code de secours.
    [1] Il vous reste 1 code de secours.
   *[other] Il vous reste { $count } codes de secours.
}
security-recovery-make = Créer de nouveaux codes
security-devices = Appareils mémorisés
security-devices-what = Sur ces appareils, votre connexion ne demande pas de code.
security-device-here = Cet appareil
security-device-until = jusqu’au
# $device : un navigateur et un système
security-device-forget = Oublier { $device }
security-ends-others = Vous serez déconnecté partout ailleurs, et les applications devront vous demander de nouveau.

## Un code de secours à la connexion

recovery-title = Utiliser un code de secours
recovery-field = Code de secours
recovery-hint = L’un des codes que vous avez gardés en configurant votre compte. Majuscules, espaces et tirets n’ont pas d’importance.
recovery-submit = Utiliser le code
recovery-missing = Saisissez un code de secours.
recovery-wrong = Ce code n’est pas correct. Vérifiez-le et réessayez.
recovery-used = Ce code a déjà servi. Chaque code sert une fois ; prenez-en un autre.
other-ways = Essayer autrement
other-way-app = Code d’une application d’authentification
other-way-recovery = Code de secours

## Activer une application d’authentification

totp-title = Configurer une application d’authentification
totp-step-open = Ouvrez votre application d’authentification ou votre gestionnaire de mots de passe.
totp-step-scan = Scannez l’image, ou saisissez la clé à la main.
totp-step-type = Tapez le code à 6 chiffres qui s’affiche.
totp-qr = QR code avec votre clé. La même clé est écrite au-dessous.
totp-key = Clé
totp-key-copy = Copier la clé
copied = Copié
totp-account = Compte
totp-kind = Genre
totp-kind-is = Basé sur l’heure, 6 chiffres, 30 secondes
totp-open = Ouvrir dans une application sur cet appareil
totp-name = Nom
totp-name-hint = Un nom qui vous dit où elle est, par exemple « Mon téléphone ».
totp-name-first = Application d’authentification
totp-name-next = Application d’authentification { $number }
totp-name-bad = Saisissez un nom de 1 à 60 caractères.
totp-name-taken = Une de vos applications d’authentification porte déjà ce nom. Saisissez un autre nom.
totp-code-hint = Vous pouvez coller le code ; les espaces ne gênent pas.
totp-submit = Activer
totp-late = Cette page est restée ouverte trop longtemps, il y a donc une nouvelle clé. Retirez l’ancienne entrée de votre application et configurez-la de nouveau.

## Une application d’authentification

totp-rename-title = Application d’authentification
totp-rename-submit = Enregistrer le nom
totp-remove-title = Retirer cette application d’authentification
totp-remove-what = <b>{ $name }</b> ne marchera plus.
totp-remove-last = C’est votre seule deuxième étape. Ensuite, votre mot de passe suffira pour vous connecter, et vos codes de secours prendront fin.
totp-remove-submit = Retirer
totp-needed = Votre compte demande une deuxième étape à la connexion, et celle-ci est la seule. Ajoutez-en d’abord une autre.
back = Retour

## Codes de secours

codes-title = Codes de secours
codes-shown-title = Gardez vos codes de secours
codes-once = Chaque code sert une fois, à la place de votre application d’authentification ou de votre clé d’accès. Gardez-les en lieu sûr, et pas sur cet appareil. Ils ne seront plus affichés.
codes-print = Imprimer
codes-download = Télécharger en fichier texte
codes-saved = J’ai gardé mes codes de secours
codes-tick = Gardez les codes, puis cochez que vous les avez.
codes-continue = Continuer
codes-what = Avec les codes de secours, vous pouvez vous connecter sans votre téléphone. Chacun sert une fois.
codes-replace = De nouveaux codes mettent fin aux anciens.
codes-make = Créer de nouveaux codes
codes-no-factor = Les codes de secours remplacent une application d’authentification ou une clé d’accès. Configurez-en d’abord une ; vous recevrez alors vos codes.
# $service : le nom du service
codes-file = Codes de secours pour { $service }
codes-file-once = Chaque code sert une fois. Gardez-les en lieu sûr.
codes-for = Nom du service
codes-made = Créés le
codes-file-account = Compte : { $account }
codes-file-made = Créés le { $date }

## Changement du mot de passe

own-password-title = Changer votre mot de passe
own-password-lead = Vous serez déconnecté partout ailleurs, et les applications devront vous demander de nouveau.
own-password-current = Mot de passe actuel
own-password-new = Nouveau mot de passe
# $count : combien de caractères
own-password-rules = Au moins { $count } caractères. Quelques mots qui ne vont pas ensemble, c’est bien. Vous pouvez le coller depuis un gestionnaire de mots de passe.
own-password-submit = Changer le mot de passe
own-password-current-missing = Saisissez votre mot de passe actuel.
own-password-current-wrong = Le mot de passe actuel n’est pas correct. Vérifiez-le et réessayez.
own-password-new-missing = Saisissez un nouveau mot de passe.
own-password-same = C’est votre mot de passe actuel. Choisissez-en un autre.
