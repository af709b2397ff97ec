### Why something was refused or failed: four texts for each reason, by its code.
###
### -title, -what: for the person who meets the page. No technical words.
### -description: for the app's developer, as error_description on the wire: ASCII without quotes and
###     backslashes, at most 200 characters; what happened, and what to do.
### -fix: for the app's developer, on /docs/errors: what was expected and how to fix it.
###
### Reasons with one public form have one title, what and description.

## What people see when the app is at fault

app-fault-title = This app sent a request we cannot accept
app-fault-what = You have done nothing wrong, and nothing was shared. Go back to the app and try again. If it keeps happening, tell the people who make the app and give them the reference.


## The request itself

parameter-missing-title = { app-fault-title }
parameter-missing-what = { app-fault-what }
parameter-missing-description = A required parameter is missing or empty. Send it with a value.
parameter-missing-fix = Compare the request with the documentation of the endpoint. A parameter with an empty value counts as missing (RFC 6749, section 3.1).

parameter-repeated-title = { app-fault-title }
parameter-repeated-what = { app-fault-what }
parameter-repeated-description = A parameter was sent more than once. Send each parameter once.
parameter-repeated-fix = Look for a parameter that is both in the URL and in the body, or that a library adds a second time (RFC 6749, sections 3.1 and 3.2).

parameter-invalid-title = { app-fault-title }
parameter-invalid-what = { app-fault-what }
parameter-invalid-description = A parameter has a value that is malformed, too long or not one of those allowed. Correct the value.
parameter-invalid-fix = Check the encoding (application/x-www-form-urlencoded, UTF-8), the length and the allowed values of the parameter that is named.

content-type-unsupported-title = { app-fault-title }
content-type-unsupported-what = { app-fault-what }
content-type-unsupported-description = The body has a content type that is not taken here. Send application/x-www-form-urlencoded unless documented otherwise.
content-type-unsupported-fix = Set the Content-Type field to what the endpoint documents. The OAuth endpoints take application/x-www-form-urlencoded, not JSON.

body-malformed-title = { app-fault-title }
body-malformed-what = { app-fault-what }
body-malformed-description = The body cannot be read. Send it well formed and in UTF-8.
body-malformed-fix = Check that the body is encoded as its Content-Type field says, and that it is not cut off.

credential-in-url-title = { app-fault-title }
credential-in-url-what = { app-fault-what }
credential-in-url-description = A secret, code or token was sent in the URL. Send it in the body or in the Authorization field, and replace it.
credential-in-url-fix = URLs end up in logs and histories. Send credentials in the body of a POST or in the Authorization field. Treat the one that was sent as leaked: make a new one.

not-found-title = Page not found
not-found-what = If you typed the address, check that it is right. If you followed a link, go back to the app and try again.
not-found-description = There is nothing at this address. Check the URL.
not-found-fix = Take the addresses of endpoints from the discovery document at /.well-known/openid-configuration.

method-not-allowed-title = This page cannot be opened like that
method-not-allowed-what = Go back to the app and try again.
method-not-allowed-description = This address does not take this method. See the Allow field for those it takes.
method-not-allowed-fix = Use one of the methods that the Allow field of the answer lists. The token endpoint takes POST only.

body-too-large-title = That was too much to send
body-too-large-what = What you sent is larger than we can take. Nothing was saved. Go back and try again with less.
body-too-large-description = The body is too large. Send less.
body-too-large-fix = Stay below the limit of the endpoint. OAuth requests are a few kilobytes.

uri-too-long-title = This address is too long
uri-too-long-what = Go back to the app and try again.
uri-too-long-description = The URL is too long. Send the parameters in the body of a POST.
uri-too-long-fix = Send a long authorization request by POST. Look for a redirect loop that adds to the URL each time.

headers-too-large-title = Your browser sent too much
headers-too-large-what = Clear the cookies of this site in your browser, then go back to the app and try again.
headers-too-large-description = The header fields are too large. Send fewer or shorter ones.
headers-too-large-fix = Look for cookies or an Authorization field that have grown. Clear the cookies of this host to try.

encoding-unsupported-title = { app-fault-title }
encoding-unsupported-what = { app-fault-what }
encoding-unsupported-description = Compressed bodies are not taken. Send the body without Content-Encoding.
encoding-unsupported-fix = Switch off request compression for this server. The answer may still be compressed.

