### Beitreten: Einladungen, die Warteliste, Bedingungen.

activity-user-joined = Sie haben Ihr Konto angelegt.
