package coffer.akv;

import coffer.bytes.MalformedException;
import coffer.json.Json;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Who may have a key: an issuer of tokens, and what its token must say (Azure Key Vault, "secure
/// key release policy grammar"). One of `anyOf` must be met.
public record ReleasePolicy(List<Authority> anyOf) {
  private static final String VERSION = "1.0.0";
  private static final int DEEPEST = 32;

  public ReleasePolicy {
    anyOf = List.copyOf(anyOf);
  }

  /// An issuer, by the exact text of its `iss`, and the condition on its tokens.
  public record Authority(String url, Condition condition) {}

  /// What the claims of a token must meet.
  public sealed interface Condition {
    /// Every one of them.
    record AllOf(List<Condition> conditions) implements Condition {
      public AllOf {
        conditions = List.copyOf(conditions);
      }
    }

    /// At least one of them.
    record AnyOf(List<Condition> conditions) implements Condition {
      public AnyOf {
        conditions = List.copyOf(conditions);
      }
    }

    /// One claim, compared with a text, a number or a boolean.
    record Claim(String name, Operator operator, Json value) implements Condition {}
  }

  /// How a claim is compared.
  public enum Operator {
    EQUALS("equals"),
    NOT_EQUALS("notEquals"),
    LESS("less"),
    LESS_OR_EQUALS("lessOrEquals"),
    GREATER("greater"),
    GREATER_OR_EQUALS("greaterOrEquals"),
    EXISTS("exists");

    private final String text;

    Operator(String text) {
      this.text = text;
    }

    static Optional<Operator> find(String text) {
      return Arrays.stream(values()).filter(operator -> operator.text.equals(text)).findFirst();
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /// Parses the JSON text of a policy; a `MalformedException` names the place.
  public static ReleasePolicy parse(byte[] utf8) {
    Json.Obj in = Json.parseObject(utf8);
    String version = in.string("version");
    if (!version.equals(VERSION)) {
      throw new MalformedException("version: %s wanted, found '%s'".formatted(VERSION, version));
    }
    onlyMembers(in, "policy", List.of("version", "anyOf"));
    List<Json> items = in.list("anyOf");
    if (items.isEmpty()) {
      throw new MalformedException("anyOf: at least one authority wanted, found none");
    }
    List<Authority> authorities = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      authorities.add(authority(items.get(i), "anyOf[%d]".formatted(i)));
    }
    return new ReleasePolicy(authorities);
  }

  /// The document that [#parse] reads.
  public Json.Obj toJson() {
    return Json.object()
        .put("version", VERSION)
        .put("anyOf", anyOf.stream().map(ReleasePolicy::toJson).toList())
        .build();
  }

  private static Json toJson(Authority authority) {
    Json.ObjectBuilder out = Json.object().put("authority", authority.url());
    Condition group =
        switch (authority.condition()) {
          case Condition.Claim claim -> new Condition.AllOf(List.of(claim));
          case Condition.AllOf all -> all;
          case Condition.AnyOf any -> any;
        };
    toJson(group).members().forEach(out::put);
    return out.build();
  }

  private static Json.Obj toJson(Condition condition) {
    return switch (condition) {
      case Condition.AllOf(List<Condition> all) ->
          Json.object().put("allOf", all.stream().map(ReleasePolicy::toJson).toList()).build();
      case Condition.AnyOf(List<Condition> any) ->
          Json.object().put("anyOf", any.stream().map(ReleasePolicy::toJson).toList()).build();
      case Condition.Claim(String name, Operator operator, Json value) ->
          Json.object().put("claim", name).put(operator.toString(), value).build();
    };
  }

  private static Authority authority(Json item, String at) {
    Json.Obj in = object(item, at);
    onlyMembers(in, at, List.of("authority", "allOf", "anyOf"));
    String url = in.optionalString("authority").orElse("");
    if (!url.matches("https?://[^/?#]+(/[^?#]*)?")) {
      throw new MalformedException(
          "%s.authority: the URL of an issuer wanted, found '%s'".formatted(at, url));
    }
    return new Authority(url, group(in, at, 1));
  }

  private static Condition group(Json.Obj in, String at, int depth) {
    boolean all = in.get("allOf").isPresent();
    if (all == in.get("anyOf").isPresent()) {
      throw new MalformedException(
          "%s: exactly one of allOf and anyOf wanted, found %s"
              .formatted(at, all ? "both" : "none"));
    }
    String name = all ? "allOf" : "anyOf";
    List<Json> items = in.list(name);
    if (items.isEmpty()) {
      throw new MalformedException("%s.%s: at least one condition wanted".formatted(at, name));
    }
    List<Condition> conditions = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      conditions.add(condition(items.get(i), "%s.%s[%d]".formatted(at, name, i), depth));
    }
    return all ? new Condition.AllOf(conditions) : new Condition.AnyOf(conditions);
  }

  private static Condition condition(Json item, String at, int depth) {
    Json.Obj in = object(item, at);
    if (in.get("claim").isPresent()) {
      return claim(in, at);
    }
    if (depth >= DEEPEST) {
      throw new MalformedException(at + ": nested deeper than " + DEEPEST);
    }
    onlyMembers(in, at, List.of("allOf", "anyOf"));
    return group(in, at, depth + 1);
  }

  private static Condition claim(Json.Obj in, String at) {
    List<String> operators =
        in.members().keySet().stream().filter(name -> !name.equals("claim")).toList();
    if (operators.size() != 1 || Operator.find(operators.getFirst()).isEmpty()) {
      throw new MalformedException(
          "%s: 'claim' and one of %s wanted, found %s"
              .formatted(at, Arrays.toString(Operator.values()), operators));
    }
    Json value = in.get(operators.getFirst()).orElseThrow();
    boolean scalar =
        switch (value) {
          case Json.Str _, Json.Num _, Json.Bool _ -> true;
          case Json.Obj _, Json.Arr _, Json.Null _ -> false;
        };
    if (!scalar) {
      throw new MalformedException(
          "%s.%s: text, a number or a boolean wanted, found %s"
              .formatted(at, operators.getFirst(), value.kind()));
    }
    return new Condition.Claim(
        in.string("claim"), Operator.find(operators.getFirst()).orElseThrow(), value);
  }

  private static Json.Obj object(Json item, String at) {
    return switch (item) {
      case Json.Obj object -> object;
      case Json other ->
          throw new MalformedException(
              "%s: an object wanted, found %s".formatted(at, other.kind()));
    };
  }

  private static void onlyMembers(Json.Obj in, String at, List<String> known) {
    for (String member : in.members().keySet()) {
      if (!known.contains(member)) {
        throw new MalformedException(
            "%s: members %s wanted, found '%s'".formatted(at, known, member));
      }
    }
  }
}
