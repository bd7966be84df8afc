package coffer.lint;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class SecretNamesTest {
  @Test
  void namesOfSecretsAreToldFromNamesOfTheirPlaces() {
    for (String name :
        List.of("PASSWORD", "dbPassword", "API_TOKEN", "core_api_token", "client-secret")) {
      assertTrue(SecretNames.matches(name), name);
    }
    for (String name :
        List.of("OPERATOR_KEY_SECRET_NAME", "TOKEN_URL", "PASSWORD_FILE", "MONKEY", "SASH")) {
      assertFalse(SecretNames.matches(name), name);
    }
  }
}
