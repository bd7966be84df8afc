package coffer.identitydiff;

import coffer.bytes.Bytes;
import coffer.bytes.Digest;
import coffer.bytes.Latin1;
import coffer.tar.TarEntry;
import coffer.tar.TarTime;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/// All of a file in a layer that the layer's root hash depends on.
///
/// @param content digest of the content; null for what has none
record FileFacts(TarEntry entry, @Nullable Digest content) {
  /// The facts by name, as they are shown.
  Map<String, String> byName() {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("type", entry.type().toString().toLowerCase(Locale.ROOT).replace('_', ' '));
    facts.put("mode", "%04o".formatted(entry.mode() & 07777));
    facts.put(
        "owner",
        Integer.toUnsignedString(entry.uid()) + ":" + Integer.toUnsignedString(entry.gid()));
    facts.put("modified", entry.modified().toString());
    time(facts, "accessed", entry.accessed());
    time(facts, "changed", entry.changed());
    if (!entry.linkName().isEmpty()) {
      facts.put("target", Latin1.printable(entry.linkName()));
    }
    if (entry.deviceMajor() != 0 || entry.deviceMinor() != 0) {
      facts.put("device", entry.deviceMajor() + ":" + entry.deviceMinor());
    }
    if (content != null) {
      facts.put("size", Long.toString(entry.size()));
      facts.put("content", content.toString());
    }
    attributes(facts, entry.xattrs());
    return facts;
  }

  private static void time(Map<String, String> facts, String name, @Nullable TarTime time) {
    if (time != null) {
      facts.put(name, time.toString());
    }
  }

  private static void attributes(Map<String, String> facts, SortedMap<String, Bytes> xattrs) {
    xattrs.forEach((name, value) -> facts.put(Latin1.printable(name), value.toHex()));
  }
}
