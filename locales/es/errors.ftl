### Por qué algo se rechazó o falló: tres textos para cada motivo, por su código.
###
### -title, -what: para la persona que ve la página. Sin palabras técnicas.
### -fix: para quien desarrolla la aplicación, en /docs/errors: qué se esperaba y cómo arreglarlo.
###
### -description es el error_description de la respuesta: ASCII e inglés en todos los idiomas, por
### eso solo está en en/errors.ftl.

## Lo que ven las personas cuando la culpa es de la aplicación

app-fault-title = Esta aplicación envió una petición que no podemos aceptar
app-fault-what = Usted no ha hecho nada mal, y no se compartió nada. Vuelva a la aplicación e inténtelo de nuevo. Si sigue ocurriendo, dígaselo a quienes hacen la aplicación y deles la referencia.


## La propia petición

parameter-missing-title = { app-fault-title }
parameter-missing-what = { app-fault-what }
parameter-missing-fix = Compare la petición con la documentación del extremo. Un parámetro con valor vacío cuenta como ausente (RFC 6749, sección 3.1).

parameter-repeated-title = { app-fault-title }
parameter-repeated-what = { app-fault-what }
parameter-repeated-fix = Busque un parámetro que esté a la vez en la URL y en el cuerpo, o que una biblioteca añada por segunda vez (RFC 6749, secciones 3.1 y 3.2).

parameter-invalid-title = { app-fault-title }
parameter-invalid-what = { app-fault-what }
parameter-invalid-fix = Compruebe la codificación (application/x-www-form-urlencoded, UTF-8), la longitud y los valores permitidos del parámetro que se nombra.

content-type-unsupported-title = { app-fault-title }
content-type-unsupported-what = { app-fault-what }
content-type-unsupported-fix = Ponga en el campo Content-Type lo que documenta el extremo. Los extremos de OAuth aceptan application/x-www-form-urlencoded, no JSON.

body-malformed-title = { app-fault-title }
body-malformed-what = { app-fault-what }
body-malformed-fix = Compruebe que el cuerpo está codificado como dice su campo Content-Type y que no está cortado.

credential-in-url-title = { app-fault-title }
credential-in-url-what = { app-fault-what }
credential-in-url-fix = Las URL acaban en registros e historiales. Envíe las credenciales en el cuerpo de un POST o en el campo Authorization. Dé por filtrada la que se envió: cree una nueva.

not-found-title = Página no encontrada
not-found-what = Si escribió la dirección, compruebe que es correcta. Si siguió un enlace, vuelva a la aplicación e inténtelo de nuevo.
not-found-fix = Tome las direcciones de los extremos del documento de descubrimiento, en /.well-known/openid-configuration.

method-not-allowed-title = Esta página no se puede abrir así
method-not-allowed-what = Vuelva a la aplicación e inténtelo de nuevo.
method-not-allowed-fix = Use uno de los métodos que enumera el campo Allow de la respuesta. El extremo de tokens solo acepta POST.

body-too-large-title = Era demasiado para enviarlo
body-too-large-what = Lo que envió es más grande de lo que podemos recibir. No se guardó nada. Vuelva atrás e inténtelo con menos.
body-too-large-fix = Quédese por debajo del límite del extremo. Las peticiones de OAuth ocupan unos pocos kilobytes.

uri-too-long-title = Esta dirección es demasiado larga
uri-too-long-what = Vuelva a la aplicación e inténtelo de nuevo.
uri-too-long-fix = Envíe por POST las peticiones de autorización largas. Busque un bucle de redirecciones que alargue la URL cada vez.

headers-too-large-title = Su navegador envió demasiado
headers-too-large-what = Borre en su navegador las cookies de este sitio, vuelva a la aplicación e inténtelo de nuevo.
headers-too-large-fix = Busque cookies o un campo Authorization que hayan crecido. Para probar, borre las cookies de este servidor.

encoding-unsupported-title = { app-fault-title }
encoding-unsupported-what = { app-fault-what }
encoding-unsupported-fix = Desactive la compresión de peticiones para este servidor. La respuesta sí puede venir comprimida.

