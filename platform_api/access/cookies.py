"""The two cookies of a session."""

from litestar.datastructures import Cookie

from platform_api.access.authenticate import CSRF_COOKIE, cookie_name, secure
from platform_api.access.store import WHOLE_MS
from platform_api.access.tokens import csrf_of
from spine.events.note import Role
from spine.settings import Api


def handed_out(api: Api, token: str, role: Role) -> list[Cookie]:
    """Return what a browser gets at sign-in: the session, and what its page proves itself by."""
    age_s = WHOLE_MS[role] // 1_000
    return [_session(api, token, age_s), _csrf(api, csrf_of(token), age_s)]


def cleared(api: Api) -> list[Cookie]:
    """Return the same cookies, gone."""
    return [_session(api, "", 0), _csrf(api, "", 0)]


def _session(api: Api, value: str, age_s: int) -> Cookie:
    return Cookie(
        cookie_name(api),
        value=value,
        max_age=age_s,
        httponly=True,
        secure=secure(api),
        samesite="lax",
    )


def _csrf(api: Api, value: str, age_s: int) -> Cookie:
    """Not HttpOnly: the page has to read it, a stranger's page cannot."""
    return Cookie(CSRF_COOKIE, value=value, max_age=age_s, secure=secure(api), samesite="lax")
