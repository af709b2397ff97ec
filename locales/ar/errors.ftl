### لماذا رُفض شيء أو فشل: ثلاثة نصوص لكل سبب، بحسب رمزه.
###
### ‎-title و ‎-what: للشخص الذي يرى الصفحة. بلا كلمات تقنية.
### ‎-fix: لمطوّر التطبيق، في ‎/docs/errors: ما كان متوقعًا وكيفية الإصلاح.
###
### ‎-description هو error_description في الرد: ASCII وبالإنجليزية في كل اللغات، ولذلك لا يوجد إلا في
### en/errors.ftl.

## ما يراه الناس عندما يكون الخطأ من التطبيق

app-fault-title = أرسل هذا التطبيق طلبًا لا يمكننا قبوله
app-fault-what = لم ترتكب أي خطأ، ولم تتم مشاركة أي شيء. عُد إلى التطبيق وحاول مرة أخرى. إذا تكرر ذلك، فأخبر صانعي التطبيق واذكر لهم الرقم المرجعي.


## الطلب نفسه

parameter-missing-title = { app-fault-title }
parameter-missing-what = { app-fault-what }
parameter-missing-fix = قارن الطلب بوثائق نقطة النهاية. المَعلمة ذات القيمة الفارغة تُعد غائبة (RFC 6749، القسم 3.1).

parameter-repeated-title = { app-fault-title }
parameter-repeated-what = { app-fault-what }
parameter-repeated-fix = ابحث عن مَعلمة موجودة في عنوان URL وفي المتن معًا، أو تضيفها مكتبة مرة ثانية (RFC 6749، القسمان 3.1 و 3.2).

parameter-invalid-title = { app-fault-title }
parameter-invalid-what = { app-fault-what }
parameter-invalid-fix = تحقق من الترميز (application/x-www-form-urlencoded، UTF-8) ومن الطول والقيم المسموح بها للمَعلمة المذكورة.

content-type-unsupported-title = { app-fault-title }
content-type-unsupported-what = { app-fault-what }
content-type-unsupported-fix = اضبط الحقل Content-Type على ما توثقه نقطة النهاية. تقبل نقاط نهاية OAuth النوع application/x-www-form-urlencoded وليس JSON.

body-malformed-title = { app-fault-title }
body-malformed-what = { app-fault-what }
body-malformed-fix = تحقق من أن المتن مرمَّز كما يقول الحقل Content-Type، ومن أنه غير مقطوع.

credential-in-url-title = { app-fault-title }
credential-in-url-what = { app-fault-what }
credential-in-url-fix = تنتهي عناوين URL في السجلات والتواريخ المحفوظة. أرسل بيانات الاعتماد في متن POST أو في الحقل Authorization. اعتبر ما أُرسل مسرَّبًا: أنشئ غيره.

not-found-title = الصفحة غير موجودة
not-found-what = إذا كتبت العنوان بنفسك، فتحقق من صحته. وإذا تبعت رابطًا، فعُد إلى التطبيق وحاول مرة أخرى.
not-found-fix = خذ عناوين نقاط النهاية من وثيقة الاكتشاف في ‎/.well-known/openid-configuration.

method-not-allowed-title = لا يمكن فتح هذه الصفحة بهذه الطريقة
method-not-allowed-what = عُد إلى التطبيق وحاول مرة أخرى.
method-not-allowed-fix = استخدم إحدى الطرائق التي يذكرها الحقل Allow في الرد. لا تقبل نقطة نهاية رموز الوصول سوى POST.

body-too-large-title = كان ما أُرسل كثيرًا جدًا
body-too-large-what = ما أرسلته أكبر مما يمكننا استلامه. لم يُحفظ شيء. ارجع وحاول مرة أخرى بأقل.
body-too-large-fix = ابقَ دون حد نقطة النهاية. حجم طلبات OAuth بضعة كيلوبايتات.

uri-too-long-title = هذا العنوان طويل جدًا
uri-too-long-what = عُد إلى التطبيق وحاول مرة أخرى.
uri-too-long-fix = أرسل طلب التفويض الطويل بطريقة POST. ابحث عن حلقة إعادة توجيه تزيد طول العنوان كل مرة.

headers-too-large-title = أرسل متصفحك أكثر مما ينبغي
headers-too-large-what = امسح ملفات تعريف الارتباط لهذا الموقع في متصفحك، ثم عُد إلى التطبيق وحاول مرة أخرى.
headers-too-large-fix = ابحث عن ملفات تعريف ارتباط أو حقل Authorization ازداد حجمه. امسح ملفات تعريف الارتباط لهذا المضيف للتجربة.

encoding-unsupported-title = { app-fault-title }
encoding-unsupported-what = { app-fault-what }
encoding-unsupported-fix = أوقف ضغط الطلبات إلى هذا الخادم. يجوز أن يبقى الرد مضغوطًا.

