### Courriers : e-mails et SMS.
### Les objets sont neutres : ils ne nomment jamais un cabinet, une app ou une maladie. Des mots simples.

## Ce que beaucoup de courriers partagent

mail-button = Ouvrir la page
mail-code = Ou saisissez ce code là où il vous est demandé :
mail-code-short = Ou saisissez ce code, valable { $short } :
mail-code-only = Saisissez ce code là où il vous est demandé :
mail-copy = Si le bouton ne fonctionne pas, copiez cette adresse dans votre navigateur :
mail-until = Le lien est valable jusqu’au { $until }.
mail-until-code = Le code est valable jusqu’au { $until }.
mail-ignore = Si vous n’avez rien demandé, vous n’avez rien à faire. Ne transmettez ce message à personne.
mail-undo-until = Vous pouvez annuler ce changement jusqu’au { $until }.
mail-enrol = Avant de pouvoir utiliser une application, vous configurez la connexion en deux étapes. Préparez une application d’authentification sur votre téléphone, ou un appareil qui peut garder une clé d’accès.
mail-not-you = Si ce n’était pas vous, changez maintenant votre mot de passe et regardez ce qui s’est passé dans votre compte :
mail-foot = Vous recevez ce message parce que votre adresse appartient à un compte ici, ou nous a été donnée pour un compte. Personne ne lit les réponses.
mail-help = Aide : { $help }
mail-sms-code = { $service } : votre code est { $code }. Ne le donnez à personne.

## Ce qui remplace un nom que l’on ne dit pas

mail-some-address = une autre adresse
mail-some-app = une app
mail-some-apps = Certaines de vos apps
mail-some-by = Quelqu’un
mail-some-day = une date proche
mail-some-device = Un navigateur ou un appareil
mail-some-facility = un établissement
mail-some-ip = inconnu
mail-some-left = moins qu’avant
mail-some-passkey = une clé d’accès
mail-some-reason = aucune n’a été donnée
mail-some-username = votre adresse e-mail

## Rejoindre

mail-welcome-subject = Votre compte est prêt
mail-welcome-text = Bienvenue chez { $service }. Votre compte est prêt.
mail-welcome-more = Vous vous connectez avec : { $username }
mail-welcome-button = Se connecter
mail-human-verification-subject = Nous vérifions vos informations
mail-human-verification-text = Merci. Une personne vérifie maintenant l’autorisation d’exercer que vous nous avez indiquée. Nous vous écrirons quand ce sera fait ; cela peut prendre quelques jours ouvrés.
mail-human-verification-link = Montrez-nous avec ce message que cette adresse est à vous.
mail-human-verification-button = Confirmer mon adresse
mail-human-verified-subject = Vos informations sont vérifiées
mail-human-verified-text = L’autorisation d’exercer que vous nous avez indiquée a été vérifiée, et tout est en ordre. Vous pouvez maintenant utiliser ce qui est prévu pour les professionnels.
mail-waitlist-approved-subject = Vous pouvez maintenant créer votre compte
mail-waitlist-approved-text = Merci d’avoir attendu. Vous pouvez maintenant créer votre compte chez { $service }.
mail-waitlist-approved-button = Créer mon compte
mail-waitlist-rejected-subject = À propos de votre demande de compte
mail-waitlist-rejected-text = Merci pour votre demande. Nous sommes désolés : nous ne pouvons pas vous donner de compte chez { $service }.
mail-identity-received-subject = Nous avons reçu vos documents
mail-identity-received-text = Les documents qui montrent qui vous êtes sont arrivés. Nous vous écrirons quand ils seront vérifiés.
mail-facility-membership-subject = Vous faites partie d’une équipe
mail-facility-membership-text = Votre compte est maintenant rattaché à { $facility }. Vous verrez ce que cette équipe partage quand vous vous connecterez.
mail-patient-connection-subject = Une nouvelle relation dans votre compte
mail-patient-connection-text = Vous êtes maintenant en relation avec quelqu’un chez { $service }. Connectez-vous pour voir de qui il s’agit et ce que vous partagez.
mail-invite-subject = Vous êtes invité(e)
mail-invite-text = { $by } vous invite à créer un compte chez { $service }.
mail-invite-button = Créer mon compte
mail-invite-code = Ou saisissez ce code sur { $join } :
mail-invite-ignore = Si vous ne voulez pas de compte, vous n’avez rien à faire. Ne transmettez ce message à personne.
mail-address-in-use-subject = Vous avez déjà un compte
mail-address-in-use-text = Quelqu’un, peut-être vous, a voulu créer un compte avec cette adresse e-mail. Il en existe déjà un : rien n’a été créé ni modifié.
mail-address-in-use-more = Si c’était vous, connectez-vous, ou choisissez un nouveau mot de passe si vous avez oublié le vôtre.
mail-address-in-use-button = Se connecter

