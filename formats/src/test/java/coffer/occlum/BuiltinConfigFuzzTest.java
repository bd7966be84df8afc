package coffer.occlum;

import static org.junit.jupiter.api.Assertions.assertEquals;

import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;
import com.code_intelligence.jazzer.junit.FuzzTest;

/// Any file takes the MAC and keeps its size, or is refused.
class BuiltinConfigFuzzTest {
  @FuzzTest
  void anyFile(byte[] file) {
    try {
      assertEquals(file.length, BuiltinConfig.embed(file, Bytes.of(new byte[16])).length);
    } catch (MalformedException _) {
      // the one exception that is allowed
    }
  }
}
