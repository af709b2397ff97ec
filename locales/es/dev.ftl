### El campo de pruebas de `signet dev`, para quienes hacen aplicaciones.
### Las palabras técnicas están aquí en su casa; estas páginas solo existen en servidores de desarrollo.

dev-title = Pruébelo
dev-lead = Aplicaciones, personas y puertas antiguas de ejemplo de este servidor de desarrollo. Aquí todo es real menos los datos: las peticiones van a los extremos, y lo que usted ve es lo que ve una aplicación.
dev-collection = Todas las llamadas como archivo .http, con los valores de este servidor
dev-back = Volver al principio del campo de pruebas

dev-clients = Clientes de ejemplo
dev-clients-hint = La página de cada cliente tiene más cosas que probar, y código para llevarse con sus valores reales.
dev-try = Probar
dev-try-hint = Cada enlace recorre el flujo de código con este cliente y estos scopes. Usted inicia sesión como una de las personas de ejemplo y decide qué puede hacer la aplicación; después ve cada petición, cada respuesta y cada token.
dev-client-title = El cliente { $app }
dev-client-signs = Este cliente no tiene secreto. Firma una aserción para cada petición (private_key_jwt), con su clave de private_jwks en dev.json (como PEM en private_key). Lo hacen el campo de pruebas, las órdenes de signet y el código de abajo; una aserción que copie de aquí ya está usada.

dev-users = Personas de ejemplo
dev-user-code = Código de un solo uso, ahora
dev-user-seed = Clave para una aplicación de autenticación
dev-user-state = Estado
dev-user-where = Inicia sesión en
dev-user-pages = las páginas de este servidor

dev-doors = Puertas de aplicaciones antiguas
dev-doors-hint = El inicio de sesión de una aplicación antigua, tal como lo describe su documento. El servidor lo trata como un grant cualquiera.

dev-snippets = Código para llevarse
dev-snippets-hint = Con los valores de este cliente en este servidor. El http simple es solo para esta máquina.

dev-run-title = Un recorrido con { $app }
dev-run-client = Sobre este cliente
dev-run-again = Recorrerlo otra vez
dev-step-authorize = La petición de autorización
dev-step-callback = Lo que volvió a la URI de redirección
dev-step-token = La petición de token
dev-step-token-again = La petición de token, por segunda vez
dev-step-curl = Como curl
dev-step-request = Petición
dev-step-answer = Respuesta
dev-step-error = Rechazado:
dev-step-explained = Qué significa y cómo arreglarlo:
dev-step-open = Enviar esta petición con su navegador
dev-token-opaque = Solo este servidor puede leerlo: pregúntele por introspección.

dev-do = ¿Y ahora?
dev-do-refresh = Renovar
dev-do-refresh-old = Usar el token de renovación anterior al último
dev-do-userinfo = Preguntar a userinfo
dev-do-userinfo-broken = Preguntar a userinfo con un token estropeado
dev-do-introspect = Introspeccionar el token de acceso
dev-do-introspect-refresh = Introspeccionar el token de renovación
dev-do-revoke = Revocar el token de acceso
dev-do-revoke-refresh = Revocar el token de renovación

dev-break = Romperlo
dev-break-hint = Cada enlace recorre el flujo con un error dentro. La respuesta es la del extremo real.
dev-break-verifier = Canjear el código con un code_verifier incorrecto
dev-break-expired = Canjear un código caducado
dev-break-foreign = Pedir con una redirect_uri que no está registrada
dev-break-secret = Canjear el código con un secreto incorrecto
dev-break-replay = Canjear el código dos veces
dev-break-redirect = Canjear el código con otra redirect_uri que la pedida
dev-break-challenge = Pedir sin code_challenge
dev-break-state = Volver con un state distinto del de salida

dev-note-checked = state e iss son los de la petición, así que el código se puede canjear.
dev-note-refused = La respuesta es un error: no hay código que canjear.
dev-note-state = La aplicación guardó un state distinto del que volvió, así que quizá otra persona mandó aquí el navegador. Una aplicación tiene que detenerse: el código no se canjeó. Ningún servidor puede comprobarlo por usted.
dev-note-issuer = iss nombra un servidor distinto del preguntado, así que esta respuesta no se debe usar. El código no se canjeó.
dev-note-verifier = El code_verifier se puso al revés, así que no encaja con el code_challenge.
dev-note-expired = Nadie ha esperado: antes de esta petición, el campo de pruebas pidió al servidor de desarrollo que pusiera el final del código en este momento. La respuesta es la que recibe cualquier código demasiado viejo.
dev-note-assertion = Un carácter de la firma de la aserción es distinto, así que ninguna clave del cliente la ha firmado.
dev-note-secret = La petición se envió con un client_secret que no es el del cliente.
dev-note-redirect = La redirect_uri tiene al final una barra que la petición de autorización no tenía.
dev-note-replay = La misma petición otra vez. Si llega más de un segundo después de la primera, una repetición revoca también los tokens de la primera.
dev-note-foreign = La redirect_uri tiene al final una barra que la registrada no tiene. El error no se puede enviar a una dirección que nadie registró: las personas ven una página.
dev-note-unanswered = El extremo no respondió.
