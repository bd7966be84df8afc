package coffer.source;

import java.util.Arrays;

/// Where the lines of a text begin, to tell places by offsets.
public final class Lines {
  private final int[] starts;

  private Lines(int[] starts) {
    this.starts = starts;
  }

  public static Lines of(String text) {
    int[] starts = new int[16];
    int count = 1;
    for (int i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) {
      if (count == starts.length) {
        starts = Arrays.copyOf(starts, count * 2);
      }
      starts[count++] = i + 1;
    }
    return new Lines(Arrays.copyOf(starts, count));
  }

  /// The place of the character at `offset`, which `path` names.
  public Place place(String file, int offset, String path) {
    int found = Arrays.binarySearch(starts, offset);
    int line = found >= 0 ? found : -found - 2;
    return new Place(file, line + 1, offset - starts[line] + 1, path);
  }
}
