### Los textos de cada página. En un texto solo hay <b> y <small>, y solo donde nombra una
### aplicación o una persona.

## Iniciar sesión

login-title = Iniciar sesión
login-continue = para continuar en <b>{ $app }</b> <small>({ $host })</small>
# Con qué se inicia sesión, como palabras de una serie; la primera letra se hace mayúscula al principio.
identifier-username = nombre de usuario
identifier-email = correo electrónico
identifier-mobile = número de móvil
identifier-study-code = código de estudio
identifier-password = contraseña
identifier-comma = ,
identifier-or = o
identifier-missing = Este campo está vacío: { $what }.
login-password = Contraseña
login-other = Usar otro nombre de usuario
login-forgot = ¿Olvidó su contraseña?
login-remember = Mantener la sesión abierta en este dispositivo
login-remember-hint = No lo use en un ordenador compartido
login-submit = Iniciar sesión
login-new = ¿Es nuevo aquí?
login-create = Crear una cuenta
login-password-missing = Escriba su contraseña.
login-wrong = Esto no es correcto: { $what }. Compruebe lo que ha escrito e inténtelo de nuevo.
login-wait = Hubo demasiados intentos. Espere { $wait } y vuelva a intentarlo.
login-unavailable = Ahora mismo no podemos abrir su sesión. Espere un minuto y vuelva a intentarlo.

password-show = Mostrar
password-hide = Ocultar
password-show-label = Mostrar la contraseña
password-hide-label = Ocultar la contraseña
password-shown = Su contraseña está a la vista
password-hidden = Su contraseña está oculta

## Código de la aplicación de autenticación

mfa-title = Escriba su código
mfa-continue = para continuar en <b>{ $app }</b> <small>({ $host })</small>
mfa-code = Código de 6 cifras
mfa-hint = Abra su aplicación de autenticación para verlo. Puede pegar el código; los espacios no importan.
mfa-submit = Continuar
mfa-as = Está iniciando sesión como <b>{ $person }</b>.
mfa-missing = Escriba el código de su aplicación de autenticación.
mfa-wrong = Ese código no es correcto. Espere a que salga uno nuevo y vuelva a intentarlo.
mfa-only = Escriba un código de <b>{ $name }</b> o use un código de recuperación.
mfa-neither = ¿No tiene ni el dispositivo ni códigos de recuperación? Pregunte a quien le dio esta cuenta.
mfa-another = Ese código es de otra de sus aplicaciones de autenticación. Escriba un código de la aplicación que indica esta página.
mfa-looks-like-recovery = Eso parece un código de recuperación. Esta página pide las 6 cifras que muestra su aplicación de autenticación; los códigos de recuperación tienen su propia página.
mfa-used = Ese código ya se usó. Espere al siguiente.
mfa-over = Hubo demasiados códigos incorrectos. Empiece de nuevo con su contraseña.
mfa-wait = Hubo demasiados códigos incorrectos. Espere { $wait } y empiece de nuevo.
mfa-remember = Recordar este dispositivo
mfa-remember-hint = No lo use en un ordenador compartido
mfa-clock = Si los códigos nuevos tampoco funcionan, puede que el reloj de su teléfono esté mal. Deje que el teléfono ponga la hora solo.
mfa-clock-now = Ahora es

## Un segundo paso que falta por configurar

enrol-title = Configure un segundo paso
enrol-why = Su cuenta necesita un segundo paso al iniciar sesión: un código de una aplicación de autenticación o una clave de acceso. Todavía no tiene ninguno. Configúrelo aquí; después sigue el inicio de sesión.
enrol-codes-next = Su segundo paso está configurado. Guarde estos códigos y continúe en <b>{ $app }</b> <small>({ $host })</small>.

## Demostrarlo de nuevo

reauth-title = ¿Sigue siendo usted?
reauth-asked = <b>{ $app }</b> <small>({ $host })</small> le pide que inicie sesión otra vez.
reauth-age = <b>{ $app }</b> <small>({ $host })</small> le pide que inicie sesión otra vez, porque la última vez fue hace algún tiempo.
reauth-class = <b>{ $app }</b> <small>({ $host })</small> pide un inicio de sesión más seguro: su contraseña y después un código de su aplicación de autenticación.
reauth-spared = Acaba de iniciar sesión sin código porque este dispositivo se recuerda. Esta página necesita su contraseña y un código.
reauth-submit = Continuar
reauth-cancel = Cancelar
reauth-wrong = La contraseña no es correcta. Compruébela e inténtelo de nuevo.

## Elegir la cuenta

select-title = Elija una cuenta
select-signed-in = Con la sesión abierta
select-signed-out = Con la sesión cerrada
select-remove = Quitar { $person } de este dispositivo
select-another = Usar otra cuenta
select-cancel = Cancelar

## Consentimiento

