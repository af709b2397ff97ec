### نصوص كل صفحة. لا يوجد في النص سوى <b> و<small>، وفقط حيث يُذكر اسم تطبيق أو شخص.

## تسجيل الدخول

login-title = تسجيل الدخول
login-continue = للمتابعة إلى <b>{ $app }</b> <small>({ $host })</small>
# What people sign in with, as words in a row.
identifier-username = اسم المستخدم
identifier-email = البريد الإلكتروني
identifier-mobile = رقم الهاتف المحمول
identifier-study-code = رمز الدراسة
identifier-password = كلمة المرور
identifier-comma = ،
identifier-or = أو
identifier-missing = هذا الحقل فارغ: { $what }.
login-password = كلمة المرور
login-other = استخدام اسم مستخدم آخر
login-forgot = هل نسيت كلمة المرور؟
login-remember = إبقائي مسجَّل الدخول على هذا الجهاز
login-remember-hint = لا تستخدم هذا على جهاز مشترك
login-submit = تسجيل الدخول
login-new = هل أنت جديد هنا؟
login-create = إنشاء حساب
login-password-missing = أدخل كلمة المرور.
login-wrong = هذا غير صحيح: { $what }. تحقق مما كتبته ثم حاول مرة أخرى.
login-wait = كانت هناك محاولات كثيرة جدًا. انتظر { $wait }، ثم حاول مرة أخرى.
login-unavailable = لا يمكننا تسجيل دخولك الآن. انتظر دقيقة، ثم حاول مرة أخرى.

password-show = إظهار
password-hide = إخفاء
password-show-label = إظهار كلمة المرور
password-hide-label = إخفاء كلمة المرور
password-shown = كلمة المرور ظاهرة
password-hidden = كلمة المرور مخفية

## رمز تطبيق المصادقة

mfa-title = أدخل الرمز
mfa-continue = للمتابعة إلى <b>{ $app }</b> <small>({ $host })</small>
mfa-code = رمز من 6 أرقام
mfa-hint = افتح تطبيق المصادقة لترى الرمز. يمكنك لصق الرمز، ولا تضر المسافات.
mfa-submit = متابعة
mfa-as = أنت تسجّل الدخول باسم <b>{ $person }</b>.
mfa-missing = أدخل الرمز من تطبيق المصادقة.
mfa-wrong = هذا الرمز غير صحيح. انتظر رمزًا جديدًا، ثم حاول مرة أخرى.
mfa-only = أدخل رمزًا من <b>{ $name }</b>، أو استخدم رمز استرداد.
mfa-neither = ليس لديك الجهاز ولا رموز الاسترداد؟ اسأل من أعطاك هذا الحساب.
mfa-another = هذا الرمز من تطبيق مصادقة آخر لديك. أدخل رمزًا من التطبيق المذكور في هذه الصفحة.
mfa-looks-like-recovery = يبدو أن هذا رمز استرداد. تطلب هذه الصفحة الأرقام الستة التي يعرضها تطبيق المصادقة؛ ولرموز الاسترداد صفحة خاصة بها.
mfa-used = سبق استخدام هذا الرمز. انتظر الرمز التالي.
mfa-over = كانت هناك رموز خاطئة كثيرة جدًا. ابدأ من جديد بكلمة المرور.
mfa-wait = كانت هناك رموز خاطئة كثيرة جدًا. انتظر { $wait }، ثم ابدأ من جديد.
mfa-remember = تذكُّر هذا الجهاز
mfa-remember-hint = لا تستخدم هذا على جهاز مشترك
mfa-clock = إذا لم تنجح الرموز الجديدة أيضًا، فقد تكون ساعة هاتفك غير مضبوطة. دع الهاتف يضبط الوقت بنفسه.
mfa-clock-now = الوقت الآن

## خطوة ثانية لم تُعَدّ بعد

enrol-title = إعداد خطوة ثانية
enrol-why = يحتاج حسابك إلى خطوة ثانية عند تسجيل الدخول: رمز من تطبيق مصادقة أو مفتاح مرور. ليس لديك أي منهما بعد. أعِدّه هنا، ثم يستمر تسجيل الدخول.
enrol-codes-next = خطوتك الثانية معدَّة. احفظ هذه الرموز، ثم تابع إلى <b>{ $app }</b> <small>({ $host })</small>.

## إثبات الهوية من جديد

