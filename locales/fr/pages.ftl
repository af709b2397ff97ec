### Les textes de chaque page. Dans un texte, il n’y a que <b> et <small>, et seulement là où il
### nomme une application ou une personne.

## Connexion

login-title = Se connecter
login-continue = pour continuer vers <b>{ $app }</b> <small>({ $host })</small>
# Ce avec quoi l’on se connecte, en mots d’une suite ; la première lettre devient majuscule en tête.
identifier-username = nom d’utilisateur
identifier-email = adresse e-mail
identifier-mobile = numéro de mobile
identifier-study-code = code d’étude
identifier-password = mot de passe
identifier-comma = ,
identifier-or = ou
identifier-missing = Ce champ est vide : { $what }.
login-password = Mot de passe
login-other = Utiliser un autre nom d’utilisateur
login-forgot = Mot de passe oublié ?
login-remember = Rester connecté sur cet appareil
login-remember-hint = À ne pas utiliser sur un ordinateur partagé
login-submit = Se connecter
login-new = Nouveau ici ?
login-create = Créer un compte
login-password-missing = Saisissez votre mot de passe.
login-wrong = Ceci n’est pas correct : { $what }. Vérifiez votre saisie et réessayez.
login-wait = Il y a eu trop d’essais. Attendez { $wait }, puis réessayez.
login-unavailable = Nous ne pouvons pas vous connecter pour le moment. Attendez une minute, puis réessayez.

password-show = Afficher
password-hide = Masquer
password-show-label = Afficher le mot de passe
password-hide-label = Masquer le mot de passe
password-shown = Votre mot de passe est visible
password-hidden = Votre mot de passe est masqué

## Code de l’application d’authentification

mfa-title = Saisissez votre code
mfa-continue = pour continuer vers <b>{ $app }</b> <small>({ $host })</small>
mfa-code = Code à 6 chiffres
mfa-hint = Ouvrez votre application d’authentification pour le voir. Vous pouvez coller le code ; les espaces ne gênent pas.
mfa-submit = Continuer
mfa-as = Vous vous connectez en tant que <b>{ $person }</b>.
mfa-missing = Saisissez le code de votre application d’authentification.
mfa-wrong = Ce code n’est pas correct. Attendez un nouveau code, puis réessayez.
mfa-only = Saisissez un code de <b>{ $name }</b>, ou utilisez un code de secours.
mfa-neither = Vous n’avez ni l’appareil ni codes de secours ? Demandez à la personne qui vous a donné ce compte.
mfa-another = Ce code vient d’une autre de vos applications d’authentification. Saisissez un code de l’application nommée sur cette page.
mfa-looks-like-recovery = Cela ressemble à un code de secours. Cette page demande les 6 chiffres affichés par votre application d’authentification ; les codes de secours ont leur propre page.
mfa-used = Ce code a déjà servi. Attendez le suivant.
mfa-over = Il y a eu trop de codes faux. Recommencez avec votre mot de passe.
mfa-wait = Il y a eu trop de codes faux. Attendez { $wait }, puis recommencez.
mfa-remember = Se souvenir de cet appareil
mfa-remember-hint = À ne pas utiliser sur un ordinateur partagé
mfa-clock = Si les nouveaux codes ne marchent pas non plus, l’horloge de votre téléphone est peut-être fausse. Laissez le téléphone régler l’heure tout seul.
mfa-clock-now = Il est maintenant

## Une deuxième étape encore à configurer

enrol-title = Configurer une deuxième étape
enrol-why = Votre compte demande une deuxième étape à la connexion : un code d’une application d’authentification ou une clé d’accès. Vous n’en avez pas encore. Configurez-la ici ; la connexion se poursuit ensuite.
enrol-codes-next = Votre deuxième étape est configurée. Gardez ces codes, puis continuez vers <b>{ $app }</b> <small>({ $host })</small>.

## Prouver de nouveau

