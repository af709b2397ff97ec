### Claves de acceso: añadirlas e iniciar sesión con ellas.

## En las páginas de inicio de sesión

passkey-use = Iniciar sesión con una clave de acceso
passkey-failed = No se ha usado ninguna clave de acceso. Puede volver a intentarlo o iniciar sesión de otra manera.
passkey-wrong = No se ha podido usar esa clave de acceso. Vuelva a intentarlo o inicie sesión de otra manera.
passkey-late = Ha tardado demasiado. Vuelva a intentarlo.
passkey-no-script = Para usar aquí su clave de acceso, active JavaScript en su navegador. Sin JavaScript, use una de las otras maneras.
mfa-title-passkey = Un paso más
mfa-or-code = O use un código
mfa-passkey-elsewhere = Su clave de acceso se creó para otra dirección de este servicio y no funciona aquí. Use un código de recuperación.

## Las claves de acceso de una persona

overview-next-passkey = Proteja su cuenta con una clave de acceso

passkeys-title = Claves de acceso
passkeys-what = Con una clave de acceso inicia sesión con su huella dactilar, su rostro o el PIN de su dispositivo. Nadie puede adivinarla y solo funciona en este sitio web.
passkeys-none = Todavía no tiene ninguna.
passkeys-count =
    { $count ->
        [0] Todavía no tiene ninguna. Con una clave de acceso inicia sesión sin contraseña.
        [one] Tiene una.
       *[other] Tiene { $count }.
    }
passkeys-manage = Gestionar las claves de acceso
passkeys-add = Añadir una clave de acceso
passkeys-used = último uso
passkeys-elsewhere = Se creó para <b>{ $host }</b> y ya no funciona aquí. Puede eliminarla.

## Añadir una

passkey-new-title = Añadir una clave de acceso
passkey-new-what = Póngale un nombre. Después, su navegador le preguntará dónde guardar la clave de acceso: en este dispositivo, en su teléfono, en una llave de seguridad o en un gestor de contraseñas.
passkey-new-no-script = Para añadir una clave de acceso, active JavaScript en su navegador. Sin JavaScript, puede proteger su cuenta de otra manera:
passkey-name-hint = Cualquier nombre que le indique dónde está, por ejemplo «Mi teléfono».
passkey-name-first = Clave de acceso
passkey-name-bad = Escriba un nombre de 1 a 60 caracteres.
passkey-missing = Su navegador no ha enviado ninguna clave de acceso. Active JavaScript y vuelva a intentarlo.
passkey-new-wrong = No se ha podido añadir esa clave de acceso. Vuelva a intentarlo, quizá en otro dispositivo.
passkey-new-failed = No se ha creado ninguna clave de acceso. Quizá ya tenga una en este dispositivo. Puede volver a intentarlo.
passkey-new-submit = Crear la clave de acceso

## Una clave de acceso

passkey-rename-title = Clave de acceso
passkey-remove-title = Eliminar esta clave de acceso
passkey-remove-what = <b>{ $name }</b> dejará de funcionar. Bórrela también en su dispositivo.
passkey-remove-last = Es su único segundo paso. Después bastará su contraseña para iniciar sesión, y sus códigos de recuperación dejarán de valer.
passkey-remove-submit = Eliminar
passkey-needed = Su cuenta necesita un segundo paso al iniciar sesión, y este es el único. Añada antes otro.
passkey-no-password = No tiene contraseña, así que esta clave de acceso es su única manera de iniciar sesión. Añada antes otra clave de acceso.

## Volver a iniciar sesión

reauth-own-add-passkey = Vuelva a iniciar sesión para añadir una clave de acceso.
reauth-own-change-passkey = Vuelva a iniciar sesión para cambiar una clave de acceso.

## Lo que se acaba de hacer

notice-passkey-added = Se ha añadido la clave de acceso. A partir de ahora puede iniciar sesión con ella.
notice-passkey-renamed = La clave de acceso tiene su nuevo nombre.
notice-passkey-removed = Se ha eliminado la clave de acceso. Se ha cerrado su sesión en todos los demás sitios.
notice-prove-first = Confirme primero su dirección aquí: haga que se le envíe un mensaje y siga su enlace. Hasta entonces no se puede añadir ninguna clave de acceso ni segundo factor, porque la cuenta podría ser de otra persona.

## Lo que ha ocurrido

activity-login-passkey-refused = Alguien intentó iniciar sesión con una clave de acceso de su cuenta y no pudo entrar.
activity-passkey-added = Se añadió una clave de acceso.
activity-passkey-removed = Se eliminó una clave de acceso.
activity-passkey-renamed = Se dio otro nombre a una clave de acceso.

## Cómo inició sesión alguien

sessions-by-passkey = Clave de acceso
sessions-by-password-and-passkey = Contraseña y clave de acceso

## Errores

passkey-wrong-title = No se ha podido usar esa clave de acceso
passkey-wrong-what = Vuelva a intentarlo o inicie sesión de otra manera.
passkey-wrong-fix = Las claves de acceso son para las personas en las páginas de inicio de sesión; una aplicación no las envía. Si una que funcionaba deja de hacerlo, su titular la elimina del dispositivo y de la cuenta y añade otra.

passkey-cloned-title = { passkey-wrong-title }
passkey-cloned-what = { passkey-wrong-what }
passkey-cloned-fix = El contador de la clave de acceso ha retrocedido: dos dispositivos parecen tener su clave. Pregunte a la persona si la copió; si no, elimínela de la cuenta.
