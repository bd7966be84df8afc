package coffer.generate;

import coffer.bytes.MalformedException;
import coffer.cce.ContainerDefinition;
import coffer.cce.ImageCatalog;
import coffer.cce.ImageFacts;
import coffer.cce.Policy;
import coffer.cce.PolicyContainer;
import coffer.cce.PolicyForm;
import coffer.template.ContainerGroup;
import coffer.template.GroupSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Makes the policy of a container group.
public final class PolicyGenerator {
  private final ImageCatalog images;
  private final GroupSettings settings;

  public PolicyGenerator(ImageCatalog images, GroupSettings settings) {
    this.images = images;
    this.settings = settings;
  }

  /// The policy that allows exactly the containers of the group.
  public Policy generate(ContainerGroup group) {
    List<PolicyContainer> containers = merge(group);
    return switch (settings.platform()) {
      case LINUX ->
          Policy.ofGroup(
              containers, group.fragments(), settings.flags(), settings.allowStdioAccess());
      case WINDOWS ->
          Policy.of(PolicyForm.WINDOWS, group.fragments(), containers, settings.flags());
    };
  }

  /// The group's containers with what their images bring.
  public List<PolicyContainer> merge(ContainerGroup group) {
    List<PolicyContainer> containers = new ArrayList<>();
    for (ContainerDefinition definition : group.containers()) {
      containers.add(definition.merge(facts(definition.image())));
    }
    return containers;
  }

  private ImageFacts facts(String image) {
    String tagged = image.contains(":") ? image : image + ":latest";
    ImageFacts facts =
        Optional.of(tagged)
            .flatMap(images::find)
            .or(() -> images.find(image))
            .orElseThrow(() -> new MalformedException("image " + tagged + " is not known"));
    if (!facts.platform().equals(settings.platform().toString())) {
      throw new MalformedException(
          "image %s is for %s, but the policy is for %s"
              .formatted(tagged, facts.platform(), settings.platform()));
    }
    return facts;
  }
}
