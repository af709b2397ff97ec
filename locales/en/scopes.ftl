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

### What an app may know, one by one: claims that it asks for by name.

claim-name = Your full name
claim-family_name = Your family name
claim-given_name = Your first name
claim-middle_name = Your middle name
claim-nickname = Your nickname
claim-preferred_username = The name you sign in with
claim-profile = The address of your profile page
claim-picture = The address of your picture
claim-website = The address of your website
claim-gender = Your gender
claim-birthdate = Your date of birth
claim-zoneinfo = Your time zone
claim-locale = Your language
claim-updated_at = When your profile was last changed
claim-email = Your email address
claim-email_verified = Whether we have checked your email address
claim-phone_number = Your phone number
claim-phone_number_verified = Whether we have checked your phone number
claim-address = Your postal address
