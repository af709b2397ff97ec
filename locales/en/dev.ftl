### The playground of `signet dev`, for the people who make apps.
### Technical words are at home here; these pages exist on development servers only.

dev-title = Try it out
dev-lead = Sample apps, people and old doors of this development server. Everything here is real but the data: requests go to the endpoints, and what you see is what an app sees.
dev-collection = All calls as an .http file, with the values of this server
dev-back = Back to the start of the playground

dev-clients = Sample clients
dev-clients-hint = The page of each client has more to try, and code to take along with its real values.
dev-try = Try it
dev-try-hint = Each link runs the code flow with this client and these scopes. You sign in as one of the sample people and decide what the app may do; then you see every request, every answer and every token.
dev-client-title = Client { $app }
dev-client-signs = This client has no secret. It signs an assertion for each request (private_key_jwt), with its key of private_jwks in dev.json (as PEM in private_key). The playground, the signet commands and the code below do that; an assertion that you copy from here has been used.

dev-users = Sample people
dev-user-code = One-time code now
dev-user-seed = Key for an authenticator app
dev-user-state = State
dev-user-where = Signs in at
dev-user-pages = the pages of this server

dev-doors = Doors of old apps
dev-doors-hint = The sign-in of an old app, as its document has it. The server settles it as a grant like any other.

dev-snippets = Code to take along
dev-snippets-hint = With the values of this client on this server. Plain http is for this machine only.

dev-run-title = A run with { $app }
dev-run-client = About this client
dev-run-again = Run it again
dev-step-authorize = The authorization request
dev-step-callback = What came back to the redirect URI
dev-step-token = The token request
dev-step-token-again = The token request, a second time
dev-step-curl = As curl
dev-step-request = Request
dev-step-answer = Answer
dev-step-error = Refused:
dev-step-explained = What it means and how to fix it:
dev-step-open = Send this request with your browser
dev-token-opaque = Only this server can read it: introspect it.

dev-do = What now?
dev-do-refresh = Refresh
dev-do-refresh-old = Use the refresh token before the newest
dev-do-userinfo = Ask userinfo
dev-do-userinfo-broken = Ask userinfo with a broken token
dev-do-introspect = Introspect the access token
dev-do-introspect-refresh = Introspect the refresh token
dev-do-revoke = Revoke the access token
dev-do-revoke-refresh = Revoke the refresh token

dev-break = Break it
dev-break-hint = Each link runs the flow with one mistake in it. The answer is that of the real endpoint.
dev-break-verifier = Redeem the code with a wrong code_verifier
dev-break-expired = Redeem a code that has expired
dev-break-foreign = Ask with a redirect_uri that is not registered
dev-break-secret = Redeem the code with a wrong secret
dev-break-replay = Redeem the code twice
dev-break-redirect = Redeem the code with another redirect_uri than you asked with
dev-break-challenge = Ask without a code_challenge
dev-break-state = Come back with another state than you left with

dev-note-checked = state and iss are those of the request, so the code may be redeemed.
dev-note-refused = The answer is an error: there is no code to redeem.
dev-note-state = The app kept another state than the one that came back, so somebody else may have sent the browser here. An app has to stop: the code was not redeemed. No server can check this for you.
dev-note-issuer = iss names another server than the one that was asked, so this answer must not be used. The code was not redeemed.
dev-note-verifier = The code_verifier was turned round, so it does not fit the code_challenge.
dev-note-expired = Nobody waited: before this request the playground asked the development server to set the end of the code to now. The answer is that to any code that is too old.
dev-note-assertion = One character of the assertion's signature is another, so no key of the client has signed it.
dev-note-secret = The request was sent with a client_secret that is not the client's.
dev-note-redirect = The redirect_uri has a slash at its end that the authorization request did not have.
dev-note-replay = The same request once more. Later than a second after the first one, a replay also revokes the tokens of the first.
dev-note-foreign = The redirect_uri has a slash at its end that the registered one has not. The error cannot be sent to an address that nobody registered: people see a page.
dev-note-unanswered = The endpoint gave no answer.
