package coffer.layer;

import coffer.bytes.Bytes;
import coffer.tar.TarEntry;
import coffer.tar.TarWriter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/// Layers for tests, made entry by entry, and their hashes.
final class Tars {
  private Tars() {}

  interface Filling {
    void fill(TarWriter out) throws IOException;
  }

  static byte[] tar(Filling filling) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarWriter out = new TarWriter(bytes)) {
      filling.fill(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static void file(TarWriter out, String name, byte... content) throws IOException {
    out.entry(TarEntry.file(name, 0644, content.length), content);
  }

  static void file(TarWriter out, String name, String content) throws IOException {
    file(out, name, coffer.bytes.Latin1.toBytes(content));
  }

  static Bytes hash(Filling filling) {
    return hash(tar(filling));
  }

  static Bytes hash(byte[] tar) {
    return measure(tar).rootHash();
  }

  static LayerHash measure(byte[] tar) {
    try (HashWorkers workers = new HashWorkers(2)) {
      return LayerHash.measure(new ByteArrayInputStream(tar), workers);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
