"""The front door: a join code, signing in and out."""

from __future__ import annotations

from django.contrib.auth import login, logout
from django.contrib.auth.forms import AuthenticationForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from elicit import access, limits
from elicit.actions.community import communities
from elicit.forms import CodeForm
from elicit.models import Deliberation

DEMO_COMMUNITY = "demo"


@require_http_methods(["GET", "HEAD", "POST"])
def home(request: HttpRequest) -> HttpResponse:
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        limits.check_guesses(access.read_address(request), lambda: False)
        try:
            deliberation = access.find_deliberation(request.user, form.cleaned_data["code"])
        except access.UnknownCode as unknown:
            limits.count_guess(access.read_address(request))
            form.add_error("code", str(unknown))
        else:
            return redirect("participate", code=deliberation.code)
    context = {"form": form, "demo": _demo()}
    return render(request, "community/home.html", context, status=404 if form.errors else 200)


def _demo() -> Deliberation | None:
    return Deliberation.objects.filter(community__slug=DEMO_COMMUNITY, status="open", is_practice=False).first()


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    form = AuthenticationForm(request, request.POST or None)
    if request.method == "POST":
        limits.count_sign_in(access.read_address(request))
        if form.is_valid():
            login(request, form.get_user())
            return redirect(_safe_next(request))
    context = {"form": form, "next": request.POST.get("next") or request.GET.get("next", "")}
    return render(request, "community/sign_in.html", context, status=403 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_link(request: HttpRequest, token: str) -> HttpResponse:
    """A link that is only opened signs nobody in: previews of mail and chat programs open links too."""
    if request.method != "POST":
        return render(
            request, "community/sign_in_link.html", {"token": token, "next": request.GET.get("next", "")}
        )
    limits.count_sign_in(access.read_address(request))
    user = communities.use_link(token=token, now=timezone.now())
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    return redirect(_safe_next(request))


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect("home")


def _safe_next(request: HttpRequest) -> str:
    address = request.POST.get("next", "") or request.GET.get("next", "")
    if url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure()):
        return address
    return resolve_url("communities")
