package coffer.gramine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import coffer.bytes.MalformedException;
import com.code_intelligence.jazzer.junit.FuzzTest;

/// Any text is a manifest or a [MalformedException]; a complete one does not change any more.
class ManifestFuzzTest {
  @FuzzTest
  void anyText(byte[] text) {
    try {
      Manifest manifest = Manifest.parse(text);
      manifest.unbound();
      assertEquals(manifest, Manifest.parse(manifest.toBytes()));
    } catch (MalformedException _) {
      // The one exception that is allowed.
    }
  }
}
