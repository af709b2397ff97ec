### الرسائل: البريد الإلكتروني والرسائل النصية.
### العناوين عامة: لا تذكر عيادة ولا تطبيقًا ولا مرضًا. كلمات بسيطة.

## ما تشترك فيه رسائل كثيرة

mail-button = فتح الصفحة
mail-code = أو اكتب هذا الرمز حيث يُطلب منك:
mail-code-short = أو اكتب هذا الرمز، وهو صالح لمدة { $short }:
mail-code-only = اكتب هذا الرمز حيث يُطلب منك:
mail-copy = إذا لم يعمل الزر، فانسخ هذا العنوان إلى متصفحك:
mail-until = الرابط صالح حتى { $until }.
mail-until-code = الرمز صالح حتى { $until }.
mail-ignore = إذا لم تطلب هذا، فلا يلزمك فعل أي شيء. لا تُعطه لأحد.
mail-undo-until = يمكنك التراجع عن ذلك حتى { $until }.
mail-enrol = قبل أن تستخدم أي تطبيق، عليك إعداد تسجيل الدخول بخطوتين. جهّز تطبيق مصادقة على هاتفك، أو جهازًا يمكنه حفظ مفتاح مرور.
mail-not-you = إذا لم تكن أنت من فعل ذلك، فغيّر كلمة مرورك الآن وانظر ما حدث في حسابك:
mail-foot = تصلك هذه الرسالة لأن عنوانك يخص حسابًا هنا، أو أُعطي لنا من أجل حساب. لا يقرأ أحد الردود عليها.
mail-help = المساعدة: { $help }
mail-sms-code = { $service }: رمزك هو { $code }. لا تخبر به أحدًا.

## ما يُكتب مكان اسم لا يُذكر

mail-some-address = عنوان آخر
mail-some-app = أحد التطبيقات
mail-some-apps = بعض تطبيقاتك
mail-some-by = أحدهم
mail-some-day = موعد قريب
mail-some-device = متصفح أو جهاز
mail-some-facility = إحدى المنشآت
mail-some-ip = غير معروفة
mail-some-left = أقل من قبل
mail-some-passkey = مفتاح مرور
mail-some-reason = لم يُذكر سبب
mail-some-username = عنوان بريدك الإلكتروني

## الانضمام

mail-welcome-subject = حسابك جاهز
mail-welcome-text = أهلًا بك في { $service }. حسابك جاهز.
mail-welcome-more = تسجّل الدخول باستخدام: { $username }
mail-welcome-button = تسجيل الدخول
mail-human-verification-subject = نتحقق من بياناتك
mail-human-verification-text = شكرًا لك. يتحقق شخص الآن من الترخيص الذي قدمته لنا. سنكتب إليك عند الانتهاء؛ وقد يستغرق ذلك بضعة أيام عمل.
mail-human-verification-link = أثبت بهذه الرسالة أن هذا العنوان لك.
mail-human-verification-button = تأكيد عنواني
mail-human-verified-subject = تم التحقق من بياناتك
mail-human-verified-text = تم التحقق من الترخيص الذي قدمته لنا، وكل شيء على ما يرام. يمكنك الآن استخدام ما هو مخصص للمهنيين.
mail-waitlist-approved-subject = يمكنك الآن إنشاء حسابك
mail-waitlist-approved-text = شكرًا على انتظارك. يمكنك الآن إنشاء حسابك في { $service }.
mail-waitlist-approved-button = إنشاء حسابي
mail-waitlist-rejected-subject = بشأن طلبك للحصول على حساب
mail-waitlist-rejected-text = شكرًا على طلبك. نأسف لأننا لا نستطيع منحك حسابًا في { $service }.
mail-identity-received-subject = وصلتنا مستنداتك
mail-identity-received-text = وصلت المستندات التي تُثبت هويتك. سنكتب إليك عندما نتحقق منها.
mail-facility-membership-subject = أصبحت ضمن فريق
mail-facility-membership-text = أصبح حسابك تابعًا لـ { $facility }. سترى ما يشاركه هذا الفريق عند تسجيل الدخول.
mail-patient-connection-subject = اتصال جديد في حسابك
mail-patient-connection-text = أصبحت على اتصال بشخص في { $service }. سجّل الدخول لترى من هو وما الذي تشاركانه.
mail-invite-subject = لديك دعوة
mail-invite-text = يدعوك { $by } إلى إنشاء حساب في { $service }.
mail-invite-button = إنشاء حسابي
mail-invite-code = أو اكتب هذا الرمز في { $join }:
mail-invite-ignore = إذا كنت لا تريد حسابًا، فلا يلزمك فعل أي شيء. لا تُعط هذا لأحد.
mail-address-in-use-subject = لديك حساب بالفعل
mail-address-in-use-text = أراد أحدهم، وربما أنت، إنشاء حساب بعنوان البريد الإلكتروني هذا. يوجد حساب بالفعل، لذلك لم يُنشأ شيء ولم يتغير شيء.
mail-address-in-use-more = إذا كنت أنت، فسجّل الدخول، أو اختر كلمة مرور جديدة إن نسيت كلمة مرورك.
mail-address-in-use-button = تسجيل الدخول