host-unknown-title = هذا العنوان ليس لنا
host-unknown-what = العنوان الذي استخدمته يؤدي إلى هنا، لكننا لا نعرفه. تحقق منه، أو عُد إلى التطبيق وحاول مرة أخرى.
host-unknown-fix = الحقل Host، أو المضيف الذي يمرره الوكيل، ليس من المضيفين المضبوطين. استخدم عنوان المُصدِر؛ وإن كنت المشغّل فتحقق من المضيفين المضبوطين ومن الوكيل.

cross-site-title = لم نتمكن من التأكد من أنك أنت
cross-site-what = من أجل سلامتك لم يُنفَّذ شيء. ارجع وحمّل الصفحة من جديد وحاول مرة أخرى. إذا لم ينفع ذلك، فاسمح بملفات تعريف الارتباط لهذا الموقع.
cross-site-fix = رمز النموذج غائب أو قديم أو لجلسة أخرى، أو يسمّي الحقل Origin أو Sec-Fetch-Site موقعًا آخر. النماذج للناس؛ من الشيفرة استخدم نقطة نهاية رموز الوصول.

reauth-required-title = يُرجى تسجيل الدخول مرة أخرى
reauth-required-what = من أجل سلامتك لم يُنفَّذ شيء: سجّلت دخولك منذ مدة. ابدأ من جديد، وسجّل الدخول مرة أخرى في الطريق.
reauth-required-fix = مضى على تسجيل دخول الجلسة أكثر من خمس دقائق، أو لم يُثبت فيها العامل الثاني. النماذج للناس؛ اطلب بطريقة GET الصفحة التي فيها النموذج، فهي تمر بتسجيل دخول جديد.

## التطبيق

client-missing-title = { app-fault-title }
client-missing-what = { app-fault-what }
client-missing-fix = أرسل client_id في الطلب، أو صادِق العميل بطريقة HTTP Basic.

client-unknown-title = { client-secret-wrong-title }
client-unknown-what = { client-secret-wrong-what }
client-unknown-fix = لا يوجد عميل له قيمة client_id هذه. تحقق من أخطاء الكتابة، ومن أنها لهذا الخادم وليست لبيئة أخرى.

client-disabled-title = { client-secret-wrong-title }
client-disabled-what = { client-secret-wrong-what }
client-disabled-fix = العميل موقوف. اسأل مشغّل هذا الخادم عن السبب.

client-auth-missing-title = { app-fault-title }
client-auth-missing-what = { app-fault-what }
client-auth-missing-fix = يصادِق العملاء السريون لدى نقطة نهاية رموز الوصول بالطريقة المسجَّلة لهم، token_endpoint_auth_method.

client-auth-repeated-title = { app-fault-title }
client-auth-repeated-what = { app-fault-what }
client-auth-repeated-fix = أرسل السر إما بطريقة HTTP Basic أو في المتن، وليس بالطريقتين أبدًا (RFC 6749، القسم 2.3).

client-auth-method-title = { app-fault-title }
client-auth-method-what = { app-fault-what }
client-auth-method-fix = قارن token_endpoint_auth_method في التسجيل بما ترسله المكتبة: client_secret_basic هو الحقل Authorization، و client_secret_post هو المتن، و none يعني بلا سر.

client-auth-malformed-title = { app-fault-title }
client-auth-malformed-what = { app-fault-what }
client-auth-malformed-fix = في HTTP Basic رمّز client_id والسر ترميز النماذج، وصِل بينهما بنقطتين، ثم طبّق Base64.

client-secret-wrong-title = لا نعرف هذا التطبيق
client-secret-wrong-what = التطبيق الذي أرسلك إلى هنا غير معروف لدينا، أو موقوف. لم تتم مشاركة أي شيء. أخبر صانعي التطبيق، واذكر لهم الرقم المرجعي.
client-secret-wrong-fix = تحقق من client_id والسر، ومن أنهما لهذا الخادم وهذه البيئة، ومن أن النسخ لم يضف شيئًا مثل مسافة أو سطر جديد. أنشئ سرًا جديدًا عند الشك.

client-assertion-wrong-title = { client-secret-wrong-title }
client-assertion-wrong-what = { client-secret-wrong-what }
client-assertion-wrong-fix = إقرار العميل ليس JWT وقّعه مفتاح مسجَّل لهذا العميل. قارن kid والمفتاح مع jwks أو jwks_uri، ووقّع بخوارزمية من token_endpoint_auth_signing_alg_values_supported، ولا تضع في الترويسة مفتاحًا أو عنوان مفتاح.

