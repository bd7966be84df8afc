package coffer.armlang;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Functions on objects (ARM template functions, "Object functions").
final class ObjectFunctions {
  static final List<Function> ALL =
      List.of(
          Function.structural("createObject", 0, Function.MANY, ObjectFunctions::create),
          Function.structural("items", 1, 1, ObjectFunctions::items),
          Function.structural("objectKeys", 1, 1, ObjectFunctions::keys),
          Function.structural("shallowMerge", 1, 1, ObjectFunctions::shallowMerge),
          Function.structural("tryGet", 2, Function.MANY, ObjectFunctions::tryGet));

  private ObjectFunctions() {}

  private static Value create(Arguments a) {
    if (a.count() % 2 != 0) {
      throw new ExpressionException(
          "createObject: a value for each name wanted, found %d arguments".formatted(a.count()));
    }
    Map<String, Value> members = new LinkedHashMap<>();
    for (int i = 0; i < a.count(); i += 2) {
      if (members.put(a.text(i), a.value(i + 1)) != null) {
        throw new ExpressionException(
            "createObject: the name '%s' for the second time".formatted(a.text(i)));
      }
    }
    return new Value.Obj(members);
  }

  /// The first object with the members of the second; objects in both are merged in turn.
  static Value.Obj merged(Value.Obj first, Value.Obj second) {
    Map<String, Value> all = new LinkedHashMap<>(first.members());
    second
        .members()
        .forEach(
            (name, value) -> {
              String key =
                  all.keySet().stream().filter(name::equalsIgnoreCase).findFirst().orElse(name);
              Value old = all.get(key);
              all.put(
                  key,
                  old instanceof Value.Obj one && value instanceof Value.Obj other
                      ? merged(one, other)
                      : value);
            });
    return new Value.Obj(all);
  }

  private static Value items(Arguments a) {
    List<Value> items = new ArrayList<>();
    a.object(0).members().entrySet().stream()
        .sorted(Map.Entry.comparingByKey(String.CASE_INSENSITIVE_ORDER))
        .forEach(
            member -> {
              Map<String, Value> item = new LinkedHashMap<>();
              item.put("key", new Value.Text(member.getKey()));
              item.put("value", member.getValue());
              items.add(new Value.Obj(item));
            });
    return new Value.Arr(items);
  }

  private static Value keys(Arguments a) {
    return new Value.Arr(
        a.object(0).members().keySet().stream()
            .sorted(String.CASE_INSENSITIVE_ORDER)
            .<Value>map(Value.Text::new)
            .toList());
  }

  private static Value shallowMerge(Arguments a) {
    Map<String, Value> all = new LinkedHashMap<>();
    Arguments objects = new Arguments("shallowMerge", a.list(0));
    for (int i = 0; i < objects.count(); i++) {
      all.putAll(objects.object(i).members());
    }
    return new Value.Obj(all);
  }

  private static Value tryGet(Arguments a) {
    Value value = a.value(0);
    for (int i = 1; i < a.count(); i++) {
      value = Access.get(value, a.value(i), true);
    }
    return value;
  }
}
