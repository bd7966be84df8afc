package coffer.layer;

import coffer.bytes.MalformedException;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;

/// Any bytes are a layer, or a [MalformedException].
class LayerHashFuzzTest {
  private static final HashWorkers WORKERS = new HashWorkers(1);

  @FuzzTest
  void anyBytes(byte[] tar) throws IOException {
    try {
      LayerHash.of(new ByteArrayInputStream(tar), WORKERS);
    } catch (MalformedException _) {
      // The one exception that is allowed.
    }
  }
}
