### Los scopes estándar en palabras sencillas: qué puede hacer la aplicación y qué significa.
### Los scopes que registra un operador traen sus propios textos.

scope-openid-title = Saber que es usted
scope-openid-hint = La aplicación le reconoce cuando vuelve a iniciar sesión
scope-profile-title = Su nombre
scope-profile-hint = Su nombre y lo demás que hay en su perfil, como su idioma
scope-email-title = Su correo electrónico
scope-email-hint = La dirección, y si se ha comprobado
scope-phone-title = Su número de teléfono
scope-phone-hint = El número, y si se ha comprobado
scope-address-title = Su dirección postal
scope-address-hint = Calle, localidad, código postal y país

### Lo que una aplicación puede saber, punto por punto: datos que pide por su nombre.

claim-name = Su nombre completo
claim-family_name = Sus apellidos
claim-given_name = Su nombre de pila
claim-middle_name = Su segundo nombre
claim-nickname = Su apodo
claim-preferred_username = El nombre con el que inicia sesión
claim-profile = La dirección de su página de perfil
claim-picture = La dirección de su imagen
claim-website = La dirección de su sitio web
claim-gender = Su género
claim-birthdate = Su fecha de nacimiento
claim-zoneinfo = Su zona horaria
claim-locale = Su idioma
claim-updated_at = Cuándo se cambió su perfil por última vez
claim-email = Su correo electrónico
claim-email_verified = Si hemos comprobado su correo electrónico
claim-phone_number = Su número de teléfono
claim-phone_number_verified = Si hemos comprobado su número de teléfono
claim-address = Su dirección postal
