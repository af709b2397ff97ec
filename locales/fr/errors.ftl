### Pourquoi quelque chose a été refusé ou a échoué : trois textes pour chaque raison, par son code.
###
### -title, -what : pour la personne devant la page. Pas de mots techniques.
### -fix : pour les développeurs de l’application, sur /docs/errors : ce qui était attendu et comment corriger.
###
### -description est l’error_description de la réponse : en ASCII et en anglais dans toutes les
### langues, elle n’est donc que dans en/errors.ftl.

## Ce que les gens voient quand l’application est en faute

app-fault-title = Cette application a envoyé une demande que nous ne pouvons pas accepter
app-fault-what = Vous n’avez rien fait de mal, et rien n’a été partagé. Revenez à l’application et réessayez. Si cela se reproduit, dites-le aux personnes qui font l’application et donnez-leur la référence.


## La requête elle-même

parameter-missing-title = { app-fault-title }
parameter-missing-what = { app-fault-what }
parameter-missing-fix = Comparez la requête avec la documentation du point d’accès. Un paramètre à valeur vide compte comme absent (RFC 6749, section 3.1).

parameter-repeated-title = { app-fault-title }
parameter-repeated-what = { app-fault-what }
parameter-repeated-fix = Cherchez un paramètre qui est à la fois dans l’URL et dans le corps, ou qu’une bibliothèque ajoute une deuxième fois (RFC 6749, sections 3.1 et 3.2).

parameter-invalid-title = { app-fault-title }
parameter-invalid-what = { app-fault-what }
parameter-invalid-fix = Vérifiez l’encodage (application/x-www-form-urlencoded, UTF-8), la longueur et les valeurs permises du paramètre nommé.

content-type-unsupported-title = { app-fault-title }
content-type-unsupported-what = { app-fault-what }
content-type-unsupported-fix = Mettez dans le champ Content-Type ce que le point d’accès documente. Les points d’accès OAuth prennent application/x-www-form-urlencoded, pas JSON.

body-malformed-title = { app-fault-title }
body-malformed-what = { app-fault-what }
body-malformed-fix = Vérifiez que le corps est encodé comme le dit son champ Content-Type, et qu’il n’est pas coupé.

credential-in-url-title = { app-fault-title }
credential-in-url-what = { app-fault-what }
credential-in-url-fix = Les URL finissent dans des journaux et des historiques. Envoyez les identifiants dans le corps d’un POST ou dans le champ Authorization. Considérez celui qui a été envoyé comme divulgué : faites-en un nouveau.

not-found-title = Page introuvable
not-found-what = Si vous avez tapé l’adresse, vérifiez qu’elle est juste. Si vous avez suivi un lien, revenez à l’application et réessayez.
not-found-fix = Prenez les adresses des points d’accès dans le document de découverte, à /.well-known/openid-configuration.

method-not-allowed-title = Cette page ne peut pas s’ouvrir ainsi
method-not-allowed-what = Revenez à l’application et réessayez.
method-not-allowed-fix = Utilisez l’une des méthodes que le champ Allow de la réponse énumère. Le point d’accès des jetons ne prend que POST.

body-too-large-title = C’était trop à la fois
body-too-large-what = Ce que vous avez envoyé est plus grand que ce que nous pouvons prendre. Rien n’a été enregistré. Revenez en arrière et réessayez avec moins.
body-too-large-fix = Restez sous la limite du point d’accès. Les requêtes OAuth font quelques kilo-octets.

uri-too-long-title = Cette adresse est trop longue
uri-too-long-what = Revenez à l’application et réessayez.
uri-too-long-fix = Envoyez une longue requête d’autorisation par POST. Cherchez une boucle de redirections qui allonge l’URL à chaque tour.

headers-too-large-title = Votre navigateur a envoyé trop de choses
headers-too-large-what = Effacez les cookies de ce site dans votre navigateur, puis revenez à l’application et réessayez.
headers-too-large-fix = Cherchez des cookies ou un champ Authorization qui ont grossi. Pour essayer, effacez les cookies de cet hôte.

encoding-unsupported-title = { app-fault-title }
encoding-unsupported-what = { app-fault-what }
encoding-unsupported-fix = Désactivez la compression des requêtes vers ce serveur. La réponse peut rester compressée.

