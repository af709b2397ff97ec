// Spring Security 6.5 or newer. With this bean it signs, for each request of a token, who the client
// is, with the key whose public half is registered.
import java.text.ParseException;

import com.nimbusds.jose.jwk.JWK;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.oauth2.client.endpoint.NimbusJwtClientAuthenticationParametersConverter;
import org.springframework.security.oauth2.client.endpoint.OAuth2AccessTokenResponseClient;
import org.springframework.security.oauth2.client.endpoint.OAuth2AuthorizationCodeGrantRequest;
import org.springframework.security.oauth2.client.endpoint.RestClientAuthorizationCodeTokenResponseClient;

@Configuration
class ClientKey {
    @Bean
    OAuth2AccessTokenResponseClient<OAuth2AuthorizationCodeGrantRequest> tokens() throws ParseException {
        JWK key = JWK.parse("""
            PRIVATE_JWK
            """);
        var client = new RestClientAuthorizationCodeTokenResponseClient();
        client.addParametersConverter(
            new NimbusJwtClientAuthenticationParametersConverter<>(registration -> key));
        return client;
    }
}