## Confirmer et retrouver l’accès

mail-verify-subject = Est-ce bien votre adresse ?
mail-verify-text = Veuillez confirmer que cette adresse est la vôtre. Appuyez sur le bouton, puis encore une fois sur la page qui s’ouvre.
mail-verify-plain = Veuillez confirmer que cette adresse est la vôtre. Ouvrez le lien ci-dessous, puis appuyez sur le bouton de la page qui s’ouvre.
mail-verify-button = Confirmer mon adresse
mail-reset-subject = Choisissez un nouveau mot de passe
mail-reset-text = Quelqu’un, peut-être vous, a demandé un nouveau mot de passe pour votre compte.
mail-reset-button = Choisir un nouveau mot de passe
mail-reset-done-subject = Votre mot de passe est nouveau
mail-reset-done-text = Un nouveau mot de passe a été choisi pour votre compte. Vous êtes déconnecté(e) partout ailleurs.
mail-confirm-password-subject = Confirmez votre nouveau mot de passe
mail-confirm-password-text = Quelqu’un, peut-être vous, veut changer le mot de passe de votre compte. Il ne changera qu’une fois le code ci-dessous saisi dans l’application où cela a été demandé.
mail-password-changed-subject = Votre mot de passe a été changé
mail-password-changed-text = Le mot de passe de votre compte a été changé. Vous êtes déconnecté(e) sur vos autres appareils.
mail-password-set-subject = Quelqu’un a défini votre mot de passe
mail-password-set-text = Une personne qui s’occupe de votre compte a défini un nouveau mot de passe. Vous choisirez le vôtre à la prochaine connexion.
mail-password-set-more = Si vous n’avez rien demandé, interrogez les personnes qui s’occupent de votre compte.

## Adresses et numéros

mail-email-change-subject = Est-ce bien votre nouvelle adresse ?
mail-email-change-text = Veuillez confirmer que votre compte doit avoir cette adresse e-mail. Elle ne changera qu’après votre confirmation.
mail-email-change-button = Confirmer ma nouvelle adresse
mail-email-changed-old-subject = Votre adresse e-mail a été changée
mail-email-changed-old-text = Votre compte a maintenant une autre adresse e-mail : { $address }. Ceci est le dernier message envoyé à l’ancienne.
mail-email-changed-old-button = Annuler le changement
mail-email-changed-subject = Votre adresse e-mail a été changée
mail-email-changed-text = Votre compte a maintenant cette adresse e-mail.
mail-mobile-change-subject = Est-ce bien votre nouveau numéro ?
mail-mobile-change-text = Veuillez confirmer que votre compte doit avoir ce numéro de mobile.
mail-mobile-change-button = Confirmer mon nouveau numéro
mail-mobile-changed-subject = Votre numéro de mobile a été changé
mail-mobile-changed-text = Le numéro de mobile de votre compte a été changé.
mail-mobile-changed-button = Annuler le changement
mail-mobile-added-subject = Un numéro de mobile a été ajouté
mail-mobile-added-text = Votre compte a maintenant un numéro de mobile.
mail-address-in-use-change-subject = Vous avez déjà un compte
mail-address-in-use-change-text = Quelqu’un, peut-être vous, a voulu donner cette adresse e-mail à un autre compte. Elle appartient déjà à un compte : rien n’a été modifié.

