"""The whole site on one screen."""

from django.urls import include, path

from mandata.web import accounts, home, mandates, offices, parties, register, texts

urlpatterns = [
    path("", home.home, name="home"),
    path("desk/", home.desk, name="desk"),
    path("measures/<str:name>/", home.measure, name="measure"),
    path("texts/", texts.PublishedTexts(), name="texts"),
    path("texts/receive/", texts.receive, name="receive"),
    path("texts/<int:pk>/", texts.text_page, name="text"),
    path("texts/works/<int:pk>/", texts.work_history, name="work"),
    path("texts/review/<int:pk>/", texts.review, name="review"),
    path("texts/findings/<int:pk>/decide/", texts.decide, name="decide"),
    path("texts/findings/<int:pk>/add-duty/", texts.add_duty, name="add_duty"),
    path("texts/findings/<int:pk>/structure/", texts.correct_structure, name="correct_structure"),
    path("texts/readings/<int:pk>/confirm-certain/", texts.confirm_group, name="confirm_group"),
    path("texts/readings/<int:pk>/structure/", texts.confirm_structure, name="confirm_structure"),
    path("texts/versions/<int:pk>/read-again/", texts.read_again, name="read_again"),
    path("texts/versions/<int:pk>/publish/", texts.publish, name="publish"),
    path("texts/files/<int:pk>/", texts.received_file, name="received_file"),
    path("texts/files/<int:pk>/set-aside/", texts.set_aside, name="set_aside"),
    path("citations/", texts.Citations(), name="citations"),
    path("citations/<int:pk>/", texts.resolve, name="resolve_citation"),
    path("p/<str:wid>/", texts.provision_link, name="provision"),
    path("mandates/", register.register, name="mandates"),
    path("mandates/<int:pk>/", mandates.mandate_page, name="mandate"),
    path("mandates/<int:pk>/assign/", mandates.assign, name="assign"),
    path("mandates/<int:pk>/confirm-changed/", mandates.confirm_changed, name="confirm_changed"),
    path("mandates/without-owner/", mandates.Unowned(), name="unowned"),
    path("actors/", mandates.actors, name="actors"),
    path("actors/<str:organisation>/<str:code>/", mandates.actor_page, name="actor"),
    path("parties/", parties.Parties(), name="parties"),
    path("parties/<int:pk>/", parties.party_page, name="party"),
    path("parties/<int:pk>/invite/", offices.invite, name="invite"),
    path("sessions/", parties.Sessions(), name="sessions"),
    path("offices/<int:pk>/", offices.office_page, name="office"),
    path("offices/<int:pk>/hand-over/", offices.hand_over, name="hand_over"),
    path("offices/<int:pk>/end/", offices.end_office, name="end_office"),
    path("invitations/", offices.Invitations(), name="invitations"),
    path("invitations/<int:pk>/", offices.invitation_page, name="invitation"),
    path("invitations/<int:pk>/send-again/", offices.send_again, name="send_again"),
    path("invitations/<int:pk>/withdraw/", offices.withdraw, name="withdraw"),
    path("invitation/<str:secret>/", offices.accept_invitation, name="accept_invitation"),
    path("account/", accounts.account, name="account"),
    path("account/", include("allauth.account.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
]

handler403 = "mandata.web.refusals.forbidden"
