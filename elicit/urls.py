"""The table of contents, in the order a participant meets the pages."""

from django.contrib import admin
from django.urls import include, path

from elicit.views import (
    communities,
    constitutions,
    discuss,
    door,
    embedding,
    facilitate,
    home,
    mine,
    organise,
    participate,
    poster,
    releases,
    results,
    screen,
    showing,
    tables,
    tickets,
)

deliberation = [
    path("", participate.participate, name="participate"),
    path("join/", door.join, name="join"),
    path("vote/", participate.vote, name="vote"),
    path("undo/", participate.undo, name="undo"),
    path("votes/", participate.my_votes, name="my_votes"),
    path("write/", participate.write, name="write"),
    path("choices/", mine.choices, name="choices"),
    path("mine/", mine.mine, name="mine"),
    path("mine.<slug:suffix>", mine.copy, name="copy"),
    path("mine/erase/", mine.erase, name="erase"),
    path("gone/", mine.gone, name="gone"),
    path("live/<slug:audience>/", screen.live, name="live"),
    path("screen/", screen.screen, name="screen"),
    path("qr.svg", screen.qr, name="qr"),
    path("results/", results.results, name="results"),
    path("results/<slug:digest>/", results.results_of, name="results_of"),
    path("results/why/<int:number>/", results.why, name="why"),
    path("results/<slug:digest>/why/<int:number>/", results.why_of, name="why_of"),
    path("map/<slug:digest>.bin", results.map_, name="map"),
    path("picture/<slug:digest>.bin", results.picture, name="picture"),
    path("console/", facilitate.console, name="console"),
    path("console/switch/", facilitate.switch, name="switch"),
    path("console/timer/", facilitate.timer, name="timer"),
    path("console/wall/", showing.show, name="show"),
    path("console/reveal/", showing.reveal, name="reveal"),
    path("console/embed/", embedding.embed, name="embed"),
    path("poster/", poster.poster, name="poster"),
    path("console/statements/<int:number>/accept/", facilitate.accept, name="accept"),
    path("console/statements/<int:number>/reject/", facilitate.reject, name="reject"),
    path("console/door/", organise.organise, name="organise"),
    path("console/door/words/", organise.reword, name="reword"),
    path("console/door/admission/", tickets.admit, name="admit"),
    path("console/door/tickets/", tickets.issue, name="issue"),
    path("console/door/tickets.csv", tickets.sheet_csv, name="tickets_csv"),
    path("console/door/tickets/none/", tickets.tear_up, name="tear_up"),
    path("console/door/roster/", tickets.enlist, name="enlist"),
    path("console/analyse/", facilitate.analyse_now, name="analyse_now"),
    path("discuss/", discuss.discuss, name="discuss"),
    path("discuss/table/", discuss.sit, name="sit"),
    path("discuss/<int:number>/", discuss.argue, name="argue"),
    path("discuss/<int:number>/points/<int:point>/", discuss.change_own, name="change_own"),
    path("table/<str:token>/", discuss.table, name="table"),
    path("table/<str:token>/points/<int:number>/", discuss.change_note, name="change_note"),
    path("console/tables/", tables.tables, name="tables"),
    path("console/tables/links/", tables.links, name="table_links"),
    path("console/tables/<int:number>/revoke/", tables.revoke, name="revoke_table"),
    path("console/points/<int:number>/accept/", tables.accept_point, name="accept_point"),
    path("console/points/<int:number>/reject/", tables.reject_point, name="reject_point"),
    path("console/rounds/", tables.vote_again, name="vote_again"),
    path("console/draft/", facilitate.draft_now, name="draft_now"),
    path("console/release/", facilitate.release_now, name="release_now"),
]

community = [
    path("", communities.community, name="community"),
    path("new/", facilitate.new_deliberation, name="new_deliberation"),
    path("log/", communities.log, name="log"),
    path("constitution/", constitutions.constitution, name="constitution"),
    path("constitution/<int:number>/", constitutions.version, name="version"),
    path("constitution/<int:number>.<slug:suffix>", constitutions.version_file, name="version_file"),
    path("releases/", releases.releases, name="releases"),
    path("releases/<int:number>/", releases.release, name="release"),
    path("releases/<int:number>/<path:path>", releases.release_file, name="release_file"),
]

urlpatterns = [
    path("", home.home, name="home"),
    path("d/<str:code>/", include(deliberation)),
    path("sign-in/", home.sign_in, name="sign_in"),
    path("sign-in/<str:token>/", home.sign_in_link, name="sign_in_link"),
    path("sign-out/", home.sign_out, name="sign_out"),
    path("c/", communities.communities, name="communities"),
    path("c/new/", communities.new_community, name="new_community"),
    path("c/<slug:slug>/", include(community)),
    path("api/", include("elicit.api.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("admin/", admin.site.urls),
]

handler400 = "elicit.views.errors.bad_request"
handler403 = "elicit.views.errors.forbidden"
handler404 = "elicit.views.errors.missing"
handler500 = "elicit.views.errors.failed"
