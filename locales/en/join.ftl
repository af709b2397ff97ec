### Joining: invitations, the waitlist.

join-title = Create an account
join-lead = After this you prove that the address is yours, by a link or a code that we send you.
join-invite-title = You are invited
# $by: the name of the person who invites
join-invite-by = <bdi>{ $by }</bdi> invites you. Make your account here.
join-invite-lead = Make your account here.
join-admin-title = Become an administrator
join-admin-lead = Choose a password. After this you set up two-step sign-in; without it the account can do nothing.
join-admin-lead-alone = Choose a password for your account.
join-back-title = Come back into your account
join-back-lead = Choose a new password. Your authenticator apps, passkeys and recovery codes are taken away, and every app is signed out. After this you set up two-step sign-in anew.
join-back-lead-alone = Choose a new password. Your authenticator apps, passkeys and recovery codes are taken away, and every app is signed out. You can set up two-step sign-in anew on your account pages.
join-back-submit = Save
join-email = Email address
join-email-hint = You sign in with it.
join-email-bound = The invitation is for this address.
join-email-missing = Type your email address.
join-email-wrong = This is no email address that we can write to. Type it like name@example.org.
join-other-address = The invitation is for another address.
join-taken = There is an account with this address already. Sign in with it.
join-name = Name
join-name-missing = Type your name.
join-name-wrong = The name is too long, or holds a character that names do not have.
join-submit = Create account
join-have = Do you have an account?
join-sign-in = Sign in
login-invited = I have an invitation
join-code-title = Join by invitation
join-code-lead = Accounts are made by invitation here. Open the link in your mail, or type the code of the invitation.
join-code = Code of the invitation
join-code-submit = Continue
join-code-wrong = This is no code of an invitation. Copy the whole code, or open the link in your mail.
join-ask = Ask for an invitation
join-again = Start again
join-sent-title = Check your email
join-sent-lead = We have written to the address that you gave. Open the link in that mail, on any device, or type the code from it here.
join-sent-code = Code from the mail
join-sent-submit = Continue
join-sent-opened = I have opened the link: sign in
join-sent-none = No mail? Check your spam folder, too.
join-sent-wrong = This code is not right, or too old. Type the code of the newest mail.
join-sent-limited = Too many tries. Open the link in the mail, or start again later.
join-confirm-title = Is this your address?
join-confirm-lead = Your account is made when you say so. If you did not ask for one, close this page: nothing happens.
join-confirm-elsewhere = You did not ask in this browser. Type the password that you chose when you asked.
join-confirm-wrong = This is not the password that was chosen. If you chose none, somebody else asked for this account: close this page.
join-confirm-submit = Yes, make my account
join-done-title = Your account is ready
join-done-back = You are back in your account
join-done-lead = You can sign in now.
join-done-enrol = Sign in now and set up two-step sign-in.
join-over-title = This invitation is over
join-over-lead = It was used, taken back, or its time is over. Ask whoever invited you for a new one.
join-link-over-title = This link is over
join-link-over-lead = It was used before, or its time is over.
join-waitlist-title = Ask for an invitation
join-waitlist-lead = Somebody decides who gets an account. The answer comes by mail.
join-waitlist-submit = Ask
join-asked-title = Thank you
join-asked-lead = If there can be an invitation, it comes to your address by mail.
activity-user-joined = You made your account.

## Help, privacy, accessibility

about-help-title = Help
about-help-sign-in = Sign in with the name or email address and the password of your account. If you have forgotten the password, the sign-in page leads to a new one.
about-help-second = If you are asked for a code, open your authenticator app and type the six digits that it shows. Without the app, use one of your recovery codes.
about-help-passkeys = With a passkey you need no password: where the sign-in page offers it, confirm with your fingerprint, your face or the lock of your device. You add passkeys on your account pages; who has lost one signs in another way and removes it there.
about-help-apps = On your account pages you see which apps may see something of yours, where you are signed in, and what happened. You can stop any app there.
about-help-contact = If nothing helps, ask whoever gave you this account.
about-privacy-title = Privacy
about-privacy-kept = This service keeps what your account needs: your name and addresses, your password as a hash, the keys of your authenticator apps sealed, where you are signed in, and what happened in your account.
about-privacy-shared = An app learns of you what its page of consent named and you allowed, and nothing else. You can take that back at any time.
about-privacy-cookies = Cookies keep you signed in and your forms safe. None is for advertising, and nothing is loaded from elsewhere.
about-privacy-rights = You may ask for all that is kept of you, have it corrected, and have your account deleted.
about-accessibility-title = Accessibility
about-accessibility-aim = Everybody should be able to use these pages. They are made to meet the Web Content Accessibility Guidelines 2.2, level AA.
about-accessibility-how = They work by keyboard alone, with screen readers, without script, in large text, on narrow screens, and in light and dark colours.
about-accessibility-tested = Each page is tested in every state with axe-core in Chromium, in both colour schemes and at 320 and 1280 pixels: it finds nothing wrong. People with disabilities have not tested them yet.
about-accessibility-contact = If something does not work for you, tell whoever gave you this account. It is looked at as any other fault.

## Terms

terms-title = Terms
# $version: the name of the version
terms-version = Version <bdi>{ $version }</bdi>
terms-accept-title = Please accept the terms
terms-accept-lead = Before you go on, please read and accept the terms of this service.
terms-read = Read the terms
terms-changes = What has changed
terms-tick = I accept the terms.
terms-accept = Continue
terms-deny = Not now
terms-missing = Tick that you accept the terms.
activity-terms-accepted = You accepted the terms.

## An app that signs in the old way

legacy-notice-title = An app signs in the old way
legacy-notice-lead = You have signed in with an app that knows only the old way. That way is less safe: it cannot ask for a second step.
legacy-notice-none = No app of yours has signed in the old way lately.
# $app: its name. $date: a day in words
legacy-notice-ends = <bdi>{ $app }</bdi>: this way ends on { $date }.
# $app: its name
legacy-notice-goes-on = <bdi>{ $app }</bdi>: it goes on working for now.
legacy-notice-do = Choose a new password and turn on two-step sign-in now. Look for a newer version of the app, too.
legacy-notice-upgrade = Upgrade now
legacy-notice-later = Later