client-assertion-claims-title = { app-fault-title }
client-assertion-claims-what = { app-fault-what }
client-assertion-claims-fix = iss و sub هما client_id، و aud هو مُصدِر هذا الخادم كسلسلة واحدة، و exp بعد دقائق قليلة، و iat هو الوقت الحاضر، و jti جديد كل مرة (RFC 7523، القسم 3). تحقق من ساعة الجهاز الذي يوقّع.

client-assertion-reused-title = { app-fault-title }
client-assertion-reused-what = { app-fault-what }
client-assertion-reused-fix = يُثبت كل إقرار العميل مرة واحدة. وقّع إقرارًا جديدًا لكل طلب، حتى عند إعادة إرسال طلب.

client-limited-title = كانت هناك محاولات كثيرة جدًا
client-limited-what = على التطبيق أن ينتظر قبل أن يحاول مرة أخرى.
client-limited-fix = بعد عشر محاولات فاشلة في دقيقة ينتظر العميل دقيقة عند ذلك العنوان، وليس في مكان آخر: أصلح بيانات الاعتماد أولًا. والعميل الذي يستدعي أكثر مما تسمح به rate_limit.token_client ينتظر قليلًا: احتفظ بما قيل لك ما دام صالحًا، واسأل أقل.

grant-type-not-allowed-title = { app-fault-title }
grant-type-not-allowed-what = { app-fault-what }
grant-type-not-allowed-fix = أضف نوع المنحة إلى grant_types في التسجيل، أو استخدم نوعًا موجودًا فيه.

grant-type-unsupported-title = { app-fault-title }
grant-type-unsupported-what = { app-fault-what }
grant-type-unsupported-fix = استخدم نوعًا من grant_types_supported. لا تتوفر منحتا password و implicit (RFC 9700).


## طلبات التفويض

redirect-uri-missing-title = { app-fault-title }
redirect-uri-missing-what = { app-fault-what }
redirect-uri-missing-fix = أرسل redirect_uri مع كل طلب تفويض، حتى لو كان المسجَّل واحدًا فقط.

redirect-uri-mismatch-title = { app-fault-title }
redirect-uri-mismatch-what = { app-fault-what }
redirect-uri-mismatch-fix = المقارنة تامة: يُحسب المخطط والمضيف والمنفذ والمسار والشرطة المائلة في النهاية. ولا يجوز أن يختلف سوى منفذ عنوان الاسترجاع (127.0.0.1 أو ‎[::1]‎). سجّل العنوان أو أرسل العنوان المسجَّل.

response-type-unsupported-title = { app-fault-title }
response-type-unsupported-what = { app-fault-what }
response-type-unsupported-fix = أرسل response_type=code مع PKCE. لا يتوفر التدفقان الضمني والهجين (RFC 9700، القسم 2.1.2).

response-mode-unsupported-title = { app-fault-title }
response-mode-unsupported-what = { app-fault-what }
response-mode-unsupported-fix = استخدم واحدًا من response_modes_supported في وثيقة الاكتشاف. ما ليس query يجب تسجيله للعميل: response_modes، بالأمر signet client edit.

pkce-missing-title = { app-fault-title }
pkce-missing-what = { app-fault-what }
pkce-missing-fix = أنشئ لكل طلب code_verifier عشوائيًا من 43 إلى 128 محرفًا؛ و code_challenge هو تجزئته SHA-256 بترميز base64url بلا حشو (RFC 7636، القسم 4).

pkce-method-title = { app-fault-title }
pkce-method-what = { app-fault-what }
pkce-method-fix = لا تُقبل الطريقة plain، وهي ما يعنيه غياب code_challenge_method. أرسل code_challenge_method=S256.

pkce-malformed-title = { app-fault-title }
pkce-malformed-what = { app-fault-what }
pkce-malformed-fix = استخدم base64url (مع - و _) بلا حشو. التجزئة الست عشرية خطأ شائع.

request-unsupported-title = { app-fault-title }
request-unsupported-what = { app-fault-what }
request-unsupported-fix = لا تُقبل كائنات الطلب. أوقفها في المكتبة وأرسل مَعلمات عادية.

request-uri-unsupported-title = { app-fault-title }
request-uri-unsupported-what = { app-fault-what }
request-uri-unsupported-fix = لا يُجلب شيء من request_uri. أوقفه في المكتبة وأرسل مَعلمات عادية.

scope-invalid-title = { app-fault-title }
scope-invalid-what = { app-fault-what }
scope-invalid-fix = تفصل بين القيم مسافة واحدة، ولا يجوز أن تحوي علامات اقتباس أو شرطات مائلة عكسية (RFC 6749، القسم 3.3). ابحث عن فواصل أو علامات زائد رُمّزت مرتين.

scope-unknown-title = { app-fault-title }
scope-unknown-what = { app-fault-what }
scope-unknown-fix = تُتجاهل القيم المجهولة، ولم يُطلب هنا شيء آخر. تتحدث openid و offline_access عن شخص: لا يمكن أن تكونا في رمز يطلبه العميل لنفسه (client_credentials). يعرض الأمر signet scope list ما هو موجود.

