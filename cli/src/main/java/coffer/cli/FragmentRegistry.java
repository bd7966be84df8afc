package coffer.cli;

import coffer.bytes.MalformedException;
import coffer.fragment.SignedFragment;
import coffer.oci.Descriptor;
import coffer.oci.ImageReference;
import coffer.oci.Platform;
import coffer.registry.Referrers;
import coffer.store.ImageAccess;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Signed fragments in registries: attached to images, or under names of their own. The signatures
/// of what is fetched are good.
record FragmentRegistry(ImageAccess access) {
  private interface Work<T> {
    T run() throws IOException, InterruptedException;
  }

  /// Those that are attached to the image for a platform.
  List<SignedFragment> attachedTo(ImageReference image, Platform platform) throws IOException {
    return uninterrupted(
        () -> {
          ImageReference subject = access.pinned(image, Optional.of(platform));
          List<SignedFragment> fragments = new ArrayList<>();
          for (Descriptor entry : referrers().list(subject, SignedFragment.ARTIFACT_TYPE)) {
            fragments.add(content(Referrers.at(image, entry.digest())));
          }
          return fragments;
        });
  }

  /// The one that has this name itself.
  SignedFragment fetch(ImageReference reference) throws IOException {
    return uninterrupted(() -> content(reference));
  }

  /// Attaches a fragment to an image, and returns the digest of its artifact.
  ///
  /// @param platform of the image; none when it has to be for one only
  Descriptor attach(
      SignedFragment fragment, String name, ImageReference image, Optional<Platform> platform)
      throws IOException {
    return uninterrupted(
        () -> referrers().attach(access.pinned(image, platform), artifact(fragment, name)));
  }

  /// Stores a fragment under a name of its own.
  Descriptor push(SignedFragment fragment, String name, ImageReference reference)
      throws IOException {
    return uninterrupted(() -> referrers().push(reference, artifact(fragment, name)));
  }

  private Referrers referrers() throws IOException {
    return new Referrers(access.client());
  }

  private SignedFragment content(ImageReference reference)
      throws IOException, InterruptedException {
    byte[] content = referrers().content(reference);
    try {
      return FragmentFiles.verified(content);
    } catch (MalformedException e) {
      throw e.within(reference.toString());
    }
  }

  private static Referrers.Artifact artifact(SignedFragment fragment, String name) {
    return new Referrers.Artifact(
        SignedFragment.ARTIFACT_TYPE,
        SignedFragment.MEDIA_TYPE,
        name,
        fragment.document().toBytes());
  }

  private static <T> T uninterrupted(Work<T> work) throws IOException {
    try {
      return work.run();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while a registry was asked");
    }
  }
}
