package coffer.identity;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import coffer.bytes.Bytes;
import coffer.bytes.Digest;
import coffer.bytes.MalformedException;
import coffer.testkit.Mutations;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class IdentityTest {
  private static final Bytes HASH = Bytes.of(new byte[32]);
  private static final Identity SAMPLE =
      new Identity(
          "hello",
          HASH,
          "2.0.1",
          List.of(
              new Identity.Container(
                  "hello",
                  List.of(new Identity.Layer(Digest.sha256Of((byte) 1), HASH)),
                  List.of("/bin/hello", "x y"))),
          List.of("the utility VM: simulated"));

  @Test
  void roundTrips() {
    Identity again = Identity.parse(SAMPLE.toBytes());
    assertEquals(SAMPLE, again);
    assertArrayEquals(SAMPLE.toBytes(), again.toBytes());
  }

  @Test
  void everyTruncationIsRefused() {
    byte[] whole = SAMPLE.toJson().toCompact().getBytes(StandardCharsets.UTF_8);
    Mutations.truncations(whole)
        .forEach(cut -> assertThrows(MalformedException.class, () -> Identity.parse(cut)));
  }

  @Test
  void anotherKindIsNamed() {
    byte[] other =
        new String(SAMPLE.toBytes(), StandardCharsets.UTF_8)
            .replace("\"Identity\"", "\"Workload\"")
            .getBytes(StandardCharsets.UTF_8);
    MalformedException error = assertThrows(MalformedException.class, () -> Identity.parse(other));
    assertEquals(
        "apiVersion coffer/v1, kind Identity wanted, found coffer/v1, Workload",
        error.getMessage());
  }

  @FuzzTest
  void parsesOrRefuses(byte[] data) {
    try {
      Identity parsed = Identity.parse(data);
      assertEquals(parsed, Identity.parse(parsed.toBytes()));
    } catch (MalformedException refused) {
      // the one allowed answer to bad input
    }
  }
}
