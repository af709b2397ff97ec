### The standard scopes in plain words: what the app may do, and what that means.
### Scopes that an operator registers bring their own texts.

scope-openid-title = Know that it is you
scope-openid-hint = The app recognises you when you sign in again
scope-profile-title = Your name
scope-profile-hint = Your name and what else is in your profile, such as your language
scope-email-title = Your email address
scope-email-hint = The address, and whether it was checked
scope-phone-title = Your phone number
scope-phone-hint = The number, and whether it was checked
scope-address-title = Your postal address
scope-address-hint = Street, town, postcode and country
