### Passkeys: adding them, and signing in with them.

## On the sign-in pages

passkey-use = Sign in with a passkey
passkey-failed = No passkey was used. You can try again, or sign in another way.
passkey-wrong = That passkey could not be used. Try again, or sign in another way.
passkey-late = That took too long. Please try again.
passkey-no-script = To use your passkey here, turn on JavaScript in your browser. Without it, use one of the other ways.
mfa-title-passkey = One more step
mfa-or-code = Or use a code
mfa-passkey-elsewhere = Your passkey was made for another address of this service and does not work here. Use a recovery code.

## The passkeys of a person

overview-next-passkey = Protect your account with a passkey

passkeys-title = Passkeys
passkeys-what = With a passkey you sign in by your fingerprint, your face or the PIN of your device. Nobody can guess it, and it works on this website only.
passkeys-none = You have none yet.
passkeys-count =
    { $count ->
        [0] You have none yet. With a passkey you sign in without a password.
        [one] You have one.
       *[other] You have { $count }.
    }
passkeys-manage = Manage passkeys
passkeys-add = Add a passkey
passkeys-used = last used
passkeys-elsewhere = It was made for <b>{ $host }</b> and does not work here any more. You can remove it.

## Adding one

passkey-new-title = Add a passkey
passkey-new-what = Give it a name. Then your browser asks where the passkey is to be kept: on this device, on your phone, on a security key or in a password manager.
passkey-new-no-script = To add a passkey, turn on JavaScript in your browser. Without it, you can protect your account in another way:
passkey-name-hint = Any name that tells you where it is, such as My phone.
passkey-name-first = Passkey
passkey-name-bad = Enter a name of 1 to 60 characters.
passkey-missing = No passkey came from your browser. Turn on JavaScript and try again.
passkey-new-wrong = That passkey could not be added. Please try again, perhaps on another device.
passkey-new-failed = No passkey was made. Perhaps you have one on this device already. You can try again.
passkey-new-submit = Create the passkey

## One passkey

passkey-rename-title = Passkey
passkey-remove-title = Remove this passkey
passkey-remove-what = <b>{ $name }</b> will not work any more. Delete it on your device, too.
passkey-remove-last = It is your only second step. After this, your password alone is enough to sign in, and your recovery codes end.
passkey-remove-submit = Remove
passkey-needed = Your account needs a second step at sign-in, and this is the only one. Add another one first.
passkey-no-password = You have no password, so this passkey is your only way to sign in. Add another passkey first.

## Signing in again

reauth-own-add-passkey = Sign in again to add a passkey.
reauth-own-change-passkey = Sign in again to change a passkey.

## What was just done

notice-passkey-added = The passkey was added. You can sign in with it from now on.
notice-passkey-renamed = The passkey has its new name.
notice-passkey-removed = The passkey was removed. You were signed out everywhere else.
notice-prove-first = Prove your address first, here: have a message sent to it and follow its link. Until then no passkey and no second factor can be added, because the account could be somebody else’s.

## What happened

activity-login-passkey-refused = Somebody tried to sign in with a passkey of your account and was not let in.
activity-passkey-added = A passkey was added.
activity-passkey-removed = A passkey was removed.
activity-passkey-renamed = A passkey was given another name.

## How somebody signed in

sessions-by-passkey = Passkey
sessions-by-password-and-passkey = Password and passkey

## Errors

passkey-wrong-title = That passkey could not be used
passkey-wrong-what = Try again, or sign in another way.
passkey-wrong-description = The passkey is not known here, or its answer is wrong. Try again, or sign in in another way.
passkey-wrong-fix = Passkeys are for people on the sign-in pages; an app does not send them. If one that worked before fails, its person removes it from the device and from the account, and adds a new one.

passkey-cloned-title = { passkey-wrong-title }
passkey-cloned-what = { passkey-wrong-what }
passkey-cloned-description = { passkey-wrong-description }
passkey-cloned-fix = The passkey's counter went back, so that two devices seem to have its key. Ask its person whether they copied it; if not, remove it from the account.