host-unknown-title = This address is not ours
host-unknown-what = The address you used leads here, but we do not know it. Check it, or go back to the app and try again.
host-unknown-description = This server does not answer for this host. Use the host of the issuer.
host-unknown-fix = The Host field, or the forwarded host of the proxy, is none of those configured. Use the issuer address; as the operator, check the configured hosts and the proxy.

cross-site-title = We could not be sure this was you
cross-site-what = For your safety nothing was done. Go back, load the page again and try once more. If that does not help, allow cookies for this site.
cross-site-description = The form does not belong to this browser session. Load the page again and send its own form.
cross-site-fix = The form token is missing, old or of another session, or the Origin or Sec-Fetch-Site field names another site. Forms are for people; use the token endpoint from code.

reauth-required-title = Please sign in again
reauth-required-what = For your safety nothing was done: you signed in some time ago. Start again, and sign in once more on the way.
reauth-required-description = This needs a sign-in of the last five minutes. Open the page again and sign in on the way.
reauth-required-fix = The session's sign-in is older than five minutes, or the second factor was not proven in it. Forms are for people; GET the page with the form, which leads through a new sign-in.

## The app

client-missing-title = { app-fault-title }
client-missing-what = { app-fault-what }
client-missing-description = No client was named. Send client_id.
client-missing-fix = Send client_id in the request, or authenticate the client by HTTP Basic.

client-unknown-title = { client-secret-wrong-title }
client-unknown-what = { client-secret-wrong-what }
client-unknown-description = { client-secret-wrong-description }
client-unknown-fix = No client has this client_id. Check it for typing errors, and that it belongs to this server and not to another environment.

client-disabled-title = { client-secret-wrong-title }
client-disabled-what = { client-secret-wrong-what }
client-disabled-description = { client-secret-wrong-description }
client-disabled-fix = The client is switched off. Ask the operator of this server why.

client-auth-missing-title = { app-fault-title }
client-auth-missing-what = { app-fault-what }
client-auth-missing-description = This client must authenticate. Send its credentials by the registered method.
client-auth-missing-fix = Confidential clients authenticate at the token endpoint by the method that they are registered for, token_endpoint_auth_method.

client-auth-repeated-title = { app-fault-title }
client-auth-repeated-what = { app-fault-what }
client-auth-repeated-description = The client authenticated in two ways. Use only the registered one.
client-auth-repeated-fix = Send the secret either by HTTP Basic or in the body, never both (RFC 6749, section 2.3).

client-auth-method-title = { app-fault-title }
client-auth-method-what = { app-fault-what }
client-auth-method-description = The client authenticated by another method than the registered one. Use the registered method.
client-auth-method-fix = Compare token_endpoint_auth_method of the registration with what the library sends: client_secret_basic is the Authorization field, client_secret_post is the body, none is no secret at all.

client-auth-malformed-title = { app-fault-title }
client-auth-malformed-what = { app-fault-what }
client-auth-malformed-description = The credentials of the client cannot be read. Encode them as RFC 6749 section 2.3.1 says.
client-auth-malformed-fix = For HTTP Basic, form-encode the client_id and the secret, join them by a colon, then apply Base64.

client-secret-wrong-title = We do not know this app
client-secret-wrong-what = The app that sent you here is not known to us, or is switched off. Nothing was shared. Tell the people who make the app, and give them the reference.
client-secret-wrong-description = The client is not known here or its credentials are wrong. Check client_id and secret.
client-secret-wrong-fix = Check client_id and secret, that they are of this server and this environment, and that nothing was added by copying, such as a space or a line break. Make a new secret if in doubt.

client-assertion-wrong-title = { client-secret-wrong-title }
client-assertion-wrong-what = { client-secret-wrong-what }
client-assertion-wrong-description = { client-secret-wrong-description }
client-assertion-wrong-fix = The client assertion is not a JWT that was signed by a registered key of this client. Compare kid and key with jwks or jwks_uri, sign with an algorithm of token_endpoint_auth_signing_alg_values_supported, and put no key or address of one into the header.

client-assertion-claims-title = { app-fault-title }
client-assertion-claims-what = { app-fault-what }
client-assertion-claims-description = A claim of the client assertion does not fit. Make a new assertion for each request, for this server, with a short life.
client-assertion-claims-fix = iss and sub are the client_id, aud is the issuer of this server as one string, exp is a few minutes ahead, iat is the present, jti is new each time (RFC 7523, section 3). Check the clock of the machine that signs.

client-assertion-reused-title = { app-fault-title }
client-assertion-reused-what = { app-fault-what }
client-assertion-reused-description = This client assertion was used before. Make a new one, with a new jti, for each request.
client-assertion-reused-fix = Each assertion proves the client once. Sign a new one for every request, also when a request is sent again.

