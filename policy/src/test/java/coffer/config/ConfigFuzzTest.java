package coffer.config;

import coffer.bytes.MalformedException;
import coffer.cce.ImageDefaults;
import coffer.cce.ImageFacts;
import coffer.template.GroupSettings;
import coffer.template.ImageNames;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/// Any text is a configuration, or a [MalformedException].
class ConfigFuzzTest {
  @FuzzTest(maxDuration = "5m")
  void configurations(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    try {
      GeneratorConfig config = GeneratorConfig.parse(text, new ImageNames(Map.of()));
      config.archives();
      config
          .group(GroupSettings.DEFAULT)
          .containers()
          .forEach(
              container ->
                  container.merge(ImageFacts.linux(ImageDefaults.NONE, List.of("aa"))).toJson());
    } catch (MalformedException _) {
      // The one exception that is allowed.
    }
  }
}
