package coffer.generate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import coffer.arm.ArmTemplate;
import coffer.cce.FragmentImport;
import coffer.cce.ImageCatalog;
import coffer.fragment.ImportedContainers;
import coffer.fragment.SignedFragment;
import coffer.json.Json;
import coffer.python.PythonJson;
import coffer.template.ContainerGroup;
import coffer.template.FragmentImports;
import coffer.template.GroupSettings;
import coffer.template.GroupSettings.Platform;
import coffer.template.Questions;
import coffer.testkit.Vectors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// The sample templates of the reference generator, in each of its variants, byte for byte.
class SampleTemplatesTest {
  private static GroupSettings settings(
      boolean debug, boolean stdio, String svn, boolean defaults) {
    return new GroupSettings(
        Platform.LINUX, debug, stdio, svn, defaults, List.of(), Questions.APPROVE);
  }

  private static final Map<String, GroupSettings> VARIANTS =
      Map.of(
          "policy.rego", settings(false, true, "", true),
          "policy_debug.rego", settings(true, true, "", true),
          "policy_exclude_default_fragment.rego", settings(false, true, "", false),
          "policy_infrastructure_svn.rego", settings(false, true, "99", true),
          "policy_disable_stdio.rego", settings(false, false, "", true));

  @TestFactory
  Stream<DynamicTest> samplesAreEqual() throws IOException {
    Path folder =
        Vectors.folder("policy")
            .orElseGet(() -> Assumptions.abort("no recorded policies on this machine"));
    ImageCatalog images = ImageCatalog.parse(Files.readString(folder.resolve("image-facts.json")));
    List<Path> samples;
    try (Stream<Path> all = Files.list(folder.resolve("upstream-samples/aci"))) {
      samples = all.sorted().toList();
    }
    return samples.stream()
        .flatMap(
            sample ->
                VARIANTS.entrySet().stream()
                    .map(
                        variant ->
                            DynamicTest.dynamicTest(
                                sample.getFileName() + " " + variant.getKey(),
                                () ->
                                    assertEquals(
                                        Files.readString(sample.resolve(variant.getKey())),
                                        generate(sample, variant.getValue(), images)))));
  }

  private static String generate(Path sample, GroupSettings settings, ImageCatalog images)
      throws IOException {
    Path parameters = sample.resolve("parameters.json");
    ArmTemplate template =
        ArmTemplate.parse(
            Files.readString(sample.resolve("arm_template.json")),
            Files.exists(parameters) ? Files.readString(parameters) : "");
    StringBuilder out = new StringBuilder();
    for (ContainerGroup group : template.groups(settings)) {
      out.append(new PolicyGenerator(images, settings).generate(group).text()).append("\n\n\n");
    }
    return out.toString();
  }

  @Test
  void importedFragmentsCoverContainers() throws IOException {
    Path folder = recorded();
    Json document =
        PythonJson.loads(
            Files.readString(folder.resolve("upstream-samples/fragments/fragment.json")));
    byte[] signed =
        Files.readAllBytes(folder.resolve("upstream-samples/fragments/fragment.rego.cose"));
    ImageCatalog images = ImageCatalog.parse(Files.readString(folder.resolve("image-facts.json")));
    List<FragmentImport> imports = FragmentImports.in(document);
    ImportedContainers imported = ImportedContainers.of(imports, _ -> SignedFragment.parse(signed));
    for (String sample : List.of("minimal", "multi_containers", "variables")) {
      Path template = folder.resolve("upstream-samples/aci").resolve(sample);
      for (String svn : List.of("", "99")) {
        GroupSettings settings =
            new GroupSettings(Platform.LINUX, false, true, svn, true, imports, Questions.APPROVE);
        PolicyGenerator generator = new PolicyGenerator(images, settings, imported);
        StringBuilder out = new StringBuilder();
        for (ContainerGroup group :
            ArmTemplate.parse(Files.readString(template.resolve("arm_template.json")), "")
                .groups(settings)) {
          out.append(generator.generate(group).text()).append("\n\n\n");
        }
        String file =
            svn.isEmpty() ? "policy_fragment.rego" : "policy_fragment_plus_infrastructure_svn.rego";
        assertEquals(Files.readString(template.resolve(file)), out.toString(), sample);
      }
    }
  }

  @Test
  void laterReleasesListAProcessOnce() throws IOException {
    Path sample = recorded().resolve("newer/duplicated_probes");
    ImageCatalog images =
        ImageCatalog.parse(Files.readString(recorded().resolve("image-facts.json")));
    GroupSettings settings = VARIANTS.get("policy.rego");
    String template;
    try (Stream<Path> files = Files.list(sample)) {
      template =
          Files.readString(
              files.filter(file -> file.toString().endsWith(".json")).findFirst().orElseThrow());
    }
    ContainerGroup group =
        ArmTemplate.parse(template, "").groups(Objects.requireNonNull(settings)).getFirst();
    assertEquals(
        Files.readString(sample.resolve("policy.rego")),
        Compat.V2_2.apply(new PolicyGenerator(images, settings).generate(group)).text() + "\n\n\n");
  }

  private static Path recorded() {
    return Vectors.folder("policy")
        .orElseGet(() -> Assumptions.abort("no recorded policies on this machine"));
  }
}
