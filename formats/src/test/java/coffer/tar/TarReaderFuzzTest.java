package coffer.tar;

import coffer.bytes.MalformedException;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;

/// Any bytes are an archive, or a [MalformedException].
class TarReaderFuzzTest {
  @FuzzTest
  void anyBytes(byte[] tar) throws IOException {
    TarReader in = new TarReader(new ByteArrayInputStream(tar));
    byte[] buffer = new byte[4096];
    try {
      while (in.next() != null) {
        while (in.skipHole() > 0 || in.read(buffer, 0, buffer.length) >= 0) {
          // Content is read to its end.
        }
      }
    } catch (MalformedException _) {
      // The one exception that is allowed.
    }
  }
}
