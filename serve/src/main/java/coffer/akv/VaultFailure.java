package coffer.akv;

import coffer.web.WebAnswer;

/// Ends a request with a status and Key Vault's error document.
final class VaultFailure extends RuntimeException {
  private final int status;
  private final String code;

  VaultFailure(int status, String code, String message) {
    super(message);
    this.status = status;
    this.code = code;
  }

  static VaultFailure badParameter(String message) {
    return new VaultFailure(400, "BadParameter", message);
  }

  static VaultFailure forbidden(String message) {
    return new VaultFailure(403, "Forbidden", message);
  }

  static VaultFailure notFound(Entry.Kind kind, String name) {
    boolean key = kind == Entry.Kind.KEYS;
    return new VaultFailure(
        404,
        key ? "KeyNotFound" : "SecretNotFound",
        "a %s called '%s' was not found in this vault".formatted(key ? "key" : "secret", name));
  }

  WebAnswer answer() {
    return WebAnswer.error(status, code, String.valueOf(getMessage()));
  }
}
