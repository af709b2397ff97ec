### Les textes que beaucoup de pages ont en commun.
### Des mots simples : un enfant de dix ans doit les comprendre.

title-error = Erreur :
skip = Aller au contenu
languages = Langue
dev-banner = Serveur de développement : données d’exemple uniquement
foot-help = Aide
foot-privacy = Confidentialité
foot-accessibility = Accessibilité

problem-title = Il y a un problème
form-stale = Cette page était périmée, rien n’a donc été envoyé. Veuillez réessayer.
start-again = Recommencer
own-address-title = Cette adresse n’est pas correcte
own-address-what = Quelque chose dans l’adresse de cette page est faux, ou trop ancien. Ouvrez de nouveau la page depuis votre compte.
cancel = Annuler
not-you = Ce n’est pas vous ?

## Temps

# $count : secondes entières, de 1 à 59
wait-seconds = { $count ->
    [one] 1 seconde
   *[other] { $count } secondes
}
# $count : minutes entières, arrondies vers le haut
wait-minutes = { $count ->
    [one] 1 minute
   *[other] { $count } minutes
}
# $day : le jour du mois
date = { $day ->
    [1] 1er { $month } { $year }
   *[other] { $day } { $month } { $year }
}
moment = { $date }, { $time } UTC
month-1 = janvier
month-2 = février
month-3 = mars
month-4 = avril
month-5 = mai
month-6 = juin
month-7 = juillet
month-8 = août
month-9 = septembre
month-10 = octobre
month-11 = novembre
month-12 = décembre
