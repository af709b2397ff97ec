### S’inscrire : invitations, liste d’attente.

join-title = Créer un compte
join-lead = Vous confirmerez ensuite que l’adresse est la vôtre, par un lien ou un code que nous vous envoyons.
join-invite-title = Vous êtes invité(e)
# $by: the name of the person who invites
join-invite-by = <bdi>{ $by }</bdi> vous invite. Créez votre compte ici.
join-invite-lead = Créez votre compte ici.
join-admin-title = Devenir administrateur
join-admin-lead = Choisissez un mot de passe. Vous configurerez ensuite la connexion en deux étapes ; sans elle, le compte ne permet rien.
join-admin-lead-alone = Choisissez un mot de passe pour votre compte.
join-back-title = Retrouver l’accès à votre compte
join-back-lead = Choisissez un nouveau mot de passe. Vos applications d’authentification, clés d’accès et codes de secours sont retirés, et toutes les applications sont déconnectées. Vous configurerez ensuite à nouveau la connexion en deux étapes.
join-back-lead-alone = Choisissez un nouveau mot de passe. Vos applications d’authentification, clés d’accès et codes de secours sont retirés, et toutes les applications sont déconnectées. Vous pouvez configurer à nouveau la connexion en deux étapes sur les pages de votre compte.
join-back-submit = Enregistrer
join-email = Adresse e-mail
join-email-hint = Vous vous connecterez avec elle.
join-email-bound = L’invitation est pour cette adresse.
join-email-missing = Saisissez votre adresse e-mail.
join-email-wrong = Nous ne pouvons pas écrire à cette adresse. Saisissez-la comme nom@example.org.
join-other-address = L’invitation est pour une autre adresse.
join-taken = Il existe déjà un compte avec cette adresse. Connectez-vous avec lui.
join-name = Nom
join-name-missing = Saisissez votre nom.
join-name-wrong = Le nom est trop long ou contient un caractère que les noms n’ont pas.
join-submit = Créer le compte
join-have = Vous avez un compte ?
join-sign-in = Se connecter
login-invited = J’ai une invitation
join-code-title = S’inscrire sur invitation
join-code-lead = Ici, les comptes se créent sur invitation. Ouvrez le lien de votre e-mail ou saisissez le code de l’invitation.
join-code = Code de l’invitation
join-code-submit = Continuer
join-code-wrong = Ce n’est pas un code d’invitation. Copiez le code entier ou ouvrez le lien de votre e-mail.
join-ask = Demander une invitation
join-again = Recommencer
join-sent-title = Consultez vos e-mails
join-sent-lead = Nous avons écrit à l’adresse que vous avez donnée. Ouvrez le lien de cet e-mail, sur n’importe quel appareil, ou saisissez ici son code.
join-sent-code = Code de l’e-mail
join-sent-submit = Continuer
join-sent-opened = J’ai ouvert le lien : se connecter
join-sent-none = Pas d’e-mail ? Regardez aussi parmi les e-mails indésirables.
join-sent-wrong = Ce code n’est pas le bon ou est trop ancien. Saisissez le code du dernier e-mail.
join-sent-limited = Trop d’essais. Ouvrez le lien de l’e-mail ou recommencez plus tard.
join-confirm-title = Est-ce votre adresse ?
join-confirm-lead = Votre compte est créé quand vous le confirmez. Si vous n’en avez pas demandé, fermez cette page : rien ne se passe.
join-confirm-elsewhere = Vous n’avez pas fait la demande dans ce navigateur. Saisissez le mot de passe que vous avez choisi alors.
join-confirm-wrong = Ce n’est pas le mot de passe choisi. Si vous n’en avez choisi aucun, quelqu’un d’autre a demandé ce compte : fermez cette page.
join-confirm-submit = Oui, créer mon compte
join-done-title = Votre compte est prêt
join-done-back = Vous avez retrouvé l’accès à votre compte
join-done-lead = Vous pouvez maintenant vous connecter.
join-done-enrol = Connectez-vous maintenant et configurez la connexion en deux étapes.
join-over-title = Cette invitation n’est plus valable
join-over-lead = Elle a été utilisée ou retirée, ou son délai est passé. Demandez-en une nouvelle à la personne qui vous a invité.
join-link-over-title = Ce lien n’est plus valable
join-link-over-lead = Il a déjà été utilisé, ou son délai est passé.
join-waitlist-title = Demander une invitation
join-waitlist-lead = Quelqu’un décide qui obtient un compte. La réponse vient par e-mail.
join-waitlist-submit = Demander
join-asked-title = Merci
join-asked-lead = Si une invitation est possible, elle vous parviendra par e-mail.
activity-user-joined = Vous avez créé votre compte.

