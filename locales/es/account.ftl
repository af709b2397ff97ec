### Las páginas de la cuenta, donde cada persona cuida de su propio inicio de sesión.

account-app = Su cuenta
account-nav = Su cuenta
account-overview = Resumen
account-security = Seguridad
account-sessions = Dispositivos y sesiones
account-apps = Aplicaciones
account-activity = Actividad
account-sign-out = Cerrar sesión

## Por qué se pide a una persona que inicie sesión otra vez

reauth-own-account = Inicie sesión otra vez para ver su cuenta.
reauth-own-password = Inicie sesión otra vez para cambiar su contraseña.
reauth-own-add-authenticator = Inicie sesión otra vez para activar una aplicación de autenticación.
reauth-own-change-authenticator = Inicie sesión otra vez para cambiar una aplicación de autenticación.
reauth-own-recovery-codes = Inicie sesión otra vez para crear códigos de recuperación.
reauth-own-devices = Inicie sesión otra vez para cambiar qué dispositivos se recuerdan.
reauth-own-sessions = Inicie sesión otra vez para ver y cerrar sus sesiones.
reauth-own-apps = Inicie sesión otra vez para ver y cambiar qué pueden hacer las aplicaciones.
reauth-own-activity = Inicie sesión otra vez para ver qué ha ocurrido en su cuenta.

## Lo que se acaba de hacer

notice-password-changed = Se cambió su contraseña. Se cerró su sesión en todos los demás sitios.
notice-authenticator-added = La aplicación de autenticación está activada. A partir de ahora, al iniciar sesión se le pedirá su código.
notice-authenticator-renamed = La aplicación de autenticación tiene su nombre nuevo.
notice-authenticator-removed = Se quitó la aplicación de autenticación. Se cerró su sesión en todos los demás sitios.
notice-recovery-codes-saved = Sus códigos de recuperación nuevos ya valen. Los anteriores ya no.
notice-recovery-codes-gone = Usó su último código de recuperación. Cree códigos nuevos ahora y guárdelos en un lugar seguro.
notice-device-forgotten = A ese dispositivo se le pedirá un código en el próximo inicio de sesión.

## Resumen

overview-title = Su cuenta
overview-hello = Tiene la sesión abierta como <b>{ $person }</b>.
overview-last = Este inicio de sesión
overview-earlier = Inicios de sesión anteriores
overview-next = Próximos pasos
overview-next-factor = Proteja su cuenta con una aplicación de autenticación
overview-next-codes = Cree códigos de recuperación, para poder iniciar sesión sin su teléfono
overview-next-few = Cree códigos de recuperación nuevos: quedan pocos
overview-sessions = Sesión abierta
# $count: cuántos
overview-sessions-count = { $count ->
    [one] En 1 dispositivo
   *[other] En { $count } dispositivos
}
overview-apps = Aplicaciones
# $count: cuántas
overview-apps-count = { $count ->
    [0] Ninguna puede usar su cuenta
    [one] 1 puede usar su cuenta
   *[other] { $count } pueden usar su cuenta
}
overview-ending = <b>{ $app }</b> usa una manera antigua de iniciar sesión, que termina el { $date }. Pida a quien la hace una versión más nueva.

## Seguridad

security-title = Seguridad
security-password = Contraseña
security-password-change = Cambiar la contraseña
security-authenticators = Aplicaciones de autenticación
security-authenticators-none = No hay ninguna activada. Con una aplicación de autenticación, nadie inicia sesión solo con su contraseña.
security-authenticators-add = Añadir una aplicación de autenticación
security-since = Desde el
security-recovery = Códigos de recuperación
security-recovery-unsaved = No ha confirmado que guardó estos códigos. Si no los tiene, cree otros nuevos.
# $count: cuántos
security-recovery-left = { $count ->
    [0] No le queda ningún código de recuperación.
    [1] Le queda 1 código de recuperación.
   *[other] Le quedan { $count } códigos de recuperación.
}
security-recovery-make = Crear códigos nuevos
security-devices = Dispositivos recordados
security-devices-what = En estos dispositivos no se le pide un código al iniciar sesión.
security-device-here = Este dispositivo
security-device-until = hasta el
# $device: un navegador y un sistema
security-device-forget = Olvidar { $device }
security-ends-others = Se cerrará su sesión en todos los demás sitios, y las aplicaciones tendrán que preguntarle otra vez.

## Un código de recuperación al iniciar sesión