## التأكيد والاستعادة

mail-verify-subject = هل هذا عنوانك؟
mail-verify-text = يرجى تأكيد أن هذا العنوان لك. اضغط الزر، ثم اضغط مرة أخرى في الصفحة التي تُفتح.
mail-verify-plain = يرجى تأكيد أن هذا العنوان لك. افتح الرابط أدناه، ثم اضغط الزر في الصفحة التي تُفتح.
mail-verify-button = تأكيد عنواني
mail-reset-subject = اختر كلمة مرور جديدة
mail-reset-text = طلب أحدهم، وربما أنت، كلمة مرور جديدة لحسابك.
mail-reset-button = اختيار كلمة مرور جديدة
mail-reset-done-subject = كلمة مرورك جديدة
mail-reset-done-text = اختيرت كلمة مرور جديدة لحسابك. وقد سُجّل خروجك من كل مكان آخر.
mail-confirm-password-subject = أكّد كلمة مرورك الجديدة
mail-confirm-password-text = يريد أحدهم، وربما أنت، تغيير كلمة مرور حسابك. لن تتغير إلا بعد كتابة الرمز أدناه في التطبيق الذي طُلب فيه ذلك.
mail-password-changed-subject = تغيّرت كلمة مرورك
mail-password-changed-text = تغيّرت كلمة مرور حسابك. وقد سُجّل خروجك من أجهزتك الأخرى.
mail-password-set-subject = عيّن أحدهم لك كلمة مرور جديدة
mail-password-set-text = عيّن شخص يعتني بحسابك كلمة مرور جديدة له. ستختار كلمة مرورك الخاصة عند تسجيل الدخول القادم.
mail-password-set-more = إذا لم تطلب ذلك، فاسأل الأشخاص الذين يعتنون بحسابك.

## العناوين والأرقام

mail-email-change-subject = هل هذا عنوانك الجديد؟
mail-email-change-text = يرجى تأكيد أن يكون عنوان البريد الإلكتروني هذا لحسابك. لن يتغير إلا بعد أن تؤكد ذلك.
mail-email-change-button = تأكيد عنواني الجديد
mail-email-changed-old-subject = تغيّر عنوان بريدك الإلكتروني
mail-email-changed-old-text = أصبح لحسابك عنوان بريد إلكتروني آخر: { $address }. هذه آخر رسالة إلى العنوان القديم.
mail-email-changed-old-button = التراجع عن التغيير
mail-email-changed-subject = تغيّر عنوان بريدك الإلكتروني
mail-email-changed-text = أصبح عنوان البريد الإلكتروني هذا لحسابك.
mail-mobile-change-subject = هل هذا رقمك الجديد؟
mail-mobile-change-text = يرجى تأكيد أن يكون رقم الهاتف المحمول هذا لحسابك.
mail-mobile-change-button = تأكيد رقمي الجديد
mail-mobile-changed-subject = تغيّر رقم هاتفك المحمول
mail-mobile-changed-text = تغيّر رقم الهاتف المحمول لحسابك.
mail-mobile-changed-button = التراجع عن التغيير
mail-mobile-added-subject = أُضيف رقم هاتف محمول
mail-mobile-added-text = أصبح لحسابك رقم هاتف محمول.
mail-address-in-use-change-subject = لديك حساب بالفعل
mail-address-in-use-change-text = أراد أحدهم، وربما أنت، إعطاء عنوان البريد الإلكتروني هذا لحساب آخر. إنه يخص حسابًا بالفعل، لذلك لم يتغير شيء.

