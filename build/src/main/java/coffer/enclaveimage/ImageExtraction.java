package coffer.enclaveimage;

import coffer.bytes.Latin1;
import coffer.bytes.MalformedException;
import coffer.sgx.protectedfile.IntegrityException;
import coffer.sgx.sefs.SefsEntry;
import coffer.sgx.sefs.SefsReader;
import coffer.sgx.sefs.SefsType;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;

/// Takes the files out of an image. All content is verified, each file before it gets its mode, and
/// the folder appears when everything is right. No path leads through a link: the image's paths are
/// made of its own folders only.
public final class ImageExtraction {
  private final SefsReader image;
  private final UnaryOperator<InputStream> watch;

  private ImageExtraction(SefsReader image, UnaryOperator<InputStream> watch) {
    this.image = image;
    this.watch = watch;
  }

  /// Makes the tree of `image` in the folder `out`, which is not there yet, or empty. The content
  /// of each file goes through `watch`, in several threads.
  public static void extract(SefsReader image, Path out, UnaryOperator<InputStream> watch)
      throws IOException {
    ImageExtraction extraction = new ImageExtraction(image, watch);
    NewFolder.make(
        out,
        folder -> {
          extraction.makeTree(folder);
          return folder;
        });
  }

  /// Reads, and so verifies, the content of every file.
  public static void verify(SefsReader image, UnaryOperator<InputStream> watch) throws IOException {
    ImageExtraction extraction = new ImageExtraction(image, watch);
    extraction.eachFile(entry -> extraction.copy(entry, OutputStream.nullOutputStream()));
  }

  private interface Work {
    void on(SefsEntry file) throws IOException;
  }

  private void makeTree(Path top) throws IOException {
    for (SefsEntry entry : image.entries()) {
      if (entry.type() == SefsType.FOLDER && !entry.path().isEmpty()) {
        Files.createDirectory(RawPath.resolve(top, entry.path()));
      }
    }
    eachFile(
        entry -> {
          Path file = RawPath.resolve(top, entry.path());
          try (OutputStream out =
              Files.newOutputStream(
                  file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            copy(entry, out);
          }
          Files.setPosixFilePermissions(file, permissions(entry.mode()));
        });
    for (SefsEntry entry : image.entries()) {
      if (entry.type() == SefsType.SYMLINK) {
        RawPath.makeLink(RawPath.resolve(top, entry.path()), entry.target());
      }
    }
    for (SefsEntry entry : image.entries().reversed()) {
      if (entry.type() == SefsType.FOLDER) {
        Path folder = entry.path().isEmpty() ? top : RawPath.resolve(top, entry.path());
        Files.setPosixFilePermissions(folder, permissions(entry.mode()));
      }
    }
  }

  private void copy(SefsEntry entry, OutputStream out) throws IOException {
    try (InputStream in = watch.apply(image.content(entry))) {
      in.transferTo(out);
    } catch (MalformedException e) {
      throw e.within(place(entry));
    } catch (IntegrityException e) {
      throw e.within(place(entry));
    }
  }

  private static String place(SefsEntry entry) {
    return "inode %d '%s'".formatted(entry.inode(), Latin1.printable(entry.path()));
  }

  private void eachFile(Work work) throws IOException {
    int cores = Runtime.getRuntime().availableProcessors();
    try (ExecutorService threads = Executors.newFixedThreadPool(cores)) {
      List<Future<?>> running = new ArrayList<>();
      for (SefsEntry entry : image.entries()) {
        if (entry.type() == SefsType.FILE) {
          running.add(
              threads.submit(
                  () -> {
                    work.on(entry);
                    return entry;
                  }));
        }
      }
      try {
        for (Future<?> file : running) {
          await(file);
        }
      } finally {
        threads.shutdownNow();
      }
    }
  }

  private static void await(Future<?> file) throws IOException {
    try {
      file.get();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while an image was read");
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case IOException cause -> throw cause;
        case RuntimeException cause -> throw cause;
        case null, default -> throw new IllegalStateException(e);
      }
    }
  }

  private static Set<PosixFilePermission> permissions(int mode) {
    PosixFilePermission[] all = PosixFilePermission.values();
    Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
    for (int bit = 0; bit < all.length; bit++) {
      if ((mode >> (all.length - 1 - bit) & 1) != 0) {
        permissions.add(all[bit]);
      }
    }
    return permissions;
  }
}