host-unknown-title = Cette adresse n’est pas la nôtre
host-unknown-what = L’adresse que vous avez utilisée mène ici, mais nous ne la connaissons pas. Vérifiez-la, ou revenez à l’application et réessayez.
host-unknown-fix = Le champ Host, ou l’hôte transmis par le proxy, n’est aucun de ceux qui sont configurés. Utilisez l’adresse de l’émetteur ; si vous exploitez le serveur, vérifiez les hôtes configurés et le proxy.

cross-site-title = Nous n’avons pas pu être sûrs que c’était vous
cross-site-what = Pour votre sécurité, rien n’a été fait. Revenez en arrière, rechargez la page et réessayez. Si cela n’aide pas, autorisez les cookies pour ce site.
cross-site-fix = Le jeton du formulaire manque, est vieux ou vient d’une autre session, ou le champ Origin ou Sec-Fetch-Site nomme un autre site. Les formulaires sont pour les personnes ; depuis du code, utilisez le point d’accès des jetons.

reauth-required-title = Veuillez vous connecter de nouveau
reauth-required-what = Pour votre sécurité, rien n’a été fait : votre connexion remonte à un certain temps. Recommencez, et connectez-vous de nouveau en chemin.
reauth-required-fix = La connexion de la session a plus de cinq minutes, ou le deuxième facteur n’y a pas été prouvé. Les formulaires sont pour les personnes ; demandez par GET la page du formulaire, qui mène par une nouvelle connexion.

## L’application

client-missing-title = { app-fault-title }
client-missing-what = { app-fault-what }
client-missing-fix = Envoyez client_id dans la requête, ou authentifiez le client par HTTP Basic.

client-unknown-title = { client-secret-wrong-title }
client-unknown-what = { client-secret-wrong-what }
client-unknown-fix = Aucun client n’a ce client_id. Vérifiez qu’il n’y a pas de faute de frappe, et qu’il est bien de ce serveur et non d’un autre environnement.

client-disabled-title = { client-secret-wrong-title }
client-disabled-what = { client-secret-wrong-what }
client-disabled-fix = Le client est désactivé. Demandez pourquoi à l’exploitant de ce serveur.

client-auth-missing-title = { app-fault-title }
client-auth-missing-what = { app-fault-what }
client-auth-missing-fix = Les clients confidentiels s’authentifient au point d’accès des jetons par la méthode pour laquelle ils sont enregistrés, token_endpoint_auth_method.

client-auth-repeated-title = { app-fault-title }
client-auth-repeated-what = { app-fault-what }
client-auth-repeated-fix = Envoyez le secret par HTTP Basic ou dans le corps, jamais les deux (RFC 6749, section 2.3).

client-auth-method-title = { app-fault-title }
client-auth-method-what = { app-fault-what }
client-auth-method-fix = Comparez token_endpoint_auth_method de l’enregistrement avec ce que la bibliothèque envoie : client_secret_basic est le champ Authorization, client_secret_post est le corps, none n’est aucun secret.

client-auth-malformed-title = { app-fault-title }
client-auth-malformed-what = { app-fault-what }
client-auth-malformed-fix = Pour HTTP Basic, encodez le client_id et le secret comme valeurs de formulaire, joignez-les par deux-points, puis appliquez Base64.

client-secret-wrong-title = Nous ne connaissons pas cette application
client-secret-wrong-what = L’application qui vous a envoyé ici ne nous est pas connue, ou est désactivée. Rien n’a été partagé. Dites-le aux personnes qui font l’application, et donnez-leur la référence.
client-secret-wrong-fix = Vérifiez le client_id et le secret, qu’ils sont de ce serveur et de cet environnement, et que rien n’a été ajouté en copiant, comme une espace ou un retour à la ligne. En cas de doute, faites un nouveau secret.

client-assertion-wrong-title = { client-secret-wrong-title }
client-assertion-wrong-what = { client-secret-wrong-what }
client-assertion-wrong-fix = L’assertion du client n’est pas un JWT signé par une clé enregistrée de ce client. Comparez kid et la clé avec jwks ou jwks_uri, signez avec un algorithme de token_endpoint_auth_signing_alg_values_supported, et ne mettez dans l’en-tête ni clé ni adresse de clé.

client-assertion-claims-title = { app-fault-title }
client-assertion-claims-what = { app-fault-what }
client-assertion-claims-fix = iss et sub sont le client_id, aud est l’émetteur de ce serveur en une seule chaîne, exp est dans quelques minutes, iat est maintenant, jti est nouveau à chaque fois (RFC 7523, section 3). Vérifiez l’horloge de la machine qui signe.

