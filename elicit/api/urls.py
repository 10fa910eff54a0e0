"""The addresses of the API, in the order in which a client meets them."""

from django.urls import path
from drf_spectacular.views import SpectacularAPIView

from elicit.api import constitution, deliberation, discussion, entry, findings, releases, statements, votes

schema = SpectacularAPIView.as_view(authentication_classes=[], permission_classes=[])

urlpatterns = [
    path("d/<str:code>", deliberation.deliberation, name="api_deliberation"),
    path("d/<str:code>/join", entry.join, name="api_join"),
    path("d/<str:code>/consent", entry.consent, name="api_consent"),
    path("d/<str:code>/survey", entry.survey, name="api_survey"),
    path("d/<str:code>/mine", entry.mine, name="api_mine"),
    path("d/<str:code>/next", votes.next_, name="api_next"),
    path("d/<str:code>/votes", votes.votes, name="api_votes"),
    path("d/<str:code>/votes/<int:number>", votes.undo, name="api_undo"),
    path("d/<str:code>/statements", statements.statements, name="api_statements"),
    path("d/<str:code>/translations/<int:number>", statements.translations, name="api_translations"),
    path("d/<str:code>/reasons/<int:number>", discussion.reasons, name="api_reasons"),
    path("d/<str:code>/statements/alike", statements.alike, name="api_alike"),
    path("d/<str:code>/results", findings.results, name="api_results"),
    path("c/<slug:slug>/constitution", constitution.constitution, name="api_constitution"),
    path("c/<slug:slug>/constitution/<int:number>", constitution.version, name="api_version"),
    path("c/<slug:slug>/releases", releases.releases, name="api_releases"),
    path("c/<slug:slug>/releases/<int:number>", releases.release, name="api_release"),
    path("c/<slug:slug>/releases/<int:number>/<path:path>", releases.release_file, name="api_release_file"),
    path("schema", schema, name="api_schema"),
]