host-unknown-title = Esta dirección no es nuestra
host-unknown-what = La dirección que usó lleva hasta aquí, pero no la conocemos. Compruébela, o vuelva a la aplicación e inténtelo de nuevo.
host-unknown-fix = El campo Host, o el host que transmite el proxy, no es ninguno de los configurados. Use la dirección del emisor; si es el operador, compruebe los hosts configurados y el proxy.

cross-site-title = No pudimos estar seguros de que era usted
cross-site-what = Por su seguridad no se hizo nada. Vuelva atrás, cargue la página otra vez e inténtelo de nuevo. Si eso no ayuda, permita las cookies de este sitio.
cross-site-fix = El token del formulario falta, es viejo o es de otra sesión, o el campo Origin o Sec-Fetch-Site nombra otro sitio. Los formularios son para personas; desde código, use el extremo de tokens.

reauth-required-title = Inicie sesión otra vez
reauth-required-what = Por su seguridad no se hizo nada: su inicio de sesión fue hace algún tiempo. Empiece de nuevo e inicie sesión otra vez por el camino.
reauth-required-fix = El inicio de la sesión tiene más de cinco minutos, o en él no se demostró el segundo factor. Los formularios son para personas; pida por GET la página del formulario, que lleva por un nuevo inicio de sesión.

## La aplicación

client-missing-title = { app-fault-title }
client-missing-what = { app-fault-what }
client-missing-fix = Envíe client_id en la petición, o autentique el cliente con HTTP Basic.

client-unknown-title = { client-secret-wrong-title }
client-unknown-what = { client-secret-wrong-what }
client-unknown-fix = Ningún cliente tiene este client_id. Compruebe que no hay erratas y que es de este servidor y no de otro entorno.

client-disabled-title = { client-secret-wrong-title }
client-disabled-what = { client-secret-wrong-what }
client-disabled-fix = El cliente está desactivado. Pregunte por qué al operador de este servidor.

client-auth-missing-title = { app-fault-title }
client-auth-missing-what = { app-fault-what }
client-auth-missing-fix = Los clientes confidenciales se autentican en el extremo de tokens con el método para el que están registrados, token_endpoint_auth_method.

client-auth-repeated-title = { app-fault-title }
client-auth-repeated-what = { app-fault-what }
client-auth-repeated-fix = Envíe el secreto por HTTP Basic o en el cuerpo, nunca de las dos formas (RFC 6749, sección 2.3).

client-auth-method-title = { app-fault-title }
client-auth-method-what = { app-fault-what }
client-auth-method-fix = Compare token_endpoint_auth_method del registro con lo que envía la biblioteca: client_secret_basic es el campo Authorization, client_secret_post es el cuerpo, none es ningún secreto.

client-auth-malformed-title = { app-fault-title }
client-auth-malformed-what = { app-fault-what }
client-auth-malformed-fix = Para HTTP Basic, codifique el client_id y el secreto como valores de formulario, únalos con dos puntos y aplique después Base64.

client-secret-wrong-title = No conocemos esta aplicación
client-secret-wrong-what = No conocemos la aplicación que le ha enviado aquí, o está desactivada. No se compartió nada. Dígaselo a quienes hacen la aplicación y deles la referencia.
client-secret-wrong-fix = Compruebe el client_id y el secreto, que son de este servidor y de este entorno, y que al copiar no se añadió nada, como un espacio o un salto de línea. En caso de duda, cree un secreto nuevo.

client-assertion-wrong-title = { client-secret-wrong-title }
client-assertion-wrong-what = { client-secret-wrong-what }
client-assertion-wrong-fix = La aserción del cliente no es un JWT firmado con una clave registrada de este cliente. Compare kid y la clave con jwks o jwks_uri, firme con un algoritmo de token_endpoint_auth_signing_alg_values_supported, y no ponga en la cabecera ninguna clave ni la dirección de una.

client-assertion-claims-title = { app-fault-title }
client-assertion-claims-what = { app-fault-what }
client-assertion-claims-fix = iss y sub son el client_id, aud es el emisor de este servidor como una sola cadena, exp está unos minutos por delante, iat es el presente, jti es nuevo cada vez (RFC 7523, sección 3). Compruebe el reloj de la máquina que firma.

