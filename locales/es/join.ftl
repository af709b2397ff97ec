### Unirse: invitaciones, lista de espera, condiciones.

activity-user-joined = Usted creó su cuenta.
