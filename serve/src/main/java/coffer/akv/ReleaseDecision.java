package coffer.akv;

import coffer.akv.ReleasePolicy.Condition;
import coffer.json.Json;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Whether claims meet a condition, and each comparison that they do not meet, in words.
///
/// Scalars are compared loosely: a number or boolean equals the text that says the same, as
/// published policies have it (`"x-ms-sevsnpvm-is-debuggable" equals "false"`). A claim that is
/// missing meets nothing but `exists: false`.
record ReleaseDecision(boolean met, List<String> findings) {
  ReleaseDecision {
    findings = List.copyOf(findings);
  }

  static ReleaseDecision of(Condition condition, Json.Obj claims) {
    return switch (condition) {
      case Condition.AllOf(List<Condition> all) -> all(all, claims);
      case Condition.AnyOf(List<Condition> any) -> any(any, claims);
      case Condition.Claim claim -> compare(claim, find(claims, claim.name()));
    };
  }

  private static ReleaseDecision all(List<Condition> conditions, Json.Obj claims) {
    List<String> findings = new ArrayList<>();
    boolean met = true;
    for (Condition condition : conditions) {
      ReleaseDecision one = of(condition, claims);
      met &= one.met;
      findings.addAll(one.findings);
    }
    return new ReleaseDecision(met, met ? List.of() : findings);
  }

  private static ReleaseDecision any(List<Condition> conditions, Json.Obj claims) {
    List<String> findings = new ArrayList<>();
    for (Condition condition : conditions) {
      ReleaseDecision one = of(condition, claims);
      if (one.met) {
        return one;
      }
      findings.addAll(one.findings);
    }
    return new ReleaseDecision(false, findings);
  }

  /// The claim called `name`, or the one that its dots lead to; a name may itself contain dots.
  private static Optional<Json> find(Json.Obj claims, String name) {
    Optional<Json> literal = claims.get(name);
    for (int dot = name.indexOf('.');
        literal.isEmpty() && dot > 0;
        dot = name.indexOf('.', dot + 1)) {
      if (claims.get(name.substring(0, dot)).orElse(Json.NULL) instanceof Json.Obj inner) {
        literal = find(inner, name.substring(dot + 1));
      }
    }
    return literal;
  }

  private static ReleaseDecision compare(Condition.Claim claim, Optional<Json> found) {
    boolean met =
        switch (claim.operator()) {
          case EXISTS -> text(claim.value()).equals(Boolean.toString(found.isPresent()));
          case EQUALS -> found.isPresent() && same(found.get(), claim.value());
          case NOT_EQUALS ->
              found.isPresent() && isScalar(found.get()) && !same(found.get(), claim.value());
          case LESS -> order(claim, found).map(order -> order < 0).orElse(false);
          case LESS_OR_EQUALS -> order(claim, found).map(order -> order <= 0).orElse(false);
          case GREATER -> order(claim, found).map(order -> order > 0).orElse(false);
          case GREATER_OR_EQUALS -> order(claim, found).map(order -> order >= 0).orElse(false);
        };
    return met ? new ReleaseDecision(true, List.of()) : refused(claim, found);
  }

  private static ReleaseDecision refused(Condition.Claim claim, Optional<Json> found) {
    String got =
        found.map(value -> isScalar(value) ? text(value) : value.kind()).orElse("no such claim");
    return new ReleaseDecision(
        false,
        List.of(
            "%s: %s %s wanted, found %s"
                .formatted(claim.name(), claim.operator(), text(claim.value()), got)));
  }

  private static boolean same(Json one, Json other) {
    if (!isScalar(one)) {
      return false;
    }
    boolean numbers = one instanceof Json.Num || other instanceof Json.Num;
    Optional<BigDecimal> left = number(one);
    Optional<BigDecimal> right = number(other);
    return numbers && left.isPresent() && right.isPresent()
        ? left.get().compareTo(right.get()) == 0
        : text(one).equals(text(other));
  }

  /// How the claim stands to the wanted number; empty when one of them is no number.
  private static Optional<Integer> order(Condition.Claim claim, Optional<Json> found) {
    Optional<BigDecimal> wanted = number(claim.value());
    Optional<BigDecimal> got = found.flatMap(ReleaseDecision::number);
    return wanted.isPresent() && got.isPresent()
        ? Optional.of(got.get().compareTo(wanted.get()))
        : Optional.empty();
  }

  private static Optional<BigDecimal> number(Json value) {
    String text = isScalar(value) ? text(value) : "";
    return text.matches("-?[0-9]{1,40}(\\.[0-9]{1,40})?")
        ? Optional.of(new BigDecimal(text))
        : Optional.empty();
  }

  private static boolean isScalar(Json value) {
    return switch (value) {
      case Json.Str _, Json.Num _, Json.Bool _ -> true;
      case Json.Obj _, Json.Arr _, Json.Null _ -> false;
    };
  }

  private static String text(Json value) {
    return switch (value) {
      case Json.Str(String text) -> text;
      case Json.Num(String text) -> text;
      case Json.Bool(boolean bool) -> Boolean.toString(bool);
      case Json.Obj _, Json.Arr _, Json.Null _ -> value.kind();
    };
  }
}
