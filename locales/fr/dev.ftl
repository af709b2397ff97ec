### Le terrain d’essai de `signet dev`, pour les personnes qui font des applications.
### Les mots techniques sont ici chez eux ; ces pages n’existent que sur les serveurs de développement.

dev-title = Essayer
dev-lead = Des applications, des personnes et d’anciennes portes d’exemple de ce serveur de développement. Tout ici est réel sauf les données : les requêtes vont aux points d’accès, et ce que vous voyez est ce que voit une application.
dev-collection = Tous les appels dans un fichier .http, avec les valeurs de ce serveur
dev-back = Retour au début du terrain d’essai

dev-clients = Clients d’exemple
dev-clients-hint = La page de chaque client propose d’autres essais, et du code à emporter avec ses vraies valeurs.
dev-try = Essayer
dev-try-hint = Chaque lien parcourt le flux par code avec ce client et ces scopes. Vous vous connectez comme l’une des personnes d’exemple et décidez ce que l’application peut faire ; ensuite, vous voyez chaque requête, chaque réponse et chaque jeton.
dev-client-title = Le client { $app }
dev-client-signs = Ce client n’a pas de secret. Il signe une assertion pour chaque requête (private_key_jwt), avec sa clé de private_jwks dans dev.json (en PEM dans private_key). Le terrain d’essai, les commandes signet et le code ci-dessous le font ; une assertion que vous copiez d’ici a déjà servi.

dev-users = Personnes d’exemple
dev-user-code = Code à usage unique, maintenant
dev-user-seed = Clé pour une application d’authentification
dev-user-state = État
dev-user-where = Se connecte à
dev-user-pages = les pages de ce serveur

dev-doors = Portes d’anciennes applications
dev-doors-hint = La connexion d’une ancienne application, telle que son document la décrit. Le serveur la traite comme n’importe quel autre grant.

dev-snippets = Code à emporter
dev-snippets-hint = Avec les valeurs de ce client sur ce serveur. Le http simple n’est que pour cette machine.

dev-run-title = Un parcours avec { $app }
dev-run-client = À propos de ce client
dev-run-again = Refaire le parcours
dev-step-authorize = La requête d’autorisation
dev-step-callback = Ce qui est revenu à l’URI de redirection
dev-step-token = La requête de jeton
dev-step-token-again = La requête de jeton, une deuxième fois
dev-step-curl = En curl
dev-step-request = Requête
dev-step-answer = Réponse
dev-step-error = Refusé :
dev-step-explained = Ce que cela veut dire et comment le corriger :
dev-step-open = Envoyer cette requête avec votre navigateur
dev-token-opaque = Seul ce serveur peut le lire : demandez-lui son introspection.

dev-do = Et maintenant ?
dev-do-refresh = Rafraîchir
dev-do-refresh-old = Utiliser l’avant-dernier jeton de rafraîchissement
dev-do-userinfo = Interroger userinfo
dev-do-userinfo-broken = Interroger userinfo avec un jeton abîmé
dev-do-introspect = Introspecter le jeton d’accès
dev-do-introspect-refresh = Introspecter le jeton de rafraîchissement
dev-do-revoke = Révoquer le jeton d’accès
dev-do-revoke-refresh = Révoquer le jeton de rafraîchissement

dev-break = Le casser
dev-break-hint = Chaque lien parcourt le flux avec une faute dedans. La réponse est celle du vrai point d’accès.
dev-break-verifier = Échanger le code avec un code_verifier faux
dev-break-expired = Échanger un code qui a expiré
dev-break-foreign = Demander avec une redirect_uri qui n’est pas enregistrée
dev-break-secret = Échanger le code avec un secret faux
dev-break-replay = Échanger le code deux fois
dev-break-redirect = Échanger le code avec une autre redirect_uri que celle de la demande
dev-break-challenge = Demander sans code_challenge
dev-break-state = Revenir avec un autre state que celui du départ

dev-note-checked = state et iss sont ceux de la requête, le code peut donc être échangé.
dev-note-refused = La réponse est une erreur : il n’y a pas de code à échanger.
dev-note-state = L’application a gardé un autre state que celui qui est revenu ; quelqu’un d’autre a donc peut-être envoyé le navigateur ici. Une application doit s’arrêter là : le code n’a pas été échangé. Aucun serveur ne peut le vérifier pour vous.
dev-note-issuer = iss nomme un autre serveur que celui qui a été interrogé, cette réponse ne doit donc pas être utilisée. Le code n’a pas été échangé.
dev-note-verifier = Le code_verifier a été retourné, il ne correspond donc pas au code_challenge.
dev-note-expired = Personne n’a attendu : avant cette requête, le terrain d’essai a demandé au serveur de développement de fixer la fin du code à maintenant. La réponse est celle que reçoit tout code trop vieux.
dev-note-assertion = Un caractère de la signature de l’assertion est différent, aucune clé du client ne l’a donc signée.
dev-note-secret = La requête a été envoyée avec un client_secret qui n’est pas celui du client.
dev-note-redirect = La redirect_uri a à la fin une barre oblique que la requête d’autorisation n’avait pas.
dev-note-replay = La même requête encore une fois. Plus d’une seconde après la première, une répétition révoque aussi les jetons de la première.
dev-note-foreign = La redirect_uri a à la fin une barre oblique que celle enregistrée n’a pas. L’erreur ne peut pas être envoyée à une adresse que personne n’a enregistrée : les gens voient une page.
dev-note-unanswered = Le point d’accès n’a pas répondu.
