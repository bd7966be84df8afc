package coffer.enclave;

import coffer.oci.Platform;
import coffer.store.ImageAccess;
import coffer.store.ImageLocation;
import coffer.workload.Workload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/// The systems that a workload names, as folders.
///
/// @param cache where unpacked images lie
record SystemFolders(Workload workload, Path cache, ImageAccess images, Consumer<String> progress) {
  /// The folder of a system: given as such, or an image's.
  Path of(String folderOrImage) throws IOException, InterruptedException {
    Path folder = workload.resolve(folderOrImage);
    if (Files.isDirectory(folder) && !Files.exists(folder.resolve("oci-layout"))) {
      return folder;
    }
    ImageLocation location = ImageLocation.parse(folderOrImage, workload.folder());
    return new ImageRoot(cache.resolve("systems"))
        .of(images.open(location, Platform.LINUX_AMD64), progress);
  }
}