client-assertion-reused-title = { app-fault-title }
client-assertion-reused-what = { app-fault-what }
client-assertion-reused-fix = Chaque assertion prouve le client une fois. Signez-en une nouvelle pour chaque requête, même quand une requête est envoyée de nouveau.

client-limited-title = Il y a eu trop d’essais
client-limited-what = L’application doit attendre avant d’essayer de nouveau.
client-limited-fix = Après dix échecs en une minute, un client attend une minute à cette adresse, et nulle part ailleurs : corrigez d’abord les identifiants. Un client qui appelle plus souvent que rate_limit.token_client ne le permet attend un moment : gardez ce qui a été dit tant que c’est valable, et demandez moins souvent.

grant-type-not-allowed-title = { app-fault-title }
grant-type-not-allowed-what = { app-fault-what }
grant-type-not-allowed-fix = Ajoutez le type de grant à grant_types de l’enregistrement, ou utilisez-en un qui y est.

grant-type-unsupported-title = { app-fault-title }
grant-type-unsupported-what = { app-fault-what }
grant-type-unsupported-fix = Utilisez-en un de grant_types_supported. Les grants password et implicit ne sont pas offerts (RFC 9700).


## Requêtes d’autorisation

redirect-uri-missing-title = { app-fault-title }
redirect-uri-missing-what = { app-fault-what }
redirect-uri-missing-fix = Envoyez redirect_uri avec chaque requête d’autorisation, même si une seule est enregistrée.

redirect-uri-mismatch-title = { app-fault-title }
redirect-uri-mismatch-what = { app-fault-what }
redirect-uri-mismatch-fix = La comparaison est exacte : schéma, hôte, port, chemin et barre oblique finale comptent tous. Seul le port d’une adresse de bouclage (127.0.0.1 ou [::1]) peut différer. Enregistrez l’adresse ou envoyez celle qui est enregistrée.

response-type-unsupported-title = { app-fault-title }
response-type-unsupported-what = { app-fault-what }
response-type-unsupported-fix = Envoyez response_type=code avec PKCE. Les flux implicite et hybride ne sont pas offerts (RFC 9700, section 2.1.2).

response-mode-unsupported-title = { app-fault-title }
response-mode-unsupported-what = { app-fault-what }
response-mode-unsupported-fix = Utilisez l’un des response_modes_supported du document de découverte. Ce qui n’est pas query doit être enregistré pour le client : response_modes, avec signet client edit.

pkce-missing-title = { app-fault-title }
pkce-missing-what = { app-fault-what }
pkce-missing-fix = Faites pour chaque requête un code_verifier aléatoire de 43 à 128 caractères ; code_challenge est son empreinte SHA-256 en base64url sans remplissage (RFC 7636, section 4).

pkce-method-title = { app-fault-title }
pkce-method-what = { app-fault-what }
pkce-method-fix = La méthode plain n’est pas acceptée, et c’est elle que signifie un code_challenge_method absent. Envoyez code_challenge_method=S256.

pkce-malformed-title = { app-fault-title }
pkce-malformed-what = { app-fault-what }
pkce-malformed-fix = Utilisez base64url (avec - et _) sans remplissage. Une empreinte hexadécimale est une erreur fréquente.

request-unsupported-title = { app-fault-title }
request-unsupported-what = { app-fault-what }
request-unsupported-fix = Les objets de requête ne sont pas acceptés. Désactivez-les dans la bibliothèque et envoyez des paramètres simples.

request-uri-unsupported-title = { app-fault-title }
request-uri-unsupported-what = { app-fault-what }
request-uri-unsupported-fix = Rien n’est récupéré à request_uri. Désactivez-le dans la bibliothèque et envoyez des paramètres simples.

scope-invalid-title = { app-fault-title }
scope-invalid-what = { app-fault-what }
scope-invalid-fix = Les valeurs sont séparées par une espace et ne peuvent pas contenir de guillemets ni de barres obliques inverses (RFC 6749, section 3.3). Cherchez des virgules ou des signes plus encodés deux fois.

