package coffer.armlang;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/// Functions on lists, many of which take text or objects as well (ARM template functions, "Array
/// functions").
final class ListFunctions {
  /// Azure's limit on the length of a range.
  private static final int MAX_RANGE = 10_000;

  static final List<Function> ALL =
      List.of(
          Function.structural("array", 1, 1, ListFunctions::array),
          Function.structural("createArray", 0, Function.MANY, a -> new Value.Arr(a.values())),
          Function.structural("concat", 1, Function.MANY, ListFunctions::concat),
          Function.structural("contains", 2, 2, ListFunctions::contains),
          Function.structural("empty", 1, 1, ListFunctions::empty),
          Function.structural("length", 1, 1, ListFunctions::length),
          Function.structural("first", 1, 1, a -> end(a, true)),
          Function.structural("last", 1, 1, a -> end(a, false)),
          Function.structural("skip", 2, 2, ListFunctions::skip),
          Function.structural("take", 2, 2, ListFunctions::take),
          Function.structural("flatten", 1, 1, ListFunctions::flatten),
          Function.structural("union", 2, Function.MANY, ListFunctions::union),
          Function.structural("intersection", 2, Function.MANY, ListFunctions::intersection),
          Function.of("indexOf", 2, 2, a -> indexOf(a, true)),
          Function.of("lastIndexOf", 2, 2, a -> indexOf(a, false)),
          Function.of("range", 2, 2, ListFunctions::range),
          Function.of("min", 1, Function.MANY, a -> extreme(a, Comparator.naturalOrder())),
          Function.of("max", 1, Function.MANY, a -> extreme(a, Comparator.reverseOrder())));

  private ListFunctions() {}

  private static Value number(long value) {
    return Value.Num.of(value);
  }

  private static Value array(Arguments a) {
    return a.value(0) instanceof Value.Arr list ? list : new Value.Arr(List.of(a.value(0)));
  }

