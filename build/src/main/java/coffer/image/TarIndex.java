package coffer.image;

import coffer.bytes.MalformedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.HashMap;
import java.util.Map;

/// Where the files of a tar lie (POSIX.1-2024 pax, "ustar Interchange Format" and "pax Extended
/// Header"; GNU long names). Only names, links, offsets and sizes: whoever needs more of a tar
/// unpacks a layer, not an archive of blobs.
final class TarIndex {
  private static final int BLOCK = 512;
  private static final int MAX_ENTRIES = 100_000;
  private static final int MAX_EXTENSION = 1024 * 1024;
  private static final int MAX_NAME = 4096;
  private static final int GZIP_MAGIC = 0x1f8b;

  /// What a name stands for.
  sealed interface Entry {}

  /// `size` bytes from byte `offset` of the tar.
  record File(long offset, long size) implements Entry {}

  /// A link to another name of the same tar.
  record Link(String target) implements Entry {}

  /// A name that stands in the tar more than once.
  record Repeated() implements Entry {}

  /// A folder, device or pipe.
  record Other() implements Entry {}

  private final FileChannel channel;
  private final Map<String, Entry> entries = new HashMap<>();
  private final Map<String, String> extensions = new HashMap<>();
  private long position;

  private TarIndex(FileChannel channel) {
    this.channel = channel;
  }

  static Map<String, Entry> read(FileChannel channel) throws IOException {
    TarIndex index = new TarIndex(channel);
    index.readAll();
    return Map.copyOf(index.entries);
  }

  private void readAll() throws IOException {
    while (true) {
      if (position == channel.size() && position > 0) {
        return;
      }
      ByteBuffer block = readFully(BLOCK, "a tar header");
      if (isZero(block)) {
        return;
      }
      entry(new TarHeader(position - BLOCK, block.array()));
    }
  }

  private void entry(TarHeader header) throws IOException {
    if (header.offset() == 0 && header.leading() == GZIP_MAGIC) {
      throw new MalformedException("a tar wanted, found gzip data; decompress it first (gunzip)");
    }
    header.checkSum();
    long size = extensions.containsKey("size") ? number("size") : header.size();
    switch (header.type()) {
      case 'L' -> extensions.put("path", header.text(readExtension(size)));
      case 'K' -> extensions.put("linkpath", header.text(readExtension(size)));
      case 'x' -> extensions.putAll(header.records(readExtension(size)));
      case 'g' -> skip(size);
      case '0', '\0', '7' -> add(header, new File(position, size), size);
      case '1' -> add(header, hardLink(header), 0);
      case '2' -> add(header, symbolicLink(header), 0);
      default -> add(header, new Other(), 0);
    }
  }

  private void add(TarHeader header, Entry entry, long size) throws IOException {
    String name = clean(header, extensions.getOrDefault("path", header.name()));
    if (entries.put(name, entries.containsKey(name) ? new Repeated() : entry) == null
        && entries.size() > MAX_ENTRIES) {
      throw header.error("more than %d entries".formatted(MAX_ENTRIES));
    }
    extensions.clear();
    skip(size);
  }

  private Entry hardLink(TarHeader header) {
    return new Link(clean(header, extensions.getOrDefault("linkpath", header.linkName())));
  }

  /// The target of a symbolic link is relative to the folder of the link.
  private Entry symbolicLink(TarHeader header) {
    String name = clean(header, extensions.getOrDefault("path", header.name()));
    String target = extensions.getOrDefault("linkpath", header.linkName());
    String folder = name.substring(0, name.lastIndexOf('/') + 1);
    return new Link(clean(header, resolveParents(bounded(header, folder + target))));
  }

  private static String resolveParents(String path) {
    String resolved = path;
    String next = path.replaceFirst("[^/]+/\\.\\./", "");
    while (!next.equals(resolved)) {
      resolved = next;
      next = resolved.replaceFirst("[^/]+/\\.\\./", "");
    }
    return resolved;
  }

  private static String bounded(TarHeader header, String name) {
    if (name.length() > MAX_NAME) {
      throw header.error("a name of at most %d characters wanted".formatted(MAX_NAME));
    }
    return name;
  }

  private static String clean(TarHeader header, String name) {
    String clean = bounded(header, name);
    while (clean.startsWith("./")) {
      clean = clean.substring(2);
    }
    clean = clean.endsWith("/") ? clean.substring(0, clean.length() - 1) : clean;
    if (clean.startsWith("/") || ("/" + clean + "/").contains("/../")) {
      throw header.error("entry '%s': a name inside the archive wanted".formatted(name));
    }
    return clean;
  }

  private long number(String key) {
    try {
      return Long.parseLong(extensions.getOrDefault(key, ""));
    } catch (NumberFormatException e) {
      throw new MalformedException(position, "pax record '%s': a number wanted".formatted(key));
    }
  }

  private byte[] readExtension(long size) throws IOException {
    if (size < 0 || size > MAX_EXTENSION) {
      throw new MalformedException(
          position, "a name or pax header of at most 1 MiB wanted, found %d bytes".formatted(size));
    }
    byte[] content = readFully((int) size, "an extended header").array();
    skip(padding(size) - size, 0);
    return content;
  }

  private ByteBuffer readFully(int length, String what) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, position + buffer.position()) < 0) {
        throw new MalformedException(
            position, "%s: %d bytes wanted, %d left".formatted(what, length, buffer.position()));
      }
    }
    position += length;
    return buffer.flip();
  }

  private void skip(long size) throws IOException {
    skip(padding(size), size);
  }

  private void skip(long padded, long size) throws IOException {
    if (size < 0 || padded < 0 || padded > channel.size() - position) {
      throw new MalformedException(
          position,
          "content of %d bytes wanted, %d left".formatted(size, channel.size() - position));
    }
    position += padded;
  }

  private static long padding(long size) {
    return (size + BLOCK - 1) / BLOCK * BLOCK;
  }

  private static boolean isZero(ByteBuffer block) {
    for (byte b : block.array()) {
      if (b != 0) {
        return false;
      }
    }
    return true;
  }
}