## ما حدث في الحساب

mail-new-device-subject = تسجيل دخول جديد إلى حسابك
mail-new-device-text = سجّل أحدهم الدخول إلى حسابك من متصفح لم نعرفه من قبل.
mail-new-device-more = متى: { $at } · باستخدام: { $device } · من الشبكة: { $ip }
mail-new-device-button = لم أكن أنا
mail-new-device-after = إذا كنت أنت، فلا يلزمك فعل أي شيء.
mail-second-factor-on-subject = تسجيل الدخول بخطوتين مفعّل
mail-second-factor-on-text = أُضيف تطبيق مصادقة إلى حسابك. سيُطلب منك رمز عند تسجيل الدخول.
mail-second-factor-off-subject = تسجيل الدخول بخطوتين متوقف
mail-second-factor-off-text = أُوقف تسجيل الدخول بخطوتين. تكفي كلمة مرورك وحدها الآن لتسجيل الدخول.
mail-authenticator-removed-subject = أُزيل تطبيق مصادقة
mail-authenticator-removed-text = أُزيل أحد تطبيقات المصادقة من حسابك. ما زالت التطبيقات الأخرى تعمل.
mail-second-factor-reset-subject = أُزيلت خطوتك الثانية
mail-second-factor-reset-text = أزال شخص يعتني بحسابك الخطوة الثانية لتسجيل الدخول. يمكنك إعداد خطوة جديدة عند تسجيل الدخول القادم.
mail-second-factor-reset-more = السبب: { $reason }
mail-second-factor-reset-after = إذا لم تطلب ذلك، فأخبر فورًا الأشخاص الذين يعتنون بحسابك.
mail-factors-ended-subject = أُزيلت وسائل لتسجيل الدخول
mail-factors-ended-text = أُزيلت تطبيقات مصادقة أو مفاتيح مرور أو رموز استرداد ربما أضافها شخص آخر إلى حسابك. لم تعد تعمل.
mail-factors-ended-after = إذا كان شيء منها لك، فاختر كلمة مرور جديدة وسجّل الدخول ثم أضفه من جديد.
mail-recovery-code-used-subject = استُخدم رمز استعادة
mail-recovery-code-used-text = سجّل أحدهم الدخول إلى حسابك بأحد رموز الاستعادة الخاصة بك.
mail-recovery-code-used-more = الرموز المتبقية: { $left }
mail-recovery-codes-made-subject = لديك رموز استعادة جديدة
mail-recovery-codes-made-text = أُنشئت رموز استعادة جديدة لحسابك. لم تعد الرموز السابقة تعمل.
mail-passkey-added-subject = أُضيف مفتاح مرور
mail-passkey-added-text = أُضيف مفتاح مرور إلى حسابك: { $passkey }. من يملكه يستطيع تسجيل الدخول.
mail-passkey-removed-subject = أُزيل مفتاح مرور
mail-passkey-removed-text = أُزيل مفتاح مرور من حسابك: { $passkey }.
mail-account-locked-subject = أُوقفت كلمة مرورك
mail-account-locked-text = جرّب أحدهم كلمات مرور خاطئة كثيرة جدًا، لذلك أوقفنا كلمة مرورك. لا يستطيع أحد تسجيل الدخول بها.
mail-account-locked-more = يمكنك تسجيل الدخول مجددًا بعد أن تختار كلمة جديدة. إذا لم تستطع، فاطلب المساعدة.
mail-account-locked-button = اختيار كلمة مرور جديدة

## التطبيقات

