package coffer.oci;

import coffer.bytes.Digest;
import coffer.bytes.MalformedException;
import coffer.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/// Members of image documents that JSON's own accessors do not cover. Absent and null are the same,
/// because Go's encoders write one for the other.
final class Members {
  private Members() {}

  static <T> T object(Json.Obj in, String name, Function<Json.Obj, T> read) {
    Json.Obj inner = in.object(name);
    try {
      return read.apply(inner);
    } catch (MalformedException e) {
      throw e.within(name);
    }
  }

  static <T> List<T> objects(Json.Obj in, String name, Function<Json.Obj, T> read) {
    return each(
        in,
        name,
        item ->
            switch (item) {
              case Json.Obj object -> read.apply(object);
              default -> throw new MalformedException("an object wanted, found " + item.kind());
            });
  }

  static List<Digest> digests(Json.Obj in, String name) {
    return each(
        in,
        name,
        item ->
            switch (item) {
              case Json.Str(String text) -> Digest.parse(text);
              default -> throw new MalformedException("a digest wanted, found " + item.kind());
            });
  }

  private static <T> List<T> each(Json.Obj in, String name, Function<Json, T> read) {
    List<T> items = new ArrayList<>();
    for (Json item : in.list(name)) {
      try {
        items.add(read.apply(item));
      } catch (MalformedException e) {
        throw e.within("%s[%d]".formatted(name, items.size()));
      }
    }
    return items;
  }

  /// A map of texts such as annotations and labels; sorted, as canonical JSON wants them.
  static SortedMap<String, String> texts(Json.Obj in, String name) {
    SortedMap<String, String> texts = new TreeMap<>();
    for (String key : keys(in, name)) {
      try {
        texts.put(key, in.object(name).string(key));
      } catch (MalformedException e) {
        throw e.within(name);
      }
    }
    return texts;
  }

  /// The member names of an object that stands for a set, such as `ExposedPorts`.
  static List<String> keys(Json.Obj in, String name) {
    return isAbsent(in, name)
        ? List.of()
        : in.object(name).members().keySet().stream().sorted().toList();
  }

  static boolean isAbsent(Json.Obj in, String name) {
    return in.get(name).orElse(Json.NULL) instanceof Json.Null;
  }

  static void putTexts(Json.ObjectBuilder out, String name, SortedMap<String, String> texts) {
    if (!texts.isEmpty()) {
      Json.ObjectBuilder members = Json.object();
      texts.forEach(members::put);
      out.put(name, members.build());
    }
  }

  static void putSet(Json.ObjectBuilder out, String name, List<String> keys) {
    if (!keys.isEmpty()) {
      Json.ObjectBuilder members = Json.object();
      keys.forEach(key -> members.put(key, Json.object().build()));
      out.put(name, members.build());
    }
  }

  static void putStrings(Json.ObjectBuilder out, String name, List<String> values) {
    if (!values.isEmpty()) {
      out.put(name, Json.strings(values));
    }
  }

  static void putText(Json.ObjectBuilder out, String name, String value) {
    if (!value.isEmpty()) {
      out.put(name, value);
    }
  }
}
