### The texts of each page. Only <b> and <small> may stand in a text, and only where it names
### an app or a person.

## Sign in

login-title = Sign in
login-continue = to continue to <b>{ $app }</b> <small>({ $host })</small>
# What people sign in with, as words in a row; the first letter is made a capital in front.
identifier-username = username
identifier-email = email
identifier-mobile = mobile number
identifier-study-code = study code
identifier-password = password
identifier-comma = ,
identifier-or = or
identifier-missing = This field is empty: { $what }.
login-password = Password
login-other = Use another username
login-forgot = Forgot your password?
login-remember = Keep me signed in on this device
login-remember-hint = Do not use this on a shared computer
login-submit = Sign in
login-new = New here?
login-create = Create an account
login-password-missing = Enter your password.
login-wrong = The { $what } is not right. Check what you typed and try again.
login-wait = There were too many tries. Wait { $wait }, then try again.
login-unavailable = We cannot sign you in just now. Wait a minute, then try again.

password-show = Show
password-hide = Hide
password-show-label = Show password
password-hide-label = Hide password
password-shown = Your password is visible
password-hidden = Your password is hidden

## Code of the authenticator app

mfa-title = Enter your code
mfa-continue = to continue to <b>{ $app }</b> <small>({ $host })</small>
mfa-code = 6-digit code
mfa-hint = Open your authenticator app to see it. You can paste the code; spaces are fine.
mfa-submit = Continue
mfa-as = You are signing in as <b>{ $person }</b>.
mfa-missing = Enter the code from your authenticator app.
mfa-wrong = That code is not right. Wait for a new code, then try again.
mfa-only = Enter a code of <b>{ $name }</b>, or use a recovery code.
mfa-neither = Have you neither the device nor recovery codes? Ask whoever gave you this account.
mfa-another = That code is from another of your authenticator apps. Enter a code of the app that this page names.
mfa-looks-like-recovery = That looks like a recovery code. This page asks for the 6 digits that your authenticator app shows; recovery codes have a page of their own.
mfa-used = That code was already used. Wait for the next one.
mfa-over = There were too many wrong codes. Start again with your password.
mfa-wait = There were too many wrong codes. Wait { $wait }, then start again.
mfa-remember = Remember this device
mfa-remember-hint = Do not use this on a shared computer
mfa-clock = If new codes do not work, the clock of your phone may be wrong. Let the phone set its time by itself.
mfa-clock-now = It is now

## A second step that is still to be set up

enrol-title = Set up a second step
enrol-why = Your account needs a second step at sign-in: a code from an authenticator app, or a passkey. You do not have one yet. Set it up here; then the sign-in goes on.
enrol-codes-next = Your second step is set up. Save these codes, then go on to <b>{ $app }</b> <small>({ $host })</small>.

## Prove it anew

reauth-title = Is it still you?
reauth-asked = <b>{ $app }</b> <small>({ $host })</small> asks you to sign in again.
reauth-age = <b>{ $app }</b> <small>({ $host })</small> asks you to sign in again, because you last did so some time ago.
reauth-class = <b>{ $app }</b> <small>({ $host })</small> asks for a stronger sign-in: your password, then a code from your authenticator app.
reauth-spared = You signed in without a code a moment ago, because this device is remembered. This page needs your password and a code.
reauth-submit = Continue
reauth-cancel = Cancel
reauth-wrong = The password is not right. Check it and try again.

## Choice of account

select-title = Choose an account
select-signed-in = Signed in
select-signed-out = Signed out
select-remove = Remove { $person } from this device
select-another = Use another account
select-cancel = Cancel

## Consent

consent-title = Allow access?
consent-sign-in = Sign in to <b>{ $app }</b>?
consent-see-record = Let <b>{ $app }</b> see your health record?
consent-add-record = Let <b>{ $app }</b> add to your health record?
consent-change-record = Let <b>{ $app }</b> change your health record?
consent-delete-record = Let <b>{ $app }</b> delete from your health record?
consent-see-data = Let <b>{ $app }</b> see your data?
consent-add-data = Let <b>{ $app }</b> add to your data?
consent-change-data = Let <b>{ $app }</b> change your data?
consent-delete-data = Let <b>{ $app }</b> delete your data?
consent-app = App
consent-maker = <small>by { $maker }</small>
consent-host = Sends you back to
consent-checked = Checked
consent-checked-yes = Checked by us, { $date }
consent-checked-no = Not checked by us
consent-person = You
consent-short-openid = <b>{ $app }</b> will know that it is you when you come back. It will see nothing else.
consent-short-profile = <b>{ $app }</b> will know that it is you when you come back, and see your name. It will see nothing else.
consent-more-openid = <b>{ $app }</b> will know that it is you when you come back. It will see nothing more than you allowed before.
consent-more-profile = <b>{ $app }</b> will know that it is you when you come back, and see your name. It will see nothing more than that and what you allowed before.
consent-what = What may it do?
consent-what-hint = Tick only what you want to allow. Nothing is shared before you press Allow.
consent-select = Tick everything the app asked for
consent-all-ticked = Everything the app asked for is ticked. Nothing is shared yet: check the list, then press Allow.
consent-all-but-sensitive = Everything is ticked but the sensitive data, which is left to you. Nothing is shared yet: check the list, then press Allow.
consent-nothing-ticked = Nothing is ticked. Tick what you want to allow, or press Do not allow.
consent-group-about = About you
consent-group-health = Health data
consent-group-sensitive = Sensitive data
consent-group-write = Changes
consent-group-other = Other
consent-sensitive-hint = Tick each of these yourself if you want to share it.
consent-write-warning = With these the app can change what others see about you.
consent-essential = The app needs this to work
consent-granted = You allowed this before
consent-duration = For how long?
consent-remembered = We remember your answer until { $date }. After that the app has to ask again.
consent-remembered-offline = We remember your answer until { $date }, but for the tick to stay connected: that is asked each time.
consent-not-remembered = Your answer is not remembered: each time, the app has to ask again.
consent-online-only = The app can use this only while you are signed in here.
consent-online = Without this tick the app can use what you allow only while you are signed in here.
consent-offline-title = Stay connected while you are away
consent-offline-hint = It can use what you allow here also when you are not signed in
consent-until = Until when, at the latest
consent-until-90d = 90 days, until { $date }
consent-until-1y = 1 year, until { $date }
consent-until-stop = Until I stop it
consent-audiences = Where this works
consent-about = About this app
consent-funding = How it is paid for
consent-sharing = Who else gets your data
consent-deletion = How to have your data deleted
consent-policy = Privacy policy
consent-terms = Terms
consent-technical = Technical names
consent-none-given = The app gave none
consent-stop = You can stop this at any time.
consent-stop-ask = You can stop this at any time: contact { $service }.
consent-stop-link = See your connected apps
consent-allow = Allow
consent-deny = Do not allow