client-limited-title = There were too many tries
client-limited-what = The app has to wait before it tries again.
client-limited-description = Too many requests or failures of this client. Wait as long as the Retry-After field says.
client-limited-fix = After ten failures within a minute a client waits a minute at that address, and nowhere else: mend the credentials first. A client that calls more often than rate_limit.token_client allows waits a moment: keep what was told for as long as it holds, and ask less often.

grant-type-not-allowed-title = { app-fault-title }
grant-type-not-allowed-what = { app-fault-what }
grant-type-not-allowed-description = This client may not use this grant type. Register it for the client first.
grant-type-not-allowed-fix = Add the grant type to grant_types of the registration, or use one that is there.

grant-type-unsupported-title = { app-fault-title }
grant-type-unsupported-what = { app-fault-what }
grant-type-unsupported-description = This grant type is not offered. See grant_types_supported in the discovery document.
grant-type-unsupported-fix = Use one of grant_types_supported. The password and implicit grants are not offered (RFC 9700).


## Authorization requests

redirect-uri-missing-title = { app-fault-title }
redirect-uri-missing-what = { app-fault-what }
redirect-uri-missing-description = redirect_uri is missing. Send one that is registered for the client.
redirect-uri-missing-fix = Send redirect_uri with each authorization request, even if only one is registered.

redirect-uri-mismatch-title = { app-fault-title }
redirect-uri-mismatch-what = { app-fault-what }
redirect-uri-mismatch-description = redirect_uri is not registered for this client. Send a registered one, character by character.
redirect-uri-mismatch-fix = The comparison is exact: scheme, host, port, path and a slash at the end all count. Only the port of a loopback address (127.0.0.1 or [::1]) may differ. Register the address or send the registered one.

response-type-unsupported-title = { app-fault-title }
response-type-unsupported-what = { app-fault-what }
response-type-unsupported-description = Only response_type=code is offered. Use the code flow.
response-type-unsupported-fix = Send response_type=code with PKCE. The implicit and hybrid flows are not offered (RFC 9700, section 2.1.2).

response-mode-unsupported-title = { app-fault-title }
response-mode-unsupported-what = { app-fault-what }
response-mode-unsupported-description = This response_mode is not offered to this client. Leave it out, send query, or have it registered in response_modes.
response-mode-unsupported-fix = Use one of response_modes_supported of the discovery document. What is not query has to be registered for the client: response_modes, with signet client edit.

pkce-missing-title = { app-fault-title }
pkce-missing-what = { app-fault-what }
pkce-missing-description = code_challenge is missing. Send one with code_challenge_method=S256.
pkce-missing-fix = Make a random code_verifier of 43 to 128 characters for each request; code_challenge is its SHA-256 hash in base64url without padding (RFC 7636, section 4).

pkce-method-title = { app-fault-title }
pkce-method-what = { app-fault-what }
pkce-method-description = code_challenge_method must be S256. Send it with the challenge.
pkce-method-fix = The method plain is not taken, and it is what a missing code_challenge_method means. Send code_challenge_method=S256.

pkce-malformed-title = { app-fault-title }
pkce-malformed-what = { app-fault-what }
pkce-malformed-description = code_challenge must be 43 base64url characters. Send the SHA-256 hash of the verifier without padding.
pkce-malformed-fix = Use base64url (with - and _) and no padding. A hexadecimal hash is a common mistake.

request-unsupported-title = { app-fault-title }
request-unsupported-what = { app-fault-what }
request-unsupported-description = The request parameter is not supported. Send the parameters themselves.
request-unsupported-fix = Request objects are not taken. Switch them off in the library and send plain parameters.

request-uri-unsupported-title = { app-fault-title }
request-uri-unsupported-what = { app-fault-what }
request-uri-unsupported-description = The request_uri parameter is not supported. Send the parameters themselves.
request-uri-unsupported-fix = Nothing is fetched from request_uri. Switch it off in the library and send plain parameters.

scope-invalid-title = { app-fault-title }
scope-invalid-what = { app-fault-what }
scope-invalid-description = scope is malformed or has too many values. Send known values with single spaces between them.
scope-invalid-fix = Values are separated by one space and may not have quotes or backslashes (RFC 6749, section 3.3). Look for commas or plus signs that were encoded twice.

