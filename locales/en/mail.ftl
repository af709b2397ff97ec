### Letters: mail and text messages.
### Subjects are generic: they never name a clinic, an app or an illness. Short words.
### Values: $service is what this service is called; the others are named where they are used.

## What many letters share

mail-button = Open the page
mail-code = Or type this code where you were asked for one:
mail-code-short = Or type this code; it works for { $short }:
mail-code-only = Type this code where you were asked for it:
mail-copy = If the button does not work, copy this address into your browser:
mail-until = The link works until { $until }.
mail-until-code = The code works until { $until }.
mail-ignore = If you did not ask for this, you need not do anything. Do not pass it on to anybody.
mail-undo-until = You can take it back until { $until }.
mail-enrol = Before you can use an app, you set up two-step sign-in. Have an authenticator app on your phone ready, or a device that can keep a passkey.
mail-not-you = If this was not you, change your password now and look at what happened in your account:
mail-foot = You get this mail because your address belongs to an account here, or was given to us for one. Nobody reads answers to it.
mail-help = Help: { $help }
mail-sms-code = { $service }: your code is { $code }. Do not tell it to anybody.

## What stands for a name that is not told

mail-some-address = another address
mail-some-app = an app
mail-some-apps = Some of your apps do
mail-some-by = Somebody
mail-some-day = soon
mail-some-device = A browser or device
mail-some-facility = a facility
mail-some-ip = not known
mail-some-left = fewer than before
mail-some-passkey = a passkey
mail-some-reason = none was given
mail-some-username = your email address

## Joining

mail-welcome-subject = Your account is ready
mail-welcome-text = Welcome to { $service }. Your account is ready.
mail-welcome-more = You sign in with: { $username }
mail-welcome-button = Sign in
mail-human-verification-subject = We are checking your details
mail-human-verification-text = Thank you. A person is now checking the licence that you gave us. We write to you when this is done; it can take a few working days.
mail-human-verification-link = Please prove with this letter that this address is yours.
mail-human-verification-button = Confirm my address
mail-human-verified-subject = Your details are checked
mail-human-verified-text = The licence that you gave us was checked, and all is well. You can now use what is there for professionals.
mail-waitlist-approved-subject = You can make your account now
mail-waitlist-approved-text = Thank you for waiting. You can make your account at { $service } now.
mail-waitlist-approved-button = Make my account
mail-waitlist-rejected-subject = About your request for an account
mail-waitlist-rejected-text = Thank you for your request. We are sorry: we cannot give you an account at { $service }.
mail-identity-received-subject = We have your documents
mail-identity-received-text = The documents that show who you are have come in. We write to you when they are checked.
mail-facility-membership-subject = You were added to a team
mail-facility-membership-text = Your account now belongs to { $facility }. You see what this team shares when you sign in.
mail-patient-connection-subject = A new connection in your account
mail-patient-connection-text = You are now connected with somebody at { $service }. Sign in to see who it is, and what you share.
mail-invite-subject = You are invited
mail-invite-text = { $by } invites you to make an account at { $service }.
mail-invite-button = Make my account
mail-invite-code = Or type this code at { $join }:
mail-invite-ignore = If you do not want an account, you need not do anything. Do not pass this on to anybody.
mail-address-in-use-subject = You already have an account
mail-address-in-use-text = Somebody, perhaps you, wanted to make an account with this email address. There is one already, so nothing was made or changed.
mail-address-in-use-more = If it was you, sign in, or choose a new password if you have forgotten yours.
mail-address-in-use-button = Sign in

## Proving and recovering

mail-verify-subject = Is this your address?
mail-verify-text = Please confirm that this address is yours. Press the button, and then once more on the page that opens.
mail-verify-plain = Please confirm that this address is yours. Open the link below, and press the button on the page that opens.
mail-verify-button = Confirm my address
mail-reset-subject = Choose a new password
mail-reset-text = Somebody, perhaps you, asked for a new password for your account.
mail-reset-button = Choose a new password
mail-reset-done-subject = Your password is new
mail-reset-done-text = A new password was chosen for your account. You are signed out everywhere else.
mail-confirm-password-subject = Confirm your new password
mail-confirm-password-text = Somebody, perhaps you, wants to change the password of your account. It changes only after the code below is typed in the app where this was asked for.
mail-password-changed-subject = Your password was changed
mail-password-changed-text = The password of your account was changed. You are signed out on your other devices.
mail-password-set-subject = Somebody set a new password for you
mail-password-set-text = A person who looks after your account has set a new password for it. You choose your own when you next sign in.
mail-password-set-more = If you did not ask for this, ask the people who look after your account.

## Addresses and numbers

mail-email-change-subject = Is this your new address?
mail-email-change-text = Please confirm that your account is to have this email address. It changes only after you confirm it.
mail-email-change-button = Confirm my new address
mail-email-changed-old-subject = Your email address was changed
mail-email-changed-old-text = Your account now has another email address: { $address }. This is the last letter to the old one.
mail-email-changed-old-button = Take the change back
mail-email-changed-subject = Your email address was changed
mail-email-changed-text = Your account now has this email address.
mail-mobile-change-subject = Is this your new number?
mail-mobile-change-text = Please confirm that your account is to have this mobile number.
mail-mobile-change-button = Confirm my new number
mail-mobile-changed-subject = Your mobile number was changed
mail-mobile-changed-text = The mobile number of your account was changed.
mail-mobile-changed-button = Take the change back
mail-mobile-added-subject = A mobile number was added
mail-mobile-added-text = Your account has a mobile number now.
mail-address-in-use-change-subject = You already have an account
mail-address-in-use-change-text = Somebody, perhaps you, wanted to give this email address to another account. It belongs to an account already, so nothing was changed.

