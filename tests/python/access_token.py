"""Authlib as a resource server: takes an access token as RFC 9068 says, or says why not.

Reads {"issuer", "audience", "jwks", "token", "scope"} from standard input.
"""

import json
import sys

from authlib.oauth2.rfc9068 import JWTBearerTokenValidator

asked = json.load(sys.stdin)


class Validator(JWTBearerTokenValidator):
    def get_jwks(self):
        return asked["jwks"]


validator = Validator(asked["issuer"], asked["audience"])
try:
    token = validator.authenticate_token(asked["token"])
    validator.validate_token(token, [asked["scope"]], None)
    print(json.dumps({"sub": token["sub"], "client_id": token["client_id"]}))
except Exception as error:  # whatever it is, it is the answer
    print(json.dumps({"error": type(error).__name__}))
