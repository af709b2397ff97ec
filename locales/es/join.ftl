### Unirse: invitaciones, lista de espera.

join-title = Crear una cuenta
join-lead = Después confirmará que la dirección es suya, con un enlace o un código que le enviamos.
join-invite-title = Tiene una invitación
# $by: the name of the person who invites
join-invite-by = <bdi>{ $by }</bdi> le invita. Cree aquí su cuenta.
join-invite-lead = Cree aquí su cuenta.
join-admin-title = Convertirse en administrador
join-admin-lead = Elija una contraseña. Después configurará el acceso en dos pasos; sin él, la cuenta no sirve para nada.
join-admin-lead-alone = Elija una contraseña para su cuenta.
join-back-title = Volver a entrar en su cuenta
join-back-lead = Elija una contraseña nueva. Se quitan sus aplicaciones de autenticación, claves de acceso y códigos de recuperación, y se cierra la sesión en todas las aplicaciones. Después configurará de nuevo el acceso en dos pasos.
join-back-lead-alone = Elija una contraseña nueva. Se quitan sus aplicaciones de autenticación, claves de acceso y códigos de recuperación, y se cierra la sesión en todas las aplicaciones. Puede configurar de nuevo el acceso en dos pasos en las páginas de su cuenta.
join-back-submit = Guardar
join-email = Correo electrónico
join-email-hint = Con él iniciará sesión.
join-email-bound = La invitación es para esta dirección.
join-email-missing = Escriba su correo electrónico.
join-email-wrong = No podemos escribir a esta dirección. Escríbala como nombre@example.org.
join-other-address = La invitación es para otra dirección.
join-taken = Ya hay una cuenta con esta dirección. Inicie sesión con ella.
join-name = Nombre
join-name-missing = Escriba su nombre.
join-name-wrong = El nombre es demasiado largo o tiene un carácter que los nombres no tienen.
join-submit = Crear la cuenta
join-have = ¿Tiene una cuenta?
join-sign-in = Iniciar sesión
login-invited = Tengo una invitación
join-code-title = Unirse con invitación
join-code-lead = Aquí las cuentas se crean con invitación. Abra el enlace de su correo o escriba el código de la invitación.
join-code = Código de la invitación
join-code-submit = Continuar
join-code-wrong = Esto no es un código de invitación. Copie el código entero o abra el enlace de su correo.
join-ask = Pedir una invitación
join-again = Empezar de nuevo
join-sent-title = Mire su correo
join-sent-lead = Hemos escrito a la dirección que indicó. Abra el enlace de ese correo, en cualquier dispositivo, o escriba aquí su código.
join-sent-code = Código del correo
join-sent-submit = Continuar
join-sent-opened = He abierto el enlace: iniciar sesión
join-sent-none = ¿Ningún correo? Mire también entre los correos no deseados.
join-sent-wrong = Este código no es correcto o es demasiado antiguo. Escriba el código del correo más reciente.
join-sent-limited = Demasiados intentos. Abra el enlace del correo o empiece de nuevo más tarde.
join-confirm-title = ¿Es esta su dirección?
join-confirm-lead = Su cuenta se crea cuando lo confirme. Si no pidió ninguna, cierre esta página: no pasará nada.
join-confirm-elsewhere = No lo solicitó en este navegador. Escriba la contraseña que eligió al solicitarlo.
join-confirm-wrong = No es la contraseña elegida. Si no eligió ninguna, otra persona solicitó esta cuenta: cierre esta página.
join-confirm-submit = Sí, crear mi cuenta
join-done-title = Su cuenta está lista
join-done-back = Ha recuperado su cuenta
join-done-lead = Ya puede iniciar sesión.
join-done-enrol = Inicie sesión ahora y configure el acceso en dos pasos.
join-over-title = Esta invitación ya no vale
join-over-lead = Se usó, se retiró o su plazo terminó. Pida una nueva a quien le invitó.
join-link-over-title = Este enlace ya no vale
join-link-over-lead = Ya se usó o su plazo terminó.
join-waitlist-title = Pedir una invitación
join-waitlist-lead = Alguien decide quién recibe una cuenta. La respuesta llega por correo.
join-waitlist-submit = Pedir
join-asked-title = Gracias
join-asked-lead = Si puede haber una invitación, le llegará por correo.
activity-user-joined = Usted creó su cuenta.