scope-unknown-title = { app-fault-title }
scope-unknown-what = { app-fault-what }
scope-unknown-description = None of the scopes can be had by this request. Ask for values of scopes_supported in the server metadata, or leave scope out at /token.
scope-unknown-fix = Unknown values are ignored, and here nothing else was asked. openid and offline_access speak of a person: a client's token for itself (client_credentials) cannot have them. See what there is by signet scope list.

scope-not-allowed-title = { app-fault-title }
scope-not-allowed-what = { app-fault-what }
scope-not-allowed-description = This client may not ask for one of the scopes. Leave it out or register it for the client.
scope-not-allowed-fix = Compare the request with the scopes of the registration.

login-required-title = Please sign in
login-required-what = Go back to the app and sign in from there.
login-required-description = Whoever the request takes is not signed in. With prompt=none nobody is asked, and with id_token_hint or a sub that is asked for nobody else will do.
login-required-fix = With prompt=none this is the expected answer to a silent check: send the person through a visible authorization request. With id_token_hint somebody else signed in: leave it out if anybody may.

consent-required-title = The app has to ask you first
consent-required-what = Nothing was shared. Go back to the app and try again.
consent-required-description = The person has to be asked, and prompt=none forbids it. Send the request again without prompt=none.
consent-required-fix = The person has not allowed all of this yet. Send a visible authorization request.

interaction-required-title = There is something to do first
interaction-required-what = Nothing was shared. Go back to the app and try again.
interaction-required-description = The person has to do something, and prompt=none forbids it. Send the request again without prompt=none.
interaction-required-fix = Send a visible authorization request; the pages show what is needed.

acr-unmet-title = A stronger sign-in is needed
acr-unmet-what = The app asks for a kind of sign-in that your account cannot do yet, such as a code from an authenticator app. Nothing was shared. You can go back to the app.
acr-unmet-description = The sign-in cannot reach an acr that the request marks as essential. Ask for one of acr_values_supported, or without essential.
acr-unmet-fix = The person has no second factor, or the value is unknown here. Use acr_values for what would be good to have, and claims.id_token.acr with essential only for what must be (OpenID Connect Core, section 5.5.1.1).

consent-denied-title = You did not allow this
consent-denied-what = Nothing was shared. You can go back to the app.
consent-denied-description = The person did not allow it. Do not ask again by yourself.
consent-denied-fix = This is a decision, not a fault. Show what the app can do without, and let the person start again.

consent-empty-title = You did not allow this
consent-empty-what = Nothing was ticked, so nothing was shared. You can go back to the app.
consent-empty-description = The person allowed nothing of what was asked. Ask for less, or say why it is needed.
consent-empty-fix = This is a decision, not a fault. Ask for scopes when they are needed, not all at the start.

consent-tampered-title = We could not use that answer
consent-tampered-what = The answer did not fit the page, so nothing was shared. Go back to the app and try again.
consent-tampered-description = The form names something that was not on the page. Send the form as it was shown.
consent-tampered-fix = The answer has a scope that was not asked. Pages are for people: do not send their forms from code.

interaction-unknown-title = We cannot find this sign-in
interaction-unknown-what = It may have been opened in another browser, or cookies are switched off. Nothing was shared. Go back to the app and start again in this browser.
interaction-unknown-description = No such sign-in is open in this browser. Start again with an authorization request.
interaction-unknown-fix = Pages belong to the browser in which they were opened. Do not copy their addresses, and allow cookies.

interaction-expired-title = This page was open too long
interaction-expired-what = For your safety a sign-in ends after 60 minutes. Nothing was shared. You can start again now.
interaction-expired-description = The sign-in was open too long. Start again with an authorization request.
interaction-expired-fix = A sign-in may take 60 minutes. Send a new authorization request.

interaction-finished-title = You have finished here already
interaction-finished-what = There is nothing more to do on this page. Go back to the app; if it still asks you to sign in, start again there.
interaction-finished-description = The sign-in is over. Start again with an authorization request.
interaction-finished-fix = Each sign-in is answered once. Send a new authorization request.


## Codes

code-expired-title = { code-unknown-title }
code-expired-what = { code-unknown-what }
code-expired-description = { code-unknown-description }
code-expired-fix = The code was redeemed too late. Redeem it at once, and check the clock of the app's server.

code-reused-title = { code-unknown-title }
code-reused-what = { code-unknown-what }
code-reused-description = { code-unknown-description }
code-reused-fix = The code was redeemed a second time, so the tokens of the first time were revoked. Look for a request that is sent twice, or for a stolen code.

