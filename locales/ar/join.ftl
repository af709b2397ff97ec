### الانضمام: الدعوات وقائمة الانتظار.

join-title = إنشاء حساب
join-lead = بعد ذلك تثبتون أن العنوان لكم، عبر رابط أو رمز نرسله إليكم.
join-invite-title = أنتم مدعوون
# $by: the name of the person who invites
join-invite-by = يدعوكم <bdi>{ $by }</bdi>. أنشئوا حسابكم هنا.
join-invite-lead = أنشئوا حسابكم هنا.
join-admin-title = أن تصبحوا مسؤولًا
join-admin-lead = اختاروا كلمة مرور. ثم تُعدّون تسجيل الدخول بخطوتين، وبدونه لا يستطيع الحساب شيئًا.
join-back-title = العودة إلى حسابكم
join-back-lead = اختاروا كلمة مرور جديدة. تُزال تطبيقات المصادقة ورموز الاسترداد، وتُسجَّل كل التطبيقات خروجًا. ثم تُعدّون تسجيل الدخول بخطوتين من جديد.
join-back-submit = حفظ
join-email = البريد الإلكتروني
join-email-hint = تسجلون الدخول به.
join-email-bound = الدعوة لهذا العنوان.
join-email-missing = اكتبوا بريدكم الإلكتروني.
join-email-wrong = لا يمكننا الكتابة إلى هذا العنوان. اكتبوه مثل name@example.org.
join-other-address = الدعوة لعنوان آخر.
join-taken = يوجد حساب بهذا العنوان. سجّلوا الدخول به.
join-name = الاسم
join-name-missing = اكتبوا اسمكم.
join-name-wrong = الاسم طويل جدًا، أو فيه رمز لا يكون في الأسماء.
join-submit = إنشاء الحساب
join-have = هل لديكم حساب؟
join-sign-in = تسجيل الدخول
login-invited = لدي دعوة
join-code-title = الانضمام بدعوة
join-code-lead = تُنشأ الحسابات هنا بدعوة. افتحوا الرابط في بريدكم، أو اكتبوا رمز الدعوة.
join-code = رمز الدعوة
join-code-submit = متابعة
join-code-wrong = هذا ليس رمز دعوة. انسخوا الرمز كاملًا، أو افتحوا الرابط في بريدكم.
join-ask = طلب دعوة
join-again = البدء من جديد
join-sent-title = انظروا في بريدكم
join-sent-lead = كتبنا إلى العنوان الذي أعطيتموه. افتحوا الرابط في تلك الرسالة، على أي جهاز، أو اكتبوا هنا الرمز الذي فيها.
join-sent-code = الرمز من الرسالة
join-sent-submit = متابعة
join-sent-opened = فتحت الرابط: تسجيل الدخول
join-sent-none = لا رسالة؟ انظروا أيضًا في الرسائل غير المرغوبة.
join-sent-wrong = هذا الرمز غير صحيح أو قديم جدًا. اكتبوا رمز أحدث رسالة.
join-sent-limited = محاولات كثيرة جدًا. افتحوا الرابط في الرسالة، أو ابدؤوا من جديد لاحقًا.
join-confirm-title = هل هذا عنوانكم؟
join-confirm-lead = يُنشأ حسابكم عندما تؤكدون ذلك. إن لم تطلبوا حسابًا فأغلقوا هذه الصفحة ولن يحدث شيء.
join-confirm-elsewhere = لم تطلب الحساب في هذا المتصفح. اكتب كلمة المرور التي اخترتها عند الطلب.
join-confirm-wrong = هذه ليست كلمة المرور المختارة. إن لم تختر أي كلمة مرور فقد طلب شخص آخر هذا الحساب: أغلق هذه الصفحة.
join-confirm-submit = نعم، أنشئوا حسابي
join-done-title = حسابكم جاهز
join-done-lead = يمكنكم تسجيل الدخول الآن.
join-done-enrol = سجّلوا الدخول الآن وأعدّوا تسجيل الدخول بخطوتين.
join-over-title = هذه الدعوة انتهت
join-over-lead = استُعملت أو سُحبت أو انتهى وقتها. اطلبوا دعوة جديدة ممن دعاكم.
join-link-over-title = هذا الرابط انتهى
join-link-over-lead = استُعمل من قبل أو انتهى وقته.
join-waitlist-title = طلب دعوة
join-waitlist-lead = يقرر شخص من يحصل على حساب. يأتي الجواب بالبريد.
join-waitlist-submit = طلب
join-asked-title = شكرًا لكم
join-asked-lead = إن أمكنت دعوة فستصل إلى عنوانكم بالبريد.
activity-user-joined = لقد أنشأتم حسابكم.

