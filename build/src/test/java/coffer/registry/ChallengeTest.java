package coffer.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import coffer.bytes.MalformedException;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChallengeTest {
  @Test
  void bearerHasItsParameters() {
    assertEquals(
        List.of(
            new Challenge(
                "bearer",
                Map.of("realm", "https://a.example/t", "service", "r", "scope", "x:pull,push"))),
        Challenge.parse(
            "Bearer realm=\"https://a.example/t\",service=\"r\",scope=\"x:pull,push\""));
  }

  @Test
  void severalInOneHeader() {
    assertEquals(
        List.of(
            new Challenge("basic", Map.of("realm", "a \"b\"")),
            new Challenge("negotiate", Map.of()),
            new Challenge("bearer", Map.of("realm", "c", "error", "d"))),
        Challenge.parse("Basic realm=\"a \\\"b\\\"\" , Negotiate, BEARER Realm=c , error = \"d\""));
  }

  @Test
  void nothingIsNoChallenge() {
    assertEquals(List.of(), Challenge.parse(""));
    assertEquals("", Challenge.parse("Basic").getFirst().parameter("realm"));
  }

  @Test
  void damageIsNamed() {
    for (String damaged : List.of("Bearer realm=\"a", "=", "Bearer realm=", "\"a\"")) {
      assertThrows(MalformedException.class, () -> Challenge.parse(damaged), damaged);
    }
  }

  @FuzzTest
  void fuzz(byte[] header) {
    try {
      Challenge.parse(new String(header, StandardCharsets.ISO_8859_1));
    } catch (MalformedException _) {
      // The one exception that is allowed.
    }
  }
}