client-assertion-reused-title = { app-fault-title }
client-assertion-reused-what = { app-fault-what }
client-assertion-reused-fix = Cada aserción demuestra quién es el cliente una vez. Firme una nueva para cada petición, también cuando una petición se envía otra vez.

client-limited-title = Hubo demasiados intentos
client-limited-what = La aplicación tiene que esperar antes de intentarlo otra vez.
client-limited-fix = Tras diez fallos en un minuto, un cliente espera un minuto en esa dirección, y en ninguna otra: arregle primero las credenciales. Un cliente que llama más a menudo de lo que permite rate_limit.token_client espera un momento: guarde lo que se le dijo mientras valga y pregunte menos.

grant-type-not-allowed-title = { app-fault-title }
grant-type-not-allowed-what = { app-fault-what }
grant-type-not-allowed-fix = Añada el tipo de grant a grant_types del registro, o use uno que ya esté.

grant-type-unsupported-title = { app-fault-title }
grant-type-unsupported-what = { app-fault-what }
grant-type-unsupported-fix = Use uno de grant_types_supported. Los grants password e implicit no se ofrecen (RFC 9700).


## Peticiones de autorización

redirect-uri-missing-title = { app-fault-title }
redirect-uri-missing-what = { app-fault-what }
redirect-uri-missing-fix = Envíe redirect_uri con cada petición de autorización, aunque solo haya una registrada.

redirect-uri-mismatch-title = { app-fault-title }
redirect-uri-mismatch-what = { app-fault-what }
redirect-uri-mismatch-fix = La comparación es exacta: cuentan el esquema, el host, el puerto, la ruta y la barra final. Solo puede variar el puerto de una dirección de bucle local (127.0.0.1 o [::1]). Registre la dirección o envíe la registrada.

response-type-unsupported-title = { app-fault-title }
response-type-unsupported-what = { app-fault-what }
response-type-unsupported-fix = Envíe response_type=code con PKCE. Los flujos implícito e híbrido no se ofrecen (RFC 9700, sección 2.1.2).

response-mode-unsupported-title = { app-fault-title }
response-mode-unsupported-what = { app-fault-what }
response-mode-unsupported-fix = Use uno de los response_modes_supported del documento de descubrimiento. Lo que no es query tiene que estar registrado para el cliente: response_modes, con signet client edit.

pkce-missing-title = { app-fault-title }
pkce-missing-what = { app-fault-what }
pkce-missing-fix = Cree para cada petición un code_verifier aleatorio de 43 a 128 caracteres; code_challenge es su resumen SHA-256 en base64url sin relleno (RFC 7636, sección 4).

pkce-method-title = { app-fault-title }
pkce-method-what = { app-fault-what }
pkce-method-fix = El método plain no se acepta, y es lo que significa que falte code_challenge_method. Envíe code_challenge_method=S256.

pkce-malformed-title = { app-fault-title }
pkce-malformed-what = { app-fault-what }
pkce-malformed-fix = Use base64url (con - y _) y sin relleno. Un resumen hexadecimal es un error frecuente.

request-unsupported-title = { app-fault-title }
request-unsupported-what = { app-fault-what }
request-unsupported-fix = No se aceptan objetos de petición. Desactívelos en la biblioteca y envíe parámetros simples.

request-uri-unsupported-title = { app-fault-title }
request-uri-unsupported-what = { app-fault-what }
request-uri-unsupported-fix = No se recoge nada de request_uri. Desactívelo en la biblioteca y envíe parámetros simples.

scope-invalid-title = { app-fault-title }
scope-invalid-what = { app-fault-what }
scope-invalid-fix = Los valores se separan con un espacio y no pueden tener comillas ni barras inversas (RFC 6749, sección 3.3). Busque comas o signos más que se codificaron dos veces.

scope-unknown-title = { app-fault-title }
scope-unknown-what = { app-fault-what }
scope-unknown-fix = Los valores desconocidos se pasan por alto, y aquí no se pidió nada más. openid y offline_access hablan de una persona: el token de un cliente para sí mismo (client_credentials) no puede tenerlos. signet scope list muestra lo que hay.

