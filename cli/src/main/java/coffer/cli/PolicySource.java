package coffer.cli;

import coffer.arm.ArmTemplate;
import coffer.arm.EvaluatedArm;
import coffer.armlang.LinkedTemplates;
import coffer.bytes.MalformedException;
import coffer.cce.FragmentImport;
import coffer.cce.Policy;
import coffer.cce.ServiceDefaults;
import coffer.config.GeneratorConfig;
import coffer.json.Json;
import coffer.pod.VirtualNodeYaml;
import coffer.source.SourceFile;
import coffer.template.ContainerGroup;
import coffer.template.GroupSettings;
import coffer.template.ImageNames;
import coffer.template.PolicyPlace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A source that was read: its groups, and the document that policies are written into.
///
/// @param document null when the source has no place for policies
record PolicySource(List<ContainerGroup> groups, @Nullable PolicyDocument document) {
  /// An error when one of the policies cannot be put in its place, before the first one is: there
  /// is none in the document, or another policy has it already.
  void checkPlaces(List<Policy> policies) {
    PolicyDocument trial = document == null ? null : document.copy();
    Map<List<String>, Policy> taken = new HashMap<>();
    for (int i = 0; trial != null && i < groups.size(); i++) {
      ContainerGroup group = groups.get(i);
      PolicyPlace place = group.place();
      if (place == null) {
        throw noPlace(
            group, trial, "it stands in a linked template, or what should hold it is computed");
      }
      Policy other = trial.isYaml() ? null : taken.put(place.path(), policies.get(i));
      if (other != null && !other.text().equals(policies.get(i).text())) {
        throw noPlace(
            group,
            trial,
            "copies of one resource have different policies, so it has room for none");
      }
      if (groups.size() > 1) {
        trial.set(place, "AA==");
      }
    }
  }

  private static CommandFailure noPlace(
      ContainerGroup group, PolicyDocument document, String reason) {
    return new CommandFailure(
        ExitCode.REJECTED,
        "%s: the policy of group '%s' has no place: %s"
            .formatted(document.file(), group.name(), reason),
        "evaluate it first (coffer policy template) and generate from the result, or write the"
            + " policies with --out FOLDER");
  }

  /// An error when `--tar` is one archive, but there are several images.
  void checkArchive(PolicyImageOptions images) {
    if (images.single() && groups.stream().anyMatch(one -> one.containers().size() > 1)) {
      throw PolicyGroupOptions.failure(
          "--tar is one archive, but there are several images; give a JSON object of archives by"
              + " image name");
    }
  }

  static PolicySource load(
      PolicySourceOptions options,
      PolicyImageOptions archives,
      GroupSettings settings,
      ImageNames images)
      throws IOException {
    if (options.template != null && options.evaluate) {
      return evaluated(options, options.template, settings, images);
    } else if (options.template != null) {
      return template(options.template, options.parameters, settings, images);
    } else if (options.virtualNodeYaml != null) {
      return yaml(options.virtualNodeYaml, settings, images);
    } else if (options.containers.input != null) {
      return config(options.containers.input, archives, settings, images);
    }
    return new PolicySource(
        List.of(
            single(images.of(archives.name(String.valueOf(options.containers.image))), settings)),
        null);
  }

  private static PolicySource template(
      Path file, @Nullable Path parameters, GroupSettings settings, ImageNames images)
      throws IOException {
    String values = TextFile.readOrEmpty(parameters);
    String text = TextFile.read(file);
    try {
      String changed = ArmTemplate.withImages(text, values, images);
      return new PolicySource(
          ArmTemplate.parse(changed, values).groups(settings), PolicyDocument.json(file, changed));
    } catch (MalformedException e) {
      throw e.within(file.toString());
    }
  }

  private static PolicySource evaluated(
      PolicySourceOptions options, Path template, GroupSettings settings, ImageNames images)
      throws IOException {
    String text = TextFile.read(template);
    SourceFile file = LinkedTemplates.load(template);
    EvaluatedArm arm =
        new EvaluatedArm(options.deployment.evaluate(file, options.parameterFiles()), file, images);
    List<ContainerGroup> groups = arm.groups(settings);
    return new PolicySource(groups, PolicyDocument.json(template, arm.withImages(text)));
  }

  private static PolicySource yaml(Path file, GroupSettings settings, ImageNames images)
      throws IOException {
    String text = TextFile.read(file);
    try {
      String changed = VirtualNodeYaml.withImages(text, images);
      return new PolicySource(
          VirtualNodeYaml.parse(changed).groups(settings), PolicyDocument.yaml(file, changed));
    } catch (MalformedException e) {
      throw e.within(file.toString());
    }
  }

  private static PolicySource config(
      Path file, PolicyImageOptions archives, GroupSettings settings, ImageNames images)
      throws IOException {
    String text = TextFile.read(file);
    try {
      GeneratorConfig config = GeneratorConfig.parse(text, images);
      config.archives().forEach((image, path) -> archives.archive(image, Path.of(path)));
      return new PolicySource(List.of(config.group(settings)), null);
    } catch (MalformedException e) {
      throw e.within(file.toString());
    }
  }

  /// The groups of a template or YAML file with the policies they have, containers unread.
  static List<ContainerGroup> withPolicies(PolicySourceOptions options) throws IOException {
    boolean yaml = options.template == null;
    Path file = Objects.requireNonNull(yaml ? options.virtualNodeYaml : options.template);
    String values = TextFile.readOrEmpty(options.parameters);
    String text = TextFile.read(file);
    try {
      return yaml
          ? VirtualNodeYaml.parse(text).withPolicies()
          : ArmTemplate.parse(text, values).withPolicies();
    } catch (MalformedException e) {
      throw e.within(file.toString());
    }
  }

  /// The group of one image. Its fragments are always the service's own.
  static ContainerGroup single(String image, GroupSettings settings) {
    return new ContainerGroup(
        image,
        List.of(
            settings
                .container(image, ServiceDefaults.CONTAINER_INSTANCES)
                .withImageDefaults()
                .build()),
        List.of(FragmentImport.INFRASTRUCTURE),
        Json.NULL,
        null);
  }
}
