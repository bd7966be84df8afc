package coffer.cli;

import coffer.bytes.MalformedException;
import coffer.cce.ContainerDefinition;
import coffer.cce.FragmentImport;
import coffer.fragment.ImportedContainers;
import coffer.json.Json;
import coffer.oci.Platform;
import coffer.python.PythonJson;
import coffer.template.ContainerGroup;
import coffer.template.FragmentImports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Fragments that a policy imports.
final class PolicyFragmentOptions {
  @Option(
      names = {"-f", "--include-fragments"},
      description = "Leave out containers that imported fragments allow already.")
  boolean include;

  @Option(
      names = {"-j", "--fragments-json"},
      paramLabel = "FILE",
      description = "Import statements; 'path' in one names its signed file.")
  @Nullable Path json;

  void check() {
    if (json != null && !include) {
      throw PolicyGroupOptions.failure("--fragments-json needs --include-fragments");
    }
  }

  private Json document(@Nullable Path input) throws IOException {
    Path file = json == null ? input : json;
    if (!include || file == null) {
      return Json.object().build();
    }
    try {
      return PythonJson.loads(Files.readString(file));
    } catch (MalformedException e) {
      throw e.within(file.toString());
    }
  }

  /// The statements; those of a configuration without a file of their own are read with it.
  List<FragmentImport> imports() throws IOException {
    return json == null ? List.of() : FragmentImports.in(document(null));
  }

  /// The containers of all imported fragments.
  ///
  /// @param groups whose images may have fragments attached
  ImportedContainers contents(
      @Nullable Path input, List<ContainerGroup> groups, PolicyImageOptions images)
      throws IOException {
    Json document = document(input);
    List<String> names =
        groups.stream()
            .flatMap(group -> group.containers().stream())
            .map(ContainerDefinition::image)
            .toList();
    return ImportedContainers.of(
        FragmentImports.in(document),
        new ImportedFragments(
            FragmentImports.paths(document),
            names,
            Platform.LINUX_AMD64,
            images.offline
                ? Optional.empty()
                : Optional.of(() -> new FragmentRegistry(images.access()))));
  }
}
