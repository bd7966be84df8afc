package coffer.arm;

import coffer.bytes.MalformedException;
import coffer.cce.ImageDefaults;
import coffer.cce.ImageFacts;
import coffer.json.Json;
import coffer.template.ContainerGroup;
import coffer.template.GroupSettings;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Any text is a template and a parameter file, or a [MalformedException].
class ArmTemplateFuzzTest {
  private static final ImageFacts IMAGE =
      ImageFacts.linux(
          new ImageDefaults(List.of("A=b"), List.of("/e"), List.of("c"), "/w", "u:g", "SIGINT"),
          List.of("aa"));

  @FuzzTest(maxDuration = "5m")
  void templates(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    try {
      for (ContainerGroup group : ArmTemplate.parse(text, "").groups(GroupSettings.DEFAULT)) {
        group.containers().forEach(container -> container.merge(IMAGE).toJson());
      }
    } catch (MalformedException _) {
      // The one exception that is allowed.
    }
  }

  @FuzzTest(maxDuration = "5m")
  void expressions(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    Json declared =
        Json.object()
            .put("a", Json.object().put("defaultValue", "x").build())
            .put("b", Json.object().put("value", "[parameters('a')]").build())
            .put("c", Json.object().put("type", "string").build())
            .build();
    try {
      new Expressions(declared, Json.object().put("v", 5).build()).replace(Json.of(text));
    } catch (MalformedException _) {
      // The one exception that is allowed.
    }
  }
}
