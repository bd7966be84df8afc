package coffer.cli;

import coffer.arm.ArmTemplate;
import coffer.bytes.MalformedException;
import coffer.cce.FragmentImport;
import coffer.cce.ServiceDefaults;
import coffer.config.GeneratorConfig;
import coffer.json.Json;
import coffer.pod.VirtualNodeYaml;
import coffer.template.ContainerGroup;
import coffer.template.GroupSettings;
import coffer.template.ImageNames;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A source that was read: its groups, and the document that policies are written into.
///
/// @param document null when the source has no place for policies
record PolicySource(List<ContainerGroup> groups, @Nullable PolicyDocument document) {
  /// An error when one of the policies cannot be put in its place, before the first one is.
  void checkPlaces() {
    PolicyDocument trial = document == null || groups.size() < 2 ? null : document.copy();
    for (ContainerGroup group : groups) {
      if (trial != null && group.place() != null) {
        trial.set(group.place(), "AA==");
      }
    }
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
    if (options.template != null) {
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
