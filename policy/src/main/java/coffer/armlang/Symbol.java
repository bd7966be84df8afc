package coffer.armlang;

import coffer.source.JsonPath;
import coffer.source.Place;
import java.util.List;

/// A value of the evaluated template that stays an expression.
///
/// @param path where it stands in the evaluated template
/// @param place where it comes from
/// @param expression what is left of it, in brackets
/// @param needs what would have to be known: `resourceGroup().location`, `parameter 'x'`
/// @param pattern an RE2 pattern that every value it can have matches as a whole
public record Symbol(
    JsonPath path, Place place, String expression, List<String> needs, String pattern) {
  public Symbol {
    needs = List.copyOf(needs);
  }
}