scope-not-allowed-title = { app-fault-title }
scope-not-allowed-what = { app-fault-what }
scope-not-allowed-fix = Compare la petición con los scopes del registro.

login-required-title = Inicie sesión
login-required-what = Vuelva a la aplicación e inicie sesión desde allí.
login-required-fix = Con prompt=none es la respuesta esperada a una comprobación silenciosa: lleve a la persona por una petición de autorización visible. Con id_token_hint, ha iniciado sesión otra persona: omítalo si puede ser cualquiera.

consent-required-title = La aplicación tiene que preguntarle antes
consent-required-what = No se compartió nada. Vuelva a la aplicación e inténtelo de nuevo.
consent-required-fix = La persona todavía no ha permitido todo esto. Envíe una petición de autorización visible.

interaction-required-title = Antes hay algo que hacer
interaction-required-what = No se compartió nada. Vuelva a la aplicación e inténtelo de nuevo.
interaction-required-fix = Envíe una petición de autorización visible; las páginas muestran lo que hace falta.

acr-unmet-title = Hace falta un inicio de sesión más seguro
acr-unmet-what = La aplicación pide un tipo de inicio de sesión que su cuenta todavía no puede hacer, como un código de una aplicación de autenticación. No se compartió nada. Puede volver a la aplicación.
acr-unmet-fix = La persona no tiene segundo factor, o el valor no se conoce aquí. Use acr_values para lo que estaría bien tener, y claims.id_token.acr con essential solo para lo imprescindible (OpenID Connect Core, sección 5.5.1.1).

consent-denied-title = Usted no lo permitió
consent-denied-what = No se compartió nada. Puede volver a la aplicación.
consent-denied-fix = Es una decisión, no un fallo. Muestre lo que la aplicación puede hacer sin ello, y deje que la persona empiece de nuevo.

consent-empty-title = Usted no lo permitió
consent-empty-what = No había nada marcado, así que no se compartió nada. Puede volver a la aplicación.
consent-empty-fix = Es una decisión, no un fallo. Pida los scopes cuando hagan falta, no todos al principio.

consent-tampered-title = No pudimos usar esa respuesta
consent-tampered-what = La respuesta no encajaba con la página, así que no se compartió nada. Vuelva a la aplicación e inténtelo de nuevo.
consent-tampered-fix = La respuesta tiene un scope que no se pidió. Las páginas son para personas: no envíe sus formularios desde código.

interaction-unknown-title = No encontramos este inicio de sesión
interaction-unknown-what = Quizá se abrió en otro navegador, o las cookies están desactivadas. No se compartió nada. Vuelva a la aplicación y empiece de nuevo en este navegador.
interaction-unknown-fix = Las páginas pertenecen al navegador en el que se abrieron. No copie sus direcciones, y permita las cookies.

interaction-expired-title = Esta página estuvo abierta demasiado tiempo
interaction-expired-what = Por su seguridad, un inicio de sesión termina a los 60 minutos. No se compartió nada. Puede empezar de nuevo ahora.
interaction-expired-fix = Un inicio de sesión puede durar 60 minutos. Envíe una nueva petición de autorización.

interaction-finished-title = Ya ha terminado aquí
interaction-finished-what = No hay nada más que hacer en esta página. Vuelva a la aplicación; si todavía le pide que inicie sesión, empiece allí de nuevo.
interaction-finished-fix = Cada inicio de sesión se responde una vez. Envíe una nueva petición de autorización.


## Códigos

code-expired-title = { code-unknown-title }
code-expired-what = { code-unknown-what }
code-expired-fix = El código se canjeó demasiado tarde. Canjéelo al momento y compruebe el reloj del servidor de la aplicación.

code-reused-title = { code-unknown-title }
code-reused-what = { code-unknown-what }
code-reused-fix = El código se canjeó por segunda vez, así que se revocaron los tokens de la primera. Busque una petición que se envíe dos veces, o un código robado.

code-race-title = { code-unknown-title }
code-race-what = { code-unknown-what }
code-race-fix = Dos peticiones canjearon el mismo código en el mismo momento; ganó una de ellas. Envíe la petición de token una vez, sin reintento automático.