code-race-title = { code-unknown-title }
code-race-what = { code-unknown-what }
code-race-description = { code-unknown-description }
code-race-fix = Two requests redeemed the same code at the same moment; one of them won. Send the token request once, without an automatic retry.

code-client-mismatch-title = { code-unknown-title }
code-client-mismatch-what = { code-unknown-what }
code-client-mismatch-description = { code-unknown-description }
code-client-mismatch-fix = The code was issued to another client. Redeem it with the client_id of the authorization request.

code-unknown-title = { app-fault-title }
code-unknown-what = { app-fault-what }
code-unknown-description = The code is not known, has expired or was used before. Start a new authorization request.
code-unknown-fix = Redeem each code once, at once, with the client that asked for it. Do not retry a token request that was answered.

code-redirect-mismatch-title = { app-fault-title }
code-redirect-mismatch-what = { app-fault-what }
code-redirect-mismatch-description = redirect_uri is not that of the authorization request. Send the same value.
code-redirect-mismatch-fix = Send in the token request exactly the redirect_uri of the authorization request (RFC 6749, section 4.1.3).

verifier-missing-title = { app-fault-title }
verifier-missing-what = { app-fault-what }
verifier-missing-description = code_verifier is missing. Send the verifier of the code challenge.
verifier-missing-fix = The authorization request had a code_challenge. Keep its verifier and send it with the code.

verifier-unexpected-title = { app-fault-title }
verifier-unexpected-what = { app-fault-what }
verifier-unexpected-description = code_verifier was sent, but the authorization request had no code_challenge. Send both or neither.
verifier-unexpected-fix = Look for an authorization request from which the challenge was lost: that is what an attacker would do (RFC 9700, section 2.1.1).

verifier-mismatch-title = { app-fault-title }
verifier-mismatch-what = { app-fault-what }
verifier-mismatch-description = code_verifier is malformed or does not fit the code challenge. Send the verifier of this request.
verifier-mismatch-fix = Keep one verifier for each authorization request, 43 to 128 characters; another tab may have overwritten it.

user-disabled-title = This account is switched off
user-disabled-what = Please contact support, and give them the reference.
user-disabled-description = The account of this person was switched off. Ask the person to contact support.
user-disabled-fix = Nothing to fix in the app. Treat the person as signed out.

session-ended-title = You are signed out
session-ended-what = Your session has ended. Go back to the app and sign in again.
session-ended-description = The session of this person has ended. Start a new authorization request.
session-ended-fix = The person signed out, or the session was ended. Treat the person as signed out.

consent-withdrawn-title = You stopped this app
consent-withdrawn-what = You stopped the access of this app. Go back to the app if you want to allow it again.
consent-withdrawn-description = The person withdrew the consent. Start a new authorization request if the person wants it.
consent-withdrawn-fix = This is a decision, not a fault. Treat the app as disconnected.


## Refresh tokens, grants and resources

refresh-unknown-title = { app-fault-title }
refresh-unknown-what = { app-fault-what }
refresh-unknown-description = The refresh token is not known, has ended or was used before. Start a new authorization request.
refresh-unknown-fix = Keep the newest refresh token of each answer, and use each one once. If tokens end although people use the app, look for two places that refresh with one token.

refresh-expired-title = { refresh-unknown-title }
refresh-expired-what = { refresh-unknown-what }
refresh-expired-description = { refresh-unknown-description }
refresh-expired-fix = The refresh token was not used for longer than the server keeps it. Start a new authorization request; people who gave consent are not asked again.

refresh-client-mismatch-title = { refresh-unknown-title }
refresh-client-mismatch-what = { refresh-unknown-what }
refresh-client-mismatch-description = { refresh-unknown-description }
refresh-client-mismatch-fix = The refresh token was issued to another client. Refresh with the client that got it.

refresh-reused-title = { refresh-unknown-title }
refresh-reused-what = { refresh-unknown-what }
refresh-reused-description = { refresh-unknown-description }
refresh-reused-fix = A refresh token was used after its successor was in use, so somebody else may have had it, and the whole grant was revoked. Keep the new refresh token of each answer before you use it, in one place only.

refresh-dead-title = { refresh-unknown-title }
refresh-dead-what = { refresh-unknown-what }
refresh-dead-description = { refresh-unknown-description }
refresh-dead-fix = The grant of this refresh token was revoked before. Drop the token, and start a new authorization request.

refresh-burst-title = Please wait a moment
refresh-burst-what = Too many requests came at once. Nothing is lost; please try again.
refresh-burst-description = This refresh token was used too often at once. Wait for the seconds of Retry-After, and use the token that came back.
refresh-burst-fix = Many requests refreshed with one token within seconds. Let one request of the app refresh, and the others wait for it.

