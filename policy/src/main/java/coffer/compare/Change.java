package coffer.compare;

import coffer.json.Json;
import java.util.List;

/// One difference between two values.
///
/// @param path member names, and positions in lists, from the values compared
sealed interface Change {
  List<String> path();

  /// Another value of the same type, or at the same place of a list.
  record Value(List<String> path, Json before, Json after) implements Change {}

  /// A value of another type.
  record Type(List<String> path, Json before, Json after) implements Change {}

  /// An item that only the second list has.
  record ItemAdded(List<String> path, Json item) implements Change {}

  /// An item that only the first list has.
  record ItemRemoved(List<String> path, Json item) implements Change {}

  /// A member that only the second object has.
  record MemberAdded(List<String> path, Json value) implements Change {}

  /// A member that only the first object has.
  record MemberRemoved(List<String> path, Json value) implements Change {}
}