## Ce qui s’est passé dans un compte

mail-new-device-subject = Une nouvelle connexion à votre compte
mail-new-device-text = Quelqu’un s’est connecté à votre compte avec un navigateur que nous ne connaissions pas.
mail-new-device-more = Quand : { $at } · Avec : { $device } · Depuis le réseau : { $ip }
mail-new-device-button = Ce n’était pas moi
mail-new-device-after = Si c’était vous, vous n’avez rien à faire.
mail-second-factor-on-subject = La connexion en deux étapes est activée
mail-second-factor-on-text = Une app d’authentification a été ajoutée à votre compte. Un code vous sera demandé à la connexion.
mail-second-factor-off-subject = La connexion en deux étapes est désactivée
mail-second-factor-off-text = La connexion en deux étapes a été désactivée. Votre mot de passe suffit maintenant pour se connecter.
mail-authenticator-removed-subject = Une app d’authentification a été retirée
mail-authenticator-removed-text = L’une de vos apps d’authentification a été retirée de votre compte. Les autres fonctionnent toujours.
mail-second-factor-reset-subject = Votre deuxième étape a été retirée
mail-second-factor-reset-text = Une personne qui s’occupe de votre compte en a retiré la deuxième étape de connexion. Vous pourrez en configurer une nouvelle à la prochaine connexion.
mail-second-factor-reset-more = Sa raison : { $reason }
mail-second-factor-reset-after = Si vous n’avez rien demandé, prévenez tout de suite les personnes qui s’occupent de votre compte.
mail-factors-ended-subject = Des moyens de connexion ont été retirés
mail-factors-ended-text = Des applications d’authentification, des clés d’accès ou des codes de secours que quelqu’un d’autre a pu ajouter à votre compte ont été retirés. Ils ne fonctionnent plus.
mail-factors-ended-after = Si l’un d’eux était à vous, choisissez un nouveau mot de passe, connectez-vous et ajoutez-le de nouveau.
mail-recovery-code-used-subject = Un code de secours a été utilisé
mail-recovery-code-used-text = Quelqu’un s’est connecté à votre compte avec l’un de vos codes de secours.
mail-recovery-code-used-more = Codes restants : { $left }
mail-recovery-codes-made-subject = Vous avez de nouveaux codes de secours
mail-recovery-codes-made-text = De nouveaux codes de secours ont été créés pour votre compte. Les précédents ne fonctionnent plus.
mail-passkey-added-subject = Une clé d’accès a été ajoutée
mail-passkey-added-text = Une clé d’accès a été ajoutée à votre compte : { $passkey }. Qui la possède peut se connecter.
mail-passkey-removed-subject = Une clé d’accès a été retirée
mail-passkey-removed-text = Une clé d’accès a été retirée de votre compte : { $passkey }.
mail-account-locked-subject = Votre mot de passe a été désactivé
mail-account-locked-text = Quelqu’un a essayé trop de mauvais mots de passe ; nous avons donc désactivé le vôtre. Personne ne peut plus se connecter avec.
mail-account-locked-more = Vous pourrez vous reconnecter après en avoir choisi un nouveau. Si vous n’y arrivez pas, demandez de l’aide.
mail-account-locked-button = Choisir un nouveau mot de passe

## Apps

