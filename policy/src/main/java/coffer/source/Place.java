package coffer.source;

import coffer.bytes.MalformedException;

/// Where something stands: `file:line:column: path`.
///
/// @param line from 1 on
/// @param column from 1 on, in UTF-16 units
public record Place(String file, int line, int column, String path) {
  /// The same problem, told with this place.
  public MalformedException malformed(String problem) {
    return new MalformedException(this + ": " + problem);
  }

  @Override
  public String toString() {
    String where = "%s:%d:%d".formatted(file, line, column);
    return path.isEmpty() ? where : where + ": " + path;
  }
}
