package coffer.cli;

import coffer.bytes.MalformedException;
import coffer.cce.FragmentImport;
import coffer.fragment.FragmentSource;
import coffer.fragment.SignedFragment;
import coffer.oci.ImageReference;
import coffer.oci.Platform;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// The fragments of import statements: from the file that one names, else from those that are
/// attached to the images of the source, else from the feed itself.
final class ImportedFragments implements FragmentSource {
  private final Map<FragmentImport, String> paths;
  private final List<ImageReference> images;
  private final Platform platform;
  private final Optional<Supplier<FragmentRegistry>> registry;
  private final Map<ImageReference, List<SignedFragment>> attached = new LinkedHashMap<>();

  /// @param paths the files that statements name
  /// @param images names of images; those that are no references have nothing attached
  /// @param registry none when no registry is to be asked
  ImportedFragments(
      Map<FragmentImport, String> paths,
      Collection<String> images,
      Platform platform,
      Optional<Supplier<FragmentRegistry>> registry) {
    this.paths = Map.copyOf(paths);
    this.images = images.stream().distinct().flatMap(name -> reference(name).stream()).toList();
    this.platform = platform;
    this.registry = registry;
  }

  @Override
  public SignedFragment fetch(FragmentImport statement) throws IOException {
    String path = paths.get(statement);
    if (path != null) {
      SignedFragment fragment = FragmentFiles.read(Path.of(path));
      try {
        FragmentFiles.check(statement, fragment);
      } catch (MalformedException e) {
        throw e.within(path);
      }
      return fragment;
    }
    if (registry.isEmpty()) {
      throw new MalformedException(
          "fragment %s: no file; name one in the import's member 'path', or leave --offline out"
              .formatted(statement.feed()));
    }
    return fetch(statement, registry.get().get());
  }

  private SignedFragment fetch(FragmentImport statement, FragmentRegistry from) throws IOException {
    List<String> unread = new ArrayList<>();
    for (ImageReference image : images) {
      try {
        for (SignedFragment candidate : attached(image, from)) {
          if (isOf(statement, candidate)) {
            return checked(statement, candidate, image.familiar());
          }
        }
      } catch (IOException e) {
        // The feed may have it.
        unread.add("%s: %s".formatted(image.familiar(), e.getMessage()));
      }
    }
    return ofFeed(statement, from, unread);
  }

  private SignedFragment ofFeed(
      FragmentImport statement, FragmentRegistry from, List<String> unread) throws IOException {
    ImageReference feed =
        reference(statement.feed())
            .orElseThrow(
                () ->
                    new MalformedException(
                        "fragment %s: attached to none of the images, and no name in a registry; name"
                                .formatted(statement.feed())
                            + " its file in the import's member 'path'"));
    try {
      SignedFragment fragment = from.fetch(feed);
      FragmentFiles.check(statement, fragment);
      return checked(statement, fragment, feed.familiar());
    } catch (IOException e) {
      unread.add("%s: %s".formatted(feed.familiar(), e.getMessage()));
      throw new IOException(
          "fragment %s: not found; %s; name its file in the import's member 'path'"
              .formatted(statement.feed(), String.join("; ", unread)),
          e);
    }
  }

  private List<SignedFragment> attached(ImageReference image, FragmentRegistry from)
      throws IOException {
    List<SignedFragment> known = attached.get(image);
    if (known == null) {
      known = from.attachedTo(image, platform);
      attached.put(image, known);
    }
    return known;
  }

  private static boolean isOf(FragmentImport statement, SignedFragment fragment) {
    return statement.feed().equals(fragment.feed()) && statement.issuer().equals(fragment.issuer());
  }

  private static SignedFragment checked(
      FragmentImport statement, SignedFragment fragment, String place) {
    if (new BigInteger(fragment.svn()).compareTo(new BigInteger(statement.minimumSvn())) < 0) {
      throw new MalformedException(
          "%s: fragment %s: svn %s or more wanted, found %s"
              .formatted(place, statement.feed(), statement.minimumSvn(), fragment.svn()));
    }
    return fragment;
  }

  private static Optional<ImageReference> reference(String name) {
    try {
      return Optional.of(ImageReference.parse(name));
    } catch (MalformedException _) {
      return Optional.empty();
    }
  }
}
