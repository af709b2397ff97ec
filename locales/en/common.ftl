### Texts that many pages share.
### Plain words: people of ten years should understand them.

title-error = Error:
skip = Skip to main content
languages = Language
dev-banner = Development server: sample data only
foot-help = Help
foot-privacy = Privacy
foot-accessibility = Accessibility

problem-title = There is a problem
form-stale = This page was out of date, so nothing was sent. Please try again.
start-again = Start again
own-address-title = This address is not right
own-address-what = Something in the address of this page is wrong, or too old. Open the page again from your account.
cancel = Cancel
not-you = Not you?

## Times

# $count: whole seconds, 1 to 59
wait-seconds = { $count ->
    [one] 1 second
   *[other] { $count } seconds
}
# $count: whole minutes, rounded up
wait-minutes = { $count ->
    [one] 1 minute
   *[other] { $count } minutes
}
date = { $day } { $month } { $year }
moment = { $date }, { $time } UTC
month-1 = January
month-2 = February
month-3 = March
month-4 = April
month-5 = May
month-6 = June
month-7 = July
month-8 = August
month-9 = September
month-10 = October
month-11 = November
month-12 = December