scope-unknown-title = { app-fault-title }
scope-unknown-what = { app-fault-what }
scope-unknown-fix = Les valeurs inconnues sont ignorées, et ici rien d’autre n’a été demandé. openid et offline_access parlent d’une personne : le jeton d’un client pour lui-même (client_credentials) ne peut pas les avoir. signet scope list montre ce qu’il y a.

scope-not-allowed-title = { app-fault-title }
scope-not-allowed-what = { app-fault-what }
scope-not-allowed-fix = Comparez la requête avec les scopes de l’enregistrement.

login-required-title = Veuillez vous connecter
login-required-what = Revenez à l’application et connectez-vous à partir de là.
login-required-fix = Avec prompt=none, c’est la réponse attendue à une vérification silencieuse : faites passer la personne par une requête d’autorisation visible. Avec id_token_hint, quelqu’un d’autre s’est connecté : omettez-le si n’importe qui convient.

consent-required-title = L’application doit d’abord vous demander
consent-required-what = Rien n’a été partagé. Revenez à l’application et réessayez.
consent-required-fix = La personne n’a pas encore autorisé tout cela. Envoyez une requête d’autorisation visible.

interaction-required-title = Il y a d’abord quelque chose à faire
interaction-required-what = Rien n’a été partagé. Revenez à l’application et réessayez.
interaction-required-fix = Envoyez une requête d’autorisation visible ; les pages montrent ce qu’il faut.

acr-unmet-title = Il faut une connexion plus sûre
acr-unmet-what = L’application demande une sorte de connexion que votre compte ne sait pas encore faire, par exemple un code d’une application d’authentification. Rien n’a été partagé. Vous pouvez revenir à l’application.
acr-unmet-fix = La personne n’a pas de deuxième facteur, ou la valeur est inconnue ici. Mettez dans acr_values ce qui serait bien, et dans claims.id_token.acr avec essential seulement ce qui est indispensable (OpenID Connect Core, section 5.5.1.1).

consent-denied-title = Vous ne l’avez pas autorisé
consent-denied-what = Rien n’a été partagé. Vous pouvez revenir à l’application.
consent-denied-fix = C’est une décision, pas une panne. Montrez ce que l’application sait faire sans cela, et laissez la personne recommencer.

consent-empty-title = Vous ne l’avez pas autorisé
consent-empty-what = Rien n’était coché, donc rien n’a été partagé. Vous pouvez revenir à l’application.
consent-empty-fix = C’est une décision, pas une panne. Demandez les scopes quand il les faut, pas tous au début.

consent-tampered-title = Nous n’avons pas pu utiliser cette réponse
consent-tampered-what = La réponse ne correspondait pas à la page, donc rien n’a été partagé. Revenez à l’application et réessayez.
consent-tampered-fix = La réponse contient un scope qui n’a pas été demandé. Les pages sont pour les personnes : n’envoyez pas leurs formulaires depuis du code.

interaction-unknown-title = Nous ne trouvons pas cette connexion
interaction-unknown-what = Elle a peut-être été ouverte dans un autre navigateur, ou les cookies sont désactivés. Rien n’a été partagé. Revenez à l’application et recommencez dans ce navigateur.
interaction-unknown-fix = Les pages appartiennent au navigateur où elles ont été ouvertes. Ne copiez pas leurs adresses, et autorisez les cookies.

interaction-expired-title = Cette page est restée ouverte trop longtemps
interaction-expired-what = Pour votre sécurité, une connexion prend fin après 60 minutes. Rien n’a été partagé. Vous pouvez recommencer maintenant.
interaction-expired-fix = Une connexion peut durer 60 minutes. Envoyez une nouvelle requête d’autorisation.

interaction-finished-title = Vous avez déjà terminé ici
interaction-finished-what = Il n’y a plus rien à faire sur cette page. Revenez à l’application ; si elle vous demande encore de vous connecter, recommencez là-bas.
interaction-finished-fix = Chaque connexion reçoit une seule réponse. Envoyez une nouvelle requête d’autorisation.


## Codes

code-expired-title = { code-unknown-title }
code-expired-what = { code-unknown-what }
code-expired-fix = Le code a été échangé trop tard. Échangez-le tout de suite, et vérifiez l’horloge du serveur de l’application.

code-reused-title = { code-unknown-title }
code-reused-what = { code-unknown-what }
code-reused-fix = Le code a été échangé une deuxième fois, les jetons de la première ont donc été révoqués. Cherchez une requête envoyée deux fois, ou un code volé.

