package coffer.lint;

import coffer.bytes.Latin1;
import coffer.bytes.MalformedException;
import coffer.cce.FragmentImport;
import coffer.cce.ImageFacts;
import coffer.cce.PolicyText;
import coffer.generate.LeftOut;
import coffer.json.Json;
import coffer.source.JsonPath;
import coffer.source.Place;
import coffer.source.SourceFile;
import coffer.template.ContainerGroup;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What there is to say about a run: it depends on switches, or on several inputs together, and no
/// document shows it alone. Collects findings; not thread-safe.
public final class RunChecks {
  private static final int FOLDERS_SHOWN = 3;

  private final Findings findings = new Findings();

  /// What was found so far, by place, each once.
  public List<Finding> findings() {
    return findings.sorted();
  }

  /// An archive that an image was taken from.
  ///
  /// @param images the names of all images in it
  public void archive(String file, List<String> images) {
    if (images.size() > 1) {
      findings.add(
          RunLint.ARCHIVE_IMAGES,
          new Place(file, 1, 1, ""),
          "the archive holds %d images: %s".formatted(images.size(), String.join(", ", images)));
    }
  }

  /// A layer of an image.
  ///
  /// @param source the image, or where it was read from
  /// @param layer which one it is, for people
  /// @param implied folders without an entry of their own, one character per byte
  public void layer(String source, String layer, List<String> implied) {
    if (!implied.isEmpty()) {
      findings.add(RunLint.FOLDERS_IMPLIED, new Place(source, 1, 1, ""), folders(layer, implied));
    }
  }

  /// Says of a layer which folders have no entry of their own.
  public static String folders(String layer, List<String> implied) {
    int more = Math.max(0, implied.size() - FOLDERS_SHOWN);
    return "%s: folders without an entry of their own: %s%s"
        .formatted(
            layer,
            Latin1.printable(String.join(", ", implied.subList(0, implied.size() - more))),
            more > 0 ? " and " + more + " more" : "");
  }

  /// A container that an imported fragment is taken to allow.
  public void leftOut(ContainerGroup group, LeftOut container, ContainerPlaces places) {
    List<Json> allowed = container.fragment().list("layers");
    if (!new Json.Arr(allowed).equals(Json.strings(container.container().layers()))) {
      findings.add(
          RunLint.FRAGMENT_LAYERS,
          places.container(group.place(), container.position()),
          "container '%s' is left to a fragment whose container has other layers (%d, the image has"
                  .formatted(PolicyChecks.label(container.container()), allowed.size())
              + " %d)".formatted(container.container().layers().size()));
    }
    if (group.fragments().stream().allMatch(RunChecks::isInfrastructure)) {
      findings.add(
          RunLint.FRAGMENT_NOT_IMPORTED,
          places.container(group.place(), container.position()),
          "container '%s' is left to a fragment that the policy does not import"
              .formatted(PolicyChecks.label(container.container())));
    }
  }

  private static boolean isInfrastructure(FragmentImport statement) {
    return statement.feed().equals(FragmentImport.INFRASTRUCTURE.feed());
  }

  /// A configuration from which a group was made with `--infrastructure-svn`.
  public void infrastructureSvn(String file, String text, ContainerGroup group, String svn) {
    if (group.fragments().isEmpty()) {
      return;
    }
    FragmentImport first = group.fragments().getFirst();
    if (isInfrastructure(first)) {
      return;
    }
    Place place = new Place(file, 1, 1, "");
    try {
      place = SourceFile.parse(file, text).place(JsonPath.ROOT.member("fragments").item(0));
    } catch (MalformedException e) {
      // The generator reads more than Azure does; the file is place enough.
    }
    findings.add(
        RunLint.FRAGMENT_SVN_MOVED,
        place,
        "--infrastructure-svn %s was given to the fragment of feed '%s'"
            .formatted(svn, first.feed()));
  }

  /// A policy that was saved as `saved` and printed as `printed`.
  public void saved(String file, PolicyText saved, PolicyText printed) {
    if (!saved.equals(printed)) {
      findings.add(
          RunLint.IDS_SAVED,
          new Place(file, 1, 1, ""),
          "the digest of the saved policy is %s, that of the printed one %s"
              .formatted(saved.digest().hex(), printed.digest().hex()));
    }
  }

  /// An image that a container definition was made of.
  public void imageDefinition(String image, ImageFacts facts) {
    new DefinitionChecks(findings)
        .image(new Place(image, 1, 1, ""), "image '" + image + "'", facts, false, false);
  }

  /// Kubernetes resources of which container definitions were made: of all containers, or of those
  /// called `name`.
  public void podDefinitions(
      String file, String text, @Nullable String name, Function<String, ImageFacts> images) {
    new DefinitionChecks(findings).pods(PodFile.documents(file, text), name, images);
  }
}
