package coffer.cli;

import coffer.enclaveimage.ImageFolder;
import coffer.sgx.protectedfile.Protection;
import coffer.sgx.sefs.SefsReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// An image that is there, its key and what its root MAC has to be.
final class ImageToRead {
  @Option(
      names = "--image",
      required = true,
      paramLabel = "DIR",
      description = "The folder of the image.")
  Path folder = Path.of("");

  @Mixin ImageKeyOption key = new ImageKeyOption();

  @Option(
      names = "--root-mac",
      paramLabel = "MAC",
      description = "Refuse an image with another root MAC than this one.")
  String rootMac = "";

  boolean isEncrypted() {
    return key.given();
  }

  /// Its root MAC is checked; the rest is when it is read.
  SefsReader open(PrintWriter err) throws IOException {
    SefsReader reader = SefsReader.open(new ImageFolder(folder), key.protectionToRead(err));
    ProtectedFindings.check("--root-mac", rootMac, reader.rootMac());
    return reader;
  }

  /// Says what the check of an image without a key is worth.
  void note(PrintWriter err) {
    if (!isEncrypted()) {
      ProtectedFindings.note(err, new Protection.IntegrityOnly());
    }
  }
}
