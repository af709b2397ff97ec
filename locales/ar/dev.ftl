### ساحة التجربة في `signet dev`، لمن يصنعون التطبيقات.
### الكلمات التقنية في محلها هنا؛ لا توجد هذه الصفحات إلا على خوادم التطوير.

dev-title = جرّبه
dev-lead = تطبيقات وأشخاص وأبواب قديمة تجريبية لخادم التطوير هذا. كل شيء هنا حقيقي عدا البيانات: تذهب الطلبات إلى نقاط النهاية، وما تراه هو ما يراه التطبيق.
dev-collection = كل الاستدعاءات في ملف ‎.http بقيم هذا الخادم
dev-back = العودة إلى بداية ساحة التجربة

dev-clients = عملاء تجريبيون
dev-clients-hint = في صفحة كل عميل المزيد للتجربة، وشيفرة تأخذها معك بقيمها الحقيقية.
dev-try = تجربة
dev-try-hint = كل رابط يُجري تدفق الرمز بهذا العميل وهذه الصلاحيات. تسجّل الدخول باسم أحد الأشخاص التجريبيين وتقرر ما يُسمح للتطبيق به؛ ثم ترى كل طلب وكل رد وكل رمز وصول.
dev-client-title = العميل { $app }
dev-client-signs = ليس لهذا العميل سر. إنه يوقّع إقرارًا لكل طلب (private_key_jwt) بمفتاحه من private_jwks في dev.json (بصيغة PEM في private_key). تفعل ذلك ساحة التجربة وأوامر signet والشيفرة أدناه؛ والإقرار الذي تنسخه من هنا سبق استخدامه.

dev-users = أشخاص تجريبيون
dev-user-code = رمز المرة الواحدة الآن
dev-user-seed = مفتاح لتطبيق مصادقة
dev-user-state = الحالة
dev-user-where = يسجّل الدخول في
dev-user-pages = صفحات هذا الخادم

dev-doors = أبواب التطبيقات القديمة
dev-doors-hint = تسجيل الدخول في تطبيق قديم كما تصفه وثيقته. يعامله الخادم كأي منحة أخرى.

dev-snippets = شيفرة تأخذها معك
dev-snippets-hint = بقيم هذا العميل على هذا الخادم. http غير المشفر لهذا الجهاز فقط.

dev-run-title = جولة مع { $app }
dev-run-client = عن هذا العميل
dev-run-again = إعادة الجولة
dev-step-authorize = طلب التفويض
dev-step-callback = ما عاد إلى عنوان إعادة التوجيه
dev-step-token = طلب رمز الوصول
dev-step-token-again = طلب رمز الوصول مرة ثانية
dev-step-curl = بصيغة curl
dev-step-request = الطلب
dev-step-answer = الرد
dev-step-error = مرفوض:
dev-step-explained = ما معناه وكيفية إصلاحه:
dev-step-open = إرسال هذا الطلب من متصفحك
dev-token-opaque = لا يستطيع قراءته إلا هذا الخادم: استعلم عنه لديه.

dev-do = ماذا الآن؟
dev-do-refresh = تجديد
dev-do-refresh-old = استخدام رمز التجديد السابق للأحدث
dev-do-userinfo = سؤال userinfo
dev-do-userinfo-broken = سؤال userinfo برمز وصول تالف
dev-do-introspect = الاستعلام عن رمز الوصول
dev-do-introspect-refresh = الاستعلام عن رمز التجديد
dev-do-revoke = إلغاء رمز الوصول
dev-do-revoke-refresh = إلغاء رمز التجديد

dev-break = أفسِده
dev-break-hint = كل رابط يُجري التدفق وفيه خطأ واحد. الرد هو رد نقطة النهاية الحقيقية.
dev-break-verifier = استبدال الرمز مع code_verifier خاطئ
dev-break-expired = استبدال رمز منتهي الصلاحية
dev-break-foreign = الطلب مع redirect_uri غير مسجَّل
dev-break-secret = استبدال الرمز مع سر خاطئ
dev-break-replay = استبدال الرمز مرتين
dev-break-redirect = استبدال الرمز مع redirect_uri غير الذي طُلب به
dev-break-challenge = الطلب بدون code_challenge
dev-break-state = العودة مع state غير الذي أُرسل

dev-note-checked = state و iss هما ما في الطلب، فيجوز استبدال الرمز.
dev-note-refused = الرد خطأ: لا يوجد رمز لاستبداله.
dev-note-state = احتفظ التطبيق بقيمة state غير التي عادت، فقد يكون شخص آخر أرسل المتصفح إلى هنا. يجب على التطبيق أن يتوقف: لم يُستبدل الرمز. لا يستطيع أي خادم التحقق من هذا عنك.
dev-note-issuer = يسمّي iss خادمًا غير الذي سُئل، فلا يجوز استخدام هذا الرد. لم يُستبدل الرمز.
dev-note-verifier = قُلب code_verifier، فلم يعد يطابق code_challenge.
dev-note-expired = لم ينتظر أحد: قبل هذا الطلب طلبت ساحة التجربة من خادم التطوير جعل نهاية الرمز الآن. هذا هو الرد على كل رمز قديم جدًا.
dev-note-assertion = تغيّر حرف واحد في توقيع الإقرار، فلم يوقّعه أي مفتاح للعميل.
dev-note-secret = أُرسل الطلب مع client_secret ليس للعميل.
dev-note-redirect = في نهاية redirect_uri شرطة مائلة لم تكن في طلب التفويض.
dev-note-replay = الطلب نفسه مرة أخرى. إذا جاء التكرار بعد أكثر من ثانية من الأول، فإنه يلغي أيضًا رموز الأول.
dev-note-foreign = في نهاية redirect_uri شرطة مائلة ليست في العنوان المسجَّل. لا يمكن إرسال الخطأ إلى عنوان لم يسجّله أحد: يرى الناس صفحة.
dev-note-unanswered = لم تردّ نقطة النهاية.
