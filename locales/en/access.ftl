### Where a person is signed in, what apps may do, and what happened in the account.

## Sessions

browser-on = { $browser } on { $system }
browser-only = { $name }
browser-unknown = A browser that we do not know
# $app: the name of an app
browser-old = { $app }, old sign-in
browser-old-unknown = An app, old sign-in
sessions-title = Where you are signed in
# $most: how many sessions there may be
sessions-lead = These browsers and old apps are signed in as you. There can be { $most } browsers at once; after that the oldest is signed out.
sessions-here = This device
sessions-method = Signed in with
sessions-by-password = Password
sessions-by-otp = Password and a code from an authenticator app
sessions-by-recovery = Password and a recovery code
sessions-by-second-step = Password and a second step
sessions-began = Signed in
sessions-seen = Last used
sessions-from = From the network
sessions-apps = Apps used
sessions-end = Sign out
sessions-end-others = Sign out everywhere else
sessions-old-apps = What old apps may do is in the list of your apps.
sessions-old-apps-link = See your apps

## Apps

apps-title = Apps that you let in
apps-lead = Choose an app to see what it may do.
apps-none = You have let no app in.
apps-offline = Stays connected
apps-legacy = Old sign-in
apps-since = Since
apps-used = Last used
apps-never-used = Not used yet
apps-stop-one = Stop access of <b>{ $app }</b>

## One app

app-title = What an app may do
app-hosts = Leads to
app-until = Until, at the latest
app-until-stop = You stop it
app-away = While you are away
app-away-yes = It stays connected, also when you are not signed in
app-away-no = It works only while you are signed in
app-what = What may it do?
app-what-hint = Take a tick away and save to take that back. To allow more, the app has to ask you.
app-save = Save
app-empty = Nothing would be left that the app could do. To end all of it, press Stop access.
app-essential-missing = The app cannot work without one of the things that you took away. To end all of it, press Stop access.
app-legacy = This app signs in by an old way, with your password.
app-legacy-ends = The old way stops on
app-legacy-guide = What replaces it
app-stop-title = Stop access
app-stop-now = The app loses its access at once. To come back, it has to ask you again.
# $wait: a time in words
app-stop-lag = The app gets nothing new from now on. Some services may still let it in for up to { $wait }. To come back, it has to ask you again.
app-stop = Stop access
app-back = Back to your apps

## Activity

activity-title = What happened in your account
activity-lead = The last 12 months, newest first.
activity-filter = Show
activity-all = Everything
activity-sign-ins = Sign-ins
activity-security = Security
activity-apps = Apps
activity-none = Nothing happened.
activity-refused = Refused
activity-older = Show older
activity-csv = Download as a table (CSV)
activity-by-operator = By the people who run this service
activity-by-service = By this service itself
activity-app-unknown = an app that is gone
activity-csv-time = Time (UTC)
activity-csv-kind = Kind
activity-csv-what = What happened
activity-csv-app = App
activity-csv-by = By whom
activity-csv-from = From the network
activity-csv-outcome = Outcome
activity-csv-done = Done
# $browser: a browser in words; $app: the name of an app
activity-session-began = You signed in with { $browser }.
activity-session-renewed = You signed in again with { $browser }.
activity-session-ended = You were signed out.
activity-session-ended-many = Your oldest session was signed out, because there were too many.
activity-login-door = You signed in with { $app }, which uses an old way to sign in.
activity-browser-unknown = a browser that we do not know
activity-login-password-refused = Somebody typed a password for your account and was not let in.
activity-login-otp-refused = Somebody typed your password and a wrong code, and was not let in.
activity-login-recovery = You signed in with a recovery code.
activity-login-recovery-refused = Somebody typed your password and a wrong recovery code, and was not let in.
activity-device-forgotten = A remembered device was forgotten.
activity-factor-added = An authenticator app was turned on.
activity-factor-recovery-codes-made = New recovery codes were made.
activity-factor-removed = An authenticator app was removed.
activity-factor-renamed = An authenticator app was given another name.
activity-grant-listed = The list of your apps was looked at.
activity-session-listed = The list of where you are signed in was looked at.
activity-user-changed = Your details were changed.
activity-user-changed-roles = Your roles were changed.
activity-user-changed-address = What you sign in with, or your address, was changed.
activity-user-changed-address-proven = Whether your address is proven was changed.
activity-user-exported = What is known of you was taken along as a file.
activity-user-password-changed = Your password was changed.
activity-user-second-factor-reset = Your second step at sign-in was taken away.
activity-user-shown = Your account was looked at.
activity-user-signed-out = You were signed out everywhere.
activity-user-added = Your account was made.
activity-user-locked = Your account was locked.
activity-user-unlocked = Your account was unlocked.
activity-user-password-set = Your password was set.
activity-activity-exported = This list was downloaded.
activity-authorization-granted = You signed in to { $app }.
activity-consent-given = You allowed { $app } to use your data.
activity-consent-narrowed = You took back a part of what { $app } may do.
activity-consent-withdrawn = The access of { $app } was stopped.
activity-notice-refresh-reuse = { $app } was cut off, because its key to your data was used twice.

## What was just done

notice-session-ended = You were signed out there.
notice-others-ended = You are signed out everywhere else.
notice-app-narrowed = Saved. The app may do no more than what is ticked.
notice-app-stopped = The app has lost its access.
