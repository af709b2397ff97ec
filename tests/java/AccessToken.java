import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;

/**
 * Nimbus, which Spring Security validates tokens with, as a resource server: takes an access token
 * as RFC 9068 says, or says why not. Reads {"issuer", "audience", "jwks", "token"} from standard
 * input.
 */
public final class AccessToken {
  public static void main(String[] arguments) throws Exception {
    String text = new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
    Map<String, Object> asked = JSONObjectUtils.parse(text);
    JWKSet keys = JWKSet.parse(JSONObjectUtils.getJSONObject(asked, "jwks"));
    DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
    processor.setJWSTypeVerifier(new DefaultJOSEObjectTypeVerifier<>(new JOSEObjectType("at+jwt")));
    processor.setJWSKeySelector(
        new JWSVerificationKeySelector<>(JWSAlgorithm.ES256, new ImmutableJWKSet<>(keys)));
    processor.setJWTClaimsSetVerifier(
        new DefaultJWTClaimsVerifier<>(
            (String) asked.get("audience"),
            new JWTClaimsSet.Builder().issuer((String) asked.get("issuer")).build(),
            Set.of("sub", "client_id", "iat", "exp", "jti")));
    try {
      JWTClaimsSet claims = processor.process((String) asked.get("token"), null);
      System.out.println(
          JSONObjectUtils.toJSONString(
              Map.of("sub", claims.getSubject(), "client_id", claims.getStringClaim("client_id"))));
    } catch (Exception error) {
      System.out.println(
          JSONObjectUtils.toJSONString(Map.of("error", error.getClass().getSimpleName())));
    }
  }
}
