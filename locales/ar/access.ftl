### أين سجّل الشخص دخوله، وما يُسمح للتطبيقات به، وما حدث في الحساب.

## الجلسات

# The mark makes the whole right to left where it stands in <bdi>: the first letter in it is a Latin one.
browser-on = { "\u200F" }{ $browser } على { $system }
browser-only = { $name }
browser-unknown = متصفح لا نعرفه
# $app: the name of an app
browser-old = { $app }، تسجيل دخول بالطريقة القديمة
browser-old-unknown = تطبيق، تسجيل دخول بالطريقة القديمة
sessions-title = أين سجّلت دخولك
# $most: عدد الجلسات الممكنة
sessions-lead = هذه المتصفحات والتطبيقات القديمة مسجَّلة الدخول باسمك. الحد الأقصى للمتصفحات في وقت واحد: { $most }، وبعده يُسجَّل خروج الأقدم.
sessions-here = هذا الجهاز
sessions-method = طريقة تسجيل الدخول
sessions-by-password = كلمة المرور
sessions-by-otp = كلمة المرور ورمز من تطبيق مصادقة
sessions-by-recovery = كلمة المرور ورمز استرداد
sessions-by-second-step = كلمة المرور وخطوة ثانية
sessions-began = وقت تسجيل الدخول
sessions-seen = آخر استخدام
sessions-from = من الشبكة
sessions-apps = التطبيقات المستخدمة
sessions-end = تسجيل الخروج
sessions-end-others = تسجيل الخروج من كل مكان آخر
sessions-old-apps = ما يمكن للتطبيقات القديمة فعله موجود في قائمة تطبيقاتك.
sessions-old-apps-link = عرض تطبيقاتك

## التطبيقات

apps-title = التطبيقات التي سمحت لها بالدخول
apps-lead = اختر تطبيقًا لترى ما يُسمح له به.
apps-none = لم تسمح لأي تطبيق بالدخول.
apps-offline = يبقى متصلًا
apps-legacy = تسجيل دخول قديم
apps-since = منذ
apps-used = آخر استخدام
apps-never-used = لم يُستخدم بعد
apps-stop-one = إيقاف وصول <b>{ $app }</b>

## تطبيق واحد

app-title = ما يُسمح لتطبيق به
app-hosts = يؤدي إلى
app-until = ينتهي في موعد أقصاه
app-until-stop = عندما توقفه أنت
app-away = في غيابك
app-away-yes = يبقى متصلًا حتى عندما لا تكون مسجَّل الدخول
app-away-no = لا يعمل إلا وأنت مسجَّل الدخول
app-what = ماذا يُسمح له أن يفعل؟
app-what-hint = أزل علامة واحفظ لتسحب ذلك. وللسماح بالمزيد، على التطبيق أن يسألك.
app-save = حفظ
app-empty = لن يبقى شيء يستطيع التطبيق فعله. لإنهاء كل شيء، اضغط على «إيقاف الوصول».
app-essential-missing = لا يعمل التطبيق بدون أحد الأشياء التي أزلتها. لإنهاء كل شيء، اضغط على «إيقاف الوصول».
app-legacy = يسجّل هذا التطبيق الدخول بطريقة قديمة، بكلمة مرورك.
app-legacy-ends = تتوقف الطريقة القديمة في
app-legacy-guide = ما يحل محلها
app-stop-title = إيقاف الوصول
app-stop-now = يفقد التطبيق وصوله فورًا. ولكي يعود، عليه أن يسألك من جديد.
# $wait: مدة بالكلمات
app-stop-lag = لن يحصل التطبيق على أي جديد من الآن. قد تظل بعض الخدمات تسمح له بالدخول لمدة أقصاها { $wait }. ولكي يعود، عليه أن يسألك من جديد.
app-stop = إيقاف الوصول
app-back = العودة إلى تطبيقاتك

## النشاط