scope-not-allowed-title = { app-fault-title }
scope-not-allowed-what = { app-fault-what }
scope-not-allowed-fix = قارن الطلب بالصلاحيات في التسجيل.

login-required-title = يُرجى تسجيل الدخول
login-required-what = عُد إلى التطبيق وسجّل الدخول من هناك.
login-required-fix = مع prompt=none هذا هو الرد المتوقع على فحص صامت: أرسل الشخص عبر طلب تفويض ظاهر. ومع id_token_hint سجّل الدخول شخص آخر: احذفه إن كان أي شخص مقبولًا.

consent-required-title = على التطبيق أن يسألك أولًا
consent-required-what = لم تتم مشاركة أي شيء. عُد إلى التطبيق وحاول مرة أخرى.
consent-required-fix = لم يسمح الشخص بكل هذا بعد. أرسل طلب تفويض ظاهرًا.

interaction-required-title = هناك شيء يجب فعله أولًا
interaction-required-what = لم تتم مشاركة أي شيء. عُد إلى التطبيق وحاول مرة أخرى.
interaction-required-fix = أرسل طلب تفويض ظاهرًا؛ تعرض الصفحات ما يلزم.

acr-unmet-title = يلزم تسجيل دخول أقوى
acr-unmet-what = يطلب التطبيق نوعًا من تسجيل الدخول لا يستطيعه حسابك بعد، مثل رمز من تطبيق مصادقة. لم تتم مشاركة أي شيء. يمكنك العودة إلى التطبيق.
acr-unmet-fix = ليس للشخص عامل ثانٍ، أو القيمة غير معروفة هنا. استخدم acr_values لما يُستحسن، و claims.id_token.acr مع essential لما لا بد منه فقط (OpenID Connect Core، القسم 5.5.1.1).

consent-denied-title = لم تسمح بهذا
consent-denied-what = لم تتم مشاركة أي شيء. يمكنك العودة إلى التطبيق.
consent-denied-fix = هذا قرار وليس خللًا. أظهر ما يستطيع التطبيق فعله بدون ذلك، ودع الشخص يبدأ من جديد.

consent-empty-title = لم تسمح بهذا
consent-empty-what = لم توضع علامة على أي شيء، فلم تتم مشاركة أي شيء. يمكنك العودة إلى التطبيق.
consent-empty-fix = هذا قرار وليس خللًا. اطلب الصلاحيات عند الحاجة إليها، وليس كلها في البداية.

consent-tampered-title = لم نتمكن من استخدام تلك الإجابة
consent-tampered-what = لم تطابق الإجابة الصفحة، فلم تتم مشاركة أي شيء. عُد إلى التطبيق وحاول مرة أخرى.
consent-tampered-fix = في الإجابة صلاحية لم تُطلب. الصفحات للناس: لا ترسل نماذجها من الشيفرة.

interaction-unknown-title = لا نجد عملية تسجيل الدخول هذه
interaction-unknown-what = ربما فُتحت في متصفح آخر، أو أن ملفات تعريف الارتباط موقوفة. لم تتم مشاركة أي شيء. عُد إلى التطبيق وابدأ من جديد في هذا المتصفح.
interaction-unknown-fix = تخص الصفحات المتصفح الذي فُتحت فيه. لا تنسخ عناوينها، واسمح بملفات تعريف الارتباط.

interaction-expired-title = ظلت هذه الصفحة مفتوحة مدة طويلة جدًا
interaction-expired-what = من أجل سلامتك ينتهي تسجيل الدخول بعد 60 دقيقة. لم تتم مشاركة أي شيء. يمكنك البدء من جديد الآن.
interaction-expired-fix = يجوز أن يستغرق تسجيل الدخول 60 دقيقة. أرسل طلب تفويض جديدًا.

interaction-finished-title = سبق أن انتهيت هنا
interaction-finished-what = لم يعد في هذه الصفحة ما تفعله. عُد إلى التطبيق؛ وإذا ظل يطلب منك تسجيل الدخول، فابدأ من جديد هناك.
interaction-finished-fix = يُجاب عن كل تسجيل دخول مرة واحدة. أرسل طلب تفويض جديدًا.


## الرموز

code-expired-title = { code-unknown-title }
code-expired-what = { code-unknown-what }
code-expired-fix = استُبدل الرمز متأخرًا جدًا. استبدله فورًا، وتحقق من ساعة خادم التطبيق.

code-reused-title = { code-unknown-title }
code-reused-what = { code-unknown-what }
code-reused-fix = استُبدل الرمز مرة ثانية، فأُلغيت رموز المرة الأولى. ابحث عن طلب يُرسل مرتين، أو عن رمز مسروق.

