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
notice-device-forgotten = That device will be asked for a code at its next sign-in.

## Overview

overview-title = Your account
overview-hello = You are signed in as <b>{ $person }</b>.
overview-last = Last sign-in

## Security

security-title = Security
security-password = Password
security-password-change = Change password

## Change of the password

own-password-title = Change your password
own-password-lead = You will be signed out everywhere else, and apps have to ask you again.
own-password-current = Current password
own-password-new = New password
# $least: how many characters
own-password-rules = At least { $least } characters. A few words that do not belong together are good. You can paste it from a password manager.
own-password-submit = Change password
own-password-current-missing = Enter your current password.
own-password-current-wrong = The current password is not right. Check it and try again.
own-password-new-missing = Enter a new password.