## Help, privacy, accessibility

about-help-title = مساعدة
about-help-sign-in = سجّلوا الدخول باسم حسابكم أو بريده وكلمة مروره. إن نسيتم كلمة المرور فصفحة الدخول تقود إلى كلمة جديدة.
about-help-second = إن طُلب منكم رمز فافتحوا تطبيق المصادقة واكتبوا الأرقام الستة التي يعرضها. وبدون التطبيق استعملوا أحد رموز الاسترداد.
about-help-apps = في صفحات حسابكم ترون أي التطبيقات يمكنها رؤية شيء منكم، وأين سجلتم الدخول، وما الذي حدث. ويمكنكم هناك إيقاف أي تطبيق.
about-help-contact = إن لم ينفع شيء فاسألوا من أعطاكم هذا الحساب.
about-privacy-title = الخصوصية
about-privacy-kept = تحفظ هذه الخدمة ما يحتاجه حسابكم: اسمكم وعناوينكم، وكلمة مروركم مجزأة، ومفاتيح تطبيقات المصادقة مختومة، وأين سجلتم الدخول، وما حدث في حسابكم.
about-privacy-shared = لا يعرف التطبيق عنكم إلا ما ذكرته صفحة موافقته وسمحتم به. ويمكنكم سحب ذلك في أي وقت.
about-privacy-cookies = تُبقيكم ملفات الارتباط مسجلين وتحمي نماذجكم. لا شيء منها للإعلان، ولا يُحمَّل شيء من مكان آخر.
about-privacy-rights = لكم أن تطلبوا كل ما يُحفظ عنكم، وأن يُصحَّح، وأن يُحذف حسابكم.
about-accessibility-title = إمكانية الوصول
about-accessibility-aim = ينبغي أن يستطيع الجميع استعمال هذه الصفحات. صُنعت لتستوفي إرشادات Web Content Accessibility Guidelines 2.2 بالمستوى AA.
about-accessibility-how = تعمل بلوحة المفاتيح وحدها، ومع قارئات الشاشة، وبدون نصوص برمجية، وبخط كبير، وعلى الشاشات الضيقة، وبألوان فاتحة وداكنة.
about-accessibility-tested = تُختبر كل صفحة في كل حالة بأداة axe-core في Chromium، بنظامي الألوان وبعرض 320 و1280 بكسل، ولا تجد خطأ. لم يختبرها بعد أشخاص ذوو إعاقة.
about-accessibility-contact = إن لم يعمل شيء لكم فأخبروا من أعطاكم هذا الحساب. يُعامل كأي خلل آخر.

## Terms

terms-title = الشروط
# $version: the name of the version
terms-version = الإصدار <bdi>{ $version }</bdi>
terms-accept-title = شروط جديدة
terms-accept-lead = قبل المتابعة، يُرجى قراءة شروط هذه الخدمة وقبولها.
terms-read = قراءة الشروط
terms-changes = ما الذي تغيّر
terms-tick = أقبل الشروط.
terms-accept = متابعة
terms-deny = ليس الآن
terms-missing = ضعوا علامة على قبولكم الشروط.
activity-terms-accepted = لقد قبلتم الشروط.

## An app that signs in the old way

legacy-notice-title = تطبيق يسجل الدخول بالطريقة القديمة
legacy-notice-lead = سجلتم الدخول بتطبيق لا يعرف إلا الطريقة القديمة. وهي أقل أمانًا لأنها لا تستطيع طلب خطوة ثانية.
legacy-notice-none = لم يسجل أي من تطبيقاتكم الدخول بالطريقة القديمة مؤخرًا.
# $app: its name. $date: a day in words
legacy-notice-ends = <bdi>{ $app }</bdi>: تنتهي هذه الطريقة في { $date }.
# $app: its name
legacy-notice-goes-on = <bdi>{ $app }</bdi>: تستمر في العمل حاليًا.
legacy-notice-do = اختاروا الآن كلمة مرور جديدة وفعّلوا تسجيل الدخول بخطوتين. وابحثوا أيضًا عن إصدار أحدث من التطبيق.
legacy-notice-upgrade = الترقية الآن
legacy-notice-later = لاحقًا
