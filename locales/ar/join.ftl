### الانضمام: الدعوات وقائمة الانتظار.

join-title = إنشاء حساب
join-lead = بعد ذلك تثبت أن العنوان لك، عبر رابط أو رمز نرسله إليك.
join-invite-title = أنت مدعو
# $by: the name of the person who invites
join-invite-by = يدعوك <bdi>{ $by }</bdi>. أنشئ حسابك هنا.
join-invite-lead = أنشئ حسابك هنا.
join-admin-title = أن تصبح مسؤولًا
join-admin-lead = اختر كلمة مرور. ثم تُعدّ تسجيل الدخول بخطوتين، وبدونه لا يستطيع الحساب شيئًا.
join-admin-lead-alone = اختر كلمة مرور لحسابك.
join-back-title = العودة إلى حسابك
join-back-lead = اختر كلمة مرور جديدة. تُزال تطبيقات المصادقة ومفاتيح المرور ورموز الاسترداد، وتُسجَّل كل التطبيقات خروجًا. ثم تُعدّ تسجيل الدخول بخطوتين من جديد.
join-back-lead-alone = اختر كلمة مرور جديدة. تُزال تطبيقات المصادقة ومفاتيح المرور ورموز الاسترداد، وتُسجَّل كل التطبيقات خروجًا. ويمكنك إعداد تسجيل الدخول بخطوتين من جديد في صفحات حسابك.
join-back-submit = حفظ
join-email = البريد الإلكتروني
join-email-hint = تسجّل الدخول به.
join-email-bound = الدعوة لهذا العنوان.
join-email-missing = اكتب بريدك الإلكتروني.
join-email-wrong = لا يمكننا الكتابة إلى هذا العنوان. اكتبه مثل name@example.org.
join-other-address = الدعوة لعنوان آخر.
join-taken = يوجد حساب بهذا العنوان. سجّل الدخول به.
join-name = الاسم
join-name-missing = اكتب اسمك.
join-name-wrong = الاسم طويل جدًا، أو فيه رمز لا يكون في الأسماء.
join-submit = إنشاء الحساب
join-have = هل لديك حساب؟
join-sign-in = تسجيل الدخول
login-invited = لدي دعوة
join-code-title = الانضمام بدعوة
join-code-lead = تُنشأ الحسابات هنا بدعوة. افتح الرابط في بريدك، أو اكتب رمز الدعوة.
join-code = رمز الدعوة
join-code-submit = متابعة
join-code-wrong = هذا ليس رمز دعوة. انسخ الرمز كاملًا، أو افتح الرابط في بريدك.
join-ask = طلب دعوة
join-again = البدء من جديد
join-sent-title = انظر في بريدك
join-sent-lead = كتبنا إلى العنوان الذي أعطيته. افتح الرابط في تلك الرسالة، على أي جهاز، أو اكتب هنا الرمز الذي فيها.
join-sent-code = الرمز من الرسالة
join-sent-submit = متابعة
join-sent-opened = فتحت الرابط: تسجيل الدخول
join-sent-none = لا رسالة؟ انظر أيضًا في الرسائل غير المرغوبة.
join-sent-wrong = هذا الرمز غير صحيح أو قديم جدًا. اكتب رمز أحدث رسالة.
join-sent-limited = محاولات كثيرة جدًا. افتح الرابط في الرسالة، أو ابدأ من جديد لاحقًا.
join-confirm-title = هل هذا عنوانك؟
join-confirm-lead = يُنشأ حسابك عندما تؤكد ذلك. إن لم تطلب حسابًا فأغلق هذه الصفحة ولن يحدث شيء.
join-confirm-elsewhere = لم تطلب الحساب في هذا المتصفح. اكتب كلمة المرور التي اخترتها عند الطلب.
join-confirm-wrong = هذه ليست كلمة المرور المختارة. إن لم تختر أي كلمة مرور فقد طلب شخص آخر هذا الحساب: أغلق هذه الصفحة.
join-confirm-submit = نعم، أنشئ حسابي
join-done-title = حسابك جاهز
join-done-back = استعدت حسابك
join-done-lead = يمكنك تسجيل الدخول الآن.
join-done-enrol = سجّل الدخول الآن وأعدّ تسجيل الدخول بخطوتين.
join-over-title = هذه الدعوة انتهت
join-over-lead = استُعملت أو سُحبت أو انتهى وقتها. اطلب دعوة جديدة ممن دعاك.
join-link-over-title = هذا الرابط انتهى
join-link-over-lead = استُعمل من قبل أو انتهى وقته.
join-waitlist-title = طلب دعوة
join-waitlist-lead = يقرر شخص من يحصل على حساب. يأتي الجواب بالبريد.
join-waitlist-submit = طلب
join-asked-title = شكرًا لك
join-asked-lead = إن أمكنت دعوة فستصل إلى عنوانك بالبريد.
activity-user-joined = لقد أنشأت حسابك.