code-race-title = { code-unknown-title }
code-race-what = { code-unknown-what }
code-race-fix = Deux requêtes ont échangé le même code au même moment ; une seule a gagné. Envoyez la requête de jeton une fois, sans nouvel essai automatique.

code-client-mismatch-title = { code-unknown-title }
code-client-mismatch-what = { code-unknown-what }
code-client-mismatch-fix = Le code a été donné à un autre client. Échangez-le avec le client_id de la requête d’autorisation.

code-unknown-title = { app-fault-title }
code-unknown-what = { app-fault-what }
code-unknown-fix = Échangez chaque code une fois, tout de suite, avec le client qui l’a demandé. Ne répétez pas une requête de jeton qui a reçu une réponse.

code-redirect-mismatch-title = { app-fault-title }
code-redirect-mismatch-what = { app-fault-what }
code-redirect-mismatch-fix = Envoyez dans la requête de jeton exactement la redirect_uri de la requête d’autorisation (RFC 6749, section 4.1.3).

verifier-missing-title = { app-fault-title }
verifier-missing-what = { app-fault-what }
verifier-missing-fix = La requête d’autorisation avait un code_challenge. Gardez son vérificateur et envoyez-le avec le code.

verifier-unexpected-title = { app-fault-title }
verifier-unexpected-what = { app-fault-what }
verifier-unexpected-fix = Cherchez une requête d’autorisation qui a perdu son code_challenge : c’est ce que ferait un attaquant (RFC 9700, section 2.1.1).

verifier-mismatch-title = { app-fault-title }
verifier-mismatch-what = { app-fault-what }
verifier-mismatch-fix = Gardez un vérificateur pour chaque requête d’autorisation, de 43 à 128 caractères ; un autre onglet l’a peut-être écrasé.

user-disabled-title = Ce compte est désactivé
user-disabled-what = Veuillez contacter l’assistance et lui donner la référence.
user-disabled-fix = Il n’y a rien à corriger dans l’application. Considérez la personne comme déconnectée.

session-ended-title = Vous êtes déconnecté
session-ended-what = Votre session a pris fin. Revenez à l’application et connectez-vous de nouveau.
session-ended-fix = La personne s’est déconnectée, ou la session a été fermée. Considérez la personne comme déconnectée.

consent-withdrawn-title = Vous avez arrêté cette application
consent-withdrawn-what = Vous avez mis fin à l’accès de cette application. Revenez à l’application si vous voulez l’autoriser de nouveau.
consent-withdrawn-fix = C’est une décision, pas une panne. Considérez l’application comme séparée.


## Jetons de rafraîchissement, grants et ressources

refresh-unknown-title = { app-fault-title }
refresh-unknown-what = { app-fault-what }
refresh-unknown-fix = Gardez le jeton de rafraîchissement le plus récent de chaque réponse, et utilisez chacun une fois. Si des jetons prennent fin alors que l’application sert, cherchez deux endroits qui rafraîchissent avec le même jeton.

refresh-expired-title = { refresh-unknown-title }
refresh-expired-what = { refresh-unknown-what }
refresh-expired-fix = Le jeton de rafraîchissement n’a pas servi pendant plus de temps que le serveur ne le garde. Envoyez une nouvelle requête d’autorisation ; on ne redemande rien aux personnes qui ont donné leur accord.

refresh-client-mismatch-title = { refresh-unknown-title }
refresh-client-mismatch-what = { refresh-unknown-what }
refresh-client-mismatch-fix = Le jeton de rafraîchissement a été donné à un autre client. Rafraîchissez avec le client qui l’a reçu.

refresh-reused-title = { refresh-unknown-title }
refresh-reused-what = { refresh-unknown-what }
refresh-reused-fix = Un jeton de rafraîchissement a servi après que son successeur était en usage ; quelqu’un d’autre l’a donc peut-être eu, et le grant entier a été révoqué. Gardez le nouveau jeton de chaque réponse avant de l’utiliser, à un seul endroit.

refresh-dead-title = { refresh-unknown-title }
refresh-dead-what = { refresh-unknown-what }
refresh-dead-fix = Le grant de ce jeton de rafraîchissement a déjà été révoqué. Jetez le jeton, et envoyez une nouvelle requête d’autorisation.