grant-revoked-title = This app no longer has access
grant-revoked-what = The access of this app was ended. Go back to the app if you want to allow it again.
grant-revoked-description = The grant was revoked. Start a new authorization request if the person wants it.
grant-revoked-fix = The person, an operator or a change of the account ended the grant. Treat the app as disconnected.

grant-ended-title = It is time to sign in again
grant-ended-what = The access of this app has reached its end date. Go back to the app and sign in again.
grant-ended-description = The grant has reached its end, which refreshing does not move. Start a new authorization request.
grant-ended-fix = Every grant has an absolute end. Send the person through a new authorization request.

resource-unknown-title = { app-fault-title }
resource-unknown-what = { app-fault-what }
resource-unknown-description = resource is not registered with this server. Send the identifier that the operator registered.
resource-unknown-fix = The resource parameter names an API by its registered identifier, byte for byte (RFC 8707, section 2). Ask the operator, or see signet resource list.

resource-not-granted-title = { app-fault-title }
resource-not-granted-what = { app-fault-what }
resource-not-granted-description = resource is not among those that were granted. Ask for it in the authorization request.
resource-not-granted-fix = A token request can only narrow what the authorization request named (RFC 8707, section 2.2).

hint-invalid-title = { app-fault-title }
hint-invalid-what = { app-fault-what }
hint-invalid-description = id_token_hint is not an ID token that this server issued to this client. Send the last one, unchanged, or leave it out.
hint-invalid-fix = The hint may have ended, but its signature, issuer and audience must be right (OpenID Connect Core, section 3.1.2.1).

token-foreign-title = { app-fault-title }
token-foreign-what = { app-fault-what }
token-foreign-description = The token was issued to another client. A client can revoke its own tokens only.
token-foreign-fix = Authenticate as the client that got the token (RFC 7009, section 2.1).


## People

user-unknown-title = { password-wrong-title }
user-unknown-what = { password-wrong-what }
user-unknown-description = { password-wrong-description }
user-unknown-fix = No account has this identifier. The audit log names the reason; the answer does not.

password-unset-title = { password-wrong-title }
password-unset-what = { password-wrong-what }
password-unset-description = { password-wrong-description }
password-unset-fix = The account has no password, for instance because it signs in elsewhere. Set one if it should.

password-disabled-title = { password-wrong-title }
password-disabled-what = { password-wrong-what }
password-disabled-description = { password-wrong-description }
password-disabled-fix = The password was switched off after 100 failures: signet user unlock switches it on again, set-password sets another. Or it was set by somebody else and has to be changed on a page first, which an old app cannot ask for.

user-locked-title = { password-wrong-title }
user-locked-what = { password-wrong-what }
user-locked-description = { password-wrong-description }
user-locked-fix = The account is locked. The operator can unlock it.

mfa-required-unsupported-door-title = { password-wrong-title }
mfa-required-unsupported-door-what = { password-wrong-what }
mfa-required-unsupported-door-description = { password-wrong-description }
mfa-required-unsupported-door-fix = The person has a second factor, and this old sign-in API cannot ask for it. Use the sign-in pages.

mfa-required-title = A code is needed, too
mfa-required-what = Enter the code that your authenticator app shows.
mfa-required-description = The password was right; a one-time code has to come with it.
mfa-required-fix = Send the sign-in again with a one-time code of the person's authenticator app.

user-not-at-door-title = { password-wrong-title }
user-not-at-door-what = { password-wrong-what }
user-not-at-door-description = { password-wrong-description }
user-not-at-door-fix = The person has an account, but none at this old sign-in API. Add one, or use the right API.

password-wrong-title = We could not sign you in
password-wrong-what = What you signed in with, or the password, is not right. Check both and try again.
password-wrong-description = The username or password is wrong. Ask the person to check both.
password-wrong-fix = Ask the person to check both. Answers are the same for unknown and for locked accounts; the audit log has the precise reason.

identifier-limited-title = There were too many tries
identifier-limited-what = For your safety you have to wait before you try again.
identifier-limited-description = Too many failures for this account or from this address. Wait as long as the Retry-After field says.
identifier-limited-fix = Do not try again before Retry-After has passed. Tries in between are refused without being checked.

otp-wrong-title = That code is not right
otp-wrong-what = Wait for a new code, then try again.
otp-wrong-description = The one-time code is wrong. Wait for the next one.
otp-wrong-fix = Ask the person for a new code. If every code fails, check the clock of the device.