## What happened in an account

mail-new-device-subject = A new sign-in to your account
mail-new-device-text = Somebody signed in to your account on a browser that we had not seen before.
mail-new-device-more = When: { $at } · On: { $device } · From the network: { $ip }
mail-new-device-button = This was not me
mail-new-device-after = If it was you, you need not do anything.
mail-second-factor-on-subject = Two-step sign-in is on
mail-second-factor-on-text = An authenticator app was added to your account. You are asked for a code when you sign in.
mail-second-factor-off-subject = Two-step sign-in is off
mail-second-factor-off-text = Two-step sign-in was turned off. Your password alone is enough to sign in now.
mail-authenticator-removed-subject = An authenticator app was removed
mail-authenticator-removed-text = One of your authenticator apps was removed from your account. The others still work.
mail-second-factor-reset-subject = Your second step was taken away
mail-second-factor-reset-text = A person who looks after your account has taken away its second step of signing in. You can set up a new one when you next sign in.
mail-second-factor-reset-more = Their reason: { $reason }
mail-second-factor-reset-after = If you did not ask for this, tell the people who look after your account at once.
mail-factors-ended-subject = Ways to sign in were taken away
mail-factors-ended-text = Authenticator apps, passkeys or recovery codes that somebody else may have added to your account were taken away. They do not work any more.
mail-factors-ended-after = If one of them was yours, choose a new password, sign in and add it again.
mail-recovery-code-used-subject = A recovery code was used
mail-recovery-code-used-text = Somebody signed in to your account with one of your recovery codes.
mail-recovery-code-used-more = Codes that are left: { $left }
mail-recovery-codes-made-subject = You have new recovery codes
mail-recovery-codes-made-text = New recovery codes were made for your account. The codes that you had before do not work any more.
mail-passkey-added-subject = A passkey was added
mail-passkey-added-text = A passkey was added to your account: { $passkey }. Whoever has it can sign in.
mail-passkey-removed-subject = A passkey was removed
mail-passkey-removed-text = A passkey was removed from your account: { $passkey }.
mail-account-locked-subject = Your password was switched off
mail-account-locked-text = Somebody tried too many wrong passwords, so we switched your password off. Nobody can sign in with it.
mail-account-locked-more = You can sign in again after you choose a new one. If you cannot, ask for help.
mail-account-locked-button = Choose a new password

## Apps

mail-app-connected-subject = An app was connected
mail-app-connected-text = You allowed { $app } to use data from your account. You can stop it at any time, on the page of your apps.
mail-app-cut-off-subject = An app was signed out
mail-app-cut-off-text = We stopped { $app } from using your account, because something it held was used twice. It may have been copied. If you still need the app, connect it again.
mail-app-ends-soon-subject = An app will soon lose access
mail-app-ends-soon-text = What you allowed { $app } ends on { $day }. If you still need the app, connect it again then.
mail-offline-apps-subject = Apps that can see your data
mail-offline-apps-text = Once a year we remind you: these apps can use data from your account while you are away.
mail-offline-apps-more = { $apps }
mail-offline-apps-button = Look at my apps
mail-offline-apps-after = Stop the ones that you no longer need.
mail-legacy-stops-subject = An app will stop working
mail-legacy-stops-text = From { $day } on, { $app } can no longer sign in the old way. Please update it before then, or ask whoever made it.
mail-legacy-stops-button = See what changes
mail-legacy-stops-developer-subject = An old sign-in stops
mail-legacy-stops-developer-text = From { $day } on, the old API that { $app } signs in by no longer answers. The guide says how to move to OAuth 2.0.
mail-legacy-stops-developer-button = Read the guide

## Leaving

mail-deletion-asked-subject = Your account will be deleted
mail-deletion-asked-text = Your account will be deleted on { $day }. Until then you can keep it: sign in, or press the button.
mail-deletion-asked-plain = Your account will be deleted on { $day }. Until then you can keep it: sign in, or open the link below.
mail-deletion-asked-button = Keep my account
mail-deletion-done-subject = Your account is deleted
mail-deletion-done-text = Your account and what we kept with it are deleted. This is our last letter to you.

## For operators

mail-test-subject = A test
mail-test-text = This letter shows that mail from { $service } arrives.

## The page of a development server that shows letters

dev-mail-title = Mail and text messages
dev-mail-lead = What people were written. Nothing was sent: this is a development server.
dev-mail-none = Nothing yet.
dev-mail-to = To
dev-mail-erased = erased
dev-mail-at = Written
dev-mail-letter = Letter
dev-mail-failure = Not sent
dev-mail-link = Button

## The page that the letter about a new sign-in leads to

not-me-title = This was not me
not-me-what = If somebody else signed in to your account, press the button. Everybody is signed out everywhere, and out of every app, and your password stops working. Authenticator apps, passkeys and recovery codes that were added since that sign-in are taken away. Then choose a new one.
not-me-button = Sign everybody out
not-me-else = If it was you, close this page. Nothing has been changed.
not-me-done-title = Everybody is signed out
not-me-done = Nobody is signed in to your account any more, and your old password does not work. Choose a new one that you use nowhere else.
not-me-recover = Choose a new password
factors-ended = Authenticator apps, passkeys and recovery codes that somebody else may have added were taken away, too. If one of them was yours, add it again after you sign in.