code-client-mismatch-title = { code-unknown-title }
code-client-mismatch-what = { code-unknown-what }
code-client-mismatch-fix = El código se emitió para otro cliente. Canjéelo con el client_id de la petición de autorización.

code-unknown-title = { app-fault-title }
code-unknown-what = { app-fault-what }
code-unknown-fix = Canjee cada código una vez, al momento, con el cliente que lo pidió. No repita una petición de token que ya tuvo respuesta.

code-redirect-mismatch-title = { app-fault-title }
code-redirect-mismatch-what = { app-fault-what }
code-redirect-mismatch-fix = Envíe en la petición de token exactamente la redirect_uri de la petición de autorización (RFC 6749, sección 4.1.3).

verifier-missing-title = { app-fault-title }
verifier-missing-what = { app-fault-what }
verifier-missing-fix = La petición de autorización tenía un code_challenge. Guarde su verificador y envíelo con el código.

verifier-unexpected-title = { app-fault-title }
verifier-unexpected-what = { app-fault-what }
verifier-unexpected-fix = Busque una petición de autorización de la que se haya perdido el code_challenge: es lo que haría un atacante (RFC 9700, sección 2.1.1).

verifier-mismatch-title = { app-fault-title }
verifier-mismatch-what = { app-fault-what }
verifier-mismatch-fix = Guarde un verificador para cada petición de autorización, de 43 a 128 caracteres; quizá otra pestaña lo ha sobrescrito.

user-disabled-title = Esta cuenta está desactivada
user-disabled-what = Póngase en contacto con el servicio de ayuda y dé la referencia.
user-disabled-fix = En la aplicación no hay nada que arreglar. Trate a la persona como si hubiera cerrado la sesión.

session-ended-title = Su sesión está cerrada
session-ended-what = Su sesión ha terminado. Vuelva a la aplicación e inicie sesión otra vez.
session-ended-fix = La persona cerró la sesión, o se la cerraron. Trate a la persona como si hubiera cerrado la sesión.

consent-withdrawn-title = Usted detuvo esta aplicación
consent-withdrawn-what = Usted detuvo el acceso de esta aplicación. Vuelva a la aplicación si quiere permitirlo otra vez.
consent-withdrawn-fix = Es una decisión, no un fallo. Trate la aplicación como desconectada.


## Tokens de renovación, grants y recursos

refresh-unknown-title = { app-fault-title }
refresh-unknown-what = { app-fault-what }
refresh-unknown-fix = Guarde el token de renovación más nuevo de cada respuesta, y use cada uno una vez. Si los tokens terminan aunque se use la aplicación, busque dos sitios que renueven con el mismo token.

refresh-expired-title = { refresh-unknown-title }
refresh-expired-what = { refresh-unknown-what }
refresh-expired-fix = El token de renovación no se usó durante más tiempo del que el servidor lo guarda. Envíe una nueva petición de autorización; a quien ya dio su permiso no se le pregunta otra vez.

refresh-client-mismatch-title = { refresh-unknown-title }
refresh-client-mismatch-what = { refresh-unknown-what }
refresh-client-mismatch-fix = El token de renovación se emitió para otro cliente. Renueve con el cliente que lo recibió.

refresh-reused-title = { refresh-unknown-title }
refresh-reused-what = { refresh-unknown-what }
refresh-reused-fix = Se usó un token de renovación después de que su sucesor estuviera en uso, así que quizá lo tuvo otra persona, y se revocó el grant entero. Guarde el token nuevo de cada respuesta antes de usarlo, y en un solo sitio.

refresh-dead-title = { refresh-unknown-title }
refresh-dead-what = { refresh-unknown-what }
refresh-dead-fix = El grant de este token de renovación ya se había revocado. Descarte el token y envíe una nueva petición de autorización.

refresh-burst-title = Espere un momento
refresh-burst-what = Llegaron demasiadas peticiones a la vez. No se perdió nada; inténtelo de nuevo.
refresh-burst-fix = Muchas peticiones renovaron con un mismo token en pocos segundos. Deje que renueve una petición de la aplicación y que las demás la esperen.