mail-app-connected-subject = رُبط تطبيق بحسابك
mail-app-connected-text = سمحت لـ { $app } باستخدام بيانات من حسابك. يمكنك إيقاف ذلك في أي وقت من صفحة تطبيقاتك.
mail-app-cut-off-subject = سُجّل خروج تطبيق
mail-app-cut-off-text = أوقفنا وصول { $app } إلى حسابك، لأن شيئًا يُستخدم مرة واحدة استُخدم مرتين، وربما نُسخ. إذا كنت ما زلت تحتاج إلى التطبيق، فاربطه من جديد.
mail-app-ends-soon-subject = سيفقد أحد التطبيقات الوصول قريبًا
mail-app-ends-soon-text = ما سمحت به لـ { $app } ينتهي في { $day }. إذا كنت ما زلت تحتاج إليه، فاربطه من جديد حينها.
mail-offline-apps-subject = تطبيقات يمكنها رؤية بياناتك
mail-offline-apps-text = نذكّرك مرة في السنة: يمكن لهذه التطبيقات استخدام بيانات من حسابك في غيابك.
mail-offline-apps-more = { $apps }
mail-offline-apps-button = عرض تطبيقاتي
mail-offline-apps-after = أوقف ما لم تعد تحتاج إليه.
mail-legacy-stops-subject = سيتوقف أحد التطبيقات عن العمل
mail-legacy-stops-text = ابتداءً من { $day } لن يستطيع { $app } تسجيل الدخول بالطريقة القديمة. يرجى تحديثه قبل ذلك، أو سؤال من صنعه.
mail-legacy-stops-button = معرفة ما سيتغيّر
mail-legacy-stops-developer-subject = ينتهي تسجيل دخول قديم
mail-legacy-stops-developer-text = ابتداءً من { $day } لن تجيب الواجهة القديمة التي يسجّل { $app } الدخول عبرها. يشرح الدليل كيفية الانتقال إلى OAuth 2.0.
mail-legacy-stops-developer-button = قراءة الدليل

## المغادرة

mail-deletion-asked-subject = سيُحذف حسابك
mail-deletion-asked-text = سيُحذف حسابك في { $day }. يمكنك الاحتفاظ به حتى ذلك الحين: سجّل الدخول أو اضغط الزر.
mail-deletion-asked-plain = سيُحذف حسابك في { $day }. يمكنك الاحتفاظ به حتى ذلك الحين: سجّل الدخول أو افتح الرابط أدناه.
mail-deletion-asked-button = الاحتفاظ بحسابي
mail-deletion-done-subject = حُذف حسابك
mail-deletion-done-text = حُذف حسابك وما كنا نحتفظ به معه. هذه آخر رسالة منا إليك.

## للمشغّلين

mail-test-subject = رسالة تجربة
mail-test-text = تُظهر هذه الرسالة أن بريد { $service } يصل.

## صفحة خادم التطوير التي تعرض الرسائل

dev-mail-title = البريد والرسائل النصية
dev-mail-lead = ما كُتب إلى الناس. لم يُرسل شيء: هذا خادم تطوير.
dev-mail-none = لا شيء بعد.
dev-mail-to = إلى
dev-mail-erased = مُحي
dev-mail-at = كُتبت
dev-mail-letter = الرسالة
dev-mail-failure = لم تُرسل
dev-mail-link = الزر

## الصفحة التي تقود إليها رسالة تسجيل الدخول الجديد

not-me-title = لم أكن أنا
not-me-what = إذا سجّل شخص آخر الدخول إلى حسابك، فاضغط الزر. سيُسجّل خروج الجميع من كل مكان ومن كل تطبيق، ولن تعمل كلمة مرورك بعد ذلك. وتُزال تطبيقات المصادقة ومفاتيح المرور ورموز الاسترداد التي أُضيفت منذ ذلك الدخول. ثم اختر كلمة جديدة.
not-me-button = تسجيل خروج الجميع
not-me-else = إذا كنت أنت، فأغلق هذه الصفحة. لم يتغير شيء.
not-me-done-title = سُجّل خروج الجميع
not-me-done = لم يعد أحد مسجّل الدخول في حسابك، ولم تعد كلمة مرورك القديمة تعمل. اختر كلمة جديدة لا تستخدمها في أي مكان آخر.
not-me-recover = اختيار كلمة مرور جديدة
factors-ended = وأُزيلت كذلك تطبيقات المصادقة ومفاتيح المرور ورموز الاسترداد التي ربما أضافها شخص آخر. إذا كان شيء منها لك، فأضفه من جديد بعد تسجيل الدخول.
