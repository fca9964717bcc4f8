"""The OAuth paths: discovery, consent page, token endpoint, revocation."""

import base64
import binascii
from html import escape
from urllib.parse import urlencode

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from app.quickbooks.simulator.company import SimulatedCompany
from app.quickbooks.simulator.faultbody import Throttled
from app.quickbooks.simulator.oauth import OAuthFault
from app.quickbooks.simulator.rules import rule
from app.quickbooks.simulator.transport import Place, answer, loss_after, refusal_before, tid
from app.quickbooks.simulator.values import loads

SCOPE = "com.intuit.quickbooks.accounting"
_SCOPES = {SCOPE, "openid", "profile", "email", "phone", "address"}
_HARD_EXPIRY = "x-include-refresh-token-hard-expires-in"


def oauth_routes(company: SimulatedCompany) -> list[Route]:
    """Intuit's OAuth endpoints for this company."""
    face = _OAuthFace(company)
    return [
        Route("/.well-known/openid_sandbox_configuration", face.discovery),
        Route("/.well-known/openid_sandbox_configuration/", face.discovery),
        Route("/.well-known/openid_configuration", face.discovery),
        Route("/.well-known/openid_configuration/", face.discovery),
        Route("/connect/oauth2", face.ask, methods=["GET"]),
        Route("/connect/oauth2", face.decide, methods=["POST"]),
        Route("/oauth2/v1/tokens/bearer", face.tokens, methods=["POST"]),
        Route("/v2/oauth2/tokens/revoke", face.revoke, methods=["POST"]),
    ]


class _OAuthFace:
    def __init__(self, company: SimulatedCompany) -> None:
        self.company = company

    async def discovery(self, request: Request) -> Response:
        base = str(request.base_url).rstrip("/")
        return JSONResponse(
            {
                "issuer": base,
                "authorization_endpoint": f"{base}/connect/oauth2",
                "token_endpoint": f"{base}/oauth2/v1/tokens/bearer",
                "userinfo_endpoint": f"{base}/v1/openid_connect/userinfo",
                "revocation_endpoint": f"{base}/v2/oauth2/tokens/revoke",
                "jwks_uri": f"{base}/op/v1/jwks",
                "response_types_supported": ["code"],
                "scopes_supported": sorted(_SCOPES),
            }
        )

    @rule(1, "S1: code, state and realmId on the redirect, nowhere else")
    async def ask(self, request: Request) -> Response:
        """Consent: by a page for people, and at once for programs where the company allows it."""
        query = request.query_params
        target, state = query.get("redirect_uri", ""), query.get("state", "")
        if not target.startswith(("http://", "https://")):
            return HTMLResponse("<p>The redirect_uri is missing or invalid.</p>", 400)
        if query.get("client_id") != self.company.oauth.client_id:
            return HTMLResponse("<p>The client_id is not known.</p>", 400)
        scopes = set(query.get("scope", "").split())
        if not scopes or not scopes <= _SCOPES:
            return _redirect(target, error="invalid_scope", state=state)
        person = "text/html" in request.headers.get("accept", "")
        if self.company.books.behaviour.automatic_consent and not person:
            return self._granted(target, state)
        return HTMLResponse(_page(self.company.books.behaviour.company_name, target, state))

    async def decide(self, request: Request) -> Response:
        form = await request.form()
        target, state = _field(form, "redirect_uri"), _field(form, "state")
        if not target.startswith(("http://", "https://")):
            return HTMLResponse("<p>The redirect_uri is missing or invalid.</p>", 400)
        if _field(form, "decision") != "connect":
            return _redirect(target, error="access_denied", state=state)
        return self._granted(target, state)

    def _granted(self, target: str, state: str) -> Response:
        code = self.company.oauth.authorise(target)
        return _redirect(target, code=code, state=state, realmId=self.company.realm)

    async def tokens(self, request: Request) -> Response:
        place = Place("token", "token", self.company.faults)
        try:
            refused = refusal_before(place)
        except Throttled as throttled:
            body = throttled.body(self.company.clock())
            return answer(request, throttled.status, body, xml=throttled.as_xml)
        if refused is not None:
            return refused
        try:
            tokens = self._exchanged(request, await request.form())
        except OAuthFault as fault:
            return JSONResponse(fault.body, fault.status, tid())
        return loss_after(place) or JSONResponse(tokens, headers=tid())

    def _exchanged(self, request: Request, form: FormData) -> dict[str, object]:
        self.company.oauth.check_client(*_basic(request))
        hard_expiry = request.headers.get(_HARD_EXPIRY, "").lower() == "true"
        match _field(form, "grant_type"):
            case "authorization_code":
                code, target = _field(form, "code"), _field(form, "redirect_uri")
                return self.company.oauth.exchange(code, target, hard_expiry=hard_expiry)
            case "refresh_token":
                token = _field(form, "refresh_token")
                return self.company.oauth.refresh(token, hard_expiry=hard_expiry)
            case other:
                raise OAuthFault("unsupported_grant_type", f"Grant type {other!r}")

    async def revoke(self, request: Request) -> Response:
        try:
            self.company.oauth.check_client(*_basic(request))
        except OAuthFault as fault:
            return JSONResponse(fault.body, fault.status, tid())
        token = await _token_to_revoke(request)
        known = self.company.oauth.revoke(token)
        return Response(status_code=200 if known else 400, headers=tid())


async def _token_to_revoke(request: Request) -> str:
    """The token of a revocation, sent as JSON (documented) or as a form (also seen)."""
    if "json" not in request.headers.get("content-type", ""):
        return _field(await request.form(), "token")
    try:
        body = loads(await request.body())
    except ValueError:
        return ""
    return str(body.get("token", "")) if isinstance(body, dict) else ""


def _basic(request: Request) -> tuple[str, str]:
    scheme, _, encoded = request.headers.get("authorization", "").partition(" ")
    try:
        text = base64.b64decode(encoded).decode() if scheme.lower() == "basic" else ""
    except (binascii.Error, UnicodeDecodeError):
        text = ""
    client_id, _, secret = text.partition(":")
    return client_id, secret


def _field(form: FormData, name: str) -> str:
    value = form.get(name, "")
    return value if isinstance(value, str) else ""


def _redirect(target: str, **params: str) -> RedirectResponse:
    joint = "&" if "?" in target else "?"
    return RedirectResponse(f"{target}{joint}{urlencode(params)}", 302)


def _page(company: str, target: str, state: str) -> str:
    button = "font:inherit;font-weight:600;min-height:48px;padding:0 20px;border-radius:10px"
    return f"""<!doctype html><html lang="en"><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><link rel="icon" href="data:,">
<title>Connect {escape(company)}</title>
<body style="font:17px/1.5 system-ui;max-width:27rem;margin:12vh auto;padding:0 1rem">
<p style="opacity:.7;margin:0">Simulated QuickBooks</p>
<h1 style="font-size:1.6rem;line-height:1.25;margin:.2em 0 .6em">Connect {escape(company)}?</h1>
<p>Scanpost asks to read and write the books of this company.</p>
<form method="post" style="display:flex;gap:.6rem;margin-top:1.6rem">
<input type="hidden" name="redirect_uri" value="{escape(target)}">
<input type="hidden" name="state" value="{escape(state)}">
<button name="decision" value="connect"
 style="{button};border:0;background:#1b41b4;color:#fff">Connect</button>
<button name="decision" value="cancel"
 style="{button};border:1px solid;background:transparent;color:inherit">Cancel</button>
</form></body></html>"""
