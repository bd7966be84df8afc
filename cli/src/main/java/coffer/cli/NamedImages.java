package coffer.cli;

import coffer.bytes.MalformedException;
import coffer.image.Image;
import coffer.oci.ImageReference;
import coffer.oci.Platform;
import coffer.store.ImageAccess;
import coffer.store.ImageLocation;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// Images by the names that documents give them, which are references: from the user's store when
/// it has them, else from their registries. A name never means a file; what the command line names
/// may be anywhere.
///
/// @param places of the images that the command line names
record NamedImages(
    Map<String, ImageLocation> places,
    Platform platform,
    Supplier<ImageAccess> access,
    PrintWriter err)
    implements OpenedImages.Opening {
  @Override
  public Optional<Image> open(String name) throws IOException, InterruptedException {
    if (platform.os().equals("windows")) {
      throw new MalformedException(
          "image %s: layers of Windows images can be hashed on Windows only; give their hashes with"
                  .formatted(name)
              + " --image-facts");
    }
    ImageLocation wanted = places.containsKey(name) ? places.get(name) : reference(name);
    ImageLocation nearest = access.get().nearest(wanted, platform);
    Image image = access.get().open(nearest, platform);
    err.println("reading image %s%s".formatted(name, origin(nearest)));
    return Optional.of(image);
  }

  private static ImageLocation reference(String name) {
    try {
      return new ImageLocation.Remote(ImageReference.parse(name));
    } catch (MalformedException e) {
      throw new MalformedException(
          name.contains("[")
              ? "image '%s': a name wanted, found an expression; see --evaluate".formatted(name)
              : e.getMessage());
    }
  }

  private static String origin(ImageLocation place) {
    return switch (place) {
      case ImageLocation.Stored stored ->
          stored.reference().digest() == null
              ? " from the store, where it is as it was pulled"
              : " from the store";
      case ImageLocation.Remote _, ImageLocation.OnDisk _ -> "";
    };
  }
}
