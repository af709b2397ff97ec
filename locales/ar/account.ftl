### صفحات الحساب، حيث يعتني كل شخص بتسجيل دخوله.

account-app = حسابك
account-nav = حسابك
account-overview = نظرة عامة
account-security = الأمان
account-sessions = الأجهزة والجلسات
account-apps = التطبيقات
account-activity = النشاط
account-sign-out = تسجيل الخروج

## لماذا يُطلب من الشخص تسجيل الدخول مرة أخرى

reauth-own-account = سجّل الدخول مرة أخرى لترى حسابك.
reauth-own-password = سجّل الدخول مرة أخرى لتغيير كلمة مرورك.
reauth-own-add-authenticator = سجّل الدخول مرة أخرى لتفعيل تطبيق مصادقة.
reauth-own-change-authenticator = سجّل الدخول مرة أخرى لتغيير تطبيق مصادقة.
reauth-own-recovery-codes = سجّل الدخول مرة أخرى لإنشاء رموز استرداد.
reauth-own-devices = سجّل الدخول مرة أخرى لتغيير الأجهزة المحفوظة.
reauth-own-sessions = سجّل الدخول مرة أخرى لترى جلساتك وتنهيها.
reauth-own-apps = سجّل الدخول مرة أخرى لترى ما يُسمح للتطبيقات به وتغيّره.
reauth-own-activity = سجّل الدخول مرة أخرى لترى ما حدث في حسابك.

## ما تم للتو

notice-password-changed = تم تغيير كلمة مرورك. وتم تسجيل خروجك من كل مكان آخر.
notice-authenticator-added = تطبيق المصادقة مفعَّل. من الآن يُطلب رمزه عند تسجيل دخولك.
notice-authenticator-renamed = أصبح لتطبيق المصادقة اسمه الجديد.
notice-authenticator-removed = أُزيل تطبيق المصادقة. وتم تسجيل خروجك من كل مكان آخر.
notice-recovery-codes-saved = رموز الاسترداد الجديدة تعمل الآن. ولم تعد الرموز القديمة تعمل.
notice-recovery-codes-gone = استخدمت آخر رمز استرداد لديك. أنشئ رموزًا جديدة الآن، واحفظها في مكان آمن.
notice-device-forgotten = سيُطلب رمز من ذلك الجهاز عند تسجيل الدخول التالي.

## نظرة عامة

overview-title = حسابك
overview-hello = أنت مسجَّل الدخول باسم <b>{ $person }</b>.
overview-last = تسجيل الدخول هذا
overview-earlier = عمليات تسجيل الدخول السابقة
overview-next = الخطوات التالية
overview-next-factor = احمِ حسابك بتطبيق مصادقة
overview-next-codes = أنشئ رموز استرداد، كي تتمكن من تسجيل الدخول إذا لم يكن هاتفك معك
overview-next-few = أنشئ رموز استرداد جديدة: لم يبقَ منها إلا القليل
overview-sessions = تسجيل الدخول
# $count: العدد
overview-sessions-count = { $count ->
    [zero] ليس على أي جهاز
    [one] على جهاز واحد
    [two] على جهازين
    [few] على { $count } أجهزة
    [many] على { $count } جهازًا
   *[other] على { $count } جهاز
}
overview-apps = التطبيقات
# $count: العدد
overview-apps-count = { $count ->
    [zero] لا يُسمح لأي تطبيق باستخدام حسابك
    [one] تطبيق واحد يُسمح له باستخدام حسابك
    [two] تطبيقان يُسمح لهما باستخدام حسابك
    [few] { $count } تطبيقات يُسمح لها باستخدام حسابك
    [many] { $count } تطبيقًا يُسمح لها باستخدام حسابك
   *[other] { $count } تطبيق يُسمح لها باستخدام حسابك
}
overview-ending = يستخدم <b>{ $app }</b> طريقة قديمة لتسجيل الدخول تتوقف في { $date }. اطلب من صانعه نسخة أحدث.

