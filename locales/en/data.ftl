### Taking one's data along, and leaving.

account-data = Data
reauth-own-data = Sign in again to take your data along or to delete your account.
notice-account-kept = Your account stays. Apps that had access have to be connected again.
data-title = Your data
data-export-title = Take your data along
data-export-what = A file with everything that is kept about you: your account, how you sign in, your devices and sessions, what apps may do, and what happened in your account. It holds no password and no key.
data-export = Download the file
data-delete-title = Delete your account
data-delete-what = Everything that is known about you here is erased, and nobody can bring it back.
data-delete-apps = Apps lose their access at once, and you are signed out everywhere else.
# $count: how many
data-delete-grace = { $count ->
    [0] The account is erased within minutes.
    [one] The account is erased after 1 day. Until then you can sign in to keep it.
   *[other] The account is erased after { $count } days. Until then you can sign in to keep it.
}
data-delete-evidence = What you allowed apps to do stays as evidence under a number that then names nobody, as long as the law asks for it.
data-delete-sure = I want my account to be deleted.
data-delete = Delete my account
data-tick = Tick the box first if you want your account to be deleted.
leaving-title = Keep your account?
# $date: a day
leaving-when = You asked for your account to be deleted. This will happen on <b>{ $date }</b>.
leaving-what = Until then no app can use it. If you keep it, everything stays as it was, and apps have to be connected again.
leaving-keep = Keep my account
leaving-go = Leave it so
activity-user-deletion-asked = You asked for your account to be deleted.
activity-user-deletion-cancelled = You kept your account after all.
