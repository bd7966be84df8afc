package coffer.cli;

import coffer.bytes.MalformedException;
import coffer.cce.Policy;
import coffer.cce.PolicyContainer;
import coffer.cce.PolicyForm;
import coffer.cce.Sidecars;
import coffer.compare.Comparison;
import coffer.compare.RegoContainers;
import coffer.generate.PolicyGenerator;
import coffer.json.Json;
import coffer.python.PythonJson;
import coffer.python.PythonJson.Form;
import coffer.python.PythonText;
import coffer.template.ContainerGroup;
import coffer.template.GroupSettings;
import coffer.template.PolicyPlace;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Compares generated policies with others, and shows those that a document has.
final class PolicyChecks {
  private final PrintWriter out;
  private final Form form;

  PolicyChecks(PrintWriter out, boolean pretty) {
    this.out = out;
    this.form = pretty ? Form.INDENTED_SORTED : Form.COMPACT_SORTED;
  }

  /// Prints the policies of a document as they are.
  int printExisting(List<ContainerGroup> groups, boolean yaml) {
    for (ContainerGroup group : groups) {
      PolicyPlace place = group.place();
      if (place == null || !PythonText.truthy(place.current())) {
        throw new MalformedException("group '" + group.name() + "' has no policy");
      }
      out.print((yaml ? "Policy for Pod: " : "CCE Policy for Container Group: ") + group.name());
      out.print("\n\n" + ExistingPolicy.text(place.current()) + "\n");
    }
    out.flush();
    return ExitCode.OK;
  }

  /// Compares with the policy of the document, in base64; none allows nothing.
  int diff(Policy generated, Json existing) {
    List<Json.Obj> allowed =
        PythonText.truthy(existing)
            ? RegoContainers.containers(ExistingPolicy.text(existing))
            : List.of();
    Comparison comparison = Comparison.of(allowed, written(generated));
    out.print(
        (comparison.isSame()
                ? "Existing policy and Template match"
                : PythonJson.dumps(comparison.toJson(), form))
            + "\n");
    return comparison.isSame() ? ExitCode.OK : ExitCode.USAGE;
  }

  private static List<Json.Obj> written(Policy policy) {
    return policy.containers().stream()
        .map(
            container ->
                policy.form() == PolicyForm.WINDOWS
                    ? container.toWindowsJson()
                    : container.toJson())
        .toList();
  }

  /// Compares the service's own sidecars with what their images say by themselves.
  int validateSidecars(Policy generated, PolicyGenerator generator) throws IOException {
    List<String> images = sidecars(generated);
    if (images.isEmpty()) {
      throw new MalformedException("no container has the image of a sidecar");
    }
    List<Json.Obj> tested = new ArrayList<>();
    for (String image : images) {
      for (PolicyContainer container :
          generator.merge(PolicySource.single(image, GroupSettings.DEFAULT))) {
        tested.add(container.toJson());
      }
    }
    List<Json.Obj> allowed =
        written(generated).stream()
            .filter(container -> container.get("id").isPresent())
            .map(PolicyChecks::namedById)
            .toList();
    Comparison comparison = Comparison.of(allowed, tested);
    out.print(
        comparison.isSame()
            ? "Sidecar containers will pass with its generated policy\n"
            : "Sidecar containers will not pass with its generated policy: "
                + PythonJson.dumps(comparison.toJson(), form)
                + "\n");
    return comparison.isSame() ? ExitCode.OK : ExitCode.USAGE;
  }

  private static List<String> sidecars(Policy policy) {
    List<String> images = new ArrayList<>();
    for (PolicyContainer container : policy.containers()) {
      String id = container.id();
      if (id != null && Sidecars.isSidecar(id)) {
        images.add(id);
      }
    }
    return images;
  }

  private static Json.Obj namedById(Json.Obj container) {
    Map<String, Json> members = new LinkedHashMap<>(container.members());
    members.put("name", container.get("id").orElse(Json.NULL));
    return new Json.Obj(members);
  }
}
