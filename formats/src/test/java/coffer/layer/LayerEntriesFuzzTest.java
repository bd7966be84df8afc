package coffer.layer;

import coffer.bytes.MalformedException;
import coffer.tar.RawTar;
import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;

/// Any entries with sound checksums are a layer, or a [MalformedException].
class LayerEntriesFuzzTest {
  private static final HashWorkers WORKERS = new HashWorkers(1);
  private static final String TYPES = "0123456\0SxgLK7";
  private static final int MAX_ENTRIES = 20;

  @FuzzTest
  void anyEntries(FuzzedDataProvider data) throws IOException {
    RawTar tar = new RawTar();
    for (int i = 0; i < MAX_ENTRIES && data.remainingBytes() > 0; i++) {
      addEntry(tar, data);
    }
    try {
      LayerHash.of(new ByteArrayInputStream(tar.end()), WORKERS);
    } catch (MalformedException _) {
      // The one exception that is allowed.
    }
  }

  private static void addEntry(RawTar tar, FuzzedDataProvider data) {
    if (data.consumeBoolean()) {
      tar.pax(data.consumeAsciiString(12) + "=" + data.consumeAsciiString(30));
    }
    String name = data.consumeAsciiString(20);
    String link = data.consumeAsciiString(20);
    String magic = data.consumeBoolean() ? "ustar  \0" : "ustar\0" + "00";
    String rest = data.consumeAsciiString(120);
    char type = TYPES.charAt(data.consumeInt(0, TYPES.length() - 1));
    byte[] content = data.consumeBytes(data.consumeInt(0, 600));
    long size = data.consumeBoolean() ? content.length : data.consumeInt(0, 9000);
    tar.header(
        name,
        type,
        size,
        block -> {
          RawTar.at(157, link).apply(block);
          RawTar.at(257, magic).apply(block);
          RawTar.at(386, rest).apply(block);
        });
    tar.content(content);
  }
}
