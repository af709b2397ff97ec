### Cartas: correos y mensajes de texto.
### Los asuntos son neutros: nunca nombran una clínica, una app ni una enfermedad. Palabras sencillas.

## Lo que comparten muchas cartas

mail-button = Abrir la página
mail-code = O escriba este código donde se lo pidan:
mail-code-short = O escriba este código, válido durante { $short }:
mail-code-only = Escriba este código donde se lo pidan:
mail-copy = Si el botón no funciona, copie esta dirección en su navegador:
mail-until = El enlace es válido hasta el { $until }.
mail-until-code = El código es válido hasta el { $until }.
mail-ignore = Si usted no lo pidió, no tiene que hacer nada. No se lo pase a nadie.
mail-undo-until = Puede deshacerlo hasta el { $until }.
mail-enrol = Antes de poder usar una aplicación, configure el inicio de sesión en dos pasos. Tenga lista una aplicación de autenticación en su teléfono, o un dispositivo que pueda guardar una clave de acceso.
mail-not-you = Si no fue usted, cambie ahora su contraseña y mire qué ha pasado en su cuenta:
mail-foot = Recibe este mensaje porque su dirección pertenece a una cuenta de aquí, o nos la dieron para una. Nadie lee las respuestas.
mail-help = Ayuda: { $help }
mail-sms-code = { $service }: su código es { $code }. No se lo diga a nadie.

## Lo que aparece en lugar de un nombre que no se dice

mail-some-address = otra dirección
mail-some-app = una app
mail-some-apps = Algunas de sus apps
mail-some-by = Alguien
mail-some-day = una fecha próxima
mail-some-device = Un navegador o dispositivo
mail-some-facility = un centro
mail-some-ip = desconocida
mail-some-left = menos que antes
mail-some-passkey = una clave de acceso
mail-some-reason = no se dio ninguno
mail-some-username = su dirección de correo

## Unirse

mail-welcome-subject = Su cuenta está lista
mail-welcome-text = Le damos la bienvenida a { $service }. Su cuenta está lista.
mail-welcome-more = Usted inicia sesión con: { $username }
mail-welcome-button = Iniciar sesión
mail-human-verification-subject = Estamos comprobando sus datos
mail-human-verification-text = Gracias. Una persona está comprobando la licencia que nos indicó. Le escribiremos cuando esté hecho; puede tardar unos días laborables.
mail-human-verification-link = Demuestre con este mensaje que esta dirección es suya.
mail-human-verification-button = Confirmar mi dirección
mail-human-verified-subject = Sus datos están comprobados
mail-human-verified-text = La licencia que nos indicó se ha comprobado y todo está en orden. Ya puede usar lo que hay para profesionales.
mail-waitlist-approved-subject = Ya puede crear su cuenta
mail-waitlist-approved-text = Gracias por esperar. Ya puede crear su cuenta en { $service }.
mail-waitlist-approved-button = Crear mi cuenta
mail-waitlist-rejected-subject = Sobre su solicitud de una cuenta
mail-waitlist-rejected-text = Gracias por su solicitud. Lo sentimos: no podemos darle una cuenta en { $service }.
mail-identity-received-subject = Hemos recibido sus documentos
mail-identity-received-text = Los documentos que muestran quién es usted han llegado. Le escribiremos cuando estén comprobados.
mail-facility-membership-subject = Usted forma parte de un equipo
mail-facility-membership-text = Su cuenta pertenece ahora a { $facility }. Verá lo que comparte este equipo cuando inicie sesión.
mail-patient-connection-subject = Una nueva conexión en su cuenta
mail-patient-connection-text = Ahora está en contacto con alguien en { $service }. Inicie sesión para ver quién es y qué comparten.
mail-invite-subject = Tiene una invitación
mail-invite-text = { $by } le invita a crear una cuenta en { $service }.
mail-invite-button = Crear mi cuenta
mail-invite-code = O escriba este código en { $join }:
mail-invite-ignore = Si no quiere una cuenta, no tiene que hacer nada. No se lo pase a nadie.
mail-address-in-use-subject = Ya tiene una cuenta
mail-address-in-use-text = Alguien, quizá usted, quiso crear una cuenta con esta dirección de correo. Ya existe una, así que no se ha creado ni cambiado nada.
mail-address-in-use-more = Si fue usted, inicie sesión, o elija una contraseña nueva si olvidó la suya.
mail-address-in-use-button = Iniciar sesión

## Confirmar y recuperar