recovery-title = Usar un código de recuperación
recovery-field = Código de recuperación
recovery-hint = Uno de los códigos que guardó al configurar su cuenta. Las mayúsculas, los espacios y los guiones no importan.
recovery-submit = Usar el código
recovery-missing = Escriba un código de recuperación.
recovery-wrong = Ese código no es correcto. Compruébelo e inténtelo de nuevo.
recovery-used = Ese código ya se usó. Cada código vale una vez; use otro.
other-ways = Probar de otra manera
other-way-app = Código de una aplicación de autenticación
other-way-recovery = Código de recuperación

## Activar una aplicación de autenticación

totp-title = Configurar una aplicación de autenticación
totp-step-open = Abra su aplicación de autenticación o su gestor de contraseñas.
totp-step-scan = Escanee la imagen, o escriba la clave a mano.
totp-step-type = Escriba el código de 6 cifras que aparece.
totp-qr = Código QR con su clave. La misma clave está escrita debajo.
totp-key = Clave
totp-key-copy = Copiar la clave
copied = Copiado
totp-account = Cuenta
totp-kind = Tipo
totp-kind-is = Según la hora, 6 cifras, 30 segundos
totp-open = Abrir en una aplicación de este dispositivo
totp-name = Nombre
totp-name-hint = Cualquier nombre que le diga dónde está, como «Mi teléfono».
totp-name-first = Aplicación de autenticación
totp-name-next = Aplicación de autenticación { $number }
totp-name-bad = Escriba un nombre de 1 a 60 caracteres.
totp-name-taken = Ya tiene una aplicación de autenticación con ese nombre. Escriba otro nombre.
totp-code-hint = Puede pegar el código; los espacios no importan.
totp-submit = Activar
totp-late = Esta página estuvo abierta demasiado tiempo, así que hay una clave nueva. Quite la entrada antigua de su aplicación y configúrela otra vez.

## Una aplicación de autenticación

totp-rename-title = Aplicación de autenticación
totp-rename-submit = Guardar el nombre
totp-remove-title = Quitar esta aplicación de autenticación
totp-remove-what = <b>{ $name }</b> dejará de funcionar.
totp-remove-last = Es su único segundo paso. Después bastará su contraseña para iniciar sesión, y sus códigos de recuperación dejarán de valer.
totp-remove-submit = Quitar
totp-needed = Su cuenta necesita un segundo paso al iniciar sesión, y este es el único. Añada primero otro.
back = Volver

## Códigos de recuperación

codes-title = Códigos de recuperación
codes-shown-title = Guarde sus códigos de recuperación
codes-once = Cada código vale una vez, en lugar de su aplicación de autenticación o de su clave de acceso. Guárdelos en un lugar seguro y no en este dispositivo. No se vuelven a mostrar.
codes-print = Imprimir
codes-download = Descargar como archivo de texto
codes-saved = He guardado mis códigos de recuperación
codes-tick = Guarde los códigos y después marque que los tiene.
codes-continue = Continuar
codes-what = Con los códigos de recuperación puede iniciar sesión cuando no tiene su teléfono. Cada uno vale una vez.
codes-replace = Los códigos nuevos anulan los anteriores.
codes-make = Crear códigos nuevos
codes-no-factor = Los códigos de recuperación sustituyen a una aplicación de autenticación o a una clave de acceso. Configure primero una; entonces recibirá sus códigos.
# $service: el nombre del servicio
codes-file = Códigos de recuperación para { $service }
codes-file-once = Cada código vale una vez. Guárdelos en un lugar seguro.
codes-for = Servicio
codes-made = Creados el
codes-file-account = Cuenta: { $account }
codes-file-made = Creados el { $date }

## Cambio de la contraseña

own-password-title = Cambiar su contraseña
own-password-lead = Se cerrará su sesión en todos los demás sitios, y las aplicaciones tendrán que preguntarle otra vez.
own-password-current = Contraseña actual
own-password-new = Contraseña nueva
# $count: cuántos caracteres
own-password-rules = Al menos { $count } caracteres. Unas cuantas palabras que no vayan juntas están bien. Puede pegarla desde un gestor de contraseñas.
own-password-submit = Cambiar la contraseña
own-password-current-missing = Escriba su contraseña actual.
own-password-current-wrong = La contraseña actual no es correcta. Compruébela e inténtelo de nuevo.
own-password-new-missing = Escriba una contraseña nueva.
own-password-same = Esa es su contraseña actual. Elija otra.
