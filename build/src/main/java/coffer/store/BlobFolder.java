package coffer.store;

import coffer.bytes.Digest;
import coffer.bytes.MalformedException;
import coffer.image.CheckedStream;
import coffer.oci.Descriptor;
import coffer.oci.OciLayout;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/// The blobs of a layout, written. Each blob grows in a file of its own under its own lock: whoever
/// wants the same one waits for it, and goes on where a process that was killed stopped.
///
/// @param layout the layout's folder
/// @param unfinished the folder of what is being written, on the same file system
record BlobFolder(Path layout, Path unfinished) {
  private static final int BUFFER = 128 * 1024;

  boolean has(Digest digest) {
    return Files.isRegularFile(path(digest));
  }

  Path path(Digest digest) {
    return layout.resolve(OciLayout.blob(digest));
  }

  /// Adds the blob unless it is there; checked before it appears.
  void add(Descriptor blob, ImageSink.Content content) throws IOException, InterruptedException {
    if (has(blob.digest())) {
      return;
    }
    Files.createDirectories(unfinished);
    Files.createDirectories(path(blob.digest()).resolveSibling(""));
    Path part = unfinished.resolve(blob.digest().hex());
    Path lock = unfinished.resolve(blob.digest().hex() + ".lock");
    try (StoreLock _ = StoreLock.exclusive(lock)) {
      if (!has(blob.digest())) {
        fill(part, blob, content);
        Files.move(part, path(blob.digest()), StandardCopyOption.ATOMIC_MOVE);
      }
      // Whoever waits for it, or makes another, finds the blob.
      Files.deleteIfExists(lock);
    }
  }

  private static void fill(Path part, Descriptor blob, ImageSink.Content content)
      throws IOException, InterruptedException {
    long there = Files.exists(part) ? Files.size(part) : 0;
    if (there > 0 && there <= blob.size()) {
      try {
        append(part, blob, content, there);
        check(part, blob);
        return;
      } catch (MalformedException _) {
        // What was there was no beginning of it.
      }
    }
    Files.deleteIfExists(part);
    try {
      append(part, blob, content, 0);
    } catch (MalformedException e) {
      Files.deleteIfExists(part);
      throw e;
    }
  }

  /// From the start the content checks itself.
  private static void append(Path part, Descriptor blob, ImageSink.Content content, long start)
      throws IOException, InterruptedException {
    if (start == blob.size() && start > 0) {
      return;
    }
    try (InputStream in = content.open(start);
        FileChannel file =
            FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        OutputStream out = Channels.newOutputStream(file)) {
      byte[] buffer = new byte[BUFFER];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        out.write(buffer, 0, read);
      }
      file.force(true);
    }
  }

  private static void check(Path part, Descriptor blob) throws IOException {
    try (InputStream in =
        CheckedStream.blob(Files.newInputStream(part), blob, String.valueOf(part.getFileName()))) {
      in.transferTo(OutputStream.nullOutputStream());
    }
  }

  /// Removes what is unfinished and its locks, where nobody writes.
  void removeUnfinished() throws IOException {
    if (Files.isDirectory(unfinished)) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(unfinished)) {
        for (Path file : files) {
          Files.deleteIfExists(file);
        }
      }
      Files.deleteIfExists(unfinished);
    }
  }
}