mail-verify-subject = ¿Es esta su dirección?
mail-verify-text = Confirme que esta dirección es suya. Pulse el botón, y después una vez más en la página que se abre.
mail-verify-plain = Confirme que esta dirección es suya. Abra el enlace de abajo y pulse el botón de la página que se abre.
mail-verify-button = Confirmar mi dirección
mail-reset-subject = Elija una contraseña nueva
mail-reset-text = Alguien, quizá usted, ha pedido una contraseña nueva para su cuenta.
mail-reset-button = Elegir una contraseña nueva
mail-reset-done-subject = Su contraseña es nueva
mail-reset-done-text = Se ha elegido una contraseña nueva para su cuenta. Se ha cerrado su sesión en todos los demás sitios.
mail-confirm-password-subject = Confirme su contraseña nueva
mail-confirm-password-text = Alguien, quizá usted, quiere cambiar la contraseña de su cuenta. Solo cambiará cuando se escriba el código de abajo en la aplicación donde se pidió.
mail-password-changed-subject = Su contraseña ha cambiado
mail-password-changed-text = La contraseña de su cuenta ha cambiado. Se ha cerrado su sesión en sus otros dispositivos.
mail-password-set-subject = Alguien le ha puesto una contraseña nueva
mail-password-set-text = Una persona que cuida de su cuenta le ha puesto una contraseña nueva. Usted elegirá la suya la próxima vez que inicie sesión.
mail-password-set-more = Si usted no lo pidió, pregunte a las personas que cuidan de su cuenta.

## Direcciones y números

mail-email-change-subject = ¿Es esta su nueva dirección?
mail-email-change-text = Confirme que su cuenta debe tener esta dirección de correo. Solo cambiará cuando usted lo confirme.
mail-email-change-button = Confirmar mi nueva dirección
mail-email-changed-old-subject = Su dirección de correo ha cambiado
mail-email-changed-old-text = Su cuenta tiene ahora otra dirección de correo: { $address }. Este es el último mensaje a la antigua.
mail-email-changed-old-button = Deshacer el cambio
mail-email-changed-subject = Su dirección de correo ha cambiado
mail-email-changed-text = Su cuenta tiene ahora esta dirección de correo.
mail-mobile-change-subject = ¿Es este su nuevo número?
mail-mobile-change-text = Confirme que su cuenta debe tener este número de móvil.
mail-mobile-change-button = Confirmar mi nuevo número
mail-mobile-changed-subject = Su número de móvil ha cambiado
mail-mobile-changed-text = El número de móvil de su cuenta ha cambiado.
mail-mobile-changed-button = Deshacer el cambio
mail-mobile-added-subject = Se ha añadido un número de móvil
mail-mobile-added-text = Su cuenta tiene ahora un número de móvil.
mail-address-in-use-change-subject = Ya tiene una cuenta
mail-address-in-use-change-text = Alguien, quizá usted, quiso dar esta dirección de correo a otra cuenta. Ya pertenece a una cuenta, así que no se ha cambiado nada.

## Lo que pasó en una cuenta

mail-new-device-subject = Un nuevo inicio de sesión en su cuenta
mail-new-device-text = Alguien ha iniciado sesión en su cuenta con un navegador que no conocíamos.
mail-new-device-more = Cuándo: { $at } · Con: { $device } · Desde la red: { $ip }
mail-new-device-button = No fui yo
mail-new-device-after = Si fue usted, no tiene que hacer nada.
mail-second-factor-on-subject = La verificación en dos pasos está activada
mail-second-factor-on-text = Se ha añadido una app de autenticación a su cuenta. Se le pedirá un código al iniciar sesión.
mail-second-factor-off-subject = La verificación en dos pasos está desactivada
mail-second-factor-off-text = Se ha desactivado la verificación en dos pasos. Ahora basta su contraseña para iniciar sesión.
mail-authenticator-removed-subject = Se ha quitado una app de autenticación
mail-authenticator-removed-text = Una de sus apps de autenticación se ha quitado de su cuenta. Las demás siguen funcionando.
mail-second-factor-reset-subject = Se ha quitado su segundo paso
mail-second-factor-reset-text = Una persona que cuida de su cuenta ha quitado el segundo paso del inicio de sesión. Podrá configurar uno nuevo la próxima vez que inicie sesión.
mail-second-factor-reset-more = Su motivo: { $reason }
mail-second-factor-reset-after = Si usted no lo pidió, avise enseguida a las personas que cuidan de su cuenta.
mail-factors-ended-subject = Se han quitado formas de iniciar sesión
mail-factors-ended-text = Se han quitado aplicaciones de autenticación, claves de acceso o códigos de recuperación que otra persona pudo haber añadido a su cuenta. Ya no funcionan.
mail-factors-ended-after = Si alguno era suyo, elija una contraseña nueva, inicie sesión y añádalo de nuevo.
mail-recovery-code-used-subject = Se ha usado un código de recuperación
mail-recovery-code-used-text = Alguien ha iniciado sesión en su cuenta con uno de sus códigos de recuperación.
mail-recovery-code-used-more = Códigos que quedan: { $left }
mail-recovery-codes-made-subject = Tiene nuevos códigos de recuperación
mail-recovery-codes-made-text = Se han creado nuevos códigos de recuperación para su cuenta. Los anteriores ya no funcionan.
mail-passkey-added-subject = Se ha añadido una clave de acceso
mail-passkey-added-text = Se ha añadido una clave de acceso a su cuenta: { $passkey }. Quien la tenga puede iniciar sesión.
mail-passkey-removed-subject = Se ha quitado una clave de acceso
mail-passkey-removed-text = Se ha quitado una clave de acceso de su cuenta: { $passkey }.
mail-account-locked-subject = Su contraseña se ha desactivado
mail-account-locked-text = Alguien probó demasiadas contraseñas equivocadas, así que hemos desactivado la suya. Nadie puede iniciar sesión con ella.
mail-account-locked-more = Podrá iniciar sesión de nuevo cuando elija otra. Si no puede, pida ayuda.
mail-account-locked-button = Elegir una contraseña nueva

