### الصلاحيات القياسية بكلمات بسيطة: ما يُسمح للتطبيق به، وما معنى ذلك.
### الصلاحيات التي يسجلها المشغّل تأتي بنصوصها.

scope-openid-title = معرفة أنك أنت
scope-openid-hint = يتعرف عليك التطبيق عندما تسجّل الدخول مرة أخرى
scope-profile-title = اسمك
scope-profile-hint = اسمك وبقية ما في ملفك الشخصي، مثل لغتك
scope-email-title = بريدك الإلكتروني
scope-email-hint = العنوان، وهل تم التحقق منه
scope-phone-title = رقم هاتفك
scope-phone-hint = الرقم، وهل تم التحقق منه
scope-address-title = عنوانك البريدي
scope-address-hint = الشارع والمدينة والرمز البريدي والبلد

### ما قد يعرفه التطبيق بندًا بندًا: بيانات يطلبها بأسمائها.

claim-name = اسمك الكامل
claim-family_name = اسم عائلتك
claim-given_name = اسمك الأول
claim-middle_name = اسمك الأوسط
claim-nickname = لقبك
claim-preferred_username = الاسم الذي تسجّل الدخول به
claim-profile = عنوان صفحة ملفك الشخصي
claim-picture = عنوان صورتك
claim-website = عنوان موقعك
claim-gender = جنسك
claim-birthdate = تاريخ ميلادك
claim-zoneinfo = منطقتك الزمنية
claim-locale = لغتك
claim-updated_at = متى تغيّر ملفك الشخصي آخر مرة
claim-email = بريدك الإلكتروني
claim-email_verified = هل تحققنا من بريدك الإلكتروني
claim-phone_number = رقم هاتفك
claim-phone_number_verified = هل تحققنا من رقم هاتفك
claim-address = عنوانك البريدي
