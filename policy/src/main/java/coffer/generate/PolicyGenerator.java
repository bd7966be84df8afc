package coffer.generate;

import coffer.bytes.MalformedException;
import coffer.cce.ContainerDefinition;
import coffer.cce.ImageCatalog;
import coffer.cce.ImageFacts;
import coffer.cce.Policy;
import coffer.cce.PolicyContainer;
import coffer.cce.PolicyForm;
import coffer.fragment.ImportedContainers;
import coffer.json.Json;
import coffer.template.ContainerGroup;
import coffer.template.GroupSettings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Makes the policy of a container group.
public final class PolicyGenerator {
  private final ImageCatalog images;
  private final GroupSettings settings;
  private final ImportedContainers imported;

  public PolicyGenerator(ImageCatalog images, GroupSettings settings) {
    this(images, settings, ImportedContainers.NONE);
  }

  /// Containers that `imported` covers are left out of the policy.
  public PolicyGenerator(ImageCatalog images, GroupSettings settings, ImportedContainers imported) {
    this.images = images;
    this.settings = settings;
    this.imported = imported;
  }

  /// The policy that allows exactly the containers of the group.
  public Policy generate(ContainerGroup group) throws IOException {
    return generate(group, _ -> {});
  }

  /// The same; `leftOut` hears of the containers that are left to imported fragments.
  public Policy generate(ContainerGroup group, Consumer<LeftOut> leftOut) throws IOException {
    List<PolicyContainer> containers = merge(group, leftOut);
    return switch (settings.platform()) {
      case LINUX ->
          Policy.ofGroup(
              containers, group.fragments(), settings.flags(), settings.allowStdioAccess());
      case WINDOWS ->
          Policy.of(PolicyForm.WINDOWS, group.fragments(), containers, settings.flags());
    };
  }

  /// The group's containers with what their images bring; those without layers are left out.
  public List<PolicyContainer> merge(ContainerGroup group) throws IOException {
    return merge(group, _ -> {});
  }

  private List<PolicyContainer> merge(ContainerGroup group, Consumer<LeftOut> leftOut)
      throws IOException {
    List<PolicyContainer> containers = new ArrayList<>();
    for (int i = 0; i < group.containers().size(); i++) {
      ContainerDefinition definition = group.containers().get(i);
      PolicyContainer container = definition.merge(facts(definition.image()));
      Optional<Json.Obj> fragment =
          imported.covering(ImageCatalog.tagged(definition.image()), container);
      if (fragment.isPresent()) {
        leftOut.accept(new LeftOut(i, container, fragment.get()));
      } else if (!container.layers().isEmpty()) {
        containers.add(container);
      }
    }
    return containers;
  }

  /// What is known of an image, which must be for the platform of the policy.
  public ImageFacts facts(String image) throws IOException {
    String tagged = ImageCatalog.tagged(image);
    ImageFacts facts =
        images
            .find(image)
            .orElseThrow(() -> new MalformedException("image " + tagged + " is not known"));
    if (!facts.platform().equals(settings.platform().toString())) {
      throw new MalformedException(
          "image %s is for %s, but the policy is for %s"
              .formatted(tagged, facts.platform(), settings.platform()));
    }
    return facts;
  }
}
