# bash, curl and openssl. The verifier stays here; only its hash goes through the browser.
verifier=$(openssl rand -hex 32)
state=$(openssl rand -hex 16)
challenge=$(printf %s "$verifier" | openssl dgst -sha256 -binary | openssl base64 -A | tr '+/' '-_' | tr -d '=')
echo "Open this address, sign in and allow:"
echo "http://localhost:8080/authorize?response_type=code&client_id=CLIENT_ID&redirect_uri=ENCODED_REDIRECT_URI&scope=ENCODED_SCOPE&state=$state&code_challenge=$challenge&code_challenge_method=S256"
read -r -p "The code of the address that you come back to, if its state is $state: " code

curl -sS 'http://localhost:8080/token' CURL_CREDENTIALS \
  --data-urlencode 'grant_type=authorization_code' \
  --data-urlencode "code=$code" \
  --data-urlencode 'redirect_uri=http://localhost:3000/callback' \
  --data-urlencode "code_verifier=$verifier"
