### Joining: invitations, the waitlist, terms.

activity-user-joined = You made your account.
