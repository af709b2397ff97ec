### Clés d’accès : les ajouter et se connecter avec elles.

## Sur les pages de connexion

passkey-use = Se connecter avec une clé d’accès
passkey-failed = Aucune clé d’accès n’a été utilisée. Vous pouvez réessayer ou vous connecter autrement.
passkey-wrong = Cette clé d’accès n’a pas pu être utilisée. Réessayez ou connectez-vous autrement.
passkey-late = Cela a pris trop de temps. Veuillez réessayer.
passkey-no-script = Pour utiliser votre clé d’accès ici, activez JavaScript dans votre navigateur. Sinon, utilisez l’une des autres méthodes.
mfa-title-passkey = Encore une étape
mfa-or-code = Ou utilisez un code
mfa-passkey-elsewhere = Votre clé d’accès a été créée pour une autre adresse de ce service et ne fonctionne pas ici. Utilisez un code de secours.

## Les clés d’accès d’une personne

overview-next-passkey = Protégez votre compte avec une clé d’accès

passkeys-title = Clés d’accès
passkeys-what = Avec une clé d’accès, vous vous connectez grâce à votre empreinte digitale, à votre visage ou au code PIN de votre appareil. Personne ne peut la deviner, et elle ne fonctionne que sur ce site.
passkeys-none = Vous n’en avez pas encore.
passkeys-count =
    { $count ->
        [0] Vous n’en avez pas encore. Avec une clé d’accès, vous vous connectez sans mot de passe.
        [one] Vous en avez { $count }.
       *[other] Vous en avez { $count }.
    }
passkeys-manage = Gérer les clés d’accès
passkeys-add = Ajouter une clé d’accès
passkeys-used = dernière utilisation
passkeys-elsewhere = Elle a été créée pour <b>{ $host }</b> et ne fonctionne plus ici. Vous pouvez la supprimer.

## En ajouter une

passkey-new-title = Ajouter une clé d’accès
passkey-new-what = Donnez-lui un nom. Votre navigateur vous demande ensuite où la clé d’accès doit être conservée : sur cet appareil, sur votre téléphone, sur une clé de sécurité ou dans un gestionnaire de mots de passe.
passkey-new-no-script = Pour ajouter une clé d’accès, activez JavaScript dans votre navigateur. Sinon, vous pouvez protéger votre compte autrement :
passkey-name-hint = Un nom quelconque qui vous indique où elle se trouve, par exemple « Mon téléphone ».
passkey-name-first = Clé d’accès
passkey-name-bad = Saisissez un nom de 1 à 60 caractères.
passkey-missing = Votre navigateur n’a envoyé aucune clé d’accès. Activez JavaScript et réessayez.
passkey-new-wrong = Cette clé d’accès n’a pas pu être ajoutée. Veuillez réessayer, peut-être sur un autre appareil.
passkey-new-failed = Aucune clé d’accès n’a été créée. Vous en avez peut-être déjà une sur cet appareil. Vous pouvez réessayer.
passkey-new-submit = Créer la clé d’accès

## Une clé d’accès

passkey-rename-title = Clé d’accès
passkey-remove-title = Supprimer cette clé d’accès
passkey-remove-what = <b>{ $name }</b> ne fonctionnera plus. Supprimez-la aussi sur votre appareil.
passkey-remove-last = C’est votre seule deuxième étape. Ensuite, votre mot de passe suffira pour vous connecter, et vos codes de secours prendront fin.
passkey-remove-submit = Supprimer
passkey-needed = Votre compte exige une deuxième étape à la connexion, et celle-ci est la seule. Ajoutez-en d’abord une autre.
passkey-no-password = Vous n’avez pas de mot de passe : cette clé d’accès est donc votre seul moyen de vous connecter. Ajoutez d’abord une autre clé d’accès.

## Se connecter à nouveau

reauth-own-add-passkey = Connectez-vous à nouveau pour ajouter une clé d’accès.
reauth-own-change-passkey = Connectez-vous à nouveau pour modifier une clé d’accès.

## Ce qui vient d’être fait

notice-passkey-added = La clé d’accès a été ajoutée. Vous pouvez désormais vous connecter avec elle.
notice-passkey-renamed = La clé d’accès a son nouveau nom.
notice-passkey-removed = La clé d’accès a été supprimée. Vous avez été déconnecté partout ailleurs.
notice-prove-first = Confirmez d’abord votre adresse ici : faites-vous envoyer un message et suivez son lien. D’ici là, ni clé d’accès ni second facteur ne peuvent être ajoutés, car le compte pourrait être celui de quelqu’un d’autre.

## Ce qui s’est passé

activity-login-passkey-refused = Quelqu’un a essayé de se connecter avec une clé d’accès de votre compte et n’a pas été admis.
activity-passkey-added = Une clé d’accès a été ajoutée.
activity-passkey-removed = Une clé d’accès a été supprimée.
activity-passkey-renamed = Une clé d’accès a reçu un autre nom.

## Comment quelqu’un s’est connecté

sessions-by-passkey = Clé d’accès
sessions-by-password-and-passkey = Mot de passe et clé d’accès

## Erreurs

passkey-wrong-title = Cette clé d’accès n’a pas pu être utilisée
passkey-wrong-what = Réessayez ou connectez-vous autrement.
passkey-wrong-fix = Les clés d’accès sont destinées aux personnes, sur les pages de connexion ; une application n’en envoie pas. Si une clé qui fonctionnait ne fonctionne plus, son propriétaire la supprime de l’appareil et du compte et en ajoute une nouvelle.

passkey-cloned-title = { passkey-wrong-title }
passkey-cloned-what = { passkey-wrong-what }
passkey-cloned-fix = Le compteur de la clé d’accès a reculé : deux appareils semblent détenir sa clé. Demandez à la personne si elle l’a copiée ; sinon, supprimez-la du compte.
