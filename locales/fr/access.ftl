### Où une personne est connectée, ce que les applications peuvent faire, et ce qui s’est passé dans le compte.

## Sessions

browser-on = { $browser } sur { $system }
browser-only = { $name }
browser-unknown = Un navigateur que nous ne connaissons pas
# $app: the name of an app
browser-old = { $app }, ancienne connexion
browser-old-unknown = Une application, ancienne connexion
sessions-title = Où vous êtes connecté
# $most : combien de sessions il peut y avoir
sessions-lead = Ces navigateurs et anciennes applications sont connectés à votre nom. Il peut y avoir { $most } navigateurs à la fois ; au-delà, le plus ancien est déconnecté.
sessions-here = Cet appareil
sessions-method = Connecté avec
sessions-by-password = Mot de passe
sessions-by-otp = Mot de passe et code d’une application d’authentification
sessions-by-recovery = Mot de passe et code de secours
sessions-by-second-step = Mot de passe et deuxième étape
sessions-began = Connecté depuis
sessions-seen = Dernière utilisation
sessions-from = Depuis le réseau
sessions-apps = Applications utilisées
sessions-end = Déconnecter
sessions-end-others = Déconnecter partout ailleurs
sessions-old-apps = Ce que les anciennes applications peuvent faire se trouve dans la liste de vos applications.
sessions-old-apps-link = Voir vos applications

## Applications

apps-title = Les applications que vous laissez entrer
apps-lead = Choisissez une application pour voir ce qu’elle peut faire.
apps-none = Vous n’avez laissé entrer aucune application.
apps-offline = Reste reliée
apps-legacy = Ancienne connexion
apps-since = Depuis
apps-used = Dernière utilisation
apps-never-used = Pas encore utilisée
apps-stop-one = Mettre fin à l’accès de <b>{ $app }</b>

## Une application

app-title = Ce qu’une application peut faire
app-hosts = Mène à
app-until = Prend fin au plus tard
app-until-stop = Quand vous y mettrez fin
app-away = En votre absence
app-away-yes = Elle reste reliée, même quand vous n’êtes pas connecté
app-away-no = Elle ne fonctionne que tant que vous êtes connecté
app-what = Que peut faire l’application ?
app-what-hint = Décochez un point et enregistrez pour le reprendre. Pour en permettre plus, l’application doit vous demander.
app-save = Enregistrer
app-empty = Il ne resterait rien que l’application puisse faire. Pour mettre fin à tout, appuyez sur « Mettre fin à l’accès ».
app-essential-missing = L’application ne peut pas fonctionner sans l’un des points que vous avez décochés. Pour mettre fin à tout, appuyez sur « Mettre fin à l’accès ».
app-legacy = Cette application se connecte à l’ancienne manière, avec votre mot de passe.
app-legacy-ends = L’ancienne manière prend fin le
app-legacy-guide = Ce qui la remplace
app-stop-title = Mettre fin à l’accès
app-stop-now = L’application perd son accès tout de suite. Pour revenir, elle doit vous demander de nouveau.
# $wait : une durée en mots
app-stop-lag = À partir de maintenant, l’application ne reçoit plus rien de nouveau. Certains services peuvent encore la laisser entrer pendant { $wait } au plus. Pour revenir, elle doit vous demander de nouveau.
app-stop = Mettre fin à l’accès
app-back = Retour à vos applications

## Activité

activity-title = Ce qui s’est passé dans votre compte
activity-lead = Les 12 derniers mois, le plus récent d’abord.
activity-filter = Afficher
activity-all = Tout
activity-sign-ins = Connexions
activity-security = Sécurité
activity-apps = Applications
activity-none = Il ne s’est rien passé.
activity-refused = Refusé
activity-older = Afficher plus ancien
activity-csv = Télécharger sous forme de tableau (CSV)
activity-by-operator = Par les personnes qui font fonctionner ce service
activity-by-service = Par ce service lui-même
activity-app-unknown = une application qui n’existe plus
activity-csv-time = Heure (UTC)
activity-csv-kind = Genre
activity-csv-what = Ce qui s’est passé
activity-csv-app = Application
activity-csv-by = Par qui
activity-csv-from = Depuis le réseau
activity-csv-outcome = Résultat
activity-csv-done = Fait
# $browser : un navigateur en mots ; $app : le nom d’une application
activity-session-began = Vous vous êtes connecté avec { $browser }.
activity-session-renewed = Vous vous êtes connecté de nouveau avec { $browser }.
activity-session-ended = Vous avez été déconnecté.
activity-session-ended-many = Votre session la plus ancienne a été fermée, car il y en avait trop.
activity-login-door = Vous vous êtes connecté avec { $app }, qui utilise une ancienne façon de se connecter.
activity-browser-unknown = un navigateur que nous ne connaissons pas
activity-login-password-refused = Quelqu’un a saisi un mot de passe pour votre compte et n’a pas pu entrer.
activity-login-otp-refused = Quelqu’un a saisi votre mot de passe et un code faux, et n’a pas pu entrer.
activity-login-recovery = Vous vous êtes connecté avec un code de secours.
activity-login-recovery-refused = Quelqu’un a saisi votre mot de passe et un code de secours faux, et n’a pas pu entrer.
activity-device-forgotten = Un appareil mémorisé a été oublié.
activity-factor-added = Une application d’authentification a été activée.
activity-factor-recovery-codes-made = De nouveaux codes de secours ont été créés.
activity-factor-removed = Une application d’authentification a été retirée.
activity-factor-renamed = Une application d’authentification a reçu un autre nom.
activity-grant-listed = La liste de vos applications a été consultée.
activity-session-listed = La liste des endroits où vous êtes connecté a été consultée.
activity-user-changed = Vos données ont été modifiées.
activity-user-changed-roles = Vos rôles ont été modifiés.
activity-user-changed-address = Votre identifiant ou votre adresse ont été modifiés.
activity-user-changed-address-proven = La confirmation de votre adresse a été modifiée.
activity-user-exported = Ce qui est connu de vous a été emporté dans un fichier.
activity-user-password-changed = Votre mot de passe a été changé.
activity-user-second-factor-reset = Votre deuxième étape à la connexion a été retirée.
activity-user-shown = Votre compte a été consulté.
activity-user-signed-out = Vous avez été déconnecté partout.
activity-user-added = Votre compte a été créé.
activity-user-locked = Votre compte a été bloqué.
activity-user-unlocked = Votre compte a été débloqué.
activity-user-password-set = Votre mot de passe a été fixé.
activity-activity-exported = Cette liste a été téléchargée.
activity-authorization-granted = Vous vous êtes connecté à { $app }.
activity-consent-given = Vous avez autorisé { $app } à utiliser vos données.
activity-consent-narrowed = Vous avez repris une partie de ce que { $app } peut faire.
activity-consent-withdrawn = L’accès de { $app } a pris fin.
activity-notice-refresh-reuse = { $app } a été coupée, car sa clé vers vos données a servi deux fois.

## Ce qui vient d’être fait

notice-session-ended = Vous avez été déconnecté là-bas.
notice-others-ended = Vous êtes déconnecté partout ailleurs.
notice-app-narrowed = Enregistré. L’application ne peut plus faire que ce qui est coché.
notice-app-stopped = L’application a perdu son accès.
