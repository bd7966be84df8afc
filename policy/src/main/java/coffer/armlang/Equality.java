package coffer.armlang;

import java.util.List;
import java.util.Map;

/// Whether two values are the same: text with letter case, numbers by value, objects whatever the
/// order of their members.
final class Equality {
  private Equality() {}

  static boolean same(Value one, Value other) {
    return switch (one) {
      case Value.Num(String a) ->
          other instanceof Value.Num(String b)
              && Numbers.decimal(a).compareTo(Numbers.decimal(b)) == 0;
      case Value.Arr a -> other instanceof Value.Arr b && (a == b || same(a.items(), b.items()));
      case Value.Obj a ->
          other instanceof Value.Obj b && (a == b || same(a.members(), b.members()));
      case Value.Unknown _ -> throw Unresolved.INSTANCE;
      case Value.Null _, Value.Bool _, Value.Text _ -> {
        if (other instanceof Value.Unknown) {
          throw Unresolved.INSTANCE;
        }
        yield one.equals(other);
      }
    };
  }

  private static boolean same(List<Value> one, List<Value> other) {
    if (one.size() != other.size()) {
      return false;
    }
    for (int i = 0; i < one.size(); i++) {
      if (!same(one.get(i), other.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean same(Map<String, Value> one, Map<String, Value> other) {
    return one.size() == other.size()
        && one.entrySet().stream()
            .allMatch(
                member ->
                    other.containsKey(member.getKey())
                        && same(member.getValue(), other.get(member.getKey())));
  }

  /// Whether `list` holds `value`. When it may be among the parts that stay expressions, nobody can
  /// say.
  static boolean contains(List<Value> list, Value value) {
    boolean open = false;
    for (Value item : list) {
      try {
        if (same(item, value)) {
          return true;
        }
      } catch (Unresolved e) {
        open = true;
      }
    }
    if (open) {
      throw Unresolved.INSTANCE;
    }
    return false;
  }
}