## Help, privacy, accessibility

about-help-title = مساعدة
about-help-sign-in = سجّل الدخول باسم حسابك أو بريده وكلمة مروره. إن نسيت كلمة المرور فصفحة الدخول تقود إلى كلمة جديدة.
about-help-second = إن طُلب منك رمز فافتح تطبيق المصادقة واكتب الأرقام الستة التي يعرضها. وبدون التطبيق استخدم أحد رموز الاسترداد.
about-help-passkeys = مع مفتاح المرور لا تحتاج إلى كلمة مرور: حيث تعرضه صفحة الدخول، أكّد ببصمتك أو وجهك أو قفل جهازك. تضيف مفاتيح المرور في صفحات حسابك؛ ومن فقد مفتاحًا يدخل بطريقة أخرى ويزيله هناك.
about-help-apps = في صفحات حسابك ترى أي التطبيقات يمكنها رؤية شيء منك، وأين سجّلت الدخول، وما الذي حدث. ويمكنك هناك إيقاف أي تطبيق.
about-help-contact = إن لم ينفع شيء فاسأل من أعطاك هذا الحساب.
about-privacy-title = الخصوصية
about-privacy-kept = تحفظ هذه الخدمة ما يحتاجه حسابك: اسمك وعناوينك، وكلمة مرورك مجزأة، ومفاتيح تطبيقات المصادقة مختومة، وأين سجّلت الدخول، وما حدث في حسابك.
about-privacy-shared = لا يعرف التطبيق عنك إلا ما ذكرته صفحة موافقته وسمحت به. ويمكنك سحب ذلك في أي وقت.
about-privacy-cookies = تُبقي ملفات تعريف الارتباط تسجيل دخولك قائمًا وتحمي ما تملؤه من نماذج. لا شيء منها للإعلان، ولا يُحمَّل شيء من مكان آخر.
about-privacy-rights = لك أن تطلب كل ما يُحفظ عنك، وأن يُصحَّح، وأن يُحذف حسابك.
about-accessibility-title = إمكانية الوصول
about-accessibility-aim = ينبغي أن يستطيع الجميع استخدام هذه الصفحات. صُنعت لتستوفي إرشادات Web Content Accessibility Guidelines 2.2 بالمستوى AA.
about-accessibility-how = تعمل بلوحة المفاتيح وحدها، ومع قارئات الشاشة، وبدون نصوص برمجية، وبخط كبير، وعلى الشاشات الضيقة، وبألوان فاتحة وداكنة.
about-accessibility-tested = تُختبر كل صفحة في كل حالة بأداة axe-core في Chromium، بنظامي الألوان وبعرض 320 و1280 بكسل، ولا تجد خطأ. لم يختبرها بعد أشخاص ذوو إعاقة.
about-accessibility-contact = إن لم يعمل شيء لك فأخبر من أعطاك هذا الحساب. يُعامل كأي خلل آخر.

## Terms

terms-title = الشروط
# $version: the name of the version
terms-version = الإصدار <bdi>{ $version }</bdi>
terms-accept-title = يرجى قبول الشروط
terms-accept-lead = قبل المتابعة، يُرجى قراءة شروط هذه الخدمة وقبولها.
terms-read = قراءة الشروط
terms-changes = ما الذي تغيّر
terms-tick = أقبل الشروط.
terms-accept = متابعة
terms-deny = ليس الآن
terms-missing = ضع علامة على قبولك الشروط.
activity-terms-accepted = لقد قبلت الشروط.

## An app that signs in the old way

legacy-notice-title = تطبيق يسجل الدخول بالطريقة القديمة
legacy-notice-lead = سجّلت الدخول بتطبيق لا يعرف إلا الطريقة القديمة. وهي أقل أمانًا لأنها لا تستطيع طلب خطوة ثانية.
legacy-notice-none = لم يسجّل أي من تطبيقاتك الدخول بالطريقة القديمة مؤخرًا.
# $app: its name. $date: a day in words
legacy-notice-ends = <bdi>{ $app }</bdi>: تنتهي هذه الطريقة في { $date }.
# $app: its name
legacy-notice-goes-on = <bdi>{ $app }</bdi>: تستمر في العمل حاليًا.
legacy-notice-do = اختر الآن كلمة مرور جديدة وفعّل تسجيل الدخول بخطوتين. وابحث أيضًا عن إصدار أحدث من التطبيق.
legacy-notice-upgrade = الترقية الآن
legacy-notice-later = لاحقًا
