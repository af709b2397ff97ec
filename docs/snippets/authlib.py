# pip install authlib joserfc requests
import os
import secrets

import requests
from authlib.integrations.requests_client import OAuth2Session
from joserfc import jwt
from joserfc.jwk import KeySet

os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"  # Plain http is for this machine only.

issuer = "http://localhost:8080"
metadata = requests.get(issuer + "/.well-known/openid-configuration").json()
session = OAuth2Session(
    "CLIENT_ID",
    "CLIENT_SECRET",
    token_endpoint_auth_method="client_secret_basic",
    scope="openid profile",
    redirect_uri="http://localhost:3000/callback",
    code_challenge_method="S256",
)

# One each for every sign-in; an app keeps them in the session of the browser.
verifier, nonce = secrets.token_urlsafe(48), secrets.token_urlsafe(16)
url, state = session.create_authorization_url(
    metadata["authorization_endpoint"], code_verifier=verifier, nonce=nonce
)
print("Open", url, flush=True)
answer = input("The address that you come back to: ")
tokens = session.fetch_token(
    metadata["token_endpoint"], authorization_response=answer, state=state, code_verifier=verifier
)

keys = KeySet.import_key_set(requests.get(metadata["jwks_uri"]).json())
id_token = jwt.decode(tokens["id_token"], keys, algorithms=["RS256"])
expected = {"iss": issuer, "aud": "CLIENT_ID", "nonce": nonce}
jwt.JWTClaimsRegistry(
    **{name: {"essential": True, "value": value} for name, value in expected.items()}
).validate(id_token.claims)
print(id_token.claims)
print(session.get(metadata["userinfo_endpoint"]).json())
