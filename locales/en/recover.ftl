### A forgotten password, proving an address, and the profile.

## Forgotten password

recover-title = Forgotten your password?
recover-lead = Tell us the name or address that you sign in with. We send you a message with a way to choose a new password.
recover-submit = Send the message
recover-back = Back to sign in
recover-sent-title = Check your email
recover-sent-lead = If we know this name or address, a message is on its way. Its link works once, for 30 minutes. You can also type the code from the message here, within 10 minutes.
recover-again = No message? Ask for another one
recover-new-title = Choose a new password
recover-new-lead = You are signed out everywhere when you save it. If you have two-step sign-in, it stays on.
recover-new-lead-first = You are signed out everywhere when you save it. You prove by it for the first time that the address is yours: authenticator apps, passkeys and recovery codes that were added before are taken away.
recover-new-submit = Save the new password
action-recover-done-title = Your password was changed
action-recover-done = You can sign in with it now. Apps that you used before will ask you to sign in again.
action-recover-next = Sign in

## Codes that are typed

action-code-field = Code from the message
action-code-hint = 8 digits. Blanks do not matter.
action-code-submit = Continue
action-code-missing = Enter the code from the message.
action-code-over = This code does not work any more. Ask for a new message.

## Links

action-verify-email-title = Is this your address?
action-verify-email-lead = Say so by the button, and we know that messages to this address reach you.
action-verify-email-elsewhere = This account was not made in this browser. Type its password. If you made no account, somebody else did with your address: close this page, and nothing happens.
action-verify-email-wrong = This is not the password of the account. If you made no account, somebody else did with your address: close this page.
action-verify-email-submit = Yes, this is my address
action-verify-email-done-title = Thank you, your address is proven
action-verify-email-done = If you were signing in on another device or in another window, go back there: it goes on by itself.
action-verify-email-next = Go to your account
action-change-email-title = Use this address from now on?
action-change-email-lead = You sign in with it, and messages come to it. We tell the old address, from which this can be undone for 72 hours.
action-change-email-elsewhere = This was not asked for in this browser. Type the password of the account that is to have this address, or sign in to it here and open the link again. If you have no such account, somebody else wants your address for theirs: close this page, and nothing happens.
action-change-email-wrong = This is not the password of the account. If you have no such account, somebody else wants your address for theirs: close this page.
action-change-email-submit = Use this address
action-change-email-done-title = Your address was changed
action-change-email-done = Messages come to the new address from now on.
action-change-email-next = Go to your account
action-undo-email-title = Take the old address back?
action-undo-email-lead = If you did not change the address of your account, take it back. Everybody who is signed in is signed out. Authenticator apps, passkeys and recovery codes that were added since are taken away.
action-undo-email-submit = Take it back
action-undo-email-done-title = The old address is back
action-undo-email-done = Everybody was signed out. Choose a new password now: somebody else may know the old one.
action-undo-email-next = Choose a new password
action-undo-mobile-title = Take the old number back?
action-undo-mobile-lead = If you did not change the number of your account, take it back. Everybody who is signed in is signed out. Authenticator apps, passkeys and recovery codes that were added since are taken away.
action-undo-mobile-submit = Take it back
action-undo-mobile-done-title = The old number is back
action-undo-mobile-done = Everybody was signed out. Choose a new password now: somebody else may know the old one.
action-undo-mobile-next = Choose a new password

## Waiting for an address to be proven

verify-title = Is this your address?
verify-continue = Before you go on to <bdi>{ $app }</bdi>, we have to know that your address is yours.
verify-ask = We send a message to <bdi>{ $address }</bdi>.
verify-send = Send the message
verify-sent = A message is on its way to <bdi>{ $address }</bdi>. Open its link on any device, or type the code here.
verify-waits = This page goes on by itself when the link was opened.
verify-again = Send another message

## Profile

account-profile = Profile
profile-lead = What we know about you. Apps see only what you allow.
profile-name = Name
profile-given-name = Given name
profile-family-name = Family name
profile-language = Language
profile-language-none = As my browser says
profile-zone = Time zone
profile-zone-hint = For example Europe/Zurich.
profile-zone-wrong = Enter a time zone like Europe/Zurich, or nothing.
profile-name-wrong = A name has at most 254 characters and no line breaks.
profile-save = Save
profile-contact = How you sign in and are reached
profile-username = Your username is <bdi>{ $name }</bdi>.
profile-email-proven = Your address is <bdi>{ $address }</bdi>. It is proven.
profile-email-unproven = Your address is <bdi>{ $address }</bdi>. It is not proven yet.
profile-email-prove = Send a message to prove it
profile-email-none = There is no address yet.
profile-mobile = Your mobile number is <bdi>{ $number }</bdi>.
profile-mobile-none = There is no mobile number yet.
profile-email-waits = You asked for another address: { $to }. If a letter can reach it, its link works until { $until }. Nothing has changed yet.
profile-mobile-waits = You asked for another mobile number: { $to }. If a message can reach it, its code works until { $until }. Nothing has changed yet.
profile-email-cancel = Keep the address as it is
profile-mobile-cancel = Keep the number as it is
contact-email-title = Change the address
contact-email-first = Add an email address
contact-email-lead = We send a link to the new address. Nothing changes before it is opened.
contact-email-field = New email address
contact-email-submit = Send the link
contact-email-wrong = Enter one address, like name@example.org.
contact-mobile-title = Change the mobile number
contact-mobile-first = Add a mobile number
contact-mobile-lead = We send a code to the new number.
contact-mobile-field = New mobile number
contact-mobile-hint = With the country, like +41 79 123 45 67.
contact-mobile-submit = Send the code
contact-mobile-wrong = Enter the number with its country, like +41 79 123 45 67.
contact-same = That is the one that you have.
contact-code-title = Enter the code
contact-code-lead = If a message can reach the number, it has a code.
contact-code-submit = Save the number
notice-profile-saved = Your profile is saved.
notice-address-asked = A message is on its way. Open its link to go on.
notice-change-cancelled = Nothing changes: what we sent works no more.
notice-number-changed = Your mobile number was changed.
notice-number-added = Your mobile number was added.
reauth-own-profile = To change your address or number, show that it is you.

## What happened

activity-user-password-reset = A new password was chosen by a link that was sent to you.
activity-identifier-changed = Your address or number was changed.
activity-identifier-change-asked = A change of your address or number was asked for.
activity-identifier-change-cancelled = A change of your address or number was called off.
activity-identifier-change-undone = A change of your address or number was undone.
activity-identifier-verified = Your address was proven.
activity-recovery-asked = A new password was asked for by mail.
activity-recovery-triggered = Somebody who looks after accounts sent or gave you a link to a new password.
