from django.urls import path

from elicit.api import mine, views

urlpatterns = [
    path("d/<str:code>", views.deliberation, name="api_deliberation"),
    path("d/<str:code>/join", mine.join, name="api_join"),
    path("d/<str:code>/consent", mine.consent, name="api_consent"),
    path("d/<str:code>/survey", mine.survey, name="api_survey"),
    path("d/<str:code>/mine", mine.mine, name="api_mine"),
    path("d/<str:code>/next", views.next_, name="api_next"),
    path("d/<str:code>/votes", views.votes, name="api_votes"),
    path("d/<str:code>/votes/<int:number>", views.undo, name="api_undo"),
    path("d/<str:code>/statements", views.statements, name="api_statements"),
    path("d/<str:code>/translations/<int:number>", views.translations, name="api_translations"),
    path("d/<str:code>/reasons/<int:number>", views.reasons, name="api_reasons"),
    path("d/<str:code>/statements/alike", views.alike, name="api_alike"),
    path("d/<str:code>/results", views.results, name="api_results"),
    path("c/<slug:slug>/constitution", views.constitution, name="api_constitution"),
    path("c/<slug:slug>/constitution/<int:number>", views.version, name="api_version"),
    path("c/<slug:slug>/releases", views.releases, name="api_releases"),
    path("c/<slug:slug>/releases/<int:number>", views.release, name="api_release"),
    path("c/<slug:slug>/releases/<int:number>/<path:path>", views.release_file, name="api_release_file"),
    path("schema", views.schema, name="api_schema"),
]