otp-reused-title = That code was already used
otp-reused-what = Wait for the next one, then try again.
otp-reused-description = The one-time code was used before. Wait for the next one.
otp-reused-fix = Each code works once, for about 30 seconds. Send it once.

otp-limited-title = There were too many wrong codes
otp-limited-what = For your safety you have to wait before you try again.
otp-limited-description = Too many wrong one-time codes for this account. Wait as long as the Retry-After field says.
otp-limited-fix = Do not try again before Retry-After has passed.

action-code-unknown-title = This link does not work
action-code-unknown-what = It is not complete, or a newer one was sent. Use the link in the newest message, or ask for a new one.
action-code-unknown-description = No such link or code was sent for this, or a newer one was. Ask for a new one.
action-code-unknown-fix = Use the newest message, and the whole link. Each new message ends the ones before it.

action-code-expired-title = This link is too old
action-code-expired-what = It works for a short time only, and not after your account has changed. Ask for a new one.
action-code-expired-description = The link or code is over its time or its tries, or the account has changed since. Ask for a new one.
action-code-expired-fix = Ask for a new message and use it soon.

action-code-used-title = This link was already used
action-code-used-what = What it was for is done. If it was not you, change your password.
action-code-used-description = The link or code was used before. Ask for a new one if there is still something to do.
action-code-used-fix = Each link and each code works once.

action-code-wrong-title = That code is not right
action-code-wrong-what = Look at the newest message, then type the code again.
action-code-wrong-description = The code is not the one that was sent last. Type the newest one, or ask for another.
action-code-wrong-fix = Use the code of the newest message. After five wrong tries a new one has to be sent.


## Bearer tokens

token-missing-title = { app-fault-title }
token-missing-what = { app-fault-what }
token-missing-description = No access token was sent. Send it in the Authorization field as a Bearer token.
token-missing-fix = Send Authorization: Bearer and the token (RFC 6750, section 2.1). Tokens in the URL are not taken.

token-revoked-title = { token-invalid-title }
token-revoked-what = { token-invalid-what }
token-revoked-description = { token-invalid-description }
token-revoked-fix = The token was revoked: the person withdrew, signed out, or a code was used twice. Start a new authorization request.

token-invalid-title = { app-fault-title }
token-invalid-what = { app-fault-what }
token-invalid-description = The access token is malformed, revoked or of another kind. Get a new one.
token-invalid-fix = Send an access token of this server, not an ID token, and send it whole.

token-expired-title = { app-fault-title }
token-expired-what = { app-fault-what }
token-expired-description = The access token has expired. Get a new one.
token-expired-fix = Get a new token shortly before expires_in has passed, and check the clock.

token-audience-title = { app-fault-title }
token-audience-what = { app-fault-what }
token-audience-description = The access token is for another audience. Ask for one for this resource.
token-audience-fix = The aud claim does not name this resource. Send the resource parameter with the authorization or token request (RFC 8707).

scope-insufficient-title = The app may not do this
scope-insufficient-what = You have not allowed this to the app. Nothing was shared or changed.
scope-insufficient-description = The access token lacks a scope that is needed here. Ask for the scope first.
scope-insufficient-fix = The scope field of WWW-Authenticate names what is needed. Start an authorization request with it.


## Legacy doors and tokens that are exchanged

door-sunset-title = This way in has ended
door-sunset-what = The app uses an old way to sign in that has ended. Nothing was shared or changed. Ask the app's maker for a new version.
door-sunset-description = This API has ended. Move to the standard endpoints; the guide is named in the Link field.
door-sunset-fix = The operator had set this date. Follow the migration guide that the Link field names, or ask the operator.

door-outage-title = This way in is closed for a while
door-outage-what = The app uses an old way to sign in that will end. It is closed for a while as a test. Try again later.
door-outage-description = This API is closed for a planned outage because it will end. Try again after the Retry-After field, and move to the standard endpoints.
door-outage-fix = Wait as long as Retry-After says, and follow the migration guide that the Link field names before the Sunset date.

subject-token-type-title = { app-fault-title }
subject-token-type-what = { app-fault-what }
subject-token-type-description = The subject_token_type is not one that is exchanged here. Send an access token.
subject-token-type-fix = Send urn:ietf:params:oauth:token-type:access_token (or :jwt) and an access token of this server; ID, refresh and logout tokens are not exchanged, and neither is an actor_token.

