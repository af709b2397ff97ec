### Emporter ses données, et partir.

account-data = Données
reauth-own-data = Connectez-vous à nouveau pour emporter vos données ou supprimer votre compte.
notice-account-kept = Votre compte est conservé. Les applications qui y avaient accès doivent être reconnectées.
data-title = Vos données
data-export-title = Emporter vos données
data-export-what = Un fichier avec tout ce qui est conservé à votre sujet : votre compte, votre manière de vous connecter, vos appareils et sessions, ce que les applications peuvent faire et ce qui s’est passé dans votre compte. Il ne contient ni mot de passe ni clé.
data-export = Télécharger le fichier
data-delete-title = Supprimer votre compte
data-delete-what = Tout ce qui est connu de vous ici est effacé, et personne ne peut le rétablir.
data-delete-apps = Les applications perdent leur accès immédiatement, et vous êtes déconnecté partout ailleurs.
# $count: how many
data-delete-grace = { $count ->
    [0] Le compte est effacé en quelques minutes.
    [one] Le compte est effacé après 1 jour. D’ici là, vous pouvez vous connecter pour le conserver.
   *[other] Le compte est effacé après { $count } jours. D’ici là, vous pouvez vous connecter pour le conserver.
}
data-delete-evidence = Ce que vous avez permis aux applications reste comme preuve sous un numéro qui ne désigne alors plus personne, aussi longtemps que la loi le demande.
data-delete-sure = Je veux que mon compte soit supprimé.
data-delete = Supprimer mon compte
data-tick = Cochez d’abord la case si vous voulez que votre compte soit supprimé.
leaving-title = Conserver votre compte ?
# $date: a day
leaving-when = Vous avez demandé la suppression de votre compte. Elle aura lieu le <b>{ $date }</b>.
leaving-what = D’ici là, aucune application ne peut l’utiliser. Si vous le conservez, tout reste comme avant, et les applications doivent être reconnectées.
leaving-keep = Conserver mon compte
leaving-go = Ne rien changer
activity-user-deletion-asked = Vous avez demandé la suppression de votre compte.
activity-user-deletion-cancelled = Vous avez finalement conservé votre compte.