reauth-title = هل ما زلت أنت؟
reauth-asked = يطلب منك <b>{ $app }</b> <small>({ $host })</small> تسجيل الدخول مرة أخرى.
reauth-age = يطلب منك <b>{ $app }</b> <small>({ $host })</small> تسجيل الدخول مرة أخرى، لأن آخر مرة كانت منذ مدة.
reauth-class = يطلب <b>{ $app }</b> <small>({ $host })</small> تسجيل دخول أقوى: كلمة المرور، ثم رمزًا من تطبيق المصادقة.
reauth-spared = سجّلت الدخول قبل قليل من دون رمز لأن هذا الجهاز محفوظ. تحتاج هذه الصفحة إلى كلمة المرور ورمز.
reauth-submit = متابعة
reauth-cancel = إلغاء
reauth-wrong = كلمة المرور غير صحيحة. تحقق منها ثم حاول مرة أخرى.

## اختيار الحساب

select-title = اختر حسابًا
select-signed-in = مسجَّل الدخول
select-signed-out = مسجَّل الخروج
select-remove = إزالة { $person } من هذا الجهاز
select-another = استخدام حساب آخر
select-cancel = إلغاء

## الموافقة

consent-title = هل تسمح بالوصول؟
consent-sign-in = هل تريد تسجيل الدخول إلى <b>{ $app }</b>؟
consent-see-record = هل تسمح لتطبيق <b>{ $app }</b> برؤية سجلك الصحي؟
consent-add-record = هل تسمح لتطبيق <b>{ $app }</b> بالإضافة إلى سجلك الصحي؟
consent-change-record = هل تسمح لتطبيق <b>{ $app }</b> بتغيير سجلك الصحي؟
consent-delete-record = هل تسمح لتطبيق <b>{ $app }</b> بالحذف من سجلك الصحي؟
consent-see-data = هل تسمح لتطبيق <b>{ $app }</b> برؤية بياناتك؟
consent-add-data = هل تسمح لتطبيق <b>{ $app }</b> بالإضافة إلى بياناتك؟
consent-change-data = هل تسمح لتطبيق <b>{ $app }</b> بتغيير بياناتك؟
consent-delete-data = هل تسمح لتطبيق <b>{ $app }</b> بحذف بياناتك؟
consent-app = التطبيق
consent-maker = <small>من { $maker }</small>
consent-host = يعيدك إلى
consent-checked = التحقق
consent-checked-yes = تحققنا منه في { $date }
consent-checked-no = لم نتحقق منه
consent-person = أنت
consent-short-openid = سيعرف <b>{ $app }</b> أنك أنت عندما تعود. ولن يرى شيئًا آخر.
consent-short-profile = سيعرف <b>{ $app }</b> أنك أنت عندما تعود، وسيرى اسمك. ولن يرى شيئًا آخر.
consent-more-openid = سيعرف <b>{ $app }</b> أنك أنت عندما تعود. ولن يرى أكثر مما سبق أن سمحت به.
consent-more-profile = سيعرف <b>{ $app }</b> أنك أنت عندما تعود، وسيرى اسمك. ولن يرى أكثر من ذلك ومما سبق أن سمحت به.
consent-what = ماذا يُسمح له أن يفعل؟
consent-what-hint = ضع علامة فقط على ما تريد السماح به. لا تتم مشاركة أي شيء قبل أن تضغط على «السماح».
consent-select = وضع علامة على كل ما طلبه التطبيق
consent-all-ticked = وُضعت علامة على كل ما طلبه التطبيق. لم تتم مشاركة أي شيء بعد: راجع القائمة، ثم اضغط على «السماح».
consent-all-but-sensitive = وُضعت علامة على كل شيء عدا البيانات الحساسة، فهي متروكة لك. لم تتم مشاركة أي شيء بعد: راجع القائمة، ثم اضغط على «السماح».
consent-nothing-ticked = لم توضع علامة على أي شيء. ضع علامة على ما تريد السماح به، أو اضغط على «عدم السماح».
consent-group-about = عنك
consent-group-health = بيانات صحية
consent-group-sensitive = بيانات حساسة
consent-group-write = تغييرات
consent-group-other = أخرى
consent-sensitive-hint = ضع بنفسك علامة على كل بند من هذه البنود إذا أردت مشاركته.
consent-write-warning = بهذا يستطيع التطبيق تغيير ما يراه الآخرون عنك.
consent-essential = لا يعمل التطبيق بدون هذا
consent-granted = سبق أن سمحت بهذا
consent-duration = إلى متى؟
consent-remembered = نتذكر إجابتك حتى { $date }. بعد ذلك على التطبيق أن يسألك من جديد.
consent-remembered-offline = نتذكر إجابتك حتى { $date }، ما عدا علامة البقاء على اتصال: نسأل عنها كل مرة.
consent-not-remembered = لا نتذكر إجابتك: على التطبيق أن يسألك كل مرة.
consent-online-only = لا يستطيع التطبيق استخدام هذا إلا وأنت مسجَّل الدخول هنا.
consent-online = بدون هذه العلامة لا يستطيع التطبيق استخدام ما تسمح به إلا وأنت مسجَّل الدخول هنا.
consent-offline-title = البقاء متصلًا في غيابك
consent-offline-hint = يستطيع استخدام ما تسمح به هنا حتى عندما لا تكون مسجَّل الدخول
consent-until = حتى متى على الأكثر
consent-until-90d = 90 يومًا، حتى { $date }
consent-until-1y = سنة واحدة، حتى { $date }
consent-until-stop = إلى أن أوقفه
consent-audiences = أين يسري هذا
consent-about = عن هذا التطبيق
consent-funding = كيف يُموَّل
consent-sharing = من يحصل أيضًا على بياناتك
consent-deletion = كيف تطلب حذف بياناتك
consent-policy = سياسة الخصوصية
consent-terms = الشروط
consent-technical = الأسماء التقنية
consent-none-given = لم يذكر التطبيق شيئًا
consent-stop = يمكنك إيقاف هذا في أي وقت.
consent-stop-ask = يمكنك إيقاف هذا في أي وقت: تواصل مع { $service }.
consent-stop-link = عرض تطبيقاتك المتصلة
consent-allow = السماح
consent-deny = عدم السماح

