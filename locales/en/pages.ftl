# What people read. Short words; what happens next; no blame.

skip = Skip to main content
footer-help = Help
footer-privacy = Privacy
footer-errors = For developers: errors
dev-banner = This is a development server with sample data.
error-prefix = Error: { $title }
page-title = { $title } – { $service }

home-title = Sign-in service
home-lead = Apps send you here to sign in, and to decide what they may see.
home-nothing = There is nothing to do on this page. Go to the app that you want to use and choose “sign in” there.
home-developers = For developers
home-discovery = Server metadata

login-title = Sign in
login-to = to continue to { $app }
login-username = Username or email
login-password = Password
login-show = Show
login-hide = Hide
login-show-label = Show password
login-hide-label = Hide password
login-shown = Your password is visible
login-hidden = Your password is hidden
login-submit = Sign in
login-wrong-title = We could not sign you in.
login-wrong = The username or password is not right. Check both and try again.
login-wrong-field = Check your username and password.
login-wait-title = Please wait before you try again.
login-wait = There were too many failed tries for this name. You can try again in { $wait }.
login-busy-title = Please try again in a moment.
login-busy = Very many people are signing in right now. Nothing is wrong with your password.
login-other = Use another name
wait-seconds = { $n ->
    [one] 1 second
   *[other] { $n } seconds
}
wait-minutes = { $n ->
    [one] 1 minute
   *[other] { $n } minutes
}

mfa-title = Enter your code
mfa-lead = Open your authenticator app and type the code that it shows for { $service }.
mfa-code = 6-digit code
mfa-hint = Spaces are fine. You can paste the code.
mfa-submit = Continue
mfa-restart = Sign in as somebody else
mfa-error-title = That code did not work.
mfa-wrong = That code is not right. Wait for a new code and try again.
mfa-clock = That code is not right. If this goes on, check the clock of your phone: here it is { $time } (UTC).
mfa-used = That code was already used. Wait for the next one.
mfa-limited = There were too many wrong codes. You can try again in { $wait }.
mfa-over-title = Please sign in again.
mfa-over = There were too many wrong codes, so we start over. Type your username and password again.

consent-see = Let { $app } see your information?
consent-add = Let { $app } add to your information?
consent-change = Let { $app } change your information?
consent-delete = Let { $app } delete some of your information?
consent-simple = Sign in to { $app }?
consent-who-maker = { $app } by { $maker } ({ $host }) is asking for access.
consent-who = { $app } ({ $host }) is asking for access.
consent-checked = Checked by us, { $date }
consent-unchecked = Not checked by us
consent-you = You are signed in as { $name }.
consent-not-you = Not you?
consent-what = What may it do?
consent-what-hint = Tick only what you want to share. You can change this later.
consent-all = Tick everything the app asked for
consent-essential = The app needs this to work.
consent-already = You allowed this before
consent-simple-lead = { $app } will learn who you are, and nothing else.
consent-group-identity = About you
consent-group-health = Health data
consent-group-sensitive = Sensitive data
consent-group-write = What it may change
consent-write-warning = With these the app can change your information, not only see it.
consent-about = About this app
consent-home = Home page
consent-policy = Privacy policy
consent-terms = Terms of use
consent-technical = Technical names
consent-audience = For
consent-audience-here = this sign-in service
consent-duration = How long
consent-duration-text = While you are signed in. We remember your choice for up to { $days } days.
consent-stop = You can stop this at any time: tell { $operator }, and the app loses its access.
consent-allow = Allow
consent-deny = Do not allow
consent-empty-title = Nothing is ticked.
consent-empty = Tick what you want to share, or choose “Do not allow”.

return-title = Returning to { $app }
return-lead = You are on your way back to { $app }.
return-link = Return to { $app }
return-help = Nothing happens? Use the link. If the app does not open, it may not be installed on this device.
return-over-title = This page was used already
return-over = Go back to the app and try again there.

logout-title = Sign out?
logout-lead = You are signed in as { $name }.
logout-submit = Sign out
logout-stay = Stay signed in
logout-nobody = You are not signed in.
logout-done-title = You are signed out
logout-done = You can close this page. Apps may still keep you signed in until you sign out of them, too.

error-request-title = This app sent a request we cannot accept
error-request = You have done nothing wrong and nothing was shared. Go back to the app and try again. If it keeps happening, tell the people who make the app and give them this reference.
error-expired-title = This page was open too long
error-expired = For your safety a sign-in ends after an hour. Nothing was shared.
error-restart = Start again
error-finished-title = This sign-in is over
error-finished = It was completed or stopped already. Go back to the app; if you are not signed in there, start again.
error-unknown-title = We cannot go on with this sign-in here
error-unknown = It was begun in another browser, or your browser does not keep cookies. Nothing was shared. Go back to the app and start again.
error-form-title = This form was out of date
error-form = Nothing was changed. Load the page again and repeat what you did.
error-form-again = Load the page again
error-not-found-title = Page not found
error-not-found = If you typed the address, check that it is right. If you followed a link, go back to the app that you came from.
error-method-title = This page cannot be used like that
error-method = Go back and try again from the app.
error-large-title = That was too much at once
error-large = What was sent is larger than we can take. Go back and try again.
error-host-title = Wrong address
error-host = This server is not known by the name that you used. Check the address.
error-wait-title = Please wait
error-wait = There were too many tries. Wait a while and try again.
error-busy-title = Please try again in a moment
error-busy = The service is very busy or is being looked after. Nothing was lost.
error-internal-title = Sorry, there is a problem with the service
error-internal = Nothing was changed. Try again later. If it keeps happening, tell us and give us this reference.
error-reference = Reference
error-time = Time
error-details = Details for the app developer
error-details-region = Error details
error-row-error = error
error-row-reason = what
error-row-hint = hint
error-row-received = received
error-row-closest = closest registered
error-row-help = help

doc-title = Error: { $code }
doc-index-title = Errors
doc-index-lead = Every answer that is an error names one of these reasons in error_uri.
doc-what = What it means
doc-fix = How to fix it
doc-status = HTTP status
doc-error = OAuth error
doc-all = All errors
