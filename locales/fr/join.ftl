### Rejoindre : invitations, liste d’attente, conditions.

activity-user-joined = Vous avez créé votre compte.