## الأمان

security-title = الأمان
security-password = كلمة المرور
security-password-change = تغيير كلمة المرور
security-authenticators = تطبيقات المصادقة
security-authenticators-none = لا يوجد تطبيق مفعَّل. مع تطبيق المصادقة لا يستطيع أحد تسجيل الدخول بكلمة مرورك وحدها.
security-authenticators-add = إضافة تطبيق مصادقة
security-since = منذ
security-recovery = رموز الاسترداد
security-recovery-unsaved = لم تؤكد أنك حفظت هذه الرموز. إن لم تكن لديك، فأنشئ رموزًا جديدة.
# $count: العدد
security-recovery-left = { $count ->
    [zero] لم يبقَ لديك أي رمز استرداد.
    [one] بقي لديك رمز استرداد واحد.
    [two] بقي لديك رمزا استرداد.
    [few] بقيت لديك { $count } رموز استرداد.
    [many] بقي لديك { $count } رمز استرداد.
   *[other] بقي لديك { $count } رمز استرداد.
}
security-recovery-make = إنشاء رموز جديدة
security-devices = الأجهزة المحفوظة
security-devices-what = على هذه الأجهزة لا يُطلب منك رمز عند تسجيل الدخول.
security-device-here = هذا الجهاز
security-device-until = حتى
# $device: متصفح ونظام
security-device-forget = نسيان { $device }
security-ends-others = سيتم تسجيل خروجك من كل مكان آخر، وسيكون على التطبيقات أن تسألك من جديد.

## رمز استرداد عند تسجيل الدخول

recovery-title = استخدام رمز استرداد
recovery-field = رمز الاسترداد
recovery-hint = أحد الرموز التي احتفظت بها عند إعداد حسابك. لا فرق بين الأحرف الكبيرة والصغيرة، ولا تهم المسافات والشرطات.
recovery-submit = استخدام الرمز
recovery-missing = أدخل رمز استرداد.
recovery-wrong = هذا الرمز غير صحيح. تحقق منه ثم حاول مرة أخرى.
recovery-used = سبق استخدام هذا الرمز. كل رمز يعمل مرة واحدة؛ استخدم رمزًا آخر.
other-ways = جرّب طريقة أخرى
other-way-app = رمز من تطبيق مصادقة
other-way-recovery = رمز استرداد

## تفعيل تطبيق مصادقة

totp-title = إعداد تطبيق مصادقة
totp-step-open = افتح تطبيق المصادقة أو مدير كلمات المرور.
totp-step-scan = امسح الصورة، أو أدخل المفتاح يدويًا.
totp-step-type = اكتب الرمز المكوّن من 6 أرقام الذي يظهر.
totp-qr = رمز QR فيه مفتاحك. المفتاح نفسه مكتوب أسفله.
totp-key = المفتاح
totp-key-copy = نسخ المفتاح
copied = تم النسخ
totp-account = الحساب
totp-kind = النوع
totp-kind-is = حسب الوقت، 6 أرقام، 30 ثانية
totp-open = فتح في تطبيق على هذا الجهاز
totp-name = الاسم
totp-name-hint = أي اسم يدلك على مكانه، مثل «هاتفي».
totp-name-first = تطبيق المصادقة
totp-name-next = تطبيق المصادقة { $number }
totp-name-bad = أدخل اسمًا من محرف واحد إلى 60 محرفًا.
totp-name-taken = لديك تطبيق مصادقة بهذا الاسم من قبل. أدخل اسمًا آخر.
totp-code-hint = يمكنك لصق الرمز، ولا تضر المسافات.
totp-submit = تفعيل
totp-late = ظلت هذه الصفحة مفتوحة مدة طويلة جدًا، ولذلك يوجد مفتاح جديد. أزل القيد القديم من تطبيقك وأعِد الإعداد.

