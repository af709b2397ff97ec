# pip install authlib requests
import os

from authlib.integrations.requests_client import OAuth2Session

os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"  # Plain http is for this machine only.

session = OAuth2Session(
    "CLIENT_ID",
    "CLIENT_SECRET",
    token_endpoint_auth_method="client_secret_basic",
    scope="records.read",
)
print(session.fetch_token("http://localhost:8080/token", grant_type="client_credentials"))