grant-revoked-title = Esta aplicación ya no tiene acceso
grant-revoked-what = El acceso de esta aplicación se terminó. Vuelva a la aplicación si quiere permitirlo otra vez.
grant-revoked-fix = La persona, un operador o un cambio de la cuenta terminó el grant. Trate la aplicación como desconectada.

grant-ended-title = Es hora de iniciar sesión otra vez
grant-ended-what = El acceso de esta aplicación ha llegado a su fecha final. Vuelva a la aplicación e inicie sesión otra vez.
grant-ended-fix = Cada grant tiene un final absoluto. Lleve a la persona por una nueva petición de autorización.

resource-unknown-title = { app-fault-title }
resource-unknown-what = { app-fault-what }
resource-unknown-fix = El parámetro resource nombra una API por su identificador registrado, byte a byte (RFC 8707, sección 2). Pregunte al operador, o vea signet resource list.

resource-not-granted-title = { app-fault-title }
resource-not-granted-what = { app-fault-what }
resource-not-granted-fix = Una petición de token solo puede estrechar lo que nombró la petición de autorización (RFC 8707, sección 2.2).

hint-invalid-title = { app-fault-title }
hint-invalid-what = { app-fault-what }
hint-invalid-fix = La pista puede haber caducado, pero su firma, su emisor y su audiencia tienen que ser correctos (OpenID Connect Core, sección 3.1.2.1).

token-foreign-title = { app-fault-title }
token-foreign-what = { app-fault-what }
token-foreign-fix = Autentíquese como el cliente que recibió el token (RFC 7009, sección 2.1).


## Personas

user-unknown-title = { password-wrong-title }
user-unknown-what = { password-wrong-what }
user-unknown-fix = Ninguna cuenta tiene este nombre. El registro de auditoría dice el motivo; la respuesta, no.

password-unset-title = { password-wrong-title }
password-unset-what = { password-wrong-what }
password-unset-fix = La cuenta no tiene contraseña, por ejemplo porque inicia sesión en otro sitio. Póngale una si debe tenerla.

password-disabled-title = { password-wrong-title }
password-disabled-what = { password-wrong-what }
password-disabled-fix = La contraseña se desactivó tras 100 fallos: signet user unlock la activa otra vez, set-password pone otra. O la puso otra persona y antes hay que cambiarla en una página, cosa que una aplicación antigua no puede pedir.

user-locked-title = { password-wrong-title }
user-locked-what = { password-wrong-what }
user-locked-fix = La cuenta está bloqueada. El operador puede desbloquearla.

mfa-required-unsupported-door-title = { password-wrong-title }
mfa-required-unsupported-door-what = { password-wrong-what }
mfa-required-unsupported-door-fix = La persona tiene un segundo factor, y esta API antigua de inicio de sesión no puede pedirlo. Use las páginas de inicio de sesión.

mfa-required-title = También hace falta un código
mfa-required-what = Introduzca el código que muestra su aplicación de autenticación.
mfa-required-fix = Envíe de nuevo el inicio de sesión con un código de un solo uso de la aplicación de autenticación de la persona.

user-not-at-door-title = { password-wrong-title }
user-not-at-door-what = { password-wrong-what }
user-not-at-door-fix = La persona tiene una cuenta, pero ninguna en esta API antigua de inicio de sesión. Añada una, o use la API correcta.

password-wrong-title = No pudimos abrir su sesión
password-wrong-what = Lo que escribió para identificarse o la contraseña no es correcto. Compruebe los dos e inténtelo de nuevo.
password-wrong-fix = Pida a la persona que compruebe los dos. Las respuestas son iguales para cuentas desconocidas y bloqueadas; el registro de auditoría tiene el motivo exacto.

identifier-limited-title = Hubo demasiados intentos
identifier-limited-what = Por su seguridad, tiene que esperar antes de intentarlo otra vez.
identifier-limited-fix = No lo intente otra vez antes de que pase Retry-After. Los intentos hechos entretanto se rechazan sin comprobarse.