reauth-title = C’est toujours vous ?
reauth-asked = <b>{ $app }</b> <small>({ $host })</small> vous demande de vous connecter de nouveau.
reauth-age = <b>{ $app }</b> <small>({ $host })</small> vous demande de vous connecter de nouveau, car la dernière fois remonte à un certain temps.
reauth-class = <b>{ $app }</b> <small>({ $host })</small> demande une connexion plus sûre : votre mot de passe, puis un code de votre application d’authentification.
reauth-spared = Vous venez de vous connecter sans code, car cet appareil est mémorisé. Cette page demande votre mot de passe et un code.
reauth-submit = Continuer
reauth-cancel = Annuler
reauth-wrong = Le mot de passe n’est pas correct. Vérifiez-le et réessayez.

## Choix du compte

select-title = Choisir un compte
select-signed-in = Connecté
select-signed-out = Déconnecté
select-remove = Retirer { $person } de cet appareil
select-another = Utiliser un autre compte
select-cancel = Annuler

## Consentement

consent-title = Autoriser l’accès ?
consent-sign-in = Vous connecter à <b>{ $app }</b> ?
consent-see-record = Laisser <b>{ $app }</b> voir votre dossier de santé ?
consent-add-record = Laisser <b>{ $app }</b> ajouter des données à votre dossier de santé ?
consent-change-record = Laisser <b>{ $app }</b> modifier votre dossier de santé ?
consent-delete-record = Laisser <b>{ $app }</b> supprimer dans votre dossier de santé ?
consent-see-data = Laisser <b>{ $app }</b> voir vos données ?
consent-add-data = Laisser <b>{ $app }</b> ajouter quelque chose à vos données ?
consent-change-data = Laisser <b>{ $app }</b> modifier vos données ?
consent-delete-data = Laisser <b>{ $app }</b> supprimer vos données ?
consent-app = Application
consent-maker = <small>de { $maker }</small>
consent-host = Vous renvoie vers
consent-checked = Vérifiée
consent-checked-yes = Vérifiée par nous, { $date }
consent-checked-no = Non vérifiée par nous
consent-person = Vous
consent-short-openid = <b>{ $app }</b> saura que c’est vous quand vous reviendrez. L’application ne verra rien d’autre.
consent-short-profile = <b>{ $app }</b> saura que c’est vous quand vous reviendrez, et verra votre nom. L’application ne verra rien d’autre.
consent-more-openid = <b>{ $app }</b> saura que c’est vous quand vous reviendrez. L’application ne verra rien de plus que ce que vous avez déjà autorisé.
consent-more-profile = <b>{ $app }</b> saura que c’est vous quand vous reviendrez, et verra votre nom. L’application ne verra rien de plus que cela et ce que vous avez déjà autorisé.
consent-what = Que peut faire l’application ?
consent-what-hint = Cochez seulement ce que vous voulez autoriser. Rien n’est partagé tant que vous n’avez pas appuyé sur « Autoriser ».
consent-select = Cocher tout ce que l’application demande
consent-all-ticked = Tout ce que l’application demande est coché. Rien n’est encore partagé : vérifiez la liste, puis appuyez sur « Autoriser ».
consent-all-but-sensitive = Tout est coché, sauf les données sensibles : celles-là, c’est à vous de décider. Rien n’est encore partagé : vérifiez la liste, puis appuyez sur « Autoriser ».
consent-nothing-ticked = Rien n’est coché. Cochez ce que vous voulez autoriser, ou appuyez sur « Ne pas autoriser ».
consent-group-about = À propos de vous
consent-group-health = Données de santé
consent-group-sensitive = Données sensibles
consent-group-write = Modifications
consent-group-other = Autres
consent-sensitive-hint = Cochez vous-même chacun de ces points si vous voulez le partager.
consent-write-warning = Avec cela, l’application peut changer ce que les autres voient de vous.
consent-essential = L’application en a besoin pour fonctionner
consent-granted = Vous l’avez déjà autorisé
consent-duration = Pour combien de temps ?
consent-remembered = Nous retenons votre réponse jusqu’au { $date }. Ensuite, l’application doit demander de nouveau.
consent-remembered-offline = Nous retenons votre réponse jusqu’au { $date }, sauf la coche pour rester connecté : elle est demandée à chaque fois.
consent-not-remembered = Votre réponse n’est pas retenue : l’application doit demander à chaque fois.
consent-online-only = L’application ne peut s’en servir que tant que vous êtes connecté ici.
consent-online = Sans cette coche, l’application ne peut se servir de ce que vous autorisez que tant que vous êtes connecté ici.
consent-offline-title = Rester reliée en votre absence
consent-offline-hint = L’application peut se servir de ce que vous autorisez ici même quand vous n’êtes pas connecté
consent-until = Jusqu’à quand, au plus tard
consent-until-90d = 90 jours, jusqu’au { $date }
consent-until-1y = 1 an, jusqu’au { $date }
consent-until-stop = Jusqu’à ce que j’y mette fin
consent-audiences = Où cela s’applique
consent-about = À propos de cette application
consent-funding = Comment elle est payée
consent-sharing = Qui d’autre reçoit vos données
consent-deletion = Comment faire supprimer vos données
consent-policy = Politique de confidentialité
consent-terms = Conditions d’utilisation
consent-technical = Noms techniques
consent-none-given = L’application n’a rien indiqué
consent-stop = Vous pouvez y mettre fin à tout moment.
consent-stop-ask = Vous pouvez y mettre fin à tout moment : contactez { $service }.
consent-stop-link = Voir vos applications reliées
consent-allow = Autoriser
consent-deny = Ne pas autoriser

