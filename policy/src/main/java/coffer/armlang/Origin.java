package coffer.armlang;

import coffer.source.JsonPath;
import coffer.source.Place;
import coffer.source.SourceFile;

/// What in a file a value was made of.
public record Origin(SourceFile file, JsonPath path) {
  /// The same for people, with line and column.
  public Place place() {
    return file.place(path);
  }

  Origin member(String name) {
    return new Origin(file, path.member(name));
  }

  Origin item(int position) {
    return new Origin(file, path.item(position));
  }
}