otp-wrong-title = Ese código no es correcto
otp-wrong-what = Espere a que salga un código nuevo y vuelva a intentarlo.
otp-wrong-fix = Pida a la persona un código nuevo. Si fallan todos los códigos, compruebe el reloj del dispositivo.

otp-reused-title = Ese código ya se usó
otp-reused-what = Espere al siguiente y vuelva a intentarlo.
otp-reused-fix = Cada código vale una vez, durante unos 30 segundos. Envíelo una vez.

otp-limited-title = Hubo demasiados códigos incorrectos
otp-limited-what = Por su seguridad, tiene que esperar antes de intentarlo otra vez.
otp-limited-fix = No lo intente otra vez antes de que pase Retry-After.

action-code-unknown-title = Este enlace no funciona
action-code-unknown-what = No está completo, o se envió otro más nuevo. Use el enlace del mensaje más nuevo, o pida otro.
action-code-unknown-fix = Use el mensaje más nuevo y el enlace entero. Cada mensaje nuevo anula los anteriores.

action-code-expired-title = Este enlace es demasiado viejo
action-code-expired-what = Solo vale un tiempo corto, y ya no vale si su cuenta ha cambiado. Pida uno nuevo.
action-code-expired-fix = Pida un mensaje nuevo y úselo pronto.

action-code-used-title = Este enlace ya se usó
action-code-used-what = Aquello para lo que servía está hecho. Si no fue usted, cambie su contraseña.
action-code-used-fix = Cada enlace y cada código vale una vez.

action-code-wrong-title = Ese código no es correcto
action-code-wrong-what = Mire el mensaje más nuevo y escriba el código otra vez.
action-code-wrong-fix = Use el código del mensaje más nuevo. Tras cinco intentos incorrectos hay que enviar otro.


## Tokens de portador

token-missing-title = { app-fault-title }
token-missing-what = { app-fault-what }
token-missing-fix = Envíe Authorization: Bearer y el token (RFC 6750, sección 2.1). Los tokens en la URL no se aceptan.

token-revoked-title = { token-invalid-title }
token-revoked-what = { token-invalid-what }
token-revoked-fix = El token se revocó: la persona retiró su permiso, cerró la sesión, o un código se usó dos veces. Envíe una nueva petición de autorización.

token-invalid-title = { app-fault-title }
token-invalid-what = { app-fault-what }
token-invalid-fix = Envíe un token de acceso de este servidor, no un token de identidad, y envíelo entero.

token-expired-title = { app-fault-title }
token-expired-what = { app-fault-what }
token-expired-fix = Consiga un token nuevo poco antes de que pase expires_in, y compruebe el reloj.

token-audience-title = { app-fault-title }
token-audience-what = { app-fault-what }
token-audience-fix = El claim aud no nombra este recurso. Envíe el parámetro resource con la petición de autorización o de token (RFC 8707).

scope-insufficient-title = La aplicación no puede hacer esto
scope-insufficient-what = Usted no ha permitido esto a la aplicación. No se compartió ni se cambió nada.
scope-insufficient-fix = El campo scope de WWW-Authenticate dice lo que hace falta. Envíe una petición de autorización con él.


## Puertas antiguas y tokens que se intercambian

door-sunset-title = Esta entrada ya no existe
door-sunset-what = La aplicación usa una manera antigua de iniciar sesión que ha terminado. No se compartió ni se cambió nada. Pida una versión nueva a quien hace la aplicación.
door-sunset-fix = El operador había fijado esta fecha. Siga la guía de migración que nombra el campo Link, o pregunte al operador.

door-outage-title = Esta entrada está cerrada por un rato
door-outage-what = La aplicación usa una manera antigua de iniciar sesión que va a terminar. Está cerrada un rato como prueba. Inténtelo más tarde.
door-outage-fix = Espere lo que diga Retry-After, y siga antes de la fecha de Sunset la guía de migración que nombra el campo Link.

subject-token-type-title = { app-fault-title }
subject-token-type-what = { app-fault-what }
subject-token-type-fix = Envíe urn:ietf:params:oauth:token-type:access_token (o :jwt) y un token de acceso de este servidor; los tokens de identidad, de renovación y de cierre de sesión no se intercambian, y tampoco un actor_token.

