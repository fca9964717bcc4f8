"""Intuit's authorisation server: codes, access and refresh tokens (rules 1 to 5)."""

import secrets
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from app.quickbooks.simulator.books import Books
from app.quickbooks.simulator.faultbody import unauthenticated, unauthorised
from app.quickbooks.simulator.rules import rule
from app.quickbooks.simulator.values import dumps, loads

ACCESS_LIFE = timedelta(seconds=3600)
CODE_LIFE = timedelta(minutes=10)
ROTATION = timedelta(hours=24)
IDLE = timedelta(seconds=8_726_400)
HARD_LIFE = timedelta(days=5 * 365)


class OAuthFault(Exception):
    """A refusal of the token endpoint. ``error`` is the OAuth error code."""

    def __init__(self, error: str, description: str, status: int = 400) -> None:
        super().__init__(error)
        self.body = {"error": error, "error_description": description}
        self.status = status


@dataclass(slots=True)
class Grant:
    """One consent of a company's admin. Times are ISO 8601; ``old`` works until ``old_dies``."""

    id: str
    realm: str
    environment: str
    created: str
    refresh: str
    rotated: str
    used: str
    old: str = ""
    old_dies: str = ""
    revoked: bool = False


class OAuthServer:
    """Grants and tokens for one simulated company and one registered app."""

    client_id = "scanpost-simulator"
    client_secret = "not-a-secret-simulator-only"  # noqa: S105 - a published demo value

    def __init__(self, books: Books, realm: str) -> None:
        self._books = books
        self._realm = realm
        self._grants: dict[str, Grant] = {}
        # access token: grant id and end of life
        self._access: dict[str, tuple[str, datetime]] = {}
        # code: redirect URI, end of life, grant id once exchanged
        self._codes: dict[str, tuple[str, datetime, str]] = {}
        for key, body in books.rows("grant"):
            self._grants[key] = Grant(**loads(body))
        for key, body in books.rows("access"):
            grant, dies = loads(body)
            self._access[key] = (grant, datetime.fromisoformat(dies))

    # ---- codes

    def authorise(self, redirect_uri: str) -> str:
        """A code for the consent just given."""
        code = "AB" + secrets.token_urlsafe(24)
        self._codes[code] = (redirect_uri, self._now() + CODE_LIFE, "")
        return code

    def check_client(self, client_id: str, client_secret: str) -> None:
        if (client_id, client_secret) != (self.client_id, self.client_secret):
            raise OAuthFault("invalid_client", "Unknown client or wrong secret", 401)

    @rule(1, "S1, I-js173: a second exchange kills what the first gave")
    def exchange(
        self, code: str, redirect_uri: str, *, hard_expiry: bool = False
    ) -> dict[str, Any]:
        """The tokens for a code."""
        known = self._codes.get(code)
        if known is None or known[0] != redirect_uri or known[1] < self._now():
            raise OAuthFault("invalid_grant", "Incorrect authorization code")
        if known[2]:
            self._revoke(self._grants[known[2]])
            raise OAuthFault("invalid_grant", "Authorization code already used")
        grant = self._new_grant()
        self._codes[code] = (known[0], known[1], grant.id)
        return self._tokens(grant, hard_expiry)

    def grant_access(self) -> dict[str, Any]:
        """Tokens without the browser, for a demo's or a test's own connection."""
        return self._tokens(self._new_grant(), False)

    # ---- refresh and revoke

    @rule(3, "S3, S4: rotates after 24 h, idles out after about 100 days, ends after 5 years")
    def refresh(self, token: str, *, hard_expiry: bool = False) -> dict[str, Any]:
        """Fresh tokens for a refresh token. OAuthFault invalid_grant where it is dead."""
        grant = next((g for g in self._grants.values() if token in (g.refresh, g.old)), None)
        if not token or grant is None or not self._alive(grant, token):
            raise OAuthFault("invalid_grant", "Incorrect or invalid refresh token")
        now = self._now()
        if token == grant.refresh and now - _time(grant.rotated) >= ROTATION:
            grant.old, grant.old_dies = grant.refresh, (now + ROTATION).isoformat()
            grant.refresh, grant.rotated = _refresh_token(), now.isoformat()
        grant.used = now.isoformat()
        return self._tokens(grant, hard_expiry)

    def _alive(self, grant: Grant, token: str) -> bool:
        now = self._now()
        if grant.revoked or now - _time(grant.used) > IDLE:
            return False
        if now - _time(grant.created) > HARD_LIFE:
            return False
        return token == grant.refresh or now < _time(grant.old_dies)

    @rule(5, "S1")
    def revoke(self, token: str) -> bool:
        """End the grant behind an access or refresh token; False if it is unknown."""
        by_access = self._access.get(token, ("", None))[0]
        for grant in self._grants.values():
            if grant.id == by_access or token in (grant.refresh, grant.old):
                self._revoke(grant)
                return True
        return False

    @property
    def connected(self) -> bool:
        """Whether the app has a grant that was not revoked."""
        return any(not grant.revoked for grant in self._grants.values())

    def disconnect(self) -> None:
        """The company's admin disconnects the app in QuickBooks: every grant ends."""
        for grant in self._grants.values():
            self._revoke(grant)

    def _revoke(self, grant: Grant) -> None:
        grant.revoked = True
        self._save(grant)

    # ---- use

    @rule(2, "I-py250: the gateway's lower-case envelope, code 3200")
    def check(self, authorization: str, realm: str) -> None:
        """Accept an Authorization header for this realm, or raise the gateway's fault."""
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise unauthenticated("Malformed bearer token: no token")
        grant_id, dies = self._access.get(token, ("", None))
        grant = self._grants.get(grant_id)
        if grant is None or dies is None or grant.revoked:
            raise unauthenticated("Malformed bearer token: token not recognised")
        if dies <= self._now():
            raise unauthenticated("Token expired")
        self._check_bound(grant, realm)

    @rule(4, "S13: 3100")
    def _check_bound(self, grant: Grant, realm: str) -> None:
        if realm != grant.realm or grant.environment != self._books.behaviour.environment:
            raise unauthorised()

    # ---- making

    def _new_grant(self) -> Grant:
        now = self._now().isoformat()
        environment = self._books.behaviour.environment
        id = secrets.token_hex(8)
        grant = Grant(id, self._realm, environment, now, _refresh_token(), now, now)
        self._grants[id] = grant
        return grant

    def _tokens(self, grant: Grant, hard_expiry: bool) -> dict[str, Any]:
        now = self._now()
        token, dies = "eyJ" + secrets.token_urlsafe(48), now + ACCESS_LIFE
        self._drop_dead_tokens(now)
        self._access[token] = (grant.id, dies)
        self._books.note("access", token, dumps([grant.id, dies.isoformat()]))
        self._save(grant)
        answer: dict[str, Any] = {
            "token_type": "bearer",
            "access_token": token,
            "expires_in": int(ACCESS_LIFE.total_seconds()),
            "refresh_token": grant.refresh,
            "x_refresh_token_expires_in": int(IDLE.total_seconds()),
        }
        if hard_expiry:
            left = _time(grant.created) + HARD_LIFE - now
            answer["x_refresh_token_hard_expires_in"] = int(left.total_seconds())
        return answer

    def _drop_dead_tokens(self, now: datetime) -> None:
        for token in [token for token, (_, dies) in self._access.items() if dies + IDLE < now]:
            del self._access[token]
            self._books.note("access", token, None)

    def _save(self, grant: Grant) -> None:
        self._books.note("grant", grant.id, dumps(asdict(grant)))
        self._books.commit()

    def _now(self) -> datetime:
        return self._books.clock()


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _refresh_token() -> str:
    return "AB11" + secrets.token_urlsafe(32)
