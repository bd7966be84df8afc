package coffer.javaimage;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.Map;
import java.util.SortedMap;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// A jar whose bytes depend on its content alone: entries sorted, times fixed, stored without
/// compression because the layer is compressed as a whole.
final class DeterministicJar {
  private static final String MANIFEST = "META-INF/MANIFEST.MF";

  /// Close to the first moment that a zip entry can hold; the very first makes the JDK add an extra
  /// field that depends on the time zone.
  private static final LocalDateTime TIME = LocalDateTime.of(1980, 1, 1, 0, 0, 2);

  private DeterministicJar() {}

  /// `files` are the jar's entries by name; the manifest is made here.
  static byte[] of(String mainClass, SortedMap<String, byte[]> files) throws IOException {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(content)) {
      zip.setMethod(ZipOutputStream.STORED);
      add(zip, MANIFEST, manifest(mainClass));
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        if (!file.getKey().equals(MANIFEST)) {
          add(zip, file.getKey(), file.getValue());
        }
      }
    }
    return content.toByteArray();
  }

  private static byte[] manifest(String mainClass) {
    StringBuilder line = new StringBuilder("Main-Class: " + mainClass);
    for (int at = 72; at < line.length(); at += 72) {
      line.insert(at, "\r\n ");
      at += 2;
    }
    return ("Manifest-Version: 1.0\r\n" + line + "\r\n\r\n").getBytes(StandardCharsets.UTF_8);
  }

  private static void add(ZipOutputStream zip, String name, byte[] content) throws IOException {
    CRC32 crc = new CRC32();
    crc.update(content);
    ZipEntry entry = new ZipEntry(name);
    entry.setTimeLocal(TIME);
    entry.setSize(content.length);
    entry.setCrc(crc.getValue());
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
  }
}
