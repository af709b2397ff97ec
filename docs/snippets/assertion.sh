# bash, curl and openssl. The client has no secret: for each request it signs who it is, with a key
# whose public half is registered. ES256 wants the two numbers of the signature, 32 bytes each.
key='PRIVATE_PEM'
base64url() { openssl base64 -A | tr '+/' '-_' | tr -d '='; }
assertion() {
  local now head body numbers
  now=$(date +%s)
  head=$(printf '{"alg":"ES256","kid":"%s"}' 'KEY_ID' | base64url)
  body=$(printf '{"iss":"%s","sub":"%s","aud":"%s","iat":%d,"exp":%d,"jti":"%s"}' 'CLIENT_ID' 'CLIENT_ID' \
    'http://localhost:8080' "$now" $((now + 60)) "$(openssl rand -hex 16)" | base64url)
  numbers=$(printf %s "$head.$body" | openssl dgst -sha256 -sign <(printf '%s\n' "$key") |
    openssl asn1parse -inform DER | sed -n 's/.*INTEGER *://p' |
    while read -r number; do printf '%64s' "$number" | tr ' ' 0; done | sed 's/../\\x&/g')
  printf '%s.%s.%s' "$head" "$body" "$(printf "$numbers" | base64url)"
}