mail-app-connected-subject = Une app a été reliée
mail-app-connected-text = Vous avez autorisé { $app } à utiliser des données de votre compte. Vous pouvez y mettre fin à tout moment, sur la page de vos apps.
mail-app-cut-off-subject = Une app a été déconnectée
mail-app-cut-off-text = Nous avons retiré l’accès à { $app }, parce qu’un élément à usage unique a servi deux fois. Il a peut-être été copié. Si vous avez encore besoin de cette app, reliez-la de nouveau.
mail-app-ends-soon-subject = Une app va bientôt perdre son accès
mail-app-ends-soon-text = Ce que vous avez autorisé pour { $app } prend fin le { $day }. Si vous en avez encore besoin, reliez-la de nouveau à ce moment-là.
mail-offline-apps-subject = Les apps qui peuvent voir vos données
mail-offline-apps-text = Une fois par an, nous vous le rappelons : ces apps peuvent utiliser des données de votre compte en votre absence.
mail-offline-apps-more = { $apps }
mail-offline-apps-button = Voir mes apps
mail-offline-apps-after = Arrêtez celles dont vous n’avez plus besoin.
mail-legacy-stops-subject = Une app va cesser de fonctionner
mail-legacy-stops-text = À partir du { $day }, { $app } ne pourra plus se connecter à l’ancienne manière. Mettez-la à jour avant, ou demandez à son fabricant.
mail-legacy-stops-button = Voir ce qui change
mail-legacy-stops-developer-subject = Une ancienne connexion prend fin
mail-legacy-stops-developer-text = À partir du { $day }, l’ancienne API par laquelle { $app } se connecte ne répondra plus. Le guide explique comment passer à OAuth 2.0.
mail-legacy-stops-developer-button = Lire le guide

## Partir

mail-deletion-asked-subject = Votre compte sera supprimé
mail-deletion-asked-text = Votre compte sera supprimé le { $day }. D’ici là, vous pouvez le garder : connectez-vous, ou appuyez sur le bouton.
mail-deletion-asked-plain = Votre compte sera supprimé le { $day }. D’ici là, vous pouvez le garder : connectez-vous, ou ouvrez le lien ci-dessous.
mail-deletion-asked-button = Garder mon compte
mail-deletion-done-subject = Votre compte est supprimé
mail-deletion-done-text = Votre compte et ce que nous gardions avec lui sont supprimés. Ceci est notre dernier message.

## Pour les exploitants

mail-test-subject = Un essai
mail-test-text = Ce message montre que les e-mails de { $service } arrivent.

## La page d’un serveur de développement qui montre les courriers

dev-mail-title = E-mails et SMS
dev-mail-lead = Ce qui a été écrit aux personnes. Rien n’a été envoyé : ceci est un serveur de développement.
dev-mail-none = Rien pour l’instant.
dev-mail-to = À
dev-mail-erased = effacé
dev-mail-at = Écrit
dev-mail-letter = Courrier
dev-mail-failure = Non envoyé
dev-mail-link = Bouton

## La page à laquelle mène le message sur une nouvelle connexion

not-me-title = Ce n’était pas moi
not-me-what = Si quelqu’un d’autre s’est connecté à votre compte, appuyez sur le bouton. Tout le monde sera déconnecté partout, et de chaque app, et votre mot de passe ne fonctionnera plus. Les applications d’authentification, les clés d’accès et les codes de secours ajoutés depuis cette connexion seront retirés. Choisissez-en ensuite un nouveau.
not-me-button = Déconnecter tout le monde
not-me-else = Si c’était vous, fermez cette page. Rien n’a été modifié.
not-me-done-title = Tout le monde est déconnecté
not-me-done = Plus personne n’est connecté à votre compte, et votre ancien mot de passe ne fonctionne plus. Choisissez-en un nouveau que vous n’utilisez nulle part ailleurs.
not-me-recover = Choisir un nouveau mot de passe
factors-ended = Les applications d’authentification, les clés d’accès et les codes de secours que quelqu’un d’autre a pu ajouter ont aussi été retirés. Si l’un d’eux était à vous, ajoutez-le de nouveau après votre connexion.