consent-title = ¿Permitir el acceso?
consent-sign-in = ¿Iniciar sesión en <b>{ $app }</b>?
consent-see-record = ¿Dejar que <b>{ $app }</b> vea su historia de salud?
consent-add-record = ¿Dejar que <b>{ $app }</b> añada datos a su historia de salud?
consent-change-record = ¿Dejar que <b>{ $app }</b> cambie su historia de salud?
consent-delete-record = ¿Dejar que <b>{ $app }</b> borre datos de su historia de salud?
consent-see-data = ¿Dejar que <b>{ $app }</b> vea sus datos?
consent-add-data = ¿Dejar que <b>{ $app }</b> añada algo a sus datos?
consent-change-data = ¿Dejar que <b>{ $app }</b> cambie sus datos?
consent-delete-data = ¿Dejar que <b>{ $app }</b> borre sus datos?
consent-app = Aplicación
consent-maker = <small>de { $maker }</small>
consent-host = Le lleva de vuelta a
consent-checked = Comprobada
consent-checked-yes = Comprobada por nosotros, { $date }
consent-checked-no = No comprobada por nosotros
consent-person = Usted
consent-short-openid = <b>{ $app }</b> sabrá que es usted cuando vuelva. No verá nada más.
consent-short-profile = <b>{ $app }</b> sabrá que es usted cuando vuelva y verá su nombre. No verá nada más.
consent-more-openid = <b>{ $app }</b> sabrá que es usted cuando vuelva. No verá nada más que lo que usted ya permitió.
consent-more-profile = <b>{ $app }</b> sabrá que es usted cuando vuelva y verá su nombre. No verá nada más que eso y lo que usted ya permitió.
consent-what = ¿Qué puede hacer?
consent-what-hint = Marque solo lo que quiera permitir. No se comparte nada antes de que pulse «Permitir».
consent-select = Marcar todo lo que pide la aplicación
consent-all-ticked = Todo lo que pide la aplicación está marcado. Todavía no se comparte nada: revise la lista y pulse «Permitir».
consent-all-but-sensitive = Todo está marcado menos los datos delicados, que quedan en sus manos. Todavía no se comparte nada: revise la lista y pulse «Permitir».
consent-nothing-ticked = No hay nada marcado. Marque lo que quiera permitir, o pulse «No permitir».
consent-group-about = Sobre usted
consent-group-health = Datos de salud
consent-group-sensitive = Datos delicados
consent-group-write = Cambios
consent-group-other = Otros
consent-sensitive-hint = Marque usted cada uno de estos puntos si quiere compartirlo.
consent-write-warning = Con esto la aplicación puede cambiar lo que otras personas ven de usted.
consent-essential = La aplicación lo necesita para funcionar
consent-granted = Usted ya lo permitió antes
consent-duration = ¿Por cuánto tiempo?
consent-remembered = Recordamos su respuesta hasta el { $date }. Después la aplicación tiene que preguntar otra vez.
consent-remembered-offline = Recordamos su respuesta hasta el { $date }, salvo la marca para seguir conectada: esa se pregunta cada vez.
consent-not-remembered = No recordamos su respuesta: la aplicación tiene que preguntar cada vez.
consent-online-only = La aplicación solo puede usarlo mientras usted tenga la sesión abierta aquí.
consent-online = Sin esta marca, la aplicación solo puede usar lo que usted permita mientras tenga la sesión abierta aquí.
consent-offline-title = Seguir conectada cuando usted no está
consent-offline-hint = Puede usar lo que usted permita aquí también cuando no tenga la sesión abierta
consent-until = Hasta cuándo, como mucho
consent-until-90d = 90 días, hasta el { $date }
consent-until-1y = 1 año, hasta el { $date }
consent-until-stop = Hasta que yo lo detenga
consent-audiences = Dónde vale esto
consent-about = Sobre esta aplicación
consent-funding = Cómo se paga
consent-sharing = Quién más recibe sus datos
consent-deletion = Cómo hacer que borren sus datos
consent-policy = Política de privacidad
consent-terms = Condiciones de uso
consent-technical = Nombres técnicos
consent-none-given = La aplicación no dio ninguno
consent-stop = Puede detenerlo en cualquier momento.
consent-stop-ask = Puede detenerlo en cualquier momento: póngase en contacto con { $service }.
consent-stop-link = Ver sus aplicaciones conectadas
consent-allow = Permitir
consent-deny = No permitir

## El camino de vuelta a la aplicación

return-page = Volviendo a { $app }
return-title = Volviendo a <b>{ $app }</b>
return-hint = Puede cerrar esta página si la aplicación ya está abierta.
return-link = Volver a { $app }
return-post-hint = Pulse «Continuar» si no ocurre nada.
return-post = Continuar
return-gone-title = Este camino de vuelta ya se usó
return-gone = Vuelva a la aplicación e inténtelo de nuevo. No se perdió nada.

## Conectar: la página que los clientes de Human API ponen en un marco