## Help, privacy, accessibility

about-help-title = Ayuda
about-help-sign-in = Inicie sesión con el nombre o el correo y la contraseña de su cuenta. Si ha olvidado la contraseña, la página de acceso le lleva a una nueva.
about-help-second = Si se le pide un código, abra su aplicación de autenticación y escriba las seis cifras que muestra. Sin la aplicación, use uno de sus códigos de recuperación.
about-help-passkeys = Con una clave de acceso no necesita contraseña: donde la página de acceso la ofrezca, confirme con su huella, su cara o el bloqueo de su dispositivo. Las claves de acceso se añaden en las páginas de su cuenta; si ha perdido una, inicie sesión de otra manera y quítela allí.
about-help-apps = En las páginas de su cuenta ve qué aplicaciones pueden ver algo suyo, dónde ha iniciado sesión y qué ha pasado. Allí puede detener cualquier aplicación.
about-help-contact = Si nada ayuda, pregunte a quien le dio esta cuenta.
about-privacy-title = Privacidad
about-privacy-kept = Este servicio guarda lo que su cuenta necesita: su nombre y sus direcciones, el resumen de su contraseña, las claves selladas de sus aplicaciones de autenticación, dónde ha iniciado sesión y qué ha pasado en su cuenta.
about-privacy-shared = Una aplicación sabe de usted lo que su página de consentimiento nombró y usted permitió, y nada más. Puede retirarlo en cualquier momento.
about-privacy-cookies = Las cookies mantienen su sesión y protegen sus formularios. Ninguna es para publicidad, y nada se carga de otro sitio.
about-privacy-rights = Puede pedir todo lo que se guarda de usted, hacer que se corrija y que se borre su cuenta.
about-accessibility-title = Accesibilidad
about-accessibility-aim = Todas las personas deben poder usar estas páginas. Están hechas para cumplir las Web Content Accessibility Guidelines 2.2, nivel AA.
about-accessibility-how = Funcionan solo con el teclado, con lectores de pantalla, sin script, con letra grande, en pantallas estrechas y en colores claros y oscuros.
about-accessibility-tested = Cada página se prueba en cada estado con axe-core en Chromium, en ambos esquemas de color y con 320 y 1280 píxeles: no encuentra errores. Aún no las han probado personas con discapacidad.
about-accessibility-contact = Si algo no le funciona, dígaselo a quien le dio esta cuenta. Se trata como cualquier otro fallo.

## Terms

terms-title = Condiciones
# $version: the name of the version
terms-version = Versión <bdi>{ $version }</bdi>
terms-accept-title = Acepte las condiciones
terms-accept-lead = Antes de seguir, lea y acepte las condiciones de este servicio.
terms-read = Leer las condiciones
terms-changes = Qué ha cambiado
terms-tick = Acepto las condiciones.
terms-accept = Continuar
terms-deny = Ahora no
terms-missing = Marque que acepta las condiciones.
activity-terms-accepted = Usted aceptó las condiciones.

## An app that signs in the old way

legacy-notice-title = Una aplicación inicia sesión a la antigua
legacy-notice-lead = Ha iniciado sesión con una aplicación que solo conoce la forma antigua. Es menos segura: no puede pedir un segundo paso.
legacy-notice-none = Ninguna de sus aplicaciones ha iniciado sesión a la antigua últimamente.
# $app: its name. $date: a day in words
legacy-notice-ends = <bdi>{ $app }</bdi>: esta forma termina el { $date }.
# $app: its name
legacy-notice-goes-on = <bdi>{ $app }</bdi>: por ahora sigue funcionando.
legacy-notice-do = Elija ahora una contraseña nueva y active el acceso en dos pasos. Busque también una versión más reciente de la aplicación.
legacy-notice-upgrade = Actualizar ahora
legacy-notice-later = Más tarde
