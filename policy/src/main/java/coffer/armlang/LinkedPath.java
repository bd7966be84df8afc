package coffer.armlang;

import java.util.Optional;

/// The relative path in a link that is put together with the address of the template itself:
/// `uri(deployment().properties.templateLink.uri, 'nested/group.json')`.
final class LinkedPath {
  private LinkedPath() {}

  static Optional<String> of(Value link) {
    if (link instanceof Value.Unknown(Expression.Call call)
        && call.key().equals("uri")
        && call.arguments().size() == 2
        && call.arguments()
            .getFirst()
            .toString()
            .equalsIgnoreCase("deployment().properties.templateLink.uri")
        && call.arguments().getLast() instanceof Expression.Literal(String path)
        && !path.contains(":")) {
      return Optional.of(path);
    }
    return Optional.empty();
  }
}
