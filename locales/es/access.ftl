### Dónde tiene una persona la sesión abierta, qué pueden hacer las aplicaciones y qué ocurrió en la cuenta.

## Sesiones

browser-on = { $browser } en { $system }
browser-only = { $name }
browser-unknown = Un navegador que no conocemos
# $app: the name of an app
browser-old = { $app }, inicio de sesión antiguo
browser-old-unknown = Una aplicación, inicio de sesión antiguo
sessions-title = Dónde tiene la sesión abierta
# $most: cuántas sesiones puede haber
sessions-lead = Estos navegadores y aplicaciones antiguas tienen su sesión abierta. Puede haber { $most } navegadores a la vez; después se cierra la sesión del más antiguo.
sessions-here = Este dispositivo
sessions-method = Sesión iniciada con
sessions-by-password = Contraseña
sessions-by-otp = Contraseña y un código de una aplicación de autenticación
sessions-by-recovery = Contraseña y un código de recuperación
sessions-by-second-step = Contraseña y un segundo paso
sessions-began = Inicio de sesión
sessions-seen = Último uso
sessions-from = Desde la red
sessions-apps = Aplicaciones usadas
sessions-end = Cerrar sesión
sessions-end-others = Cerrar la sesión en todos los demás
sessions-old-apps = Lo que pueden hacer las aplicaciones antiguas está en la lista de sus aplicaciones.
sessions-old-apps-link = Ver sus aplicaciones

## Aplicaciones

apps-title = Aplicaciones a las que da acceso
apps-lead = Elija una aplicación para ver qué puede hacer.
apps-none = No ha dado acceso a ninguna aplicación.
apps-offline = Sigue conectada
apps-legacy = Inicio de sesión antiguo
apps-since = Desde
apps-used = Último uso
apps-never-used = Todavía sin usar
apps-stop-one = Detener el acceso de <b>{ $app }</b>

## Una aplicación

app-title = Lo que puede hacer una aplicación
app-hosts = Lleva a
app-until = Termina como muy tarde
app-until-stop = Cuando usted lo detenga
app-away = Cuando usted no está
app-away-yes = Sigue conectada, también cuando usted no tiene la sesión abierta
app-away-no = Solo funciona mientras usted tiene la sesión abierta
app-what = ¿Qué puede hacer?
app-what-hint = Quite una marca y guarde para retirar ese permiso. Para permitir más, la aplicación tiene que preguntarle.
app-save = Guardar
app-empty = No quedaría nada que la aplicación pudiera hacer. Para terminarlo todo, pulse «Detener el acceso».
app-essential-missing = La aplicación no puede funcionar sin algo de lo que ha quitado. Para terminarlo todo, pulse «Detener el acceso».
app-legacy = Esta aplicación inicia sesión de una manera antigua, con su contraseña.
app-legacy-ends = La manera antigua termina el
app-legacy-guide = Qué la sustituye
app-stop-title = Detener el acceso
app-stop-now = La aplicación pierde el acceso al instante. Para volver, tiene que preguntarle otra vez.
# $wait: un tiempo en palabras
app-stop-lag = A partir de ahora la aplicación no recibe nada nuevo. Algunos servicios pueden dejarla entrar todavía durante { $wait } como mucho. Para volver, tiene que preguntarle otra vez.
app-stop = Detener el acceso
app-back = Volver a sus aplicaciones

## Actividad

activity-title = Qué ha ocurrido en su cuenta
activity-lead = Los últimos 12 meses, lo más reciente primero.
activity-filter = Mostrar
activity-all = Todo
activity-sign-ins = Inicios de sesión
activity-security = Seguridad
activity-apps = Aplicaciones
activity-none = No ocurrió nada.
activity-refused = Rechazado
activity-older = Mostrar lo anterior
activity-csv = Descargar como tabla (CSV)
activity-by-operator = Por las personas que mantienen este servicio
activity-by-service = Por este mismo servicio
activity-app-unknown = una aplicación que ya no existe
activity-csv-time = Hora (UTC)
activity-csv-kind = Tipo
activity-csv-what = Qué ocurrió
activity-csv-app = Aplicación
activity-csv-by = Por quién
activity-csv-from = Desde la red
activity-csv-outcome = Resultado
activity-csv-done = Hecho
# $browser: un navegador en palabras; $app: el nombre de una aplicación
activity-session-began = Inició sesión con { $browser }.
activity-session-renewed = Inició sesión otra vez con { $browser }.
activity-session-ended = Se cerró su sesión.
activity-session-ended-many = Se cerró su sesión más antigua, porque había demasiadas.
activity-login-door = Inició sesión con { $app }, que usa una forma antigua de iniciar sesión.
activity-browser-unknown = un navegador que no conocemos
activity-login-password-refused = Alguien escribió una contraseña para su cuenta y no pudo entrar.
activity-login-otp-refused = Alguien escribió su contraseña y un código incorrecto, y no pudo entrar.
activity-login-recovery = Inició sesión con un código de recuperación.
activity-login-recovery-refused = Alguien escribió su contraseña y un código de recuperación incorrecto, y no pudo entrar.
activity-device-forgotten = Se olvidó un dispositivo recordado.
activity-factor-added = Se activó una aplicación de autenticación.
activity-factor-recovery-codes-made = Se crearon códigos de recuperación nuevos.
activity-factor-removed = Se quitó una aplicación de autenticación.
activity-factor-renamed = Se cambió el nombre de una aplicación de autenticación.
activity-grant-listed = Se consultó la lista de sus aplicaciones.
activity-session-listed = Se consultó la lista de dónde tiene la sesión abierta.
activity-user-changed = Se cambiaron sus datos.
activity-user-changed-roles = Se cambiaron sus funciones.
activity-user-changed-address = Se cambió su identificador o su dirección.
activity-user-changed-address-proven = Cambió si su dirección está confirmada.
activity-user-exported = Lo que se sabe de usted se descargó como archivo.
activity-user-password-changed = Se cambió su contraseña.
activity-user-second-factor-reset = Se quitó su segundo paso al iniciar sesión.
activity-user-shown = Se consultó su cuenta.
activity-user-signed-out = Se cerró su sesión en todas partes.
activity-user-added = Se creó su cuenta.
activity-user-locked = Se bloqueó su cuenta.
activity-user-unlocked = Se desbloqueó su cuenta.
activity-user-password-set = Se puso su contraseña.
activity-activity-exported = Se descargó esta lista.
activity-authorization-granted = Inició sesión en { $app }.
activity-consent-given = Permitió que { $app } use sus datos.
activity-consent-narrowed = Retiró una parte de lo que { $app } puede hacer.
activity-consent-withdrawn = Se detuvo el acceso de { $app }.
activity-notice-refresh-reuse = Se cortó el acceso de { $app }, porque su llave a los datos de usted se usó dos veces.

## Lo que se acaba de hacer

notice-session-ended = Se cerró su sesión allí.
notice-others-ended = Su sesión está cerrada en todos los demás sitios.
notice-app-narrowed = Guardado. La aplicación ya solo puede hacer lo que está marcado.
notice-app-stopped = La aplicación ha perdido el acceso.