code-race-title = { code-unknown-title }
code-race-what = { code-unknown-what }
code-race-fix = استبدل طلبان الرمز نفسه في اللحظة نفسها؛ وفاز أحدهما. أرسل طلب رمز الوصول مرة واحدة، بلا إعادة تلقائية.

code-client-mismatch-title = { code-unknown-title }
code-client-mismatch-what = { code-unknown-what }
code-client-mismatch-fix = أُصدر الرمز لعميل آخر. استبدله بقيمة client_id التي في طلب التفويض.

code-unknown-title = { app-fault-title }
code-unknown-what = { app-fault-what }
code-unknown-fix = استبدل كل رمز مرة واحدة وفورًا، بالعميل الذي طلبه. لا تُعد طلب رمز وصول تم الرد عليه.

code-redirect-mismatch-title = { app-fault-title }
code-redirect-mismatch-what = { app-fault-what }
code-redirect-mismatch-fix = أرسل في طلب رمز الوصول قيمة redirect_uri التي في طلب التفويض تمامًا (RFC 6749، القسم 4.1.3).

verifier-missing-title = { app-fault-title }
verifier-missing-what = { app-fault-what }
verifier-missing-fix = كان في طلب التفويض code_challenge. احتفظ بقيمة code_verifier الخاصة به وأرسلها مع الرمز.

verifier-unexpected-title = { app-fault-title }
verifier-unexpected-what = { app-fault-what }
verifier-unexpected-fix = ابحث عن طلب تفويض فُقد منه code_challenge: هذا ما قد يفعله مهاجم (RFC 9700، القسم 2.1.1).

verifier-mismatch-title = { app-fault-title }
verifier-mismatch-what = { app-fault-what }
verifier-mismatch-fix = احتفظ لكل طلب تفويض بقيمة code_verifier واحدة، من 43 إلى 128 محرفًا؛ ربما كتبت علامة تبويب أخرى فوقها.

user-disabled-title = هذا الحساب موقوف
user-disabled-what = يُرجى التواصل مع الدعم وذكر الرقم المرجعي.
user-disabled-fix = لا يوجد ما يُصلح في التطبيق. عامل الشخص كمن سجّل خروجه.

session-ended-title = تم تسجيل خروجك
session-ended-what = انتهت جلستك. عُد إلى التطبيق وسجّل الدخول مرة أخرى.
session-ended-fix = سجّل الشخص خروجه، أو أُنهيت الجلسة. عامل الشخص كمن سجّل خروجه.

consent-withdrawn-title = أوقفت هذا التطبيق
consent-withdrawn-what = أوقفت وصول هذا التطبيق. عُد إلى التطبيق إذا أردت السماح به من جديد.
consent-withdrawn-fix = هذا قرار وليس خللًا. عامل التطبيق كتطبيق غير متصل.


## رموز التجديد والمنح والموارد

refresh-unknown-title = { app-fault-title }
refresh-unknown-what = { app-fault-what }
refresh-unknown-fix = احتفظ بأحدث رمز تجديد في كل رد، واستخدم كل رمز مرة واحدة. إذا انتهت الرموز مع أن التطبيق مستخدَم، فابحث عن موضعين يجددان بالرمز نفسه.

refresh-expired-title = { refresh-unknown-title }
refresh-expired-what = { refresh-unknown-what }
refresh-expired-fix = لم يُستخدم رمز التجديد مدة أطول مما يحتفظ به الخادم. أرسل طلب تفويض جديدًا؛ ومن أعطى موافقته لا يُسأل مرة أخرى.

refresh-client-mismatch-title = { refresh-unknown-title }
refresh-client-mismatch-what = { refresh-unknown-what }
refresh-client-mismatch-fix = أُصدر رمز التجديد لعميل آخر. جدّد بالعميل الذي حصل عليه.

refresh-reused-title = { refresh-unknown-title }
refresh-reused-what = { refresh-unknown-what }
refresh-reused-fix = استُخدم رمز تجديد بعد أن صار خَلَفه قيد الاستخدام، فربما حصل عليه شخص آخر، ولذلك أُلغيت المنحة كلها. احتفظ برمز التجديد الجديد في كل رد قبل استخدامه، وفي مكان واحد فقط.

refresh-dead-title = { refresh-unknown-title }
refresh-dead-what = { refresh-unknown-what }
refresh-dead-fix = سبق إلغاء منحة رمز التجديد هذا. تخلص من الرمز، وأرسل طلب تفويض جديدًا.

refresh-burst-title = يُرجى الانتظار لحظة
refresh-burst-what = جاءت طلبات كثيرة جدًا في وقت واحد. لم يضِع شيء؛ يُرجى المحاولة مرة أخرى.
refresh-burst-fix = جددت طلبات كثيرة برمز واحد خلال ثوانٍ. دع طلبًا واحدًا من التطبيق يجدد، ولتنتظره البقية.

