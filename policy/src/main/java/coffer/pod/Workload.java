package coffer.pod;

import coffer.bytes.MalformedException;
import coffer.json.Json;
import coffer.template.Members;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A document that starts pods.
///
/// @param position of the document in its file
/// @param outer the document
/// @param pod the part of it that describes a pod: `metadata` and `spec`
/// @param path where `pod` stands in `outer`
record Workload(int position, Json.Obj outer, Json.Obj pod, List<String> path) {
  private static final Set<String> KINDS =
      Set.of("Pod", "Deployment", "StatefulSet", "DaemonSet", "Job", "CronJob", "ReplicaSet");

  /// The workloads among the documents of a file.
  static List<Workload> of(List<Json> documents) {
    List<Workload> workloads = new ArrayList<>();
    for (int i = 0; i < documents.size(); i++) {
      if (documents.get(i) instanceof Json.Obj document && isWorkload(document)) {
        workloads.add(of(i, document));
      }
    }
    return workloads;
  }

  static boolean isWorkload(Json.Obj document) {
    return document.get("kind").orElse(Json.NULL) instanceof Json.Str(String kind)
        && KINDS.contains(kind);
  }

  private static Workload of(int position, Json.Obj document) {
    List<String> path = new ArrayList<>();
    Json.Obj pod = document;
    while (!(pod.get("spec").orElse(Json.NULL) instanceof Json.Obj spec
        && spec.get("containers").isPresent())) {
      Json.Obj owner = pod;
      String step =
          List.of("spec", "template", "jobTemplate").stream()
              .filter(name -> owner.get(name).isPresent())
              .findFirst()
              .orElseThrow(() -> noContainers(document));
      path.add(step);
      if (!(pod.members().get(step) instanceof Json.Obj inner)) {
        throw noContainers(document);
      }
      pod = inner;
    }
    return new Workload(position, document, pod, path);
  }

  private static MalformedException noContainers(Json.Obj document) {
    return new MalformedException(
        "%s: a pod with spec.containers wanted, found none".formatted(label(document)));
  }

  /// `Deployment 'web'`, for messages.
  String label() {
    return label(outer);
  }

  private static String label(Json.Obj document) {
    return "%s '%s'"
        .formatted(text(document, "kind"), text(Members.get(document, "metadata"), "name"));
  }

  private static String text(Json owner, String name) {
    return Members.get(owner, name) instanceof Json.Str(String text) ? text : "";
  }

  Json spec() {
    return Members.get(pod, "spec");
  }

  /// A member of the pod's metadata, null when it is missing.
  Json metadata(String name) {
    return Members.get(Members.get(pod, "metadata"), name);
  }

  /// Containers, then initial containers.
  List<Json> containers() {
    List<Json> containers = new ArrayList<>(Members.list(spec(), "containers"));
    if (containers.isEmpty()) {
      throw new MalformedException("a list of containers wanted, found none");
    }
    containers.addAll(Members.list(spec(), "initContainers"));
    return containers;
  }

  /// Where the container at `index` stands, counted through both lists.
  List<String> container(int index) {
    int first = Members.list(spec(), "containers").size();
    List<String> steps = new ArrayList<>(path);
    steps.add(Members.nameOf(pod, "spec"));
    steps.add(Members.nameOf(spec(), index < first ? "containers" : "initContainers"));
    steps.add(Integer.toString(index < first ? index : index - first));
    return steps;
  }

  /// Where the containers name their images, as paths of the document.
  List<List<String>> images() {
    List<List<String>> paths = new ArrayList<>();
    String spec = Members.nameOf(pod, "spec");
    for (String list : List.of("containers", "initContainers")) {
      List<Json> containers = Members.list(spec(), list);
      for (int i = 0; i < containers.size(); i++) {
        List<String> steps = new ArrayList<>(path);
        steps.addAll(
            List.of(
                spec,
                Members.nameOf(spec(), list),
                Integer.toString(i),
                Members.nameOf(containers.get(i), "image")));
        paths.add(steps);
      }
    }
    return paths;
  }

  /// Whether the pod is labelled for workload identity; only the text `true` counts.
  boolean usesWorkloadIdentity() {
    return metadata("labels") instanceof Json.Obj(Map<String, Json> labels)
        && Json.of("true").equals(labels.get("azure.workload.identity/use"));
  }

  /// The templates of the volumes that the workload claims by itself.
  List<Json> volumeClaimTemplates() {
    return outer.get("spec").orElse(Json.NULL) instanceof Json.Obj spec
        ? spec.list("volumeClaimTemplates")
        : List.of();
  }
}