refresh-burst-title = Veuillez attendre un instant
refresh-burst-what = Trop de demandes sont arrivées en même temps. Rien n’est perdu ; veuillez réessayer.
refresh-burst-fix = Beaucoup de requêtes ont rafraîchi avec un même jeton en quelques secondes. Laissez une requête de l’application rafraîchir, et les autres l’attendre.

grant-revoked-title = Cette application n’a plus accès
grant-revoked-what = L’accès de cette application a pris fin. Revenez à l’application si vous voulez l’autoriser de nouveau.
grant-revoked-fix = La personne, un exploitant ou un changement du compte a mis fin au grant. Considérez l’application comme séparée.

grant-ended-title = Il est temps de vous connecter de nouveau
grant-ended-what = L’accès de cette application est arrivé à sa date de fin. Revenez à l’application et connectez-vous de nouveau.
grant-ended-fix = Chaque grant a une fin absolue. Faites passer la personne par une nouvelle requête d’autorisation.

resource-unknown-title = { app-fault-title }
resource-unknown-what = { app-fault-what }
resource-unknown-fix = Le paramètre resource nomme une API par son identifiant enregistré, octet par octet (RFC 8707, section 2). Demandez à l’exploitant, ou voyez signet resource list.

resource-not-granted-title = { app-fault-title }
resource-not-granted-what = { app-fault-what }
resource-not-granted-fix = Une requête de jeton ne peut que réduire ce que la requête d’autorisation a nommé (RFC 8707, section 2.2).

hint-invalid-title = { app-fault-title }
hint-invalid-what = { app-fault-what }
hint-invalid-fix = L’indice peut avoir expiré, mais sa signature, son émetteur et son audience doivent être justes (OpenID Connect Core, section 3.1.2.1).

token-foreign-title = { app-fault-title }
token-foreign-what = { app-fault-what }
token-foreign-fix = Authentifiez-vous comme le client qui a reçu le jeton (RFC 7009, section 2.1).


## Personnes

user-unknown-title = { password-wrong-title }
user-unknown-what = { password-wrong-what }
user-unknown-fix = Aucun compte n’a ce nom. Le journal d’audit nomme la raison ; la réponse, non.

password-unset-title = { password-wrong-title }
password-unset-what = { password-wrong-what }
password-unset-fix = Le compte n’a pas de mot de passe, par exemple parce qu’il se connecte ailleurs. Fixez-en un s’il doit en avoir.

password-disabled-title = { password-wrong-title }
password-disabled-what = { password-wrong-what }
password-disabled-fix = Le mot de passe a été désactivé après 100 échecs : signet user unlock le réactive, set-password en fixe un autre. Ou bien il a été fixé par quelqu’un d’autre et doit d’abord être changé sur une page, ce qu’une ancienne application ne peut pas demander.

user-locked-title = { password-wrong-title }
user-locked-what = { password-wrong-what }
user-locked-fix = Le compte est bloqué. L’exploitant peut le débloquer.

mfa-required-unsupported-door-title = { password-wrong-title }
mfa-required-unsupported-door-what = { password-wrong-what }
mfa-required-unsupported-door-fix = La personne a un deuxième facteur, et cette ancienne API de connexion ne peut pas le demander. Utilisez les pages de connexion.

mfa-required-title = Un code est également nécessaire
mfa-required-what = Saisissez le code affiché par votre application d’authentification.
mfa-required-fix = Renvoyez la connexion avec un code à usage unique de l’application d’authentification de la personne.

user-not-at-door-title = { password-wrong-title }
user-not-at-door-what = { password-wrong-what }
user-not-at-door-fix = La personne a un compte, mais aucun à cette ancienne API de connexion. Ajoutez-en un, ou utilisez la bonne API.

password-wrong-title = Nous n’avons pas pu vous connecter
password-wrong-what = L’identifiant ou le mot de passe n’est pas correct. Vérifiez les deux et réessayez.
password-wrong-fix = Demandez à la personne de vérifier les deux. Les réponses sont les mêmes pour les comptes inconnus et bloqués ; le journal d’audit a la raison précise.

identifier-limited-title = Il y a eu trop d’essais
identifier-limited-what = Pour votre sécurité, vous devez attendre avant d’essayer de nouveau.
identifier-limited-fix = N’essayez pas de nouveau avant que Retry-After soit passé. Les essais faits entre-temps sont refusés sans être vérifiés.

