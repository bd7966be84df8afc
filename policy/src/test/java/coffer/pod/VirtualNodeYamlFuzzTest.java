package coffer.pod;

import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.bytes.MalformedException;
import coffer.cce.ImageDefaults;
import coffer.cce.ImageFacts;
import coffer.define.PodDefinitions;
import coffer.template.ContainerGroup;
import coffer.template.GroupSettings;
import coffer.template.PolicyPlace;
import coffer.yaml.YamlStream;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Any text is a file for virtual nodes, or a [MalformedException].
class VirtualNodeYamlFuzzTest {
  private static final ImageFacts IMAGE = ImageFacts.linux(ImageDefaults.NONE, List.of("aa"));

  @FuzzTest(maxDuration = "5m")
  void pods(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    try {
      for (ContainerGroup group : VirtualNodeYaml.parse(text).groups(GroupSettings.DEFAULT)) {
        group.containers().forEach(container -> container.merge(IMAGE).toJson());
        PolicyPlace place = group.place();
        if (place != null) {
          inject(text, place);
        }
      }
    } catch (MalformedException _) {
      // The one exception that is allowed.
    }
  }

  private static void inject(String text, PolicyPlace place) {
    String changed = YamlStream.parse(text).with(place.document(), place.path(), "cGE=");
    assertTrue(changed.contains("cGE="));
  }

  @FuzzTest(maxDuration = "5m")
  void definitions(byte[] bytes) {
    try {
      PodDefinitions.parse(new String(bytes, StandardCharsets.UTF_8)).definitions(null, _ -> IMAGE);
    } catch (MalformedException _) {
      // The one exception that is allowed.
    }
  }
}
