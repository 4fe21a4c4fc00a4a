"""What a hub's refusal means for the user, and whether it is worth asking again."""

from __future__ import annotations

import email.utils
import time
from collections.abc import Mapping
from urllib.parse import urlsplit

import httpx2
from huggingface_hub.errors import (
    GatedRepoError,
    HfHubHTTPError,
    HFValidationError,
    OfflineModeIsEnabled,
    RemoteEntryNotFoundError,
    RepositoryNotFoundError,
    RevisionNotFoundError,
)
from huggingface_hub.utils import parse_ratelimit_headers

from studio.errors import HubBusy, HubError, HubMissing, HubRefused, HubUnreachable

PASSING = frozenset({408, 500, 502, 503, 504})
"""statuses that usually go away by themselves"""
TROUBLE = (HfHubHTTPError, httpx2.HTTPError, OfflineModeIsEnabled, HFValidationError)
"""whatever the client raises"""
SET_TOKEN = "make a token at https://huggingface.co/settings/tokens, and keep it with: studio keys set huggingface"


def explained(error: Exception, repo: str, endpoint: str, *, with_token: bool) -> HubError:
    """`error` for the user, when `repo` was asked for at `endpoint`."""
    detail = f"{type(error).__name__}: {error}"
    where = host_of(endpoint)
    match error:
        case OfflineModeIsEnabled():
            return HubUnreachable(
                "Nothing is fetched: the environment variable HF_HUB_OFFLINE is set.",
                remedy="Unset it for this command.",
                detail=detail,
            )
        case HFValidationError():
            return HubMissing(f"“{repo}” is no name of a model at {where}.", remedy="Names look like: maker/model")
        case HfHubHTTPError():
            return _answered(error, repo, where, detail, with_token=with_token)
        case httpx2.TimeoutException():
            return HubUnreachable(
                f"{where} did not answer in time.",
                remedy="Look at the connection and try again; what has come is kept. On a slow line set "
                "HF_HUB_DOWNLOAD_TIMEOUT to more seconds.",
                detail=detail,
            )
        case _:
            return HubUnreachable(
                f"{where} cannot be reached, or the connection broke again and again.",
                remedy="Look at the connection and try again; what has come is kept. A mirror is asked with --mirror.",
                detail=detail,
            )


def _answered(error: HfHubHTTPError, repo: str, where: str, detail: str, *, with_token: bool) -> HubError:
    status = error.response.status_code
    if isinstance(error, RevisionNotFoundError):
        return HubMissing(f"{repo} has no such version.", remedy="Leave --revision away for the newest.", detail=detail)
    if isinstance(error, RemoteEntryNotFoundError):
        return HubMissing(
            f"{repo} lacks a file that it should have.", remedy="Try again, or another --revision.", detail=detail
        )
    if isinstance(error, GatedRepoError) or status in (401, 403):
        return _refused(error, repo, where, detail, with_token=with_token)
    if isinstance(error, RepositoryNotFoundError) or status == 404:
        return HubMissing(
            f"There is no model {repo} at {where}.",
            remedy="Look at the name; a private one needs a token: " + SET_TOKEN,
            detail=detail,
        )
    if status == 429:
        wait = asked_to_wait(error.response.headers)
        return HubBusy(
            f"{where} has had too many requests from here.",
            remedy=f"Try again in {in_words(wait) if wait else 'a few minutes'}; what has come is kept.",
            detail=detail,
        )
    return HubUnreachable(
        f"{where} answered with a failure of its own ({status}).",
        remedy="Try again later; what has come is kept.",
        detail=detail,
    )


def _refused(error: HfHubHTTPError, repo: str, where: str, detail: str, *, with_token: bool) -> HubError:
    page = f"https://huggingface.co/{repo}"
    if not with_token:
        remedy = f"Sign in and accept its conditions at {page}; then {SET_TOKEN}"
        if isinstance(error, GatedRepoError):
            return HubRefused(f"The maker of {repo} gives it only to people who asked.", remedy=remedy, detail=detail)
        return HubRefused(
            f"{where} shows {repo} to nobody without a token: it is private, gated, or not there.",
            remedy=f"Look at the name. {remedy}",
            detail=detail,
        )
    if isinstance(error, GatedRepoError) or error.response.status_code == 403:
        return HubRefused(
            f"The token that is kept here does not open {repo}.",
            remedy=f"Accept its conditions at {page} with the account that the token belongs to, and let the token "
            "read gated models.",
            detail=detail,
        )
    return HubRefused(
        f"{where} does not know the token that is kept here; it may have ended.",
        remedy=f"To set a new one, {SET_TOKEN}",
        detail=detail,
    )


def passing(error: Exception, endpoint: str) -> bool:
    """Whether the same question may well succeed in a moment."""
    if isinstance(error, HfHubHTTPError):
        return error.response.status_code in PASSING or _link_ran_out(error, endpoint)
    return isinstance(error, httpx2.TransportError)


def _link_ran_out(error: HfHubHTTPError, endpoint: str) -> bool:
    """Files lie at another host behind a link that ends after an hour; asking the hub again gives a new one."""
    return error.response.status_code == 403 and error.response.url.host != urlsplit(endpoint).hostname


def wants_token(error: Exception) -> bool:
    return isinstance(error, GatedRepoError) or (
        isinstance(error, HfHubHTTPError) and error.response.status_code in (401, 403)
    )


def asked_to_wait(headers: Mapping[str, str]) -> float | None:
    """Seconds that a 429 asks for: Retry-After (seconds or a date, RFC 9110), or the hub's own RateLimit header."""
    value = next((text.strip() for name, text in headers.items() if name.lower() == "retry-after"), "")
    if value.isdigit():
        return float(value)
    try:
        return max(0.0, email.utils.parsedate_to_datetime(value).timestamp() - time.time())
    except ValueError:
        limit = parse_ratelimit_headers(headers)
        return float(limit.reset_in_seconds) if limit is not None and limit.remaining == 0 else None


def host_of(endpoint: str) -> str:
    """For people: the host, with its port where one is named."""
    return urlsplit(endpoint).netloc or endpoint


def in_words(seconds: float) -> str:
    """A time to wait, roughly."""
    if seconds < 90:
        return f"{max(1, round(seconds))} s"
    minutes = round(seconds / 60)
    return f"{minutes} minutes" if minutes < 90 else f"{round(minutes / 60)} hours"
