### Llevarse los datos propios, y marcharse.

account-data = Datos
reauth-own-data = Inicie sesión de nuevo para llevarse sus datos o eliminar su cuenta.
notice-account-kept = Su cuenta se conserva. Las aplicaciones que tenían acceso deben conectarse de nuevo.
data-title = Sus datos
data-export-title = Llevarse sus datos
data-export-what = Un archivo con todo lo que se guarda sobre usted: su cuenta, cómo inicia sesión, sus dispositivos y sesiones, lo que pueden hacer las aplicaciones y lo que ha ocurrido en su cuenta. No contiene contraseñas ni claves.
data-export = Descargar el archivo
data-delete-title = Eliminar su cuenta
data-delete-what = Todo lo que aquí se sabe de usted se borra, y nadie puede recuperarlo.
data-delete-apps = Las aplicaciones pierden el acceso de inmediato, y su sesión se cierra en todos los demás sitios.
# $count: how many
data-delete-grace = { $count ->
    [0] La cuenta se borra en unos minutos.
    [one] La cuenta se borra al cabo de 1 día. Hasta entonces puede iniciar sesión para conservarla.
   *[other] La cuenta se borra al cabo de { $count } días. Hasta entonces puede iniciar sesión para conservarla.
}
data-delete-evidence = Lo que permitió a las aplicaciones queda como prueba bajo un número que entonces ya no designa a nadie, mientras la ley lo exija.
data-delete-sure = Quiero que se elimine mi cuenta.
data-delete = Eliminar mi cuenta
data-tick = Marque primero la casilla si quiere que se elimine su cuenta.
leaving-title = ¿Desea conservar su cuenta?
# $date: a day
leaving-when = Usted pidió que se eliminara su cuenta. Esto ocurrirá el <b>{ $date }</b>.
leaving-what = Hasta entonces ninguna aplicación puede usarla. Si la conserva, todo queda como estaba, y las aplicaciones deben conectarse de nuevo.
leaving-keep = Conservar mi cuenta
leaving-go = Dejarlo así
activity-user-deletion-asked = Usted pidió que se eliminara su cuenta.
activity-user-deletion-cancelled = Finalmente conservó su cuenta.