otp-wrong-title = Ce code n’est pas correct
otp-wrong-what = Attendez un nouveau code, puis réessayez.
otp-wrong-fix = Demandez un nouveau code à la personne. Si tous les codes échouent, vérifiez l’horloge de l’appareil.

otp-reused-title = Ce code a déjà servi
otp-reused-what = Attendez le suivant, puis réessayez.
otp-reused-fix = Chaque code sert une fois, pendant environ 30 secondes. Envoyez-le une fois.

otp-limited-title = Il y a eu trop de codes faux
otp-limited-what = Pour votre sécurité, vous devez attendre avant d’essayer de nouveau.
otp-limited-fix = N’essayez pas de nouveau avant que Retry-After soit passé.

action-code-unknown-title = Ce lien ne marche pas
action-code-unknown-what = Il n’est pas complet, ou un plus récent a été envoyé. Prenez le lien du message le plus récent, ou demandez-en un nouveau.
action-code-unknown-fix = Utilisez le message le plus récent, et le lien entier. Chaque nouveau message met fin aux précédents.

action-code-expired-title = Ce lien est trop vieux
action-code-expired-what = Il ne vaut que peu de temps, et plus du tout quand votre compte a changé. Demandez-en un nouveau.
action-code-expired-fix = Demandez un nouveau message et utilisez-le vite.

action-code-used-title = Ce lien a déjà servi
action-code-used-what = Ce à quoi il servait est fait. Si ce n’était pas vous, changez votre mot de passe.
action-code-used-fix = Chaque lien et chaque code sert une fois.

action-code-wrong-title = Ce code n’est pas correct
action-code-wrong-what = Regardez le message le plus récent, puis tapez le code de nouveau.
action-code-wrong-fix = Utilisez le code du message le plus récent. Après cinq essais faux, il faut en envoyer un nouveau.


## Jetons porteurs

token-missing-title = { app-fault-title }
token-missing-what = { app-fault-what }
token-missing-fix = Envoyez Authorization: Bearer et le jeton (RFC 6750, section 2.1). Les jetons dans l’URL ne sont pas acceptés.

token-revoked-title = { token-invalid-title }
token-revoked-what = { token-invalid-what }
token-revoked-fix = Le jeton a été révoqué : la personne a retiré son accord ou s’est déconnectée, ou un code a servi deux fois. Envoyez une nouvelle requête d’autorisation.

token-invalid-title = { app-fault-title }
token-invalid-what = { app-fault-what }
token-invalid-fix = Envoyez un jeton d’accès de ce serveur, pas un jeton d’identité, et envoyez-le en entier.

token-expired-title = { app-fault-title }
token-expired-what = { app-fault-what }
token-expired-fix = Prenez un nouveau jeton peu avant la fin de expires_in, et vérifiez l’horloge.

token-audience-title = { app-fault-title }
token-audience-what = { app-fault-what }
token-audience-fix = Le claim aud ne nomme pas cette ressource. Envoyez le paramètre resource avec la requête d’autorisation ou de jeton (RFC 8707).

scope-insufficient-title = L’application n’a pas le droit de faire cela
scope-insufficient-what = Vous n’avez pas autorisé cela à l’application. Rien n’a été partagé ni modifié.
scope-insufficient-fix = Le champ scope de WWW-Authenticate nomme ce qu’il faut. Envoyez une requête d’autorisation avec lui.


## Anciennes portes et jetons échangés

door-sunset-title = Cette entrée n’existe plus
door-sunset-what = L’application utilise une ancienne manière de se connecter, qui a pris fin. Rien n’a été partagé ni modifié. Demandez une nouvelle version aux auteurs de l’application.
door-sunset-fix = L’exploitant avait fixé cette date. Suivez le guide de migration que nomme le champ Link, ou demandez à l’exploitant.

door-outage-title = Cette entrée est fermée pour un moment
door-outage-what = L’application utilise une ancienne manière de se connecter, qui va prendre fin. Elle est fermée un moment, pour essai. Réessayez plus tard.
door-outage-fix = Attendez aussi longtemps que le dit Retry-After, et suivez avant la date de Sunset le guide de migration que nomme le champ Link.

subject-token-type-title = { app-fault-title }
subject-token-type-what = { app-fault-what }
subject-token-type-fix = Envoyez urn:ietf:params:oauth:token-type:access_token (ou :jwt) et un jeton d’accès de ce serveur ; les jetons d’identité, de rafraîchissement et de déconnexion ne sont pas échangés, ni un actor_token.