grant-revoked-title = لم يعد لهذا التطبيق وصول
grant-revoked-what = أُنهي وصول هذا التطبيق. عُد إلى التطبيق إذا أردت السماح به من جديد.
grant-revoked-fix = أنهى الشخص أو مشغّل أو تغيير في الحساب هذه المنحة. عامل التطبيق كتطبيق غير متصل.

grant-ended-title = حان وقت تسجيل الدخول من جديد
grant-ended-what = بلغ وصول هذا التطبيق تاريخ نهايته. عُد إلى التطبيق وسجّل الدخول مرة أخرى.
grant-ended-fix = لكل منحة نهاية مطلقة. أرسل الشخص عبر طلب تفويض جديد.

resource-unknown-title = { app-fault-title }
resource-unknown-what = { app-fault-what }
resource-unknown-fix = تسمّي المَعلمة resource واجهة برمجة بمعرّفها المسجَّل، بايتًا بايتًا (RFC 8707، القسم 2). اسأل المشغّل، أو انظر signet resource list.

resource-not-granted-title = { app-fault-title }
resource-not-granted-what = { app-fault-what }
resource-not-granted-fix = لا يستطيع طلب رمز الوصول إلا تضييق ما ذكره طلب التفويض (RFC 8707، القسم 2.2).

hint-invalid-title = { app-fault-title }
hint-invalid-what = { app-fault-what }
hint-invalid-fix = يجوز أن تكون صلاحية التلميح منتهية، لكن يجب أن يصح توقيعه ومُصدِره وجمهوره (OpenID Connect Core، القسم 3.1.2.1).

token-foreign-title = { app-fault-title }
token-foreign-what = { app-fault-what }
token-foreign-fix = صادِق كالعميل الذي حصل على الرمز (RFC 7009، القسم 2.1).


## الأشخاص

user-unknown-title = { password-wrong-title }
user-unknown-what = { password-wrong-what }
user-unknown-fix = لا يوجد حساب بهذا الاسم. يذكر سجل التدقيق السبب؛ أما الرد فلا.

password-unset-title = { password-wrong-title }
password-unset-what = { password-wrong-what }
password-unset-fix = ليس للحساب كلمة مرور، لأنه مثلًا يسجّل الدخول في مكان آخر. عيّن له واحدة إن كان ينبغي ذلك.

password-disabled-title = { password-wrong-title }
password-disabled-what = { password-wrong-what }
password-disabled-fix = أُوقفت كلمة المرور بعد 100 محاولة فاشلة: يعيد الأمر signet user unlock تفعيلها، ويعيّن set-password غيرها. أو أن شخصًا آخر عيّنها ويجب تغييرها أولًا في صفحة، وهو ما لا يستطيع تطبيق قديم طلبه.

user-locked-title = { password-wrong-title }
user-locked-what = { password-wrong-what }
user-locked-fix = الحساب مقفل. يستطيع المشغّل إلغاء القفل.

mfa-required-unsupported-door-title = { password-wrong-title }
mfa-required-unsupported-door-what = { password-wrong-what }
mfa-required-unsupported-door-fix = للشخص عامل ثانٍ، ولا تستطيع واجهة تسجيل الدخول القديمة هذه طلبه. استخدم صفحات تسجيل الدخول.

mfa-required-title = يلزم رمز أيضًا
mfa-required-what = أدخل الرمز الذي يعرضه تطبيق المصادقة لديك.
mfa-required-fix = أرسل طلب تسجيل الدخول مرة أخرى مع رمز لمرة واحدة من تطبيق المصادقة لدى الشخص.

user-not-at-door-title = { password-wrong-title }
user-not-at-door-what = { password-wrong-what }
user-not-at-door-fix = للشخص حساب، لكن ليس في واجهة تسجيل الدخول القديمة هذه. أضف له حسابًا، أو استخدم الواجهة الصحيحة.

password-wrong-title = لم نتمكن من تسجيل دخولك
password-wrong-what = ما سجّلت الدخول به أو كلمة المرور غير صحيح. تحقق منهما ثم حاول مرة أخرى.
password-wrong-fix = اطلب من الشخص التحقق منهما. الردود واحدة للحسابات المجهولة والمقفلة؛ وفي سجل التدقيق السبب الدقيق.

identifier-limited-title = كانت هناك محاولات كثيرة جدًا
identifier-limited-what = من أجل سلامتك عليك الانتظار قبل أن تحاول مرة أخرى.
identifier-limited-fix = لا تحاول مرة أخرى قبل انقضاء Retry-After. تُرفض المحاولات في هذه الأثناء بلا فحص.