## طريق العودة إلى التطبيق

return-page = العودة إلى { $app }
return-title = العودة إلى <b>{ $app }</b>
return-hint = يمكنك إغلاق هذه الصفحة إذا كان التطبيق مفتوحًا.
return-link = العودة إلى { $app }
return-post-hint = اضغط على «متابعة» إذا لم يحدث شيء.
return-post = متابعة
return-gone-title = سبق استخدام طريق العودة هذا
return-gone = عُد إلى التطبيق وحاول مرة أخرى. لم يضِع شيء.

## الربط: الصفحة التي يضعها عملاء Human API داخل إطار

connect-title = اربط بياناتك الصحية
connect-lead = يطلب <b>{ $app }</b> بيانات عنك موجودة لدى هذه الخدمات. أنت تختار أيها.
connect-window = تُفتح كل خدمة في نافذة خاصة بها. سجّل الدخول هناك، ثم عُد إلى هذه الصفحة.
connect-none = لا توجد الآن خدمة يمكن ربطها.
connect-is = مربوطة
connect-is-not = غير مربوطة
connect-off = لا تقبل هذه الخدمة روابط جديدة في الوقت الحالي.
connect-do = ربط <b>{ $source }</b>
connect-undo = فصل <b>{ $source }</b>
connect-again = عرض القائمة مرة أخرى
connect-close = تم
connect-closed-title = انتهيت هنا
connect-closed = يمكنك العودة إلى <b>{ $app }</b>.
connect-shut = إغلاق
connect-expired-title = استغرق هذا وقتًا طويلًا جدًا
connect-expired = انتهت صلاحية الطريق إلى هنا. لم تتم مشاركة أي شيء. عُد إلى التطبيق وافتح هذه الصفحة من جديد.
connect-invalid-title = لا يمكن فتح هذه الصفحة
connect-invalid = لم يفتحها التطبيق كما ينبغي. لم تتم مشاركة أي شيء. عُد إلى التطبيق وحاول مرة أخرى.
connect-gone-title = سبق فتح هذه الصفحة
connect-gone = ما ربطته محفوظ. عُد إلى التطبيق وافتح هذه الصفحة من جديد.
connect-going-page = الانتقال إلى { $source }
connect-going-title = الانتقال إلى <b>{ $source }</b>
connect-going = سجّل الدخول هناك. بعد ذلك تخبرك هذه النافذة بأنك انتهيت.
connect-go = الذهاب إلى <b>{ $source }</b>
connect-connected-page = تم ربط { $source }
connect-connected-title = تم ربط <b>{ $source }</b>
connect-connected = يمكنك إغلاق هذه النافذة والعودة إلى <b>{ $app }</b>.
connect-denied-title = لم يُربط شيء
connect-denied = لم تسمح بذلك. يمكنك إغلاق هذه النافذة والعودة إلى <b>{ $app }</b>.

## تسجيل الخروج

