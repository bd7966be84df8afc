package coffer.snp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.security.cert.X509Extension;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyExtensionsTest {
  @Test
  void vcekIsReadWithItsIntegersAbove127() {
    KeyExtensions read = KeyExtensions.read(new Fake(milan()));
    assertEquals(0, read.structureVersion());
    assertEquals("Milan-B0", read.productName());
    assertEquals(
        Map.of(TcbPart.BOOTLOADER, 4, TcbPart.TEE, 0, TcbPart.SNP, 24, TcbPart.MICROCODE, 219),
        read.spls());
    assertEquals(SigningKey.VCEK, read.signingKey());
    assertEquals(Optional.of(SnpProduct.MILAN), read.product());
  }

  @Test
  void vlekNamesItsProviderInsteadOfAChip() {
    Map<String, String> values = milan();
    values.remove("4");
    values.put("5", "1605434e3d6162");
    KeyExtensions read = KeyExtensions.read(new Fake(values));
    assertEquals("CN=ab", read.cspId());
    assertEquals(SigningKey.VLEK, read.signingKey());
  }

  @Test
  void certificateWithChipAndProviderIsNeither() {
    Map<String, String> values = milan();
    values.put("5", "1605434e3d6162");
    assertEquals(SigningKey.UNKNOWN, KeyExtensions.read(new Fake(values)).signingKey());
  }

  @ParameterizedTest
  @CsvSource({
    "1, ''",
    "2, 0c054d696c616e",
    "2, 16054d696c61",
    "3.8, 02020100",
    "3.8, 0201ff",
    "3.8, 02010500",
    "3.3, 0401ab"
  })
  void wrongExtensionIsNamed(String arcs, String der) {
    Map<String, String> values = milan();
    values.put(arcs, der);
    MalformedException error =
        assertThrows(MalformedException.class, () -> KeyExtensions.read(new Fake(values)));
    assertTrue(
        String.valueOf(error.getMessage()).startsWith("extension 1.3.6.1.4.1.3704.1." + arcs + ":"),
        error.getMessage());
  }

  @Test
  void missingProductIsNamed() {
    Map<String, String> values = milan();
    values.remove("2");
    MalformedException error =
        assertThrows(MalformedException.class, () -> KeyExtensions.read(new Fake(values)));
    assertEquals(
        "extension 1.3.6.1.4.1.3704.1.2: missing; a certificate of a VCEK or VLEK has it",
        error.getMessage());
  }

  @FuzzTest
  void anyExtensionIsReadOrRefused(byte[] input) {
    try {
      KeyExtensions read = KeyExtensions.read(new Everywhere(input));
      assertFalse(read.productName().isEmpty() && read.spls().isEmpty());
    } catch (MalformedException expected) {
      assertTrue(String.valueOf(expected.getMessage()).startsWith("extension "));
    }
  }

  private static Map<String, String> milan() {
    Map<String, String> values = new LinkedHashMap<>();
    values.put("1", "020100");
    values.put("2", "16084d696c616e2d4230");
    values.put("3.1", "020104");
    values.put("3.2", "020100");
    values.put("3.3", "020118");
    values.put("3.8", "020200db");
    values.put("4", "ab".repeat(64));
    return values;
  }

  /// A certificate with AMD's extensions and nothing else.
  private record Fake(Map<String, String> values) implements X509Extension {
    @Override
    public byte @Nullable [] getExtensionValue(String oid) {
      String value = values.get(oid.substring("1.3.6.1.4.1.3704.1.".length()));
      if (value == null) {
        return null;
      }
      int length = value.length() / 2;
      return Bytes.parseHex("04%02x".formatted(length) + value).toArray();
    }

    @Override
    public boolean hasUnsupportedCriticalExtension() {
      return false;
    }

    @Override
    public Set<String> getCriticalExtensionOIDs() {
      return Set.of();
    }

    @Override
    public Set<String> getNonCriticalExtensionOIDs() {
      return Set.of();
    }
  }

  /// A certificate all of whose extensions are the same bytes.
  private record Everywhere(byte[] value) implements X509Extension {
    @Override
    public byte[] getExtensionValue(String oid) {
      return value.clone();
    }

    @Override
    public boolean hasUnsupportedCriticalExtension() {
      return false;
    }

    @Override
    public Set<String> getCriticalExtensionOIDs() {
      return Set.of();
    }

    @Override
    public Set<String> getNonCriticalExtensionOIDs() {
      return Set.of();
    }
  }
}