otp-wrong-title = هذا الرمز غير صحيح
otp-wrong-what = انتظر رمزًا جديدًا، ثم حاول مرة أخرى.
otp-wrong-fix = اطلب من الشخص رمزًا جديدًا. إذا فشلت كل الرموز، فتحقق من ساعة الجهاز.

otp-reused-title = سبق استخدام هذا الرمز
otp-reused-what = انتظر الرمز التالي، ثم حاول مرة أخرى.
otp-reused-fix = يعمل كل رمز مرة واحدة، لمدة 30 ثانية تقريبًا. أرسله مرة واحدة.

otp-limited-title = كانت هناك رموز خاطئة كثيرة جدًا
otp-limited-what = من أجل سلامتك عليك الانتظار قبل أن تحاول مرة أخرى.
otp-limited-fix = لا تحاول مرة أخرى قبل انقضاء Retry-After.

action-code-unknown-title = هذا الرابط لا يعمل
action-code-unknown-what = إنه غير كامل، أو أُرسل رابط أحدث منه. استخدم الرابط الذي في أحدث رسالة، أو اطلب رابطًا جديدًا.
action-code-unknown-fix = استخدم أحدث رسالة والرابط كاملًا. كل رسالة جديدة تنهي ما قبلها.

action-code-expired-title = هذا الرابط قديم جدًا
action-code-expired-what = إنه يعمل لمدة قصيرة فقط، ولا يعمل بعد تغيّر حسابك. اطلب رابطًا جديدًا.
action-code-expired-fix = اطلب رسالة جديدة واستخدمها قريبًا.

action-code-used-title = سبق استخدام هذا الرابط
action-code-used-what = تم ما كان الرابط من أجله. إذا لم تكن أنت من فعل ذلك، فغيّر كلمة مرورك.
action-code-used-fix = يعمل كل رابط وكل رمز مرة واحدة.

action-code-wrong-title = هذا الرمز غير صحيح
action-code-wrong-what = انظر إلى أحدث رسالة، ثم اكتب الرمز مرة أخرى.
action-code-wrong-fix = استخدم رمز أحدث رسالة. بعد خمس محاولات خاطئة يجب إرسال رمز جديد.


## رموز الحامل

token-missing-title = { app-fault-title }
token-missing-what = { app-fault-what }
token-missing-fix = أرسل Authorization: Bearer ثم الرمز (RFC 6750، القسم 2.1). لا تُقبل الرموز في عنوان URL.

token-revoked-title = { token-invalid-title }
token-revoked-what = { token-invalid-what }
token-revoked-fix = أُلغي الرمز: سحب الشخص موافقته أو سجّل خروجه، أو استُخدم رمز مرتين. أرسل طلب تفويض جديدًا.

token-invalid-title = { app-fault-title }
token-invalid-what = { app-fault-what }
token-invalid-fix = أرسل رمز وصول من هذا الخادم وليس رمز هوية، وأرسله كاملًا.

token-expired-title = { app-fault-title }
token-expired-what = { app-fault-what }
token-expired-fix = احصل على رمز جديد قبيل انقضاء expires_in، وتحقق من الساعة.

token-audience-title = { app-fault-title }
token-audience-what = { app-fault-what }
token-audience-fix = لا يسمّي aud هذا المورد. أرسل المَعلمة resource مع طلب التفويض أو طلب رمز الوصول (RFC 8707).

scope-insufficient-title = لا يجوز للتطبيق أن يفعل هذا
scope-insufficient-what = لم تسمح للتطبيق بهذا. لم تتم مشاركة أي شيء أو تغييره.
scope-insufficient-fix = يذكر الحقل scope في WWW-Authenticate ما يلزم. أرسل به طلب تفويض.


## الأبواب القديمة والرموز التي تُستبدل

door-sunset-title = انتهى هذا المدخل
door-sunset-what = يستخدم التطبيق طريقة قديمة لتسجيل الدخول انتهت. لم تتم مشاركة أي شيء أو تغييره. اطلب من صانع التطبيق نسخة جديدة.
door-sunset-fix = حدد المشغّل هذا التاريخ. اتبع دليل الانتقال الذي يذكره الحقل Link، أو اسأل المشغّل.

door-outage-title = هذا المدخل مغلق لبعض الوقت
door-outage-what = يستخدم التطبيق طريقة قديمة لتسجيل الدخول ستنتهي. وهي مغلقة لبعض الوقت على سبيل التجربة. حاول لاحقًا.
door-outage-fix = انتظر المدة التي يذكرها Retry-After، واتبع قبل تاريخ Sunset دليل الانتقال الذي يذكره الحقل Link.

subject-token-type-title = { app-fault-title }
subject-token-type-what = { app-fault-what }
subject-token-type-fix = أرسل urn:ietf:params:oauth:token-type:access_token (أو ‎:jwt) ورمز وصول من هذا الخادم؛ لا تُستبدل رموز الهوية والتجديد وتسجيل الخروج، ولا actor_token.