  private static Value concat(Arguments a) {
    if (a.value(0) instanceof Value.Arr) {
      List<Value> all = new ArrayList<>();
      for (int i = 0; i < a.count(); i++) {
        all.addAll(a.list(i));
      }
      return new Value.Arr(all);
    }
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < a.count(); i++) {
      out.append(a.anyText(i));
      if (out.length() > Value.MAX_SIZE) {
        throw new ExpressionException("concat: the result grows beyond " + Value.MAX_SIZE);
      }
    }
    return new Value.Text(out.toString());
  }

  private static Value contains(Arguments a) {
    return new Value.Bool(
        switch (a.value(0)) {
          case Value.Text(String text) -> text.contains(a.anyText(1));
          case Value.Obj object -> object.get(a.text(1)).isPresent();
          case Value.Arr list -> Equality.contains(list.items(), a.value(1));
          case Value other -> throw a.wanted(0, "text, a list or an object", other);
        });
  }

  private static Value empty(Arguments a) {
    return new Value.Bool(
        switch (a.value(0)) {
          case Value.Null() -> true;
          case Value.Text(String text) -> text.isEmpty();
          case Value.Arr list -> list.items().isEmpty();
          case Value.Obj object -> object.members().isEmpty();
          case Value other -> throw a.wanted(0, "text, a list or an object", other);
        });
  }

  private static Value length(Arguments a) {
    return number(
        switch (a.value(0)) {
          case Value.Text(String text) -> text.length();
          case Value.Arr list -> list.items().size();
          case Value.Obj object -> object.members().size();
          case Value other -> throw a.wanted(0, "text, a list or an object", other);
        });
  }

  private static Value end(Arguments a, boolean first) {
    return switch (a.value(0)) {
      case Value.Text(String text) when text.isEmpty() -> new Value.Text("");
      case Value.Text(String text) ->
          new Value.Text(first ? text.substring(0, 1) : text.substring(text.length() - 1));
      case Value.Arr list when list.items().isEmpty() -> new Value.Null();
      case Value.Arr list -> first ? list.items().getFirst() : list.items().getLast();
      case Value other -> throw a.wanted(0, "text or a list", other);
    };
  }

  private static Value skip(Arguments a) {
    long count = Math.max(0, a.integer(1));
    return switch (a.value(0)) {
      case Value.Text(String text) ->
          new Value.Text(text.substring((int) Math.min(count, text.length())));
      case Value.Arr list -> new Value.Arr(list.items().stream().skip(count).toList());
      case Value other -> throw a.wanted(0, "text or a list", other);
    };
  }

  private static Value take(Arguments a) {
    long count = Math.max(0, a.integer(1));
    return switch (a.value(0)) {
      case Value.Text(String text) ->
          new Value.Text(text.substring(0, (int) Math.min(count, text.length())));
      case Value.Arr list -> new Value.Arr(list.items().stream().limit(count).toList());
      case Value other -> throw a.wanted(0, "text or a list", other);
    };
  }

  private static Value flatten(Arguments a) {
    List<Value> all = new ArrayList<>();
    for (Value item : a.list(0)) {
      switch (item) {
        case Value.Arr list -> all.addAll(list.items());
        case Value.Unknown _ -> throw Unresolved.INSTANCE;
        case Value other -> throw a.wanted(0, "a list of lists", other);
      }
    }
    return new Value.Arr(all);
  }

  private static Value union(Arguments a) {
    if (a.value(0) instanceof Value.Obj) {
      Value.Obj all = a.object(0);
      for (int i = 1; i < a.count(); i++) {
        all = ObjectFunctions.merged(all, a.object(i));
      }
      return all;
    }
    List<Value> all = new ArrayList<>();
    for (int i = 0; i < a.count(); i++) {
      for (Value item : a.list(i)) {
        if (!Equality.contains(all, item)) {
          all.add(item);
        }
      }
    }
    return new Value.Arr(all);
  }

  private static Value intersection(Arguments a) {
    if (a.value(0) instanceof Value.Obj first) {
      Map<String, Value> common = new LinkedHashMap<>(first.members());
      for (int i = 1; i < a.count(); i++) {
        Value.Obj other = a.object(i);
        common
            .entrySet()
            .removeIf(
                member ->
                    other
                        .get(member.getKey())
                        .filter(value -> Equality.same(value, member.getValue()))
                        .isEmpty());
      }
      return new Value.Obj(common);
    }
    List<Value> common = new ArrayList<>();
    for (Value item : a.list(0)) {
      boolean everywhere = !Equality.contains(common, item);
      for (int i = 1; everywhere && i < a.count(); i++) {
        everywhere = Equality.contains(a.list(i), item);
      }
      if (everywhere) {
        common.add(item);
      }
    }
    return new Value.Arr(common);
  }

  private static Value indexOf(Arguments a, boolean first) {
    if (a.value(0) instanceof Value.Arr list) {
      List<Value> items = list.items();
      int found = -1;
      for (int i = 0; i < items.size() && (found < 0 || !first); i++) {
        found = Equality.same(items.get(i), a.value(1)) ? i : found;
      }
      return number(found);
    }
    String text = TextFunctions.fold(a, 0);
    String part = TextFunctions.fold(a, 1);
    return number(first ? text.indexOf(part) : text.lastIndexOf(part));
  }

  private static Value range(Arguments a) {
    long start = a.integer(0);
    int count = a.index(1, MAX_RANGE);
    if (start < Integer.MIN_VALUE || start > Integer.MAX_VALUE - count) {
      throw new ExpressionException(
          "range: start and count within 2147483647 wanted, found %d and %d"
              .formatted(start, count));
    }
    return new Value.Arr(
        LongStream.range(start, start + count)
            .mapToObj(ListFunctions::number)
            .collect(Collectors.toList()));
  }

  private static Value extreme(Arguments a, Comparator<BigDecimal> order) {
    List<Value> numbers = a.value(0) instanceof Value.Arr list ? list.items() : a.values();
    if (numbers.isEmpty()) {
      throw new ExpressionException(a.function() + ": at least one number wanted");
    }
    Arguments all = new Arguments(a.function(), numbers);
    for (int i = 0; i < numbers.size(); i++) {
      all.integer(i);
    }
    return numbers.stream()
        .min(Comparator.comparing(number -> Numbers.decimal(Texts.string(number)), order))
        .orElseThrow();
  }
}