## Apps

mail-app-connected-subject = Se ha conectado una app
mail-app-connected-text = Usted ha permitido que { $app } use datos de su cuenta. Puede pararlo en cualquier momento en la página de sus apps.
mail-app-cut-off-subject = Se ha desconectado una app
mail-app-cut-off-text = Hemos quitado el acceso a { $app }, porque algo de un solo uso se usó dos veces. Puede que lo hayan copiado. Si todavía necesita la app, conéctela de nuevo.
mail-app-ends-soon-subject = Una app perderá pronto el acceso
mail-app-ends-soon-text = Lo que usted permitió a { $app } termina el { $day }. Si entonces la sigue necesitando, conéctela de nuevo.
mail-offline-apps-subject = Apps que pueden ver sus datos
mail-offline-apps-text = Una vez al año se lo recordamos: estas apps pueden usar datos de su cuenta mientras usted no está.
mail-offline-apps-more = { $apps }
mail-offline-apps-button = Ver mis apps
mail-offline-apps-after = Pare las que ya no necesite.
mail-legacy-stops-subject = Una app dejará de funcionar
mail-legacy-stops-text = A partir del { $day }, { $app } ya no podrá iniciar sesión a la manera antigua. Actualícela antes, o pregunte a quien la hizo.
mail-legacy-stops-button = Ver qué cambia
mail-legacy-stops-developer-subject = Un inicio de sesión antiguo termina
mail-legacy-stops-developer-text = A partir del { $day }, la API antigua con la que { $app } inicia sesión dejará de responder. La guía explica cómo pasar a OAuth 2.0.
mail-legacy-stops-developer-button = Leer la guía

## Irse

mail-deletion-asked-subject = Su cuenta se eliminará
mail-deletion-asked-text = Su cuenta se eliminará el { $day }. Hasta entonces puede conservarla: inicie sesión o pulse el botón.
mail-deletion-asked-plain = Su cuenta se eliminará el { $day }. Hasta entonces puede conservarla: inicie sesión o abra el enlace de abajo.
mail-deletion-asked-button = Conservar mi cuenta
mail-deletion-done-subject = Su cuenta está eliminada
mail-deletion-done-text = Su cuenta y lo que guardábamos con ella se han eliminado. Este es nuestro último mensaje.

## Para operadores

mail-test-subject = Una prueba
mail-test-text = Este mensaje muestra que llega el correo de { $service }.

## La página de un servidor de desarrollo que muestra las cartas

dev-mail-title = Correos y mensajes de texto
dev-mail-lead = Lo que se ha escrito a las personas. No se ha enviado nada: este es un servidor de desarrollo.
dev-mail-none = Todavía nada.
dev-mail-to = Para
dev-mail-erased = borrado
dev-mail-at = Escrito
dev-mail-letter = Carta
dev-mail-failure = No enviado
dev-mail-link = Botón

## La página a la que lleva el mensaje sobre un nuevo inicio de sesión

not-me-title = No fui yo
not-me-what = Si otra persona inició sesión en su cuenta, pulse el botón. Se cerrarán todas las sesiones en todas partes y en cada app, y su contraseña dejará de funcionar. Se quitarán las aplicaciones de autenticación, las claves de acceso y los códigos de recuperación que se hayan añadido desde ese inicio de sesión. Después elija una nueva.
not-me-button = Cerrar todas las sesiones
not-me-else = Si fue usted, cierre esta página. No se ha cambiado nada.
not-me-done-title = Se han cerrado todas las sesiones
not-me-done = Ya nadie tiene una sesión abierta en su cuenta, y su contraseña antigua no funciona. Elija una nueva que no use en ningún otro sitio.
not-me-recover = Elegir una contraseña nueva
factors-ended = También se han quitado las aplicaciones de autenticación, las claves de acceso y los códigos de recuperación que otra persona pudo haber añadido. Si alguno era suyo, añádalo de nuevo después de iniciar sesión.
