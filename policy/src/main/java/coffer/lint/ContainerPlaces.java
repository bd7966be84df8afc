package coffer.lint;

import coffer.bytes.MalformedException;
import coffer.json.Json;
import coffer.source.JsonPath;
import coffer.source.Place;
import coffer.source.SourceFile;
import coffer.template.Members;
import coffer.template.PolicyPlace;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where a document describes the containers of its groups: containers first, then initial
/// containers. A document that has no places, or cannot be read for them, is a place as a whole.
public sealed interface ContainerPlaces {
  List<String> LISTS = List.of("containers", "initContainers");

  /// Where the container at `position` of a group stands.
  ///
  /// @param policy where the group has its policy; null when the document has no place for one
  Place container(@Nullable PolicyPlace policy, int position);

  /// Of something without text, such as an image's name.
  static ContainerPlaces none(String name) {
    return new None(name);
  }

  /// Of an ARM template, or of a generator configuration.
  static ContainerPlaces json(String file, String text) {
    try {
      return new InJson(SourceFile.parse(file, text));
    } catch (MalformedException e) {
      return new None(file);
    }
  }

  /// Of Kubernetes resources.
  static ContainerPlaces yaml(String file, String text) {
    try {
      return new InYaml(file, PodFile.documents(file, text));
    } catch (MalformedException e) {
      return new None(file);
    }
  }

  record None(String name) implements ContainerPlaces {
    @Override
    public Place container(@Nullable PolicyPlace policy, int position) {
      return new Place(name, 1, 1, "");
    }
  }

  record InJson(SourceFile file) implements ContainerPlaces {
    /// A template's policy stands in `confidentialComputeProperties`, beside its containers.
    private static final int STEPS_TO_POLICY = 2;

    @Override
    public Place container(@Nullable PolicyPlace policy, int position) {
      JsonPath path = JsonPath.ROOT;
      Json owner = file.value();
      if (policy != null) {
        for (String step : policy.path().subList(0, policy.path().size() - STEPS_TO_POLICY)) {
          path = owner instanceof Json.Arr ? path.item(Integer.parseInt(step)) : path.member(step);
          owner = child(owner, step);
        }
      }
      int left = position;
      for (String list : LISTS) {
        int size =
            Members.get(owner, list) instanceof Json.Arr(List<Json> items) ? items.size() : 0;
        if (left < size) {
          return file.place(path.member(Members.nameOf(owner, list)).item(left));
        }
        left -= size;
      }
      return file.place(path);
    }

    private static Json child(Json owner, String step) {
      return switch (owner) {
        case Json.Arr(List<Json> items) -> items.get(Integer.parseInt(step));
        case Json other -> Members.get(other, step);
      };
    }
  }

  record InYaml(String file, List<YamlPart> documents) implements ContainerPlaces {
    /// A pod's policy is an annotation in its metadata, which stand beside its specification.
    private static final int STEPS_TO_POLICY = 3;

    public InYaml {
      documents = List.copyOf(documents);
    }

    @Override
    public Place container(@Nullable PolicyPlace policy, int position) {
      if (policy == null) {
        return new Place(file, 1, 1, "");
      }
      YamlPart pod = documents.get(policy.document());
      for (String step : policy.path().subList(0, policy.path().size() - STEPS_TO_POLICY)) {
        pod = pod.get(step);
      }
      int left = position;
      for (String list : LISTS) {
        List<YamlPart> containers = pod.get("spec").get(list).items();
        if (left < containers.size()) {
          return containers.get(left).place();
        }
        left -= containers.size();
      }
      return pod.place();
    }
  }
}