## Le retour à l’application

return-page = Retour à { $app }
return-title = Retour à <b>{ $app }</b>
return-hint = Vous pouvez fermer cette page si l’application est déjà ouverte.
return-link = Revenir à { $app }
return-post-hint = Appuyez sur « Continuer » si rien ne se passe.
return-post = Continuer
return-gone-title = Ce retour a déjà servi
return-gone = Revenez à l’application et réessayez. Rien n’est perdu.

## Relier : la page que les clients de Human API mettent dans un cadre

connect-title = Reliez vos données de santé
connect-lead = <b>{ $app }</b> demande des données que ces services ont sur vous. Vous choisissez lesquels.
connect-window = Chaque service s’ouvre dans sa propre fenêtre. Connectez-vous là-bas, puis revenez à cette page.
connect-none = Il n’y a aucun service à relier pour le moment.
connect-is = Relié
connect-is-not = Non relié
connect-off = Ce service n’accepte pas de nouvelle liaison pour le moment.
connect-do = Relier <b>{ $source }</b>
connect-undo = Séparer <b>{ $source }</b>
connect-again = Afficher de nouveau la liste
connect-close = Terminé
connect-closed-title = Vous avez terminé ici
connect-closed = Vous pouvez revenir à <b>{ $app }</b>.
connect-shut = Fermer
connect-expired-title = Cela a pris trop de temps
connect-expired = Le chemin jusqu’ici a expiré. Rien n’a été partagé. Revenez à l’application et ouvrez cette page de nouveau.
connect-invalid-title = Cette page ne peut pas s’ouvrir
connect-invalid = L’application ne l’a pas ouverte comme il faut. Rien n’a été partagé. Revenez à l’application et réessayez.
connect-gone-title = Cette page a déjà été ouverte
connect-gone = Ce que vous avez relié est gardé. Revenez à l’application et ouvrez cette page de nouveau.
connect-going-page = Vers { $source }
connect-going-title = Vers <b>{ $source }</b>
connect-going = Connectez-vous là-bas. Ensuite, cette fenêtre vous dira que vous avez terminé.
connect-go = Aller à <b>{ $source }</b>
connect-connected-page = { $source } est relié
connect-connected-title = <b>{ $source }</b> est relié
connect-connected = Vous pouvez fermer cette fenêtre et revenir à <b>{ $app }</b>.
connect-denied-title = Rien n’a été relié
connect-denied = Vous ne l’avez pas autorisé. Vous pouvez fermer cette fenêtre et revenir à <b>{ $app }</b>.