connect-title = Conecte sus datos de salud
connect-lead = <b>{ $app }</b> pide datos que estos servicios tienen sobre usted. Usted elige cuáles.
connect-window = Cada servicio se abre en su propia ventana. Inicie sesión allí y después vuelva a esta página.
connect-none = En este momento no hay ningún servicio que conectar.
connect-is = Conectado
connect-is-not = No conectado
connect-off = Este servicio no admite conexiones nuevas en este momento.
connect-do = Conectar <b>{ $source }</b>
connect-undo = Desconectar <b>{ $source }</b>
connect-again = Mostrar la lista otra vez
connect-close = Listo
connect-closed-title = Ya ha terminado aquí
connect-closed = Puede volver a <b>{ $app }</b>.
connect-shut = Cerrar
connect-expired-title = Ha tardado demasiado
connect-expired = El camino hasta aquí ha caducado. No se compartió nada. Vuelva a la aplicación y abra esta página otra vez.
connect-invalid-title = Esta página no se puede abrir
connect-invalid = La aplicación no la abrió como debe. No se compartió nada. Vuelva a la aplicación e inténtelo de nuevo.
connect-gone-title = Esta página ya se abrió antes
connect-gone = Lo que usted conectó se conserva. Vuelva a la aplicación y abra esta página otra vez.
connect-going-page = Hacia { $source }
connect-going-title = Hacia <b>{ $source }</b>
connect-going = Inicie sesión allí. Después esta ventana le dirá que ha terminado.
connect-go = Ir a <b>{ $source }</b>
connect-connected-page = { $source } está conectado
connect-connected-title = <b>{ $source }</b> está conectado
connect-connected = Puede cerrar esta ventana y volver a <b>{ $app }</b>.
connect-denied-title = No se conectó nada
connect-denied = Usted no lo permitió. Puede cerrar esta ventana y volver a <b>{ $app }</b>.

## Cerrar sesión

logout-title = ¿Cerrar la sesión?
logout-app = <b>{ $app }</b> le pide que cierre la sesión.
logout-person = Tiene la sesión abierta como <b>{ $person }</b> en este dispositivo.
logout-leave = Cerrar sesión
logout-stay = Seguir con la sesión abierta
logout-all = Cerrarla también en todas las aplicaciones que siguen conectadas
logout-told = Se avisa a estas aplicaciones, y también deberían cerrar su sesión:
logout-stayed-title = Su sesión sigue abierta
logout-stayed = No ha cambiado nada. Puede cerrar esta página.
logout-done-title = Su sesión está cerrada
logout-done = Puede cerrar esta página. Quizá tenga que cerrar también las aplicaciones que usó.

## Inicio

home-title = Inicio
home-what = Aquí inicia sesión en las aplicaciones y los servicios de salud que trabajan con nosotros.
home-start = En esta página no hay nada que hacer. Abra su aplicación y elija allí «Iniciar sesión».
home-dev = Este servidor se inició para desarrollo. La terminal muestra las aplicaciones y las personas para probar.
home-developers = Para desarrolladores
home-discovery = Descubrimiento de OpenID Connect

## Errores: lo que rodea a los textos de errors.ftl

error-wait = Espere { $wait } y vuelva a intentarlo.
error-reference = Referencia
error-time = Hora
error-help = Pedir ayuda y dar la referencia
error-developer = Detalles para quien desarrolla la aplicación
error-about = se refiere a
error-received = recibido
error-closest = el registrado más parecido
error-difference = se diferencian en
error-more = más
difference-slash = una barra al final
difference-case = mayúsculas y minúsculas
difference-scheme = http y https
difference-port = el puerto
difference-other = más que una barra, el puerto, las mayúsculas o http y https

guide-index = Dejar una API antigua
guide-index-lead = Para quienes hacen aplicaciones que todavía llaman a una de las API antiguas de inicio de sesión: en qué se convierte cada llamada.
guide-all = Todas las guías

doc-index = Lista de errores
doc-index-lead = Cada respuesta que rechaza algo tiene uno de estos motivos. «error» es el nombre que le dan OAuth 2.0 y OpenID Connect; error_uri lleva al motivo.
doc-status = Estado HTTP
doc-fix = Cómo arreglarlo
doc-people = Lo que ven las personas
doc-private = Las respuestas no distinguen este motivo de otros, para no ayudar a un atacante. Muestran:
doc-all = Todos los motivos


## Una contraseña nueva

password-too-short = La contraseña nueva es demasiado corta. Use { $count } caracteres o más.
password-too-long = La contraseña nueva es demasiado larga. Use { $most } caracteres o menos.
password-guessed-at-once = Esa contraseña es muy débil: se adivinaría al instante. Use unas cuantas palabras que no vayan juntas.
password-guessed-in-minutes = Esa contraseña es débil: se adivinaría en unos minutos. Añada una o dos palabras que no vayan juntas.
password-guessed-in-hours = Esa contraseña todavía no es lo bastante fuerte: se adivinaría en unas horas. Añada una palabra más que no vaya con las otras.
password-listed = Mucha gente usa esa contraseña, así que es de las primeras que se prueban. Elija otra.
new-password-title = Elija una contraseña nueva
new-password-why = La contraseña que usó la puso otra persona para que usted pudiera iniciar sesión. Elija una que solo usted conozca.
new-password-next = Después continuará en <b>{ $app }</b> <small>({ $host })</small>.
new-password-same = Esa es la contraseña que hay que cambiar. Elija otra.
new-password-submit = Guardar y continuar
