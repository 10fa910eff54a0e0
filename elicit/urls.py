"""The table of contents, in the order a participant meets the pages."""

from django.contrib import admin
from django.urls import include, path

from elicit.views.community import communities, home, people
from elicit.views.constitution import constitutions, drafting
from elicit.views.deliberation import agenda, console, creating, embedding, poster, showing, wall
from elicit.views.discussion import discuss, tables
from elicit.views.entry import joining, my_data, setup, survey, tickets
from elicit.views.findings import analysing, report, results
from elicit.views.practice import practice
from elicit.views.releases import publishing, releases
from elicit.views.statements import languages, moderate, seeds, writing
from elicit.views.votes import paper, participate

deliberation = [
    path("", participate.participate, name="participate"),
    path("join/", joining.join, name="join"),
    path("vote/", participate.vote, name="vote"),
    path("undo/", participate.undo, name="undo"),
    path("votes/", participate.my_votes, name="my_votes"),
    path("choices/", my_data.choices, name="choices"),
    path("survey/", survey.survey, name="survey"),
    path("mine/", my_data.show, name="mine"),
    path("mine.<slug:suffix>", my_data.download, name="copy"),
    path("mine/erase/", my_data.erase, name="erase"),
    path("gone/", my_data.confirm_erasure, name="gone"),
    path("write/", writing.write, name="write"),
    path("write/alike/", writing.alike, name="alike"),
    path("policy/", writing.policy, name="policy"),
    path("live/<slug:audience>/", wall.fragments, name="live"),
    path("screen/", wall.screen, name="screen"),
    path("qr.svg", wall.qr, name="qr"),
    path("results/", results.results, name="results"),
    path("results/<slug:digest>/", results.results_of, name="results_of"),
    path("results/why/<int:number>/", results.why, name="why"),
    path("results/<slug:digest>/why/<int:number>/", results.why_of, name="why_of"),
    path("map/<slug:digest>.bin", results.map_, name="map"),
    path("picture/<slug:digest>.bin", results.picture, name="picture"),
    path("console/", console.console, name="console"),
    path("console/switch/", console.switch, name="switch"),
    path("console/timer/", console.timer, name="timer"),
    path("console/wall/", showing.show, name="show"),
    path("console/reveal/", showing.reveal, name="reveal"),
    path("console/embed/", embedding.embed, name="embed"),
    path("console/people/", people.people, name="people"),
    path("console/people/links/<int:number>/revoke/", people.revoke, name="revoke_invitation"),
    path("console/people/<int:number>/remove/", people.remove, name="remove_helper"),
    path("poster/", poster.poster, name="poster"),
    path("console/agenda/", agenda.agenda_page, name="agenda"),
    path("console/agenda/plan/", agenda.plan, name="plan"),
    path("console/agenda/add/", agenda.add_stage, name="add_step"),
    path("console/agenda/<int:pk>/", agenda.stage, name="step"),
    path("console/next/", agenda.next_stage, name="next_step"),
    path("console/hold/", agenda.hold, name="hold"),
    path("console/minutes/", agenda.minutes, name="minutes"),
    path("console/practice/", practice.rehearse, name="rehearse"),
    path("console/practice/crowd/", practice.crowd, name="crowd"),
    path("console/practice/wipe/", practice.wipe, name="wipe"),
    path("report/", report.report, name="report"),
    path("console/statements/<int:number>/accept/", moderate.accept, name="accept"),
    path("console/statements/<int:number>/reject/", moderate.reject, name="reject"),
    path("console/statements/<int:number>/undo/", moderate.undo_decision, name="undo_decision"),
    path("console/statements/<int:number>/merge/", moderate.merge, name="merge"),
    path("console/statements/<int:number>/edit/", moderate.edit, name="edit"),
    path("console/statements/accept/", moderate.accept_selected, name="accept_selected"),
    path("console/statements/", moderate.statements, name="statements"),
    path("console/seeds/", seeds.seeds, name="seeds"),
    path("console/policy/", moderate.edit_policy, name="edit_policy"),
    path("console/door/", setup.show, name="organise"),
    path("console/door/words/", setup.reword, name="reword"),
    path("console/door/survey/", setup.ask, name="ask"),
    path("console/door/admission/", tickets.admit, name="admit"),
    path("console/door/tickets/", tickets.issue, name="issue"),
    path("console/door/tickets.csv", tickets.sheet_csv, name="tickets_csv"),
    path("console/door/tickets/none/", tickets.tear_up, name="tear_up"),
    path("console/door/roster/", tickets.enlist, name="enlist"),
    path("console/analyse/", analysing.analyse_now, name="analyse_now"),
    path("discuss/", discuss.discuss, name="discuss"),
    path("discuss/table/", discuss.sit, name="sit"),
    path("discuss/<int:number>/", discuss.argue, name="argue"),
    path("discuss/<int:number>/points/<int:point>/", discuss.change_own, name="change_own"),
    path("table/<str:token>/", discuss.table, name="table"),
    path("table/<str:token>/points/<int:number>/", discuss.change_note, name="change_note"),
    path("console/tables/", tables.show, name="tables"),
    path("console/tables/links/", tables.links, name="table_links"),
    path("console/tables/<int:number>/revoke/", tables.revoke, name="revoke_table"),
    path("console/points/<int:number>/accept/", tables.accept_point, name="accept_point"),
    path("console/points/<int:number>/reject/", tables.reject_point, name="reject_point"),
    path("languages/", languages.languages, name="languages"),
    path("languages/<int:number>/", languages.translate, name="translate"),
    path("console/translations/", languages.console, name="translations"),
    path("console/translations/model/", languages.interpret, name="interpret"),
    path(
        "console/translations/<int:number>/<int:translation>/approve/",
        languages.approve,
        name="approve_translation",
    ),
    path(
        "console/translations/<int:number>/<int:translation>/reject/", languages.reject, name="reject_translation"
    ),
    path("console/paper/", paper.paper, name="paper"),
    path("console/paper/keep/", paper.keep, name="keep_paper"),
    path("console/paper/form/", paper.blank, name="paper_form"),
    path("console/paper/<int:number>/back/", paper.take_back, name="take_back"),
    path("console/rounds/", tables.vote_again, name="vote_again"),
    path("console/draft/", drafting.draft_now, name="draft_now"),
    path("console/release/", publishing.release_now, name="release_now"),
]

community = [
    path("", communities.community, name="community"),
    path("new/", creating.new_deliberation, name="new_deliberation"),
    path("new/confirm/", creating.confirm_new, name="confirm_new"),
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
    path("helping/<str:token>/", people.help_, name="helping"),
    path("sign-out/", home.sign_out, name="sign_out"),
    path("c/", communities.communities, name="communities"),
    path("c/new/", communities.new_community, name="new_community"),
    path("c/<slug:slug>/", include(community)),
    path("api/", include("elicit.api.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("admin/", admin.site.urls),
]

handler400 = "elicit.server.errors.bad_request"
handler403 = "elicit.server.errors.forbidden"
handler404 = "elicit.server.errors.missing"
handler500 = "elicit.server.errors.failed"