## تطبيق مصادقة واحد

totp-rename-title = تطبيق المصادقة
totp-rename-submit = حفظ الاسم
totp-remove-title = إزالة تطبيق المصادقة هذا
totp-remove-what = لن يعمل <b>{ $name }</b> بعد ذلك.
totp-remove-last = إنه خطوتك الثانية الوحيدة. بعد ذلك تكفي كلمة مرورك وحدها لتسجيل الدخول، وتنتهي رموز الاسترداد.
totp-remove-submit = إزالة
totp-needed = يحتاج حسابك إلى خطوة ثانية عند تسجيل الدخول، وهذه هي الوحيدة. أضف خطوة أخرى أولًا.
back = رجوع

## رموز الاسترداد

codes-title = رموز الاسترداد
codes-shown-title = احفظ رموز الاسترداد
codes-once = يعمل كل رمز مرة واحدة، بدلًا من تطبيق المصادقة أو مفتاح المرور. احفظ الرموز في مكان آمن وليس على هذا الجهاز. لن تظهر مرة أخرى.
codes-print = طباعة
codes-download = تنزيل كملف نصي
codes-saved = لقد حفظت رموز الاسترداد
codes-tick = احفظ الرموز، ثم ضع علامة تؤكد أنها لديك.
codes-continue = متابعة
codes-what = تتيح لك رموز الاسترداد تسجيل الدخول إذا لم يكن هاتفك معك. يعمل كل رمز مرة واحدة.
codes-replace = الرموز الجديدة تنهي القديمة.
codes-make = إنشاء رموز جديدة
codes-no-factor = تنوب رموز الاسترداد عن تطبيق المصادقة أو مفتاح المرور. أعِدّ أحدهما أولًا؛ عندها تحصل على رموزك.
# $service: اسم الخدمة
codes-file = رموز الاسترداد لخدمة { $service }
codes-file-once = يعمل كل رمز مرة واحدة. احفظ الرموز في مكان آمن.
codes-for = الخدمة
codes-made = تاريخ الإنشاء
codes-file-account = الحساب: { $account }
codes-file-made = أُنشئت في { $date }

## تغيير كلمة المرور

own-password-title = تغيير كلمة المرور
own-password-lead = سيتم تسجيل خروجك من كل مكان آخر، وسيكون على التطبيقات أن تسألك من جديد.
own-password-current = كلمة المرور الحالية
own-password-new = كلمة المرور الجديدة
# $count: عدد المحارف
own-password-rules = { $count ->
    [zero] بلا حد أدنى للمحارف. من الجيد استخدام بضع كلمات لا صلة بينها. يمكنك لصقها من مدير كلمات المرور.
    [one] محرف واحد على الأقل. من الجيد استخدام بضع كلمات لا صلة بينها. يمكنك لصقها من مدير كلمات المرور.
    [two] محرفان على الأقل. من الجيد استخدام بضع كلمات لا صلة بينها. يمكنك لصقها من مدير كلمات المرور.
    [few] { $count } محارف على الأقل. من الجيد استخدام بضع كلمات لا صلة بينها. يمكنك لصقها من مدير كلمات المرور.
    [many] { $count } محرفًا على الأقل. من الجيد استخدام بضع كلمات لا صلة بينها. يمكنك لصقها من مدير كلمات المرور.
   *[other] { $count } محرف على الأقل. من الجيد استخدام بضع كلمات لا صلة بينها. يمكنك لصقها من مدير كلمات المرور.
}
own-password-submit = تغيير كلمة المرور
own-password-current-missing = أدخل كلمة المرور الحالية.
own-password-current-wrong = كلمة المرور الحالية غير صحيحة. تحقق منها ثم حاول مرة أخرى.
own-password-new-missing = أدخل كلمة مرور جديدة.
own-password-same = هذه هي كلمة مرورك الحالية. اختر غيرها.