subject-token-invalid-title = { app-fault-title }
subject-token-invalid-what = { app-fault-what }
subject-token-invalid-description = The subject_token is no live access token of this server. Get a new one.
subject-token-invalid-fix = Introspect the token: it must be active, and issued to this client or for it. Get a new one and exchange that.

exchange-not-allowed-title = { app-fault-title }
exchange-not-allowed-what = { app-fault-what }
exchange-not-allowed-description = This client may not exchange a token of this audience for one of that target. Ask the operator for a rule.
exchange-not-allowed-fix = Exchanges are allowed one by one. Ask the operator to add a rule to this client (signet.exchanges) for the source and the target, or name another resource or audience.

assertion-wrong-title = { app-fault-title }
assertion-wrong-what = { app-fault-what }
assertion-wrong-description = The assertion is wrong: its signature, issuer, subject, audience or lifetime. Make a new one.
assertion-wrong-fix = Sign with a registered key; iss is the client_id, sub the client's own id of the person, aud this issuer; exp at most 5 minutes ahead; a new jti each time (RFC 7523).

assertion-reused-title = { app-fault-title }
assertion-reused-what = { app-fault-what }
assertion-reused-description = The assertion was used before. Make a new one with another jti.
assertion-reused-fix = Make a new assertion with its own jti for each request.

terms-not-accepted-title = { app-fault-title }
terms-not-accepted-what = { app-fault-what }
terms-not-accepted-description = The terms were not accepted in this session. Accept them first.
terms-not-accepted-fix = Read the terms and accept their current version with the token of this session, then ask again.

terms-outdated-title = { app-fault-title }
terms-outdated-what = { app-fault-what }
terms-outdated-description = Other terms are in force now. Read and accept these.
terms-outdated-fix = Get the terms again and accept the content_version that they have now.

api-key-wrong-title = { app-fault-title }
api-key-wrong-what = { app-fault-what }
api-key-wrong-description = The API key is missing, unknown or of another partner. Send the one that was registered for this partner.
api-key-wrong-fix = Send the API key that was registered for this partner in the x-api-key field.

human-unknown-title = { app-fault-title }
human-unknown-what = { app-fault-what }
human-unknown-description = No person with this id has connected a source through this client. Start a session for them first.
human-unknown-fix = Start a session for the person first and let them connect a source.

human-blocked-title = { app-fault-title }
human-blocked-what = { app-fault-what }
human-blocked-description = The operator has blocked this person. Ask the operator.
human-blocked-fix = Ask the operator.

session-window-closed-title = { app-fault-title }
session-window-closed-what = { app-fault-what }
session-window-closed-description = The person has connected a source: sessions are no longer started for them. Ask for an id token.
session-window-closed-fix = Ask for the returning person's token instead (type id; scope connect offline_access).

client-token-not-allowed-title = { app-fault-title }
client-token-not-allowed-what = { app-fault-what }
client-token-not-allowed-description = This client may not have a token of its own. Ask the operator to allow it.
client-token-not-allowed-fix = Ask the operator to allow it (signet.client_token).

source-disabled-title = This source cannot be connected
source-disabled-what = It is not offered at the moment. Nothing was shared. Close this window and choose another one.
source-disabled-description = The source is unknown or switched off. Choose another one.
source-disabled-fix = The operator switches sources on (upstream.NAME.enabled).

source-failed-title = The source did not answer as it should
source-failed-what = Nothing was shared or connected. Wait a little, then try again from the app.
source-failed-description = The source cannot be reached, or its answer is not valid. Try again later.
source-failed-fix = The log names what was wrong with the answer: its address, its certificate, its keys, or the issuer, audience, nonce, times or algorithm of its ID token.


## Ours

overloaded-title = Sorry, the service is busy
overloaded-what = There is too much to do just now. Nothing was changed. Wait a minute, then try again.
overloaded-description = The server has too much to do. Try again after the Retry-After field.
overloaded-fix = Wait as long as Retry-After says, then try again with growing delays.

unavailable-title = Sorry, the service is not available
unavailable-what = We cannot answer just now. What was saved before is safe. Wait a minute, then try again.
unavailable-description = The server cannot reach what it needs. Try again after the Retry-After field.
unavailable-fix = Wait as long as Retry-After says. As the operator, see /health/ready on the management port and the log.

internal-title = Sorry, there is a problem with the service
internal-what = The fault is ours. What was saved before is safe. Try again later. If it happens again, contact support and give them the reference.
internal-description = The server failed. Try again later and report the request id if it happens again.
internal-fix = This is our fault. Report the request id (X-Request-Id) to the operator of this server.
