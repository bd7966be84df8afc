package coffer.toml;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import coffer.bytes.MalformedException;
import com.code_intelligence.jazzer.junit.FuzzTest;

/// Any text is TOML or a [MalformedException]; what was read is written so that it is read again.
class TomlFuzzTest {
  @FuzzTest
  void anyText(byte[] text) {
    try {
      Toml.Table read = Toml.parse(text);
      byte[] written = Toml.write(read);
      Toml.Table again = Toml.parse(written);
      assertEquals(read, again);
      assertArrayEquals(written, Toml.write(again));
    } catch (MalformedException _) {
      // The one exception that is allowed.
    }
  }
}
