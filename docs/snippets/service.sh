curl -sS 'http://localhost:8080/token' CURL_CREDENTIALS \
  --data-urlencode 'grant_type=client_credentials' \
  --data-urlencode 'scope=records.read'