activity-title = ما حدث في حسابك
activity-lead = آخر 12 شهرًا، الأحدث أولًا.
activity-filter = عرض
activity-all = كل شيء
activity-sign-ins = عمليات تسجيل الدخول
activity-security = الأمان
activity-apps = التطبيقات
activity-none = لم يحدث شيء.
activity-refused = مرفوض
activity-older = عرض الأقدم
activity-csv = تنزيل كجدول (CSV)
activity-by-operator = من القائمين على هذه الخدمة
activity-by-service = من هذه الخدمة نفسها
activity-app-unknown = تطبيق لم يعد موجودًا
activity-csv-time = الوقت (UTC)
activity-csv-kind = النوع
activity-csv-what = ما حدث
activity-csv-app = التطبيق
activity-csv-by = مَن فعله
activity-csv-from = من الشبكة
activity-csv-outcome = النتيجة
activity-csv-done = تم
# $browser: متصفح بالكلمات؛ $app: اسم تطبيق
activity-session-began = سجّلت دخولك باستخدام { $browser }.
activity-session-renewed = سجّلت دخولك مرة أخرى باستخدام { $browser }.
activity-session-ended = تم تسجيل خروجك.
activity-session-ended-many = تم تسجيل الخروج من أقدم جلسة لك، لأن الجلسات كانت كثيرة جدًا.
activity-login-door = سجّلت دخولك باستخدام { $app }، الذي يستخدم طريقة قديمة لتسجيل الدخول.
activity-browser-unknown = متصفح لا نعرفه
activity-login-password-refused = أدخل شخص ما كلمة مرور لحسابك ولم يُسمح له بالدخول.
activity-login-otp-refused = أدخل شخص ما كلمة مرورك ورمزًا خاطئًا، ولم يُسمح له بالدخول.
activity-login-recovery = سجّلت دخولك برمز استرداد.
activity-login-recovery-refused = أدخل شخص ما كلمة مرورك ورمز استرداد خاطئًا، ولم يُسمح له بالدخول.
activity-device-forgotten = تم نسيان جهاز كان محفوظًا.
activity-factor-added = تم تفعيل تطبيق مصادقة.
activity-factor-recovery-codes-made = أُنشئت رموز استرداد جديدة.
activity-factor-removed = أُزيل تطبيق مصادقة.
activity-factor-renamed = أُعطي تطبيق مصادقة اسمًا آخر.
activity-grant-listed = تم الاطلاع على قائمة تطبيقاتك.
activity-session-listed = تم الاطلاع على قائمة أماكن تسجيل دخولك.
activity-user-changed = تم تغيير بياناتك.
activity-user-changed-roles = تم تغيير أدوارك.
activity-user-changed-address = تم تغيير ما تسجّل الدخول به أو عنوانك.
activity-user-changed-address-proven = تم تغيير حالة إثبات عنوانك.
activity-user-exported = تم أخذ ما هو معروف عنك في ملف.
activity-user-password-changed = تم تغيير كلمة مرورك.
activity-user-second-factor-reset = أُزيلت خطوتك الثانية عند تسجيل الدخول.
activity-user-shown = تم الاطلاع على حسابك.
activity-user-signed-out = تم تسجيل خروجك من كل مكان.
activity-user-added = تم إنشاء حسابك.
activity-user-locked = تم قفل حسابك.
activity-user-unlocked = تم إلغاء قفل حسابك.
activity-user-password-set = تم تعيين كلمة مرورك.
activity-activity-exported = تم تنزيل هذه القائمة.
activity-authorization-granted = سجّلت الدخول إلى { $app }.
activity-consent-given = سمحت لتطبيق { $app } باستخدام بياناتك.
activity-consent-narrowed = سحبت جزءًا مما يُسمح به لتطبيق { $app }.
activity-consent-withdrawn = تم إيقاف وصول { $app }.
activity-notice-refresh-reuse = قُطع وصول { $app }، لأن مفتاحه إلى بياناتك استُخدم مرتين.

## ما تم للتو

notice-session-ended = تم تسجيل خروجك هناك.
notice-others-ended = تم تسجيل خروجك من كل مكان آخر.
notice-app-narrowed = تم الحفظ. لا يُسمح للتطبيق إلا بما عليه علامة.
notice-app-stopped = فقد التطبيق وصوله.
