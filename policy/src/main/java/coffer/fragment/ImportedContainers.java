package coffer.fragment;

import coffer.bytes.MalformedException;
import coffer.cce.FragmentImport;
import coffer.cce.PolicyContainer;
import coffer.compare.Comparison;
import coffer.compare.RegoContainers;
import coffer.json.Json;
import coffer.python.PythonText;
import coffer.template.FragmentImports;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The containers of imported fragments, which a policy need not list again.
public final class ImportedContainers {
  public static final ImportedContainers NONE = new ImportedContainers(List.of());

  private final List<Json.Obj> containers;

  private ImportedContainers(List<Json.Obj> containers) {
    this.containers = List.copyOf(containers);
  }

  /// Those of the imports and of everything that they import in turn, but for the service's own
  /// fragment. Two fragments of one namespace are an error.
  public static ImportedContainers of(List<FragmentImport> imports, FragmentSource source)
      throws IOException {
    List<Json.Obj> containers = new ArrayList<>();
    Set<String> namespaces = new HashSet<>();
    Set<FragmentImport> known = new HashSet<>();
    Deque<FragmentImport> open = new ArrayDeque<>(imports);
    while (!open.isEmpty()) {
      FragmentImport statement = open.removeFirst();
      if (isInfrastructure(statement) || !known.add(statement)) {
        continue;
      }
      SignedFragment fragment = source.fetch(statement);
      if (!namespaces.add(fragment.namespace())) {
        throw new MalformedException(
            "namespace '%s' is that of two fragments; only one of them can be loaded"
                .formatted(fragment.namespace()));
      }
      containers.addAll(RegoContainers.containers(fragment.text()));
      open.addAll(FragmentImports.of(List.copyOf(RegoContainers.fragments(fragment.text()))));
    }
    return new ImportedContainers(containers);
  }

  private static boolean isInfrastructure(FragmentImport statement) {
    return statement.feed().equals(FragmentImport.INFRASTRUCTURE.feed())
        && statement.issuer().equals(FragmentImport.INFRASTRUCTURE.issuer());
  }

  /// The container of a fragment that allows the container of `image`: the same image or name, and
  /// nothing that differs but layers and id; one with the same layers if there are several.
  public Optional<Json.Obj> covering(String image, PolicyContainer container) {
    Json.Obj wanted = container.toJson();
    List<Json.Obj> covering =
        containers.stream()
            .filter(
                candidate ->
                    tagged(candidate).equals(Json.of(image))
                        || candidate
                            .get("name")
                            .equals(wanted.get("name").or(() -> Optional.of(Json.NULL))))
            .filter(candidate -> Comparison.covers(candidate, wanted))
            .toList();
    return covering.stream()
        .filter(candidate -> candidate.get("layers").equals(wanted.get("layers")))
        .findFirst()
        .or(() -> covering.stream().findFirst());
  }

  private static Json tagged(Json.Obj candidate) {
    return switch (candidate.get("id").orElse(Json.NULL)) {
      case Json.Str(String id) when !id.contains(":") -> Json.of(id + ":latest");
      case Json other -> other instanceof Json.Str ? other : Json.of(PythonText.str(other));
    };
  }
}