subject-token-invalid-title = { app-fault-title }
subject-token-invalid-what = { app-fault-what }
subject-token-invalid-fix = استعلم عن الرمز: يجب أن يكون نشطًا، وأن يكون صادرًا لهذا العميل أو من أجله. احصل على رمز جديد واستبدله.

exchange-not-allowed-title = { app-fault-title }
exchange-not-allowed-what = { app-fault-what }
exchange-not-allowed-fix = يُسمح بعمليات الاستبدال واحدة واحدة. اطلب من المشغّل أن يضيف إلى هذا العميل قاعدة (signet.exchanges) للمصدر والهدف، أو اذكر موردًا أو جمهورًا آخر.

assertion-wrong-title = { app-fault-title }
assertion-wrong-what = { app-fault-what }
assertion-wrong-fix = وقّع بمفتاح مسجَّل؛ iss هو client_id، و sub هو معرّف الشخص لدى العميل نفسه، و aud هو هذا المُصدِر؛ و exp بعد 5 دقائق على الأكثر؛ و jti جديد كل مرة (RFC 7523).

assertion-reused-title = { app-fault-title }
assertion-reused-what = { app-fault-what }
assertion-reused-fix = أنشئ لكل طلب إقرارًا جديدًا له jti خاص به.

terms-not-accepted-title = { app-fault-title }
terms-not-accepted-what = { app-fault-what }
terms-not-accepted-fix = اقرأ الشروط واقبل نسختها الحالية برمز هذه الجلسة، ثم اطلب مرة أخرى.

terms-outdated-title = { app-fault-title }
terms-outdated-what = { app-fault-what }
terms-outdated-fix = احصل على الشروط من جديد واقبل قيمة content_version التي لها الآن.

api-key-wrong-title = { app-fault-title }
api-key-wrong-what = { app-fault-what }
api-key-wrong-fix = أرسل في الحقل x-api-key مفتاح واجهة البرمجة المسجَّل لهذا الشريك.

human-unknown-title = { app-fault-title }
human-unknown-what = { app-fault-what }
human-unknown-fix = ابدأ أولًا جلسة للشخص ودعه يربط مصدرًا.

human-blocked-title = { app-fault-title }
human-blocked-what = { app-fault-what }
human-blocked-fix = اسأل المشغّل.

session-window-closed-title = { app-fault-title }
session-window-closed-what = { app-fault-what }
session-window-closed-fix = اطلب بدلًا من ذلك رمز الشخص العائد (type id؛ scope connect offline_access).

client-token-not-allowed-title = { app-fault-title }
client-token-not-allowed-what = { app-fault-what }
client-token-not-allowed-fix = اطلب من المشغّل السماح بذلك (signet.client_token).

source-disabled-title = لا يمكن ربط هذا المصدر
source-disabled-what = ليس متاحًا في الوقت الحالي. لم تتم مشاركة أي شيء. أغلق هذه النافذة واختر غيره.
source-disabled-fix = يفعّل المشغّل المصادر (upstream.NAME.enabled).

source-failed-title = لم يردّ المصدر كما ينبغي
source-failed-what = لم تتم مشاركة أي شيء أو ربطه. انتظر قليلًا، ثم حاول مرة أخرى من التطبيق.
source-failed-fix = يذكر السجل ما كان خاطئًا في الرد: عنوانه أو شهادته أو مفاتيحه، أو المُصدِر أو الجمهور أو القيمة nonce أو الأوقات أو الخوارزمية في رمز هويته.


## أخطاؤنا

overloaded-title = عذرًا، الخدمة مشغولة
overloaded-what = العمل كثير جدًا في هذه اللحظة. لم يتغير شيء. انتظر دقيقة، ثم حاول مرة أخرى.
overloaded-fix = انتظر المدة التي يذكرها Retry-After، ثم حاول مرة أخرى بفترات متزايدة.

unavailable-title = عذرًا، الخدمة غير متاحة
unavailable-what = لا يمكننا الرد الآن. ما سبق حفظه في أمان. انتظر دقيقة، ثم حاول مرة أخرى.
unavailable-fix = انتظر المدة التي يذكرها Retry-After. وإن كنت المشغّل فانظر ‎/health/ready على منفذ الإدارة، وانظر السجل.

internal-title = عذرًا، توجد مشكلة في الخدمة
internal-what = الخطأ من عندنا. ما سبق حفظه في أمان. حاول لاحقًا. إذا تكرر ذلك، فتواصل مع الدعم واذكر الرقم المرجعي.
internal-fix = هذا خطؤنا. أبلغ مشغّل هذا الخادم بمعرّف الطلب (X-Request-Id).
