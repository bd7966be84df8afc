package coffer.template;

import coffer.bytes.MalformedException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/// Images that are to be taken instead of those that a document names, such as a digest instead of
/// a tag. Not safe for threads.
public final class ImageNames {
  private final Map<String, String> replacements;
  private final Set<String> used = new LinkedHashSet<>();

  /// New names by old ones.
  public ImageNames(Map<String, String> replacements) {
    this.replacements = new LinkedHashMap<>(replacements);
  }

  /// The name to take for `image`, which may be itself.
  public String of(String image) {
    String replacement = replacements.get(image);
    if (replacement == null) {
      return image;
    }
    used.add(image);
    return replacement;
  }

  public boolean isEmpty() {
    return replacements.isEmpty();
  }

  /// An error when an image that was to be replaced is nowhere.
  public void checkAllUsed() {
    for (String image : replacements.keySet()) {
      if (!used.contains(image)) {
        throw new MalformedException("no container has the image " + image);
      }
    }
  }
}
