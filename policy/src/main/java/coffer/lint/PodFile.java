package coffer.lint;

import coffer.bytes.MalformedException;
import coffer.yaml.YamlStream;
import java.util.List;

/// The documents of a file of Kubernetes resources, read and bounded as the generator does.
final class PodFile {
  private PodFile() {}

  static List<YamlPart> documents(String file, String text) {
    try {
      return YamlStream.parse(text).roots().stream()
          .map(root -> YamlPart.root(file, root))
          .toList();
    } catch (MalformedException e) {
      throw e.within(file);
    }
  }
}
