package coffer.cli;

import coffer.bytes.Digest;
import coffer.store.ImageAccess;
import coffer.store.ImageLocation;
import java.io.IOException;
import java.util.function.LongConsumer;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Which images of an index are copied: one, or all.
final class PlatformsOption {
  @Mixin PlatformOption one = new PlatformOption();

  @Option(
      names = "--all-platforms",
      description = "Copy all images of a list, and the list itself.")
  boolean all;

  Digest copy(ImageAccess images, ImageLocation from, ImageLocation to, LongConsumer read)
      throws IOException, InterruptedException {
    return all ? images.copyAll(from, to, read) : images.copy(from, to, one.platform(), read);
  }
}