subject-token-invalid-title = { app-fault-title }
subject-token-invalid-what = { app-fault-what }
subject-token-invalid-fix = Introspeccione el token: tiene que estar activo y haberse emitido para este cliente. Consiga uno nuevo e intercambie ese.

exchange-not-allowed-title = { app-fault-title }
exchange-not-allowed-what = { app-fault-what }
exchange-not-allowed-fix = Los intercambios se permiten uno a uno. Pida al operador que añada a este cliente una regla (signet.exchanges) para el origen y el destino, o nombre otro recurso u otra audiencia.

assertion-wrong-title = { app-fault-title }
assertion-wrong-what = { app-fault-what }
assertion-wrong-fix = Firme con una clave registrada; iss es el client_id, sub el identificador propio del cliente para la persona, aud este emisor; exp como mucho 5 minutos por delante; un jti nuevo cada vez (RFC 7523).

assertion-reused-title = { app-fault-title }
assertion-reused-what = { app-fault-what }
assertion-reused-fix = Cree para cada petición una aserción nueva con su propio jti.

terms-not-accepted-title = { app-fault-title }
terms-not-accepted-what = { app-fault-what }
terms-not-accepted-fix = Lea las condiciones y acepte su versión actual con el token de esta sesión, y después pregunte otra vez.

terms-outdated-title = { app-fault-title }
terms-outdated-what = { app-fault-what }
terms-outdated-fix = Pida otra vez las condiciones y acepte la content_version que tienen ahora.

api-key-wrong-title = { app-fault-title }
api-key-wrong-what = { app-fault-what }
api-key-wrong-fix = Envíe en el campo x-api-key la clave de API que se registró para este socio.

human-unknown-title = { app-fault-title }
human-unknown-what = { app-fault-what }
human-unknown-fix = Inicie primero una sesión para la persona y deje que conecte una fuente.

human-blocked-title = { app-fault-title }
human-blocked-what = { app-fault-what }
human-blocked-fix = Pregunte al operador.

session-window-closed-title = { app-fault-title }
session-window-closed-what = { app-fault-what }
session-window-closed-fix = Pida en su lugar el token de las personas que vuelven (type id; scope connect offline_access).

client-token-not-allowed-title = { app-fault-title }
client-token-not-allowed-what = { app-fault-what }
client-token-not-allowed-fix = Pida al operador que lo permita (signet.client_token).

source-disabled-title = Esta fuente no se puede conectar
source-disabled-what = No se ofrece en este momento. No se compartió nada. Cierre esta ventana y elija otra.
source-disabled-fix = El operador activa las fuentes (upstream.NAME.enabled).

source-failed-title = La fuente no respondió como debe
source-failed-what = No se compartió ni se conectó nada. Espere un poco e inténtelo de nuevo desde la aplicación.
source-failed-fix = El registro dice qué estaba mal en la respuesta: su dirección, su certificado, sus claves, o el emisor, la audiencia, el nonce, las horas o el algoritmo de su token de identidad.


## Nuestros fallos

overloaded-title = Lo sentimos, el servicio está saturado
overloaded-what = Ahora mismo hay demasiado que hacer. No se cambió nada. Espere un minuto y vuelva a intentarlo.
overloaded-fix = Espere lo que diga Retry-After y vuelva a intentarlo con esperas cada vez más largas.

unavailable-title = Lo sentimos, el servicio no está disponible
unavailable-what = Ahora mismo no podemos responder. Lo que ya estaba guardado está a salvo. Espere un minuto y vuelva a intentarlo.
unavailable-fix = Espere lo que diga Retry-After. Si es el operador, vea /health/ready en el puerto de gestión y el registro.

internal-title = Lo sentimos, el servicio tiene un problema
internal-what = El fallo es nuestro. Lo que ya estaba guardado está a salvo. Inténtelo más tarde. Si vuelve a ocurrir, póngase en contacto con el servicio de ayuda y dele la referencia.
internal-fix = El fallo es nuestro. Comunique el identificador de la petición (X-Request-Id) al operador de este servidor.
