package coffer.armlang;

import java.util.Locale;
import java.util.Optional;

/// The name of the deployment that the first argument of `reference` means.
final class DeploymentName {
  private static final String TYPE = "microsoft.resources/deployments";

  private DeploymentName() {}

  /// From `'name'`, from an id, or from `resourceId('Microsoft.Resources/deployments', 'name')`.
  static Optional<String> of(Expression argument) {
    return switch (argument) {
      case Expression.Literal(String text) when !text.contains("/") -> Optional.of(text);
      case Expression.Literal(String id)
          when id.toLowerCase(Locale.ROOT).contains("/" + TYPE + "/") ->
          Optional.of(id.substring(id.lastIndexOf('/') + 1));
      case Expression.Call call
          when call.key().endsWith("resourceid")
              && call.arguments().size() >= 2
              && call.arguments().get(call.arguments().size() - 2)
                  instanceof Expression.Literal(String type)
              && type.toLowerCase(Locale.ROOT).equals(TYPE)
              && call.arguments().getLast() instanceof Expression.Literal(String name) ->
          Optional.of(name);
      case Expression _ -> Optional.empty();
    };
  }
}
