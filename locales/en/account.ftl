### The account pages, where people look after their own sign-in.

account-app = Your account
account-nav = Your account
account-overview = Overview
account-security = Security
account-sessions = Devices and sessions
account-apps = Apps
account-activity = Activity
account-sign-out = Sign out

## Why a person is asked to sign in again

reauth-own-account = Sign in again to see your account.
reauth-own-password = Sign in again to change your password.
reauth-own-add-authenticator = Sign in again to turn on an authenticator app.
reauth-own-change-authenticator = Sign in again to change an authenticator app.
reauth-own-recovery-codes = Sign in again to make recovery codes.
reauth-own-devices = Sign in again to change which devices are remembered.
reauth-own-sessions = Sign in again to see and end your sessions.
reauth-own-apps = Sign in again to see and change what apps may do.
reauth-own-activity = Sign in again to see what happened in your account.

## What was just done

notice-password-changed = Your password was changed. You were signed out everywhere else.
notice-authenticator-added = The authenticator app is on. From now on, your sign-in asks for its code.
notice-authenticator-renamed = The authenticator app has its new name.
notice-authenticator-removed = The authenticator app was removed. You were signed out everywhere else.
notice-recovery-codes-saved = Your new recovery codes work now. Older codes do not work any more.
notice-recovery-codes-gone = You used your last recovery code. Make new codes now, and keep them somewhere safe.
notice-device-forgotten = That device will be asked for a code at its next sign-in.

## Overview

overview-title = Your account
overview-hello = You are signed in as <b>{ $person }</b>.
overview-last = This sign-in
overview-earlier = Earlier sign-ins
overview-next = Next steps
overview-next-factor = Protect your account with an authenticator app
overview-next-codes = Make recovery codes, so that you can sign in when your phone is gone
overview-next-few = Make new recovery codes: few are left
overview-sessions = Signed in
# $count: how many
overview-sessions-count = { $count ->
    [one] On 1 device
   *[other] On { $count } devices
}
overview-apps = Apps
# $count: how many
overview-apps-count = { $count ->
    [0] None may use your account
    [one] 1 may use your account
   *[other] { $count } may use your account
}
overview-ending = <b>{ $app }</b> uses an old way to sign in, which stops on { $date }. Ask its maker for a newer version.

## Security

security-title = Security
security-password = Password
security-password-change = Change password
security-authenticators = Authenticator apps
security-authenticators-none = None is on. With an authenticator app, nobody signs in with your password alone.
security-authenticators-add = Add an authenticator app
security-since = Since
security-recovery = Recovery codes
security-recovery-unsaved = You have not said that you saved these codes. If you do not have them, make new ones.
# $count: how many
security-recovery-left = { $count ->
    [0] You have no recovery codes left.
    [1] You have 1 recovery code left.
   *[other] You have { $count } recovery codes left.
}
security-recovery-make = Make new codes
security-devices = Remembered devices
security-devices-what = On these devices your sign-in does not ask for a code.
security-device-here = This device
security-device-until = until
# $device: a browser and a system
security-device-forget = Forget { $device }
security-ends-others = You will be signed out everywhere else, and apps have to ask you again.

## A recovery code in the sign-in

recovery-title = Use a recovery code
recovery-field = Recovery code
recovery-hint = One of the codes that you kept when you set up your account. Capitals, spaces and dashes do not matter.
recovery-submit = Use code
recovery-missing = Enter a recovery code.
recovery-wrong = That code is not right. Check it and try again.
recovery-used = That code was already used. Each code works once; use another one.
other-ways = Try another way
other-way-app = Code from an authenticator app
other-way-recovery = Recovery code

## Turning on an authenticator app

totp-title = Set up an authenticator app
totp-step-open = Open your authenticator app or password manager.
totp-step-scan = Scan the picture, or enter the key by hand.
totp-step-type = Type the 6-digit code that it shows.
totp-qr = QR code with your key. The same key is written below.
totp-key = Key
totp-key-copy = Copy key
copied = Copied
totp-account = Account
totp-kind = Kind
totp-kind-is = Time based, 6 digits, 30 seconds
totp-open = Open in an app on this device
totp-name = Name
totp-name-hint = Any name that tells you where it is, such as My phone.
totp-name-first = Authenticator app
totp-name-next = Authenticator app { $number }
totp-name-bad = Enter a name of 1 to 60 characters.
totp-name-taken = You have an authenticator app of that name already. Enter another name.
totp-code-hint = You can paste the code; spaces are fine.
totp-submit = Turn on
totp-late = This page was open too long, so there is a new key. Remove the old entry from your app and set it up again.

## One authenticator app

totp-rename-title = Authenticator app
totp-rename-submit = Save name
totp-remove-title = Remove this authenticator app
totp-remove-what = <b>{ $name }</b> will not work any more.
totp-remove-last = It is your only second step. After this, your password alone is enough to sign in, and your recovery codes end.
totp-remove-submit = Remove
totp-needed = Your account needs a second step at sign-in, and this is the only one. Add another one first.
back = Back

## Recovery codes

codes-title = Recovery codes
codes-shown-title = Save your recovery codes
codes-once = Each code works once, in place of your authenticator app or passkey. Keep them somewhere safe and not on this device. They are not shown again.
codes-print = Print
codes-download = Download as a text file
codes-saved = I have saved my recovery codes
codes-tick = Save the codes, then tick that you have them.
codes-continue = Continue
codes-what = Recovery codes let you sign in when your phone is gone. Each works once.
codes-replace = New codes end the old ones.
codes-make = Make new codes
codes-no-factor = Recovery codes stand in for an authenticator app or a passkey. Set one up first; you get your codes then.
# $service: the name of the service
codes-file = Recovery codes for { $service }
codes-file-once = Each code works once. Keep them somewhere safe.
codes-for = Service
codes-made = Made on
codes-file-account = Account: { $account }
codes-file-made = Made on { $date }

## Change of the password

own-password-title = Change your password
own-password-lead = You will be signed out everywhere else, and apps have to ask you again.
own-password-current = Current password
own-password-new = New password
# $count: how many characters
own-password-rules = At least { $count } characters. A few words that do not belong together are good. You can paste it from a password manager.
own-password-submit = Change password
own-password-current-missing = Enter your current password.
own-password-current-wrong = The current password is not right. Check it and try again.
own-password-new-missing = Enter a new password.
own-password-same = That is your present password. Choose another one.
