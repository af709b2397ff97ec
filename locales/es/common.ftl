### Los textos que comparten muchas páginas.
### Palabras sencillas: un niño de diez años debe entenderlas.

title-error = Error:
skip = Ir al contenido
languages = Idioma
dev-banner = Servidor de desarrollo: solo datos de ejemplo
foot-help = Ayuda
foot-privacy = Privacidad
foot-accessibility = Accesibilidad

problem-title = Hay un problema
form-stale = Esta página había caducado, por eso no se envió nada. Inténtelo de nuevo.
start-again = Empezar de nuevo
own-address-title = Esta dirección no es correcta
own-address-what = Algo en la dirección de esta página es incorrecto o demasiado antiguo. Abra la página de nuevo desde su cuenta.
cancel = Cancelar
not-you = ¿No es usted?

## Tiempos

# $count: segundos enteros, de 1 a 59
wait-seconds = { $count ->
    [one] 1 segundo
   *[other] { $count } segundos
}
# $count: minutos enteros, redondeados hacia arriba
wait-minutes = { $count ->
    [one] 1 minuto
   *[other] { $count } minutos
}
date = { $day } de { $month } de { $year }
moment = { $date }, { $time } UTC
month-1 = enero
month-2 = febrero
month-3 = marzo
month-4 = abril
month-5 = mayo
month-6 = junio
month-7 = julio
month-8 = agosto
month-9 = septiembre
month-10 = octubre
month-11 = noviembre
month-12 = diciembre