logout-title = هل تريد تسجيل الخروج؟
logout-app = يطلب منك <b>{ $app }</b> تسجيل الخروج.
logout-person = أنت مسجَّل الدخول باسم <b>{ $person }</b> على هذا الجهاز.
logout-leave = تسجيل الخروج
logout-stay = البقاء مسجَّل الدخول
logout-all = تسجيل الخروج أيضًا من جميع التطبيقات التي تبقى متصلة
logout-told = تُبلَّغ هذه التطبيقات، وينبغي أن تسجّل خروجك هي أيضًا:
logout-stayed-title = ما زلت مسجَّل الدخول
logout-stayed = لم يتغير شيء. يمكنك إغلاق هذه الصفحة.
logout-done-title = تم تسجيل خروجك
logout-done = يمكنك إغلاق هذه الصفحة. قد تحتاج أيضًا إلى إغلاق التطبيقات التي استخدمتها.

## الصفحة الرئيسية

home-title = الصفحة الرئيسية
home-what = هنا تسجّل الدخول إلى التطبيقات والخدمات الصحية التي تعمل معنا.
home-start = ليس في هذه الصفحة ما تفعله. افتح تطبيقك واختر هناك «تسجيل الدخول».
home-dev = شُغِّل هذا الخادم للتطوير. تعرض نافذة الأوامر التطبيقات والأشخاص المتاحين للتجربة.
home-developers = للمطورين
home-discovery = اكتشاف OpenID Connect

## الأخطاء: ما يحيط بنصوص errors.ftl

error-wait = انتظر { $wait }، ثم حاول مرة أخرى.
error-reference = الرقم المرجعي
error-time = الوقت
error-help = اطلب المساعدة واذكر الرقم المرجعي
error-developer = تفاصيل لمطوّر التطبيق
error-about = بشأن
error-received = المستلَم
error-closest = أقرب قيمة مسجَّلة
error-difference = تختلفان في
error-more = المزيد
difference-slash = شرطة مائلة في النهاية
difference-case = الأحرف الكبيرة والصغيرة
difference-scheme = http و https
difference-port = المنفذ
difference-other = أكثر من شرطة مائلة أو المنفذ أو حالة الأحرف أو http و https

guide-index = الانتقال من واجهة برمجة قديمة
guide-index-lead = لصانعي التطبيقات التي ما زالت تستدعي إحدى واجهات تسجيل الدخول القديمة: ما يصير إليه كل استدعاء.
guide-all = كل الأدلة

doc-index = مرجع الأخطاء
doc-index-lead = لكل رد يرفض شيئًا واحد من هذه الأسباب. الحقل error هو اسمه في OAuth 2.0 و OpenID Connect، ويؤدي error_uri إلى السبب.
doc-status = حالة HTTP
doc-fix = كيفية الإصلاح
doc-people = ما يراه الناس
doc-private = لا تميز الردود هذا السبب عن غيره، كي لا تساعد مهاجمًا. وهي تُظهر:
doc-all = كل الأسباب


## كلمة مرور جديدة

password-too-short = { $count ->
    [zero] كلمة المرور الجديدة قصيرة جدًا.
    [one] كلمة المرور الجديدة قصيرة جدًا. استخدم محرفًا واحدًا على الأقل.
    [two] كلمة المرور الجديدة قصيرة جدًا. استخدم محرفين على الأقل.
    [few] كلمة المرور الجديدة قصيرة جدًا. استخدم { $count } محارف على الأقل.
    [many] كلمة المرور الجديدة قصيرة جدًا. استخدم { $count } محرفًا على الأقل.
   *[other] كلمة المرور الجديدة قصيرة جدًا. استخدم { $count } محرف على الأقل.
}
password-too-long = كلمة المرور الجديدة طويلة جدًا. استخدم { $most } محرفًا على الأكثر.
password-guessed-at-once = كلمة المرور هذه ضعيفة جدًا: يمكن تخمينها فورًا. استخدم بضع كلمات لا صلة بينها.
password-guessed-in-minutes = كلمة المرور هذه ضعيفة: يمكن تخمينها خلال دقائق. أضف كلمة أو كلمتين لا صلة بينهما.
password-guessed-in-hours = كلمة المرور هذه ليست قوية بما يكفي: يمكن تخمينها خلال ساعات. أضف كلمة أخرى لا صلة لها بغيرها.
password-listed = يستخدم كثير من الناس كلمة المرور هذه، ولذلك تُجرَّب أولًا. اختر غيرها.
new-password-title = اختر كلمة مرور جديدة
new-password-why = كلمة المرور التي استخدمتها وضعها شخص آخر كي تتمكن من تسجيل الدخول. اختر واحدة لا يعرفها غيرك.
new-password-next = بعد ذلك تتابع إلى <b>{ $app }</b> <small>({ $host })</small>.
new-password-same = هذه هي كلمة المرور التي يجب تغييرها. اختر غيرها.
new-password-submit = حفظ ومتابعة
