package coffer.armlang;

import coffer.json.Json;

/// What is given for a parameter.
sealed interface Given {
  Origin origin();

  /// A value as it stands in a parameter file.
  record Literal(Json value, Origin origin) implements Given {}

  /// A value that the deployment of a nested template hands over.
  record Evaluated(Value value, Origin origin) implements Given {}

  /// A secret of a key vault, which only the deployment reads.
  record VaultSecret(String name, Origin origin) implements Given {}
}
