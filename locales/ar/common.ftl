### النصوص المشتركة بين صفحات كثيرة.
### كلمات بسيطة يفهمها طفل في العاشرة.

title-error = خطأ:
skip = الانتقال إلى المحتوى
languages = اللغة
dev-banner = خادم تطوير: بيانات تجريبية فقط
foot-help = المساعدة
foot-privacy = الخصوصية
foot-accessibility = إمكانية الوصول

problem-title = حدثت مشكلة
form-stale = كانت هذه الصفحة قديمة، لذلك لم يُرسَل شيء. يُرجى المحاولة مرة أخرى.
start-again = البدء من جديد
own-address-title = هذا العنوان غير صحيح
own-address-what = في عنوان هذه الصفحة خطأ، أو أنه قديم جدًا. افتح الصفحة مرة أخرى من حسابك.
cancel = إلغاء
not-you = ليس هذا حسابك؟

## الأوقات

# $count: ثوانٍ كاملة من 1 إلى 59
wait-seconds = { $count ->
    [one] ثانية واحدة
    [two] ثانيتين
    [few] { $count } ثوانٍ
    [many] { $count } ثانية
   *[other] { $count } ثانية
}
# $count: دقائق كاملة، مقرّبة إلى الأعلى
wait-minutes = { $count ->
    [one] دقيقة واحدة
    [two] دقيقتين
    [few] { $count } دقائق
    [many] { $count } دقيقة
   *[other] { $count } دقيقة
}
date = { $day } { $month } { $year }
moment = { $date }، الساعة { $time } بالتوقيت العالمي
month-1 = يناير
month-2 = فبراير
month-3 = مارس
month-4 = أبريل
month-5 = مايو
month-6 = يونيو
month-7 = يوليو
month-8 = أغسطس
month-9 = سبتمبر
month-10 = أكتوبر
month-11 = نوفمبر
month-12 = ديسمبر
