# An API asks whether the token that it was sent is good (RFC 7662).
read -r -p "The token: " token
curl -sS 'http://localhost:8080/introspect' CURL_CREDENTIALS \
  --data-urlencode "token=$token"
