package coffer.cli;

import coffer.bytes.Latin1;
import coffer.json.Json;
import coffer.occlum.MacText;
import coffer.sgx.sefs.SefsEntry;
import coffer.sgx.sefs.SefsReader;
import coffer.sgx.sefs.SefsType;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/// An image for people and programs.
record SefsText(SefsReader image, boolean encrypted) {
  private static final String PERMISSIONS = "rwxrwxrwx";

  void print(PrintWriter out) {
    out.println("root MAC  " + MacText.of(image.rootMac()));
    out.println("content   " + (encrypted ? "encrypted" : "integrity-only, readable by everybody"));
    out.printf("size      %d bytes in %d files%n", contentBytes(), count(SefsType.FILE));
    out.println();
    image.entries().forEach(entry -> out.println(line(entry)));
  }

  Json toJson(String folder) {
    List<Json> entries = image.entries().stream().map(SefsText::json).toList();
    return Json.object()
        .put("image", folder)
        .put("root_mac", MacText.of(image.rootMac()))
        .put("encrypted", encrypted)
        .put("content_bytes", contentBytes())
        .put("entries", entries)
        .build();
  }

  private static String line(SefsEntry entry) {
    char type =
        switch (entry.type()) {
          case FILE -> '-';
          case FOLDER -> 'd';
          case SYMLINK -> 'l';
        };
    String target =
        entry.type() == SefsType.SYMLINK ? " -> " + Latin1.printable(entry.target()) : "";
    return "%c%s %11d  %s%s"
        .formatted(type, permissions(entry.mode()), entry.size(), path(entry), target);
  }

  private static Json json(SefsEntry entry) {
    Json.ObjectBuilder json =
        Json.object()
            .put("path", path(entry))
            .put("type", entry.type().name().toLowerCase(Locale.ROOT))
            .put("mode", "%04o".formatted(entry.mode()))
            .put("size", entry.size())
            .put("inode", entry.inode())
            .put("mac", MacText.of(entry.mac()));
    return entry.type() == SefsType.SYMLINK
        ? json.put("target", Latin1.printable(entry.target())).build()
        : json.build();
  }

  private static String path(SefsEntry entry) {
    return "/" + Latin1.printable(entry.path());
  }

  private static String permissions(int mode) {
    StringBuilder text = new StringBuilder(PERMISSIONS);
    for (int bit = 0; bit < PERMISSIONS.length(); bit++) {
      if ((mode >> (PERMISSIONS.length() - 1 - bit) & 1) == 0) {
        text.setCharAt(bit, '-');
      }
    }
    return text.toString();
  }

  private long contentBytes() {
    return image.entries().stream()
        .filter(entry -> entry.type() == SefsType.FILE)
        .mapToLong(SefsEntry::size)
        .sum();
  }

  private long count(SefsType type) {
    return image.entries().stream().filter(entry -> entry.type() == type).count();
  }
}
