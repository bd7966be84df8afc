package coffer.armlang;

import coffer.json.Json;
import coffer.source.JsonPath;
import coffer.source.Place;
import coffer.source.SourceFile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Values for the parameters of a template, from parameter files (deploymentParameters.json,
/// 2019-04-01) and single settings. Of several for one name the last counts.
public final class ParameterValues {
  private final Map<String, Given> given;

  private ParameterValues(Map<String, Given> given) {
    this.given = given;
  }

  public static ParameterValues none() {
    return new ParameterValues(Map.of());
  }

  /// These values and those of a parameter file.
  public ParameterValues with(SourceFile file) {
    if (!(file.checkedValue() instanceof Json.Obj document)
        || !(document.get("parameters").orElse(Json.NULL) instanceof Json.Obj entries)) {
      throw file.place(JsonPath.ROOT)
          .malformed("an object with a member 'parameters' wanted, as in a parameter file");
    }
    Map<String, Given> all = new LinkedHashMap<>(given);
    entries
        .members()
        .forEach(
            (name, entry) -> {
              Origin origin = new Origin(file, JsonPath.ROOT.member("parameters").member(name));
              Given value = given(name, entry, origin);
              all.keySet().removeIf(name::equalsIgnoreCase);
              if (value != null) {
                all.put(name, value);
              }
            });
    return new ParameterValues(all);
  }

  /// These values and one more, as text: for a parameter that is no text it is read as JSON.
  public ParameterValues with(String name, String value) {
    Map<String, Given> all = new LinkedHashMap<>(given);
    all.keySet().removeIf(name::equalsIgnoreCase);
    SourceFile file = SourceFile.parse("--set " + name, Json.of(value).toCompact());
    all.put(name, new Given.Literal(file.value(), new Origin(file, JsonPath.ROOT)));
    return new ParameterValues(all);
  }

  static ParameterValues of(Map<String, Given> given) {
    return new ParameterValues(new LinkedHashMap<>(given));
  }

  private static @Nullable Given given(String name, Json entry, Origin origin) {
    if (entry instanceof Json.Obj object) {
      if (object.get("value").isPresent()) {
        return new Given.Literal(object.get("value").get(), origin.member("value"));
      }
      if (object.get("reference").orElse(Json.NULL) instanceof Json.Obj reference) {
        String secret =
            reference.get("secretName").orElse(Json.NULL) instanceof Json.Str(String text)
                ? text
                : name;
        return new Given.VaultSecret(secret, origin);
      }
      if (object.members().isEmpty()) {
        return null;
      }
    }
    throw origin.place().malformed("an object with 'value' or 'reference' wanted");
  }

  @Nullable Given find(String name) {
    for (Map.Entry<String, Given> entry : given.entrySet()) {
      if (entry.getKey().equalsIgnoreCase(name)) {
        return entry.getValue();
      }
    }
    return null;
  }

  /// Every name must be one of `declared`.
  void check(List<String> declared) {
    given.forEach(
        (name, value) -> {
          if (declared.stream().noneMatch(name::equalsIgnoreCase)) {
            List<String> known = new ArrayList<>(declared);
            known.sort(null);
            Place place = value.origin().place();
            throw place.malformed(
                "the template declares no parameter '%s'; it declares %s"
                    .formatted(name, known.isEmpty() ? "none" : String.join(", ", known)));
          }
        });
  }
}