## Help, privacy, accessibility

about-help-title = Aide
about-help-sign-in = Connectez-vous avec le nom ou l’adresse e-mail et le mot de passe de votre compte. Si vous avez oublié le mot de passe, la page de connexion permet d’en choisir un nouveau.
about-help-second = Si un code est demandé, ouvrez votre application d’authentification et saisissez les six chiffres affichés. Sans l’application, utilisez un de vos codes de secours.
about-help-passkeys = Avec une clé d’accès, vous n’avez pas besoin de mot de passe : là où la page de connexion la propose, confirmez avec votre empreinte, votre visage ou le verrouillage de votre appareil. Vous ajoutez des clés d’accès sur les pages de votre compte ; si vous en avez perdu une, connectez-vous autrement et retirez-la là.
about-help-apps = Sur les pages de votre compte, vous voyez quelles applications peuvent voir vos données, où vous êtes connecté et ce qui s’est passé. Vous pouvez y arrêter chaque application.
about-help-contact = Si rien de cela ne vous aide, demandez à la personne qui vous a donné ce compte.
about-privacy-title = Confidentialité
about-privacy-kept = Ce service conserve ce dont votre compte a besoin : votre nom et vos adresses, l’empreinte de votre mot de passe, les clés scellées de vos applications d’authentification, où vous êtes connecté et ce qui s’est passé dans votre compte.
about-privacy-shared = Une application apprend de vous ce que sa page de consentement a nommé et que vous avez autorisé, rien d’autre. Vous pouvez le retirer à tout moment.
about-privacy-cookies = Les cookies vous gardent connecté et protègent vos formulaires. Aucun ne sert à la publicité, et rien n’est chargé d’ailleurs.
about-privacy-rights = Vous pouvez demander tout ce qui est conservé sur vous, le faire corriger et faire supprimer votre compte.
about-accessibility-title = Accessibilité
about-accessibility-aim = Chacun doit pouvoir utiliser ces pages. Elles sont faites pour respecter les Web Content Accessibility Guidelines 2.2, niveau AA.
about-accessibility-how = Elles fonctionnent au clavier seul, avec un lecteur d’écran, sans script, en grands caractères, sur un écran étroit, en couleurs claires et sombres.
about-accessibility-tested = Chaque page est testée dans chaque état avec axe-core dans Chromium, dans les deux thèmes et à 320 et 1280 pixels : aucune erreur n’est trouvée. Des personnes handicapées ne les ont pas encore testées.
about-accessibility-contact = Si quelque chose ne fonctionne pas pour vous, dites-le à la personne qui vous a donné ce compte. C’est traité comme tout autre défaut.

## Terms

terms-title = Conditions
# $version: the name of the version
terms-version = Version du <bdi>{ $version }</bdi>
terms-accept-title = Merci d’accepter les conditions
terms-accept-lead = Avant de continuer, veuillez lire et accepter les conditions de ce service.
terms-read = Lire les conditions
terms-changes = Ce qui a changé
terms-tick = J’accepte les conditions.
terms-accept = Continuer
terms-deny = Pas maintenant
terms-missing = Cochez que vous acceptez les conditions.
activity-terms-accepted = Vous avez accepté les conditions.

## An app that signs in the old way

legacy-notice-title = Une application se connecte à l’ancienne façon
legacy-notice-lead = Vous vous êtes connecté avec une application qui ne connaît que l’ancienne façon. Elle est moins sûre : elle ne peut pas demander de deuxième étape.
legacy-notice-none = Aucune de vos applications ne s’est connectée récemment à l’ancienne façon.
# $app: its name. $date: a day in words
legacy-notice-ends = <bdi>{ $app }</bdi> : cette façon prend fin le { $date }.
# $app: its name
legacy-notice-goes-on = <bdi>{ $app }</bdi> : cela fonctionne encore pour l’instant.
legacy-notice-do = Choisissez maintenant un nouveau mot de passe et activez la connexion en deux étapes. Cherchez aussi une version plus récente de l’application.
legacy-notice-upgrade = Passer au nouveau maintenant
legacy-notice-later = Plus tard