## The way back to the app

return-page = Returning to { $app }
return-title = Returning to <b>{ $app }</b>
return-hint = You can close this page if the app is already open.
return-link = Return to { $app }
return-post-hint = Press Continue if nothing happens.
return-post = Continue
return-gone-title = This way back was used before
return-gone = Go back to the app and try again. Nothing was lost.

## Connect: the page that Human API's clients frame

connect-title = Connect your health data
connect-lead = <b>{ $app }</b> asks for data that these services hold about you. You choose which ones.
connect-window = Each service opens in a window of its own. Sign in there, then come back to this page.
connect-none = There is no service to connect at the moment.
connect-is = Connected
connect-is-not = Not connected
connect-off = This service takes no new connections at the moment.
connect-do = Connect <b>{ $source }</b>
connect-undo = Disconnect <b>{ $source }</b>
connect-again = Show the list again
connect-close = Done
connect-closed-title = You are done here
connect-closed = You can go back to <b>{ $app }</b>.
connect-shut = Close
connect-expired-title = This took too long
connect-expired = The way here has ended. Nothing was shared. Go back to the app and open this page again.
connect-invalid-title = This page cannot be opened
connect-invalid = The app did not open it as it should. Nothing was shared. Go back to the app and try again.
connect-gone-title = This page was opened before
connect-gone = What you have connected is kept. Go back to the app and open this page again.
connect-going-page = Going to { $source }
connect-going-title = Going to <b>{ $source }</b>
connect-going = Sign in there. Then this window tells you that you are done.
connect-go = Go to <b>{ $source }</b>
connect-connected-page = { $source } is connected
connect-connected-title = <b>{ $source }</b> is connected
connect-connected = You can close this window and go back to <b>{ $app }</b>.
connect-denied-title = Nothing was connected
connect-denied = You did not allow it. You can close this window and go back to <b>{ $app }</b>.

## Sign out

logout-title = Sign out?
logout-app = <b>{ $app }</b> asks you to sign out.
logout-person = You are signed in as <b>{ $person }</b> on this device.
logout-leave = Sign out
logout-stay = Stay signed in
logout-all = Also sign out of all apps that stay connected
logout-told = These apps are told, and should sign you out too:
logout-stayed-title = You are still signed in
logout-stayed = Nothing has changed. You can close this page.
logout-done-title = You are signed out
logout-done = You can close this page. Apps that you used may need to be closed too.

## Home

home-title = Home
home-what = This is where you sign in to the health apps and services that work with us.
home-start = There is nothing to do on this page. Open your app and choose Sign in there.
home-dev = This server was started for development. The terminal shows the apps and people to try.
home-developers = For developers
home-discovery = OpenID Connect discovery

## Errors: what stands around the texts of errors.ftl

error-wait = Wait { $wait }, then try again.
error-reference = Reference
error-time = Time
error-help = Get help, and give them the reference
error-developer = Details for the app developer
error-about = about
error-received = received
error-closest = closest registered
error-difference = they differ in
error-more = more
difference-slash = a slash at the end
difference-case = upper and lower case
difference-scheme = http and https
difference-port = the port
difference-other = more than a slash, the port, the case or http and https

guide-index = Moving on from an old API
guide-index-lead = For makers of apps that still call one of the old login APIs: what each call becomes.
guide-all = All guides

doc-index = Error reference
doc-index-lead = Each answer that refuses something has one of these reasons. The error is what OAuth 2.0 and OpenID Connect call it; error_uri links to the reason.
doc-status = HTTP status
doc-fix = How to fix it
doc-people = What people see
doc-private = Answers do not tell this reason apart from others, so as not to help an attacker. They show:
doc-all = All reasons


## A new password

password-too-short = The new password is too short. Use { $count } characters or more.
password-too-long = The new password is too long. Use { $most } characters or fewer.
password-guessed-at-once = That password is very weak: it would be guessed at once. Use a few words that do not belong together.
password-guessed-in-minutes = That password is weak: it would be guessed within minutes. Add a word or two that do not belong together.
password-guessed-in-hours = That password is not strong enough yet: it would be guessed within hours. Add one more word that does not belong to the others.
password-listed = Many people use that password, so it is tried first. Choose another one.
new-password-title = Choose a new password
new-password-why = The password that you used was set by somebody else, so that you could sign in. Choose one that only you know.
new-password-next = After that you go on to <b>{ $app }</b> <small>({ $host })</small>.
new-password-same = That is the password that has to be changed. Choose another one.
new-password-submit = Save and continue
