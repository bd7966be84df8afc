package coffer.workload;

import coffer.json.Json;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// Writes the JSON schema of `coffer.yaml` (draft 2020-12) from the records that hold it.
final class WorkloadSchema {
  private WorkloadSchema() {}

  static Json.Obj generate() {
    Json.ObjectBuilder properties =
        Json.object()
            .put("apiVersion", Json.object().put("const", WorkloadReader.API_VERSION).build())
            .put("kind", Json.object().put("const", WorkloadReader.KIND).build());
    List<String> required = new ArrayList<>(List.of("apiVersion", "kind"));
    addProperties(Workload.class, properties, required);
    return Json.object()
        .put("$schema", "https://json-schema.org/draft/2020-12/schema")
        .put("title", "coffer.yaml")
        .put("description", "A confidential service: what it is built from and what it needs.")
        .put("type", "object")
        .put("properties", properties.build())
        .put("required", Json.strings(required))
        .put("additionalProperties", false)
        .build();
  }

  private static Json.Obj ofRecord(Class<?> type) {
    Json.ObjectBuilder properties = Json.object();
    List<String> required = new ArrayList<>();
    if (Service.class.isAssignableFrom(type)) {
      String name = type.getSimpleName().toLowerCase(Locale.ROOT);
      properties.put("type", Json.object().put("const", name).build());
      required.add("type");
    }
    addProperties(type, properties, required);
    Json.ObjectBuilder schema = Json.object();
    Key key = type.getAnnotation(Key.class);
    if (key != null) {
      schema.put("description", key.value());
    }
    schema
        .put("type", "object")
        .put("properties", properties.build())
        .put("required", Json.strings(required))
        .put("additionalProperties", false);
    if (type == Service.Java.class) {
      schema.put("oneOf", List.of(requires("source"), requires("jar")));
    }
    return schema.build();
  }

  private static Json requires(String key) {
    return Json.object().put("required", Json.strings(List.of(key))).build();
  }

  private static void addProperties(
      Class<?> type, Json.ObjectBuilder properties, List<String> required) {
    for (RecordComponent component : type.getRecordComponents()) {
      Key key = component.getAnnotation(Key.class);
      if (key == null) {
        continue;
      }
      properties.put(component.getName(), described(ofType(component.getGenericType()), key));
      if (key.required()) {
        required.add(component.getName());
      }
    }
  }

  private static Json described(Json.Obj schema, Key key) {
    Json.ObjectBuilder out = Json.object().put("description", key.value());
    schema.members().forEach(out::put);
    if (key.minimum() != Long.MIN_VALUE) {
      out.put("minimum", key.minimum());
    }
    if (key.maximum() != Long.MAX_VALUE) {
      out.put("maximum", key.maximum());
    }
    if (!key.pattern().isEmpty()) {
      out.put("pattern", key.pattern());
    }
    return out.build();
  }

  private static Json.Obj ofType(Type type) {
    return switch (type) {
      case ParameterizedType list when list.getRawType() == List.class ->
          Json.object().put("type", "array").put("items", item(list)).build();
      case ParameterizedType _ ->
          Json.object().put("type", "object").put("additionalProperties", scalar()).build();
      case Class<?> text when text == String.class -> Json.object().put("type", "string").build();
      case Class<?> number when number == int.class -> Json.object().put("type", "integer").build();
      case Class<?> flag when flag == boolean.class -> Json.object().put("type", "boolean").build();
      case Class<?> choice when choice.isSealed() ->
          Json.object()
              .put(
                  "oneOf",
                  Arrays.stream(choice.getPermittedSubclasses())
                      .map(WorkloadSchema::ofRecord)
                      .toList())
              .build();
      case Class<?> record when record.isRecord() -> ofRecord(record);
      default -> throw new AssertionError("no schema for " + type);
    };
  }

  private static Json item(ParameterizedType list) {
    Type item = list.getActualTypeArguments()[0];
    return item == String.class ? scalar() : ofType(item);
  }

  private static Json scalar() {
    return Json.object().put("type", Json.strings(List.of("string", "number", "boolean"))).build();
  }
}
