package coffer.group;

import coffer.json.Json;
import java.util.List;

/// The public names under which a group expects services of the platform; an empty list is none.
///
/// @param attestation names of the attestation service
/// @param vault names of the key vault
public record PlatformNames(List<String> attestation, List<String> vault) {
  public static final PlatformNames NONE = new PlatformNames(List.of(), List.of());

  public PlatformNames {
    attestation = List.copyOf(attestation);
    vault = List.copyOf(vault);
  }

  public boolean isEmpty() {
    return attestation.isEmpty() && vault.isEmpty();
  }

  /// Whether the group has `service`; a vault brings the identity that its callers show.
  public boolean has(PlatformService service) {
    return switch (service) {
      case ATTESTATION -> !attestation.isEmpty();
      case VAULT, IDENTITY -> !vault.isEmpty();
    };
  }

  public List<String> of(PlatformService service) {
    return switch (service) {
      case ATTESTATION -> attestation;
      case VAULT -> vault;
      case IDENTITY -> List.of();
    };
  }

  static PlatformNames parse(Json.Obj in) {
    return new PlatformNames(in.strings("attestation"), in.strings("vault"));
  }

  Json.Obj toJson() {
    return Json.object()
        .put("attestation", Json.strings(attestation))
        .put("vault", Json.strings(vault))
        .build();
  }
}
