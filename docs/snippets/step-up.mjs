// The classes of Signet, the weakest first: a stronger one than is wanted is enough.
const CLASSES = ["urn:signet:acr:legacy", "urn:signet:acr:password", "urn:signet:acr:mfa"];

const isEnough = (has, wanted) =>
  has === wanted || (CLASSES.includes(wanted) && CLASSES.indexOf(has) > CLASSES.indexOf(wanted));

// What an API that has verified an access token says if the sign-in behind it is not good enough
// (RFC 9470): the value of WWW-Authenticate, or null if it is.
export function challenge(claims, { acr, maxAge }, now = Date.now() / 1000) {
  const wanted = [];
  if (acr && !isEnough(claims.acr, acr)) wanted.push(`acr_values="${acr}"`);
  if (maxAge !== undefined && !(now - claims.auth_time <= maxAge)) wanted.push(`max_age="${maxAge}"`);
  if (wanted.length === 0) return null;
  const what = "Another sign-in is needed";
  return ['Bearer error="insufficient_user_authentication"', `error_description="${what}"`, ...wanted].join(", ");
}
