package coffer.sgx.sefs;

import coffer.bytes.Bytes;
import coffer.sgx.protectedfile.NodeSink;
import coffer.sgx.protectedfile.NodeSource;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/// An image in memory, which tests read and change.
final class MemoryImage implements ImageFiles {
  final ConcurrentMap<String, byte[]> files = new ConcurrentHashMap<>();

  MemoryImage copy() {
    MemoryImage copy = new MemoryImage();
    files.forEach((name, content) -> copy.files.put(name, content.clone()));
    return copy;
  }

  Bytes file(String name) {
    return Bytes.of(files.getOrDefault(name, new byte[0]));
  }

  @Override
  public NodeSink create(String name) throws IOException {
    if (files.putIfAbsent(name, new byte[0]) != null) {
      throw new IOException(name + " is there already");
    }
    return new NodeSink() {
      @Override
      public void write(byte[] bytes, int offset, int length, long position) {
        files.compute(
            name,
            (_, old) -> {
              int end = (int) position + length;
              byte[] file = Arrays.copyOf(old, Math.max(old.length, end));
              System.arraycopy(bytes, offset, file, (int) position, length);
              return file;
            });
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public NodeSource open(String name) throws IOException {
    byte[] file = files.get(name);
    if (file == null) {
      throw new FileNotFoundException(name);
    }
    return new NodeSource() {
      @Override
      public long size() {
        return file.length;
      }

      @Override
      public void read(byte[] buffer, int offset, int length, long position) {
        System.arraycopy(file, (int) position, buffer, offset, length);
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public Set<String> names() {
    return new TreeSet<>(files.keySet());
  }
}