## Déconnexion

logout-title = Se déconnecter ?
logout-app = <b>{ $app }</b> vous demande de vous déconnecter.
logout-person = Vous êtes connecté en tant que <b>{ $person }</b> sur cet appareil.
logout-leave = Se déconnecter
logout-stay = Rester connecté
logout-all = Me déconnecter aussi de toutes les applications qui restent reliées
logout-told = Ces applications sont prévenues et devraient vous déconnecter aussi :
logout-stayed-title = Vous êtes toujours connecté
logout-stayed = Rien n’a changé. Vous pouvez fermer cette page.
logout-done-title = Vous êtes déconnecté
logout-done = Vous pouvez fermer cette page. Il faut peut-être fermer aussi les applications que vous avez utilisées.

## Accueil

home-title = Accueil
home-what = C’est ici que vous vous connectez aux applications et services de santé qui travaillent avec nous.
home-start = Il n’y a rien à faire sur cette page. Ouvrez votre application et choisissez « Se connecter » là-bas.
home-dev = Ce serveur a été démarré pour le développement. Le terminal montre les applications et les personnes à essayer.
home-developers = Pour les développeurs
home-discovery = Découverte OpenID Connect

## Erreurs : ce qui entoure les textes de errors.ftl

error-wait = Attendez { $wait }, puis réessayez.
error-reference = Référence
error-time = Heure
error-help = Obtenir de l’aide, en donnant la référence
error-developer = Détails pour les développeurs de l’application
error-about = concerne
error-received = reçu
error-closest = enregistré le plus proche
error-difference = différence
error-more = en savoir plus
difference-slash = une barre oblique à la fin
difference-case = majuscules et minuscules
difference-scheme = http et https
difference-port = le port
difference-other = plus qu’une barre oblique, le port, les majuscules ou http et https

guide-index = Quitter une ancienne API
guide-index-lead = Pour les personnes qui font des applications appelant encore une des anciennes API de connexion : ce que devient chaque appel.
guide-all = Tous les guides

doc-index = Liste des erreurs
doc-index-lead = Chaque réponse qui refuse quelque chose a l’une de ces raisons. « error » est le nom que lui donnent OAuth 2.0 et OpenID Connect ; error_uri mène à la raison.
doc-status = Statut HTTP
doc-fix = Comment la corriger
doc-people = Ce que les gens voient
doc-private = Les réponses ne distinguent pas cette raison d’autres, pour ne pas aider un attaquant. Elles montrent :
doc-all = Toutes les raisons


## Un nouveau mot de passe

password-too-short = Le nouveau mot de passe est trop court. Prenez { $count } caractères ou plus.
password-too-long = Le nouveau mot de passe est trop long. Prenez { $most } caractères ou moins.
password-guessed-at-once = Ce mot de passe est très faible : il serait deviné tout de suite. Prenez quelques mots qui ne vont pas ensemble.
password-guessed-in-minutes = Ce mot de passe est faible : il serait deviné en quelques minutes. Ajoutez un ou deux mots qui ne vont pas ensemble.
password-guessed-in-hours = Ce mot de passe n’est pas encore assez fort : il serait deviné en quelques heures. Ajoutez encore un mot qui ne va pas avec les autres.
password-listed = Beaucoup de gens utilisent ce mot de passe, il est donc essayé en premier. Choisissez-en un autre.
new-password-title = Choisissez un nouveau mot de passe
new-password-why = Le mot de passe que vous avez utilisé a été fixé par quelqu’un d’autre, pour que vous puissiez vous connecter. Choisissez-en un que vous seul connaissez.
new-password-next = Ensuite, vous continuerez vers <b>{ $app }</b> <small>({ $host })</small>.
new-password-same = C’est le mot de passe qui doit être changé. Choisissez-en un autre.
new-password-submit = Enregistrer et continuer