subject-token-invalid-title = { app-fault-title }
subject-token-invalid-what = { app-fault-what }
subject-token-invalid-fix = Introspectez le jeton : il doit être actif, et donné à ce client ou pour lui. Prenez-en un nouveau et échangez celui-là.

exchange-not-allowed-title = { app-fault-title }
exchange-not-allowed-what = { app-fault-what }
exchange-not-allowed-fix = Les échanges sont permis un par un. Demandez à l’exploitant d’ajouter à ce client une règle (signet.exchanges) pour la source et la cible, ou nommez une autre ressource ou audience.

assertion-wrong-title = { app-fault-title }
assertion-wrong-what = { app-fault-what }
assertion-wrong-fix = Signez avec une clé enregistrée ; iss est le client_id, sub l’identifiant propre du client pour la personne, aud cet émetteur ; exp dans 5 minutes au plus ; un nouveau jti à chaque fois (RFC 7523).

assertion-reused-title = { app-fault-title }
assertion-reused-what = { app-fault-what }
assertion-reused-fix = Faites pour chaque requête une nouvelle assertion avec son propre jti.

terms-not-accepted-title = { app-fault-title }
terms-not-accepted-what = { app-fault-what }
terms-not-accepted-fix = Lisez les conditions et acceptez leur version actuelle avec le jeton de cette session, puis demandez de nouveau.

terms-outdated-title = { app-fault-title }
terms-outdated-what = { app-fault-what }
terms-outdated-fix = Reprenez les conditions et acceptez la content_version qu’elles ont maintenant.

api-key-wrong-title = { app-fault-title }
api-key-wrong-what = { app-fault-what }
api-key-wrong-fix = Envoyez dans le champ x-api-key la clé d’API enregistrée pour ce partenaire.

human-unknown-title = { app-fault-title }
human-unknown-what = { app-fault-what }
human-unknown-fix = Ouvrez d’abord une session pour la personne et laissez-la relier une source.

human-blocked-title = { app-fault-title }
human-blocked-what = { app-fault-what }
human-blocked-fix = Demandez à l’exploitant.

session-window-closed-title = { app-fault-title }
session-window-closed-what = { app-fault-what }
session-window-closed-fix = Demandez plutôt le jeton des personnes qui reviennent (type id ; scope connect offline_access).

client-token-not-allowed-title = { app-fault-title }
client-token-not-allowed-what = { app-fault-what }
client-token-not-allowed-fix = Demandez à l’exploitant de l’autoriser (signet.client_token).

source-disabled-title = Cette source ne peut pas être reliée
source-disabled-what = Elle n’est pas proposée pour le moment. Rien n’a été partagé. Fermez cette fenêtre et choisissez-en une autre.
source-disabled-fix = L’exploitant active les sources (upstream.NAME.enabled).

source-failed-title = La source n’a pas répondu comme il faut
source-failed-what = Rien n’a été partagé ni relié. Attendez un peu, puis réessayez depuis l’application.
source-failed-fix = Le journal nomme ce qui n’allait pas dans la réponse : son adresse, son certificat, ses clés, ou l’émetteur, l’audience, le nonce, les heures ou l’algorithme de son jeton d’identité.


## Nos fautes

overloaded-title = Désolé, le service est surchargé
overloaded-what = Il y a trop à faire en ce moment. Rien n’a été modifié. Attendez une minute, puis réessayez.
overloaded-fix = Attendez aussi longtemps que le dit Retry-After, puis réessayez en espaçant de plus en plus.

unavailable-title = Désolé, le service n’est pas disponible
unavailable-what = Nous ne pouvons pas répondre en ce moment. Ce qui était enregistré est en sécurité. Attendez une minute, puis réessayez.
unavailable-fix = Attendez aussi longtemps que le dit Retry-After. Si vous exploitez le serveur, voyez /health/ready sur le port de gestion, et le journal.

internal-title = Désolé, le service a un problème
internal-what = La faute est de notre côté. Ce qui était enregistré est en sécurité. Réessayez plus tard. Si cela se reproduit, contactez l’assistance et donnez-lui la référence.
internal-fix = C’est notre faute. Signalez l’identifiant de la requête (X-Request-Id) à l’exploitant de ce serveur.
