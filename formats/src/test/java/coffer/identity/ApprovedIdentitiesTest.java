package coffer.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;
import coffer.identity.ApprovedIdentities.Entry;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ApprovedIdentitiesTest {
  private static final Entry WEB = new Entry("web", new WantedIdentity(filled(1), null));
  private static final Entry BUILD =
      new Entry(
          "build",
          new WantedIdentity(null, new WantedIdentity.Enclave(filled(2), filled(3), 7, 4)));
  private static final Entry PRODUCT =
      new Entry(
          "product", new WantedIdentity(null, new WantedIdentity.Enclave(null, filled(3), 8, 2)));
  private static final ApprovedIdentities LIST =
      new ApprovedIdentities(Instant.parse("2027-01-01T00:00:00Z"), List.of(WEB, BUILD, PRODUCT));

  private static Bytes filled(int value) {
    byte[] bytes = new byte[32];
    Arrays.fill(bytes, (byte) value);
    return Bytes.of(bytes);
  }

  @Test
  void theDocumentIsReadAsItWasWritten() {
    assertEquals(LIST, ApprovedIdentities.parse(LIST.toBytes()));
  }

  @Test
  void guestsAreFoundByTheirHostData() {
    assertEquals(Optional.of(WEB), LIST.ofGuest(filled(1)));
    assertEquals(Optional.empty(), LIST.ofGuest(filled(2)));
  }

  @Test
  void enclavesAreFoundByWhatTheirEntrySays() {
    assertEquals(Optional.of(BUILD), LIST.ofEnclave(filled(2), filled(3), 7, 4));
    assertEquals(Optional.of(BUILD), LIST.ofEnclave(filled(2), filled(3), 7, 5));
    assertEquals(Optional.empty(), LIST.ofEnclave(filled(2), filled(3), 7, 3));
    assertEquals(Optional.of(PRODUCT), LIST.ofEnclave(filled(9), filled(3), 8, 2));
    assertEquals(Optional.empty(), LIST.ofEnclave(filled(9), filled(3), 8, 1));
    assertEquals(Optional.empty(), LIST.ofEnclave(filled(9), filled(4), 8, 2));
  }

  @Test
  void whatIsWrongIsNamedWithItsPlace() {
    refused("\"expires\": \"2027-01-01T00:00:00Z\"", "\"expires\": \"soon\"", "expires");
    refused("\"kind\": \"ApprovedIdentities\"", "\"kind\": \"Identity\"", "kind");
    refused("\"name\": \"build\"", "\"title\": \"build\"", "identities[1]");
    refused(filled(1).toHex(), "01", "identities[0]");
    assertThrows(MalformedException.class, () -> new ApprovedIdentities(Instant.EPOCH, List.of()));
  }

  private static void refused(String sound, String wrong, String named) {
    String text = new String(LIST.toBytes(), StandardCharsets.UTF_8);
    assertTrue(text.contains(sound), text);
    byte[] changed = text.replace(sound, wrong).getBytes(StandardCharsets.UTF_8);
    MalformedException e =
        assertThrows(MalformedException.class, () -> ApprovedIdentities.parse(changed));
    assertTrue(String.valueOf(e.getMessage()).contains(named), e.getMessage());
  }
}
